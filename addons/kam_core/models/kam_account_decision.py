from odoo import api, fields, models
from odoo.tools import format_date

from ..services_token import as_service


class KamAccountDecision(models.Model):
    """What the manager decided on an account without maintenance (A-11)."""

    _name = "kam.account.decision"
    _description = "Decision on Maintenance"
    _inherit = ["kam.protected.mixin", "kam.account.part.mixin"]
    _order = "day desc, id desc"

    # === FIELDS === #

    kind = fields.Selection(
        [
            ("keep", "Kept"),
            ("release", "Released"),
            ("pause", "Paused"),
        ],
        string="Decision",
        required=True,
    )
    day = fields.Date(string="Date", required=True)
    days = fields.Integer(help="More days for the owner, from the date on.")
    reason = fields.Char(required=True)
    rep_id = fields.Many2one(
        "kam.sales.rep", string="Owner at the Time", ondelete="restrict"
    )
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict"
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for decision in self:
            day = format_date(self.env, decision.day)
            decision.display_name = f"{kinds.get(decision.kind)}, {day}"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_write_down(self, account, kind, reason, days=0):
        """Put down what the current user decided today.

        Whether the user may decide is the caller's business.
        """
        return as_service(self.sudo()).create(  # the service alone writes history
            {
                "account_id": account.id,
                "kind": kind,
                "day": self.env["kam.clock"]._today(account.company_id),
                "days": days,
                "reason": reason,
                "rep_id": account.owner_id.id,
                "decided_by_id": self.env.uid,
            }
        )
