from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    # === FIELDS === #
    kam_card_type_id = fields.Many2one(
        "kam.card.type",
        string="Voucher or Card",
        compute="_compute_kam_card_type_id",
        help="The instrument that is handed over for this product.",
    )

    # === COMPUTE METHODS === #

    @api.depends("product_variant_ids.kam_card_type_ids")
    def _compute_kam_card_type_id(self):
        for template in self:
            variant = template.product_variant_ids[:1]
            template.kam_card_type_id = variant.kam_card_type_id

    # === CONSTRAINT METHODS === #

    @api.constrains("available_in_pos")
    def _check_kam_not_at_till(self):
        """An instrument is sold on a quotation: the till issues none (CARD-07)."""
        for template in self.filtered("available_in_pos"):
            # who edits products need not be allowed to read the types
            if template.product_variant_ids.sudo().kam_card_type_ids:
                raise ValidationError(
                    self.env._(
                        "“%(product)s” sells vouchers or cards on quotations; it can't "
                        "be available at points of sale.",
                        product=template.display_name,
                    )
                )
