from odoo import api, fields, models
from odoo.tools import format_date

from ..services_token import as_service


class KamAccountTenure(models.Model):
    """Who owned an account from when to when, and why it changed (CORE-11)."""

    _name = "kam.account.tenure"
    _description = "Account Owner History"
    _inherit = ["kam.protected.mixin", "kam.account.part.mixin"]
    _kam_is_history = False  # the first one comes with the account
    _order = "account_id, date_from desc, id desc"

    # === FIELDS === #

    rep_id = fields.Many2one(
        "kam.sales.rep", string="Owner", required=True, ondelete="restrict", index=True
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Until", help="First day of the next owner; empty while it lasts."
    )
    reason = fields.Char(required=True)
    decided_by_id = fields.Many2one("res.users", required=True)
    merged_number = fields.Char(
        string="From Account",
        help="Number of the account that was merged into this one and had this owner; "
        "the rows without any say who owned this account on a day.",
    )

    # === COMPUTE METHODS === #

    @api.depends("rep_id.name", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for tenure in self:
            tenure.display_name = self.env._(
                "%(rep)s from %(day)s",
                rep=tenure.rep_id.name or "",
                day=format_date(self.env, tenure.date_from),
            )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_pass_on(self, account, rep, reason, day):
        """End the tenure that lasts and, if there is a ``rep``, begin the next."""
        tenures = self.sudo()  # history is written for whoever may pass accounts on
        lasting = tenures.search(
            [("account_id", "=", account.id), ("date_to", "=", False)]
        )
        as_service(lasting).write({"date_to": day})
        if rep:
            as_service(tenures).create(
                {
                    "account_id": account.id,
                    "rep_id": rep.id,
                    "date_from": day,
                    "reason": reason,
                    "decided_by_id": self.env.user.id,
                }
            )
