from odoo import api, fields, models

from .. import queries_trade

SEES_MONEY = "kam_core.kam_core_group_manager", "kam_core.kam_core_group_finance"


class KamAccount(models.Model):
    """What the customer still owes (CORE-05), for finance, managers and the owner."""

    _inherit = "kam.account"

    # === FIELDS === #

    shows_receivable = fields.Boolean(
        compute="_compute_shows_receivable", export_string_translation=False
    )
    receivable = fields.Monetary(
        compute="_compute_receivable",
        help="Open amounts of posted invoices less credit notes.",
    )
    overdue = fields.Monetary(
        compute="_compute_receivable", help="What of it was due before today."
    )

    # === COMPUTE METHODS === #

    @api.depends("owner_user_id")
    @api.depends_context("uid")
    def _compute_shows_receivable(self):
        user = self.env.user
        sees_all = any(user.has_group(group) for group in SEES_MONEY)
        for account in self:
            account.shows_receivable = sees_all or account.owner_user_id == user

    @api.depends("shows_receivable", "partner_key", "company_id")
    @api.depends_context("uid")
    def _compute_receivable(self):
        """Sum what is open, for all accounts of a page by one statement."""
        shown = self.filtered("shows_receivable")
        amounts = shown._kam_receivables()
        for account in self:
            amount, overdue = amounts.get(account._origin.id, (0, 0))
            account.receivable, account.overdue = amount, overdue or 0

    # === BUSINESS METHODS === #

    def _kam_receivables(self):
        """Return ``{account id: (open, overdue)}`` in the currency of the company."""
        if not self.ids:
            return {}
        clock = self.env["kam.clock"]
        # Who sees the account need not be at home in its company.
        companies = self.sudo().company_id
        todays = {company.id: clock._today(company) for company in companies}
        self.env["account.move.line"].flush_model(
            ["amount_residual", "reconciled", "date_maturity", "parent_state"]
        )
        rows = self.env.execute_query(queries_trade.receivables(self.ids, todays))
        return {account_id: amounts for account_id, *amounts in rows}
