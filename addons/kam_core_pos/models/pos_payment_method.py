from odoo import api, models


class PosPaymentMethod(models.Model):
    """Sales figures remember which methods pay by stored value."""

    _inherit = "pos.payment.method"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        methods = super().create(vals_list)
        self.env.registry.clear_cache()
        return methods

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result
