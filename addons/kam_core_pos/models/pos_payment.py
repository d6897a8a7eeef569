from odoo import models


class PosPayment(models.Model):
    _inherit = "pos.payment"

    # === CRUD METHODS === #

    def write(self, vals):
        """Bring the trade of accounts up to date when a payment changes its method."""
        result = super().write(vals)
        if {"amount", "payment_method_id"} & vals.keys():
            self.pos_order_id._kam_refresh_accounts()
        return result
