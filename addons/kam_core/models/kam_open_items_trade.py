from odoo import models
from odoo.fields import Domain

from .kam_account_dimension import OPEN_ORDER
from .kam_open_items import Source

CUSTOMER = "partner_id.commercial_partner_id"


class KamOpenItems(models.AbstractModel):
    """Open items that Odoo's own documents leave (CORE-05, A-3)."""

    _inherit = "kam.open.items"

    # === BUSINESS METHODS === #

    def _kam_sources(self):
        return [*super()._kam_sources(), *self._trade_sources()]

    def _trade_sources(self):
        return [
            Source(
                "activity",
                self.env._("Activities"),
                "mail.activity",
                "res_id",
                lambda: Domain("res_model", "=", "kam.account"),
                blocking=False,
            ),
            Source(
                "quotation",
                self.env._("Quotations sent"),
                "sale.order",
                CUSTOMER,
                lambda: Domain("state", "=", "sent"),
                close=lambda quotations: quotations._action_cancel(),
            ),
            Source(
                "order",
                self.env._("Orders to deliver or invoice"),
                "sale.order",
                CUSTOMER,
                lambda: OPEN_ORDER,
            ),
            Source(
                "overdue",
                self.env._("Overdue invoices"),
                "account.move",
                CUSTOMER,
                self._overdue_invoices,
            ),
        ]

    def _overdue_invoices(self):
        today = self.env["kam.clock"]._today(self.env.company)
        return (
            Domain("move_type", "=", "out_invoice")
            & Domain("state", "=", "posted")
            & Domain("payment_state", "in", ("not_paid", "partial"))
            & Domain("invoice_date_due", "<", today)
        )
