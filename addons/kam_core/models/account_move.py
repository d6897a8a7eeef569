from odoo import models

from ..queries_trade import SLOTS

TRADE_FIELDS = {"state", "partner_id", "company_id", "invoice_date", "date"}


class AccountMove(models.Model):
    _inherit = "account.move"

    # === CONSTRAINTS === #

    # Rows of the trade table are looked up by their id, see queries_trade.returns().
    _kam_trade_row_idx = models.Index(
        f"((id * {SLOTS} + 2)) WHERE move_type = 'out_refund'"
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Bring the trade of accounts up to date when credit notes change (A-6)."""
        if not TRADE_FIELDS & vals.keys():
            return super().write(vals)
        before = self._kam_trade_accounts()
        result = super().write(vals)
        (before | self._kam_trade_accounts())._kam_refresh_trade()
        return result

    # === BUSINESS METHODS === #

    def _kam_trade_accounts(self):
        """Return the accounts whose trade these documents may change.

        Invoices too: one that is issued anew stands for the credit note before it.
        """
        posted = self.filtered(
            lambda move: move.state == "posted"
            and move.move_type in ("out_invoice", "out_refund")
        )
        return self.env["kam.account"]._kam_of_customers(
            posted.partner_id, posted.company_id
        )
