from odoo import api, fields, models


class KamAccountLevelPrice(models.Model):
    """The lowest price ratio of a level, for a product category or for all goods."""

    _name = "kam.account.level.price"
    _description = "Lowest Price of an Account Level"
    _order = "level_id, category_id, id"

    # === FIELDS === #

    level_id = fields.Many2one(
        "kam.account.level", required=True, ondelete="cascade", index=True
    )
    category_id = fields.Many2one(
        "product.category", ondelete="cascade", help="Empty for all other goods."
    )
    price_ratio = fields.Float(
        digits=(5, 4),
        required=True,
        default=1.0,
        help="Price paid ÷ list price: 0.90 for 9折.",
    )

    # === CONSTRAINTS === #

    _category_uniq = models.UniqueIndex(
        "(level_id, coalesce(category_id, 0))",
        "The level has a line for this product category already.",
    )
    _ratio_range = models.Constraint(
        "CHECK(price_ratio > 0 AND price_ratio <= 1)",
        "A price ratio is above 0 and at most 1.",
    )

    # === COMPUTE METHODS === #

    @api.depends("level_id.name", "category_id.complete_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            category = line.category_id.complete_name or self.env._("All goods")
            line.display_name = f"{line.level_id.name}, {category}"
