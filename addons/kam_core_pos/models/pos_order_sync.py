from odoo import api, models

PAID_AT_TILL = "kam_paid_at_till"


class PosOrder(models.Model):
    """What was paid is stored, whatever its quotation still waits for (CORE-14)."""

    _inherit = "pos.order"

    # === BUSINESS METHODS === #

    @api.model
    def sync_from_ui(self, orders):
        """Confirm the quotations that may be; see ``sale.order.action_confirm``."""
        till = self.with_context(**{PAID_AT_TILL: True})
        return super(PosOrder, till).sync_from_ui(orders)
