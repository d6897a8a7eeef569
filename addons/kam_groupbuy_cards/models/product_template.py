from odoo import api, fields, models


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
