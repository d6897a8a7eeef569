from odoo import api, models

AMOUNT_FIELDS = {"price_unit", "product_uom_qty", "discount", "tax_ids"}


class SaleOrderLine(models.Model):
    """Confirmed orders that change afterwards stay right on their accounts."""

    _inherit = "sale.order.line"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Count what is added to a confirmed order."""
        lines = super().create(vals_list)
        lines._kam_refresh_trade()
        return lines

    def write(self, vals):
        """Count what changes in a confirmed order."""
        result = super().write(vals)
        if AMOUNT_FIELDS & vals.keys():
            self._kam_refresh_trade()
        return result

    # === BUSINESS METHODS === #

    def _kam_refresh_trade(self):
        confirmed = self.order_id.filtered(lambda order: order.state == "sale")
        confirmed._kam_trade_accounts()._kam_refresh_trade()
