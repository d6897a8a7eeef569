from odoo import fields, models


class KamCardAttempt(models.Model):
    """A failed try at a till: wrong code, wrong PIN, refused for too many (CARD-13)."""

    _name = "kam.card.attempt"
    _description = "Failed attempt with a group-buy code"
    _inherit = ["kam.append.only.mixin"]
    _order = "id desc"
    _rec_name = "occurred_at"
    _log_access = False

    # === FIELDS === #
    kind = fields.Selection(
        selection=[
            ("unknown_code", "Unknown code"),
            ("wrong_pin", "Wrong PIN"),
        ],
        required=True,
        readonly=True,
    )
    session_id = fields.Many2one(
        "pos.session", required=True, readonly=True, ondelete="restrict"
    )
    config_id = fields.Many2one(
        "pos.config", string="Till", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    card_id = fields.Many2one(
        "kam.card", string="Instrument", readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    occurred_at = fields.Datetime(required=True, readonly=True)

    # === CONSTRAINTS === #
    _till_idx = models.Index("(session_id, occurred_at)")
