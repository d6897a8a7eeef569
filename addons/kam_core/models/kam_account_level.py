from odoo import fields, models


class KamAccountLevel(models.Model):
    """A tier of accounts and the discounts it is granted (CORE-04)."""

    _name = "kam.account.level"
    _description = "Account Level"
    _inherit = ["kam.code.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The highest level comes first.")
    company_id = fields.Many2one("res.company", help="Empty for all companies.")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Proposed on quotations to accounts of this level.",
    )
    price_ids = fields.One2many("kam.account.level.price", "level_id")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        "(code, coalesce(company_id, 0))",
        "Another level already has this code; choose another one.",
    )

    # === BUSINESS METHODS === #

    def _kam_lowest_ratio(self, category):
        """Return the lowest price ratio (paid ÷ list) a seller may grant, or None.

        The line of the product category or of its nearest parent decides, else the
        line without category; None where the level says nothing (CORE-04).

        :param category: product.category record, may be empty
        """
        self.ensure_one()
        ratios = {line.category_id.id: line.price_ratio for line in self.price_ids}
        while category:
            if category.id in ratios:
                return ratios[category.id]
            category = category.parent_id
        return ratios.get(False)
