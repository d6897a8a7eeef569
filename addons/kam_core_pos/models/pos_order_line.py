from odoo import models

TRADE_FIELDS = {"qty", "price_subtotal_incl", "sale_order_origin_id"}


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    # === CRUD METHODS === #

    def write(self, vals):
        """Bring the trade of accounts up to date when a paid line changes."""
        result = super().write(vals)
        if TRADE_FIELDS & vals.keys():
            self.order_id._kam_refresh_accounts()
        return result
