from odoo import api, fields, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    _inherit = "product.product"

    # === FIELDS === #
    kam_card_type_ids = fields.One2many("kam.card.type", "product_id")
    kam_card_type_id = fields.Many2one(
        "kam.card.type",
        string="Voucher or Card",
        compute="_compute_kam_card_type_id",
        search="_search_kam_card_type_id",
        help="The instrument that is handed over for this product.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kam_card_type_ids")
    def _compute_kam_card_type_id(self):
        # the seller of a quotation need not be allowed to read the types
        for product in self.sudo():
            product.kam_card_type_id = product.kam_card_type_ids[:1]

    def _search_kam_card_type_id(self, operator, value):
        return Domain("kam_card_type_ids", operator, value)
