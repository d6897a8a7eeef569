from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError

# What a review looks at; lines see to themselves in sale_order_line_confirmed.py.
ORDER_FIELDS = {"payment_term_id", "partner_id", "order_line", "pricelist_id"}


class SaleOrder(models.Model):
    """A confirmed order keeps to what was agreed and reviewed (CORE-14, P8).

    Else a price would be lowered after the confirmation that nobody approved before.
    """

    _inherit = "sale.order"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: a confirmed order would deviate further"""
        if not ORDER_FIELDS & vals.keys():
            return super().write(vals)
        with self._kam_watched():
            return super().write(vals)

    # === BUSINESS METHODS === #

    @contextmanager
    def _kam_watched(self):
        """Compare how far confirmed orders deviate before and after a change."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        watched = confirmed.filtered(lambda order: order._kam_concerns_accounts())
        before = {order: order._kam_review_measures() for order in watched}
        yield
        for order in confirmed:
            order._kam_check_not_worse(before.get(order, {}))

    def _kam_check_not_worse(self, before):
        """:raise UserError: it deviates further than ``before``, and than approved"""
        state, reasons = self._kam_review_need()
        if state in ("none", "approved"):
            return
        after = self._kam_review_measures()
        if any(number > before.get(key, 0) for key, number in after.items()):
            raise UserError(
                self.env._(
                    "%(order)s is confirmed and would need a special review:\n"
                    "%(reasons)s\nCancel it, set it to quotation and ask for the "
                    "review.",
                    order=self.name,
                    reasons="\n".join(f"– {sentence}" for _code, sentence in reasons),
                )
            )
