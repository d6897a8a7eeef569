from odoo import models
from odoo.fields import Domain


class KamMeasure(models.Model):
    _inherit = "kam.measure"

    # === BUSINESS METHODS === #

    def _sales_domain(self, code, scope):
        """Open one row for each sale where some are orders and some of the till."""
        if code != "sales_orders":
            return super()._sales_domain(code, scope)
        sales = self._facts_of(scope) & Domain("kind", "=", "sale")
        if not self._facts().search_count(
            sales & Domain("res_model", "=", "pos.order"), limit=1
        ):
            return super()._sales_domain(code, scope)
        rows = self._facts()._read_group(sales, ["sale_key"], ["id:min"])
        return "kam.sale.fact", Domain("id", "in", [first for _key, first in rows])
