from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    kam_store_id = fields.Many2one(
        "kam.store",
        string="Store",
        check_company=True,
        index="btree_not_null",
        help="Store the order belongs to.",
    )
