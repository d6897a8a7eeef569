from odoo import api, models
from odoo.fields import Domain

from .. import queries_measure
from ..engine.money import divide_half_up, round_minor
from .kam_measure import Provider

BY_PRODUCT = frozenset(("category", "state"))
BOUGHT = ("customers_sold", "new_customers")


class KamMeasure(models.Model):
    """Sales, orders and customers by rep of the order (C-13), net of returns.

    All of them come from ``kam.sale.fact``; the figure and the records it opens have
    one domain.
    """

    _inherit = "kam.measure"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_providers(self):
        return super()._kam_providers() | {
            "sales": Provider(self._sales_values, self._sales_domain, BY_PRODUCT),
            "group_buy": Provider(
                self._sales_values, self._group_buy_domain, BY_PRODUCT
            ),
            "customers": Provider(
                self._customers_values, self._customers_domain, BY_PRODUCT
            ),
        }

    # === BUSINESS METHODS - AMOUNTS === #

    def _sales_values(self, codes, scope):
        """Read the facts once for all codes of a provider."""
        _model, domain = self._facts_domain(codes[0], scope)
        groups = self._facts()._read_group(
            domain,
            ["rep_id"],
            ["amount:sum", "amount_taxed:sum", "sale_key:count_distinct", "__count"],
        )
        decimals = scope.company.sudo().currency_id.decimal_places  # no secret
        return {
            (code, rep.id): self._sales_value(code, *figures, decimals)
            for rep, *figures in groups
            for code in codes
        }

    def _sales_value(self, code, amount, taxed, orders, count, decimals):
        minor = round_minor(taxed if code == "sales_taxed" else amount, decimals)
        if code == "sales_orders":
            return orders, orders
        if code == "average_order":
            return (divide_half_up(minor, orders), orders) if orders else (0, 0)
        return minor, count

    def _facts(self):
        # who may see a figure is decided where it is shown
        return self.env["kam.sale.fact"].sudo()

    def _facts_domain(self, code, scope):
        """Return the facts of ``code``: those of stored value for group-buy sales."""
        if code == "group_buy_sales":
            return self._group_buy_domain(code, scope)
        return "kam.sale.fact", self._facts_of(scope)

    def _facts_of(self, scope):
        """Return the domain of all facts of ``scope``; half-open (T1)."""
        start, end = self._moments(scope)
        first, after = scope.period
        sold = Domain("moment", ">=", start) & Domain("moment", "<", end)
        returned = Domain("day", ">=", first) & Domain("day", "<", after)
        domain = (
            Domain("company_id", "=", scope.company.id)
            & Domain("rep_id", "in", scope.rep_ids)
            & (
                (Domain("kind", "=", "sale") & sold)
                | (Domain("kind", "=", "return") & returned)
            )
        )
        if scope.category:
            domain &= Domain("categ_id", "child_of", scope.category.ids)
        if scope.state:
            domain &= Domain("state_id", "in", scope.state.ids)
        return domain

    def _moments(self, scope):
        clock = self.env["kam.clock"]
        return tuple(clock._day_start(day, scope.company) for day in scope.period)

    def _group_buy_domain(self, _code, scope):
        products = self.env["kam.stored.value"]._products()
        return (
            "kam.sale.fact",
            self._facts_of(scope) & Domain("product_id", "in", products.ids),
        )

    def _sales_domain(self, code, scope):
        if code == "sales_orders":
            return "sale.order", self._orders_of(scope)
        return self._facts_domain(code, scope)

    def _orders_of(self, scope):
        """Return the orders behind the facts of ``scope``."""
        start, end = self._moments(scope)
        line = (
            Domain("display_type", "=", False)
            & Domain("is_downpayment", "=", False)
            & Domain("product_id", "!=", False)
        )
        if scope.category:
            line &= Domain("product_id.categ_id", "child_of", scope.category.ids)
        domain = (
            Domain("company_id", "=", scope.company.id)
            & Domain("kam_rep_id", "in", scope.rep_ids)
            & Domain("state", "=", "sale")
            & Domain("date_order", ">=", start)
            & Domain("date_order", "<", end)
            & Domain("order_line", "any", line)
        )
        if scope.state:
            domain &= Domain("partner_id.state_id", "in", scope.state.ids)
        return domain

    # === BUSINESS METHODS - CUSTOMERS === #

    def _customers_values(self, codes, scope):
        customers = self._customers(scope)
        return {
            (code, rep_id): (len(partners), len(partners))
            for code in codes
            for rep_id, partners in customers[code].items()
        }

    def _customers_domain(self, code, scope):
        bought = self._customers(scope)[code].values()
        partner_ids = sorted({id_ for partners in bought for id_ in partners})
        return "res.partner", Domain("id", "in", partner_ids)

    def _customers(self, scope):
        """Return ``{code: {rep_id: [commercial partner ids]}}``."""
        start, _end = self._moments(scope)
        facts = self._facts()._search(self._facts_of(scope))
        found = {code: {} for code in BOUGHT}
        if facts.is_empty():
            return found
        query = queries_measure.customers_sold_to(
            facts, self._facts()._table_sql, scope.company.id, start
        )
        for rep_id, partner_id, new in self.env.execute_query(query):
            found["customers_sold"].setdefault(rep_id, []).append(partner_id)
            if new:
                found["new_customers"].setdefault(rep_id, []).append(partner_id)
        return found
