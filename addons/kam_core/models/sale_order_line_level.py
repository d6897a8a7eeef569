from math import ceil

from odoo import models

from ..engine.money import round_minor
from ..engine.price import SCALE, is_below, shortfall


class SaleOrderLine(models.Model):
    """The price of a line against the list and the level of the account (CORE-04)."""

    _inherit = "sale.order.line"

    # === BUSINESS METHODS === #

    def _kam_list_unit_price(self):
        """Return the list price of one unit in the currency of the order, as entered.

        A module whose goods have another list price than that of the product, such as
        a face value, extends it.
        """
        self.ensure_one()
        order, product = self.order_id, self.product_id
        price = product.uom_id._compute_price(product.lst_price, self.product_uom_id)
        day = self.env["kam.clock"]._date_of(order.date_order, order.company_id)
        return product.currency_id._convert(
            price, order.currency_id, order.company_id, day, round=False
        )

    def _kam_list_total(self):
        """Return the list price of the line with its taxes."""
        taxes = self.tax_ids.compute_all(
            self._kam_list_unit_price(),
            self.order_id.currency_id,
            self.product_uom_qty,
            product=self.product_id,
            partner=self.order_id.partner_shipping_id,
        )
        return taxes["total_included"]

    def _kam_is_below_level(self, level):
        """Tell whether the line is cheaper than ``level`` may be granted.

        Both prices are with taxes; sections, down payments and returns have none. What
        is taken off the whole order counts for the goods on it.
        """
        self.ensure_one()
        if not self._kam_is_sold() or (
            self.price_total < 0 and self.order_id._kam_goods_total()
        ):
            return False
        ratio = level._kam_lowest_ratio(self.product_id.categ_id)
        if not ratio:
            return False
        paid, listed, whole = self._kam_compared()
        pieces = ceil(self.product_uom_qty) * whole
        return is_below(paid, listed, round_minor(ratio * SCALE, 0), pieces)

    def _kam_shortfall(self, level):
        """Return how far the line lies below ``level``, in ten-thousandths (P8)."""
        ratio = level._kam_lowest_ratio(self.product_id.categ_id)
        paid, listed, _whole = self._kam_compared()
        return shortfall(paid, listed, round_minor(ratio * SCALE, 0))

    def _kam_is_sold(self):
        goods = self.product_id and not self.is_downpayment
        return bool(goods) and self.product_uom_qty > 0

    def _kam_compared(self):
        """Return what is paid, the list price, and by what both are multiplied.

        A discount of the whole order takes its share of each line: paid × (goods less
        discount) ÷ goods, compared without dividing (D10).

        :return: integers; the first two in minor units × the third
        """
        places = self.order_id.currency_id.decimal_places
        paid = round_minor(self.price_total, places)
        listed = round_minor(self._kam_list_total(), places)
        goods = round_minor(self.order_id._kam_goods_total(), places)
        off = round_minor(self.order_id._kam_rebate_total(), places)
        if not goods:
            return paid, listed, 1
        return paid * (goods + off), listed * goods, goods

    def _kam_below_level(self, level):
        """Return the sentence that says so."""
        ratio = level._kam_lowest_ratio(self.product_id.categ_id)
        currency = self.order_id.currency_id
        paid, _listed, whole = self._kam_compared()
        return self.env._(
            "%(product)s: %(price)s is below %(ratio)s %% of the list price "
            "%(listed)s, the lowest for level %(level)s.",
            product=self.product_id.display_name,
            price=currency.format(paid / whole / 10**currency.decimal_places),
            ratio=f"{ratio * 100:g}",
            listed=currency.format(self._kam_list_total()),
            level=level.name,
        )
