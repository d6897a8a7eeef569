from odoo import models


class SaleOrder(models.Model):
    """The level of an account on its quotations (CORE-04; rules A-16, A-17)."""

    _inherit = "sale.order"

    # === COMPUTE METHODS === #

    def _compute_pricelist_id(self):
        """Propose the pricelist of the level on new quotations (CORE-04).

        A pricelist chosen for this very customer goes before it. Orders that exist
        keep theirs when the level changes: it holds for orders from that day (A-16).
        """
        result = super()._compute_pricelist_id()
        for order in self:
            if order.state == "draft" and order.partner_id:
                order.pricelist_id = order._kam_level_pricelist() or order.pricelist_id
        return result

    def _kam_level_pricelist(self):
        # Whoever sells to the customer grants its level, also the portal.
        pricelist = self.sudo().kam_account_id.level_id.pricelist_id
        if not pricelist.active:
            return pricelist.browse()
        partner = self.partner_id.with_company(self.company_id)
        own = partner.specific_property_product_pricelist
        return pricelist.browse() if own.active else pricelist

    # === BUSINESS METHODS === #

    def _kam_review_reasons(self):
        """Return why this order needs a review before it is confirmed (A-17).

        Modules add their reasons by extending it.

        :return: list of ``(code, sentence)``; an order of nobody's account has none
        """
        self.ensure_one()
        level = self.sudo().kam_account_id.level_id  # holds for whoever confirms
        if not level:
            return []
        lines = self.order_line.filtered(lambda line: line._kam_is_below_level(level))
        return [("level_price", line._kam_below_level(level)) for line in lines]

    def _kam_goods_total(self):
        """Return what all goods cost with taxes, before what is taken off them all."""
        return sum(
            line.price_total
            for line in self.order_line
            if line._kam_is_sold() and line.price_total > 0
        )

    def _kam_rebate_total(self):
        """Return what is taken off the whole order with taxes, from 0 down.

        Discounts of the whole order and rewards are lines of their own in Odoo.
        """
        return sum(
            line.price_total
            for line in self.order_line
            if line._kam_is_sold() and line.price_total < 0
        )
