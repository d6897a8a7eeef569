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

        Both prices are with taxes; sections, down payments and returns have none.
        """
        self.ensure_one()
        if not self.product_id or self.is_downpayment or self.product_uom_qty <= 0:
            return False
        ratio = level._kam_lowest_ratio(self.product_id.categ_id)
        if not ratio:
            return False
        places = self.order_id.currency_id.decimal_places
        return is_below(
            round_minor(self.price_total, places),
            round_minor(self._kam_list_total(), places),
            round_minor(ratio * SCALE, 0),
            ceil(self.product_uom_qty),
        )

    def _kam_shortfall(self, level):
        """Return how far the line lies below ``level``, in ten-thousandths (P8)."""
        places = self.order_id.currency_id.decimal_places
        ratio = level._kam_lowest_ratio(self.product_id.categ_id)
        return shortfall(
            round_minor(self.price_total, places),
            round_minor(self._kam_list_total(), places),
            round_minor(ratio * SCALE, 0),
        )

    def _kam_below_level(self, level):
        """Return the sentence that says so."""
        ratio = level._kam_lowest_ratio(self.product_id.categ_id)
        currency = self.order_id.currency_id
        return self.env._(
            "%(product)s: %(price)s is below %(ratio)s %% of the list price "
            "%(listed)s, the lowest for level %(level)s.",
            product=self.product_id.display_name,
            price=currency.format(self.price_total),
            ratio=f"{ratio * 100:g}",
            listed=currency.format(self._kam_list_total()),
            level=level.name,
        )
