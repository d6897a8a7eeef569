from odoo import api, models

# What a review looks at; computed values follow from these.
LINE_FIELDS = {
    *("price_unit", "discount", "product_id", "product_uom_qty", "product_uom_id"),
    *("tax_ids", "order_id"),
}


class SaleOrderLine(models.Model):
    """Lines of a confirmed order, see sale_order_confirmed.py (P8)."""

    _inherit = "sale.order.line"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise UserError: a confirmed order would deviate further"""
        default = {"order_id": self.env.context.get("default_order_id")}
        ids = {(default | vals)["order_id"] for vals in vals_list}
        with self.env["sale.order"].browse(filter(None, ids))._kam_watched():
            return super().create(vals_list)

    def write(self, vals):
        """:raise UserError: a confirmed order would deviate further"""
        if not LINE_FIELDS & vals.keys():
            return super().write(vals)
        target = self.env["sale.order"].browse(filter(None, [vals.get("order_id")]))
        with (self.order_id | target)._kam_watched():
            return super().write(vals)
