from odoo import api, fields, models

from ..services_token import as_service


class KamSecrecyAcknowledgement(models.Model):
    """Somebody acknowledged a version of the secrecy rules, for good (CORE-18)."""

    _name = "kam.secrecy.acknowledgement"
    _description = "Acknowledgement of Secrecy Rules"
    _inherit = ["kam.append.only.mixin"]
    _order = "id desc"
    _rec_name = "user_id"
    _log_access = False

    # === FIELDS === #

    rule_id = fields.Many2one(
        "kam.secrecy.rule",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    version = fields.Integer(readonly=True, aggregator=None)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    occurred_at = fields.Datetime(string="Time", required=True, readonly=True)

    # === CONSTRAINTS === #

    _once = models.UniqueIndex("(rule_id, user_id)", "This is acknowledged already.")

    # === BUSINESS METHODS === #

    @api.model
    def _kam_add(self, rule):
        """Put down that the user of the environment acknowledges ``rule``."""
        # written by the service alone; nobody else may
        return as_service(self.sudo()).create(
            {
                "rule_id": rule.id,
                "version": rule.version,
                "user_id": self.env.uid,
                "company_id": rule.company_id.id,
                "occurred_at": self.env["kam.clock"]._now(),
            }
        )
