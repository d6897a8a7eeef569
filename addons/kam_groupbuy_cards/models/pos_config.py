from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosConfig(models.Model):
    _inherit = "pos.config"

    # === FIELDS === #
    kam_store_id = fields.Many2one("kam.store", string="Store", check_company=True)

    # === CONSTRAINT METHODS === #

    @api.constrains("fast_payment_method_ids")
    def _check_kam_fast_payment(self):
        """A fast payment button validates without asking the ledger."""
        for config in self:
            methods = config.fast_payment_method_ids
            if any(method._kam_is_stored_value() for method in methods):
                raise ValidationError(
                    self.env._(
                        "Group-buy vouchers and cards can't be a fast payment: the "
                        "till must scan them first. Remove the method from the list."
                    )
                )
