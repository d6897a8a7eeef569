from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError

from ..services_token import as_service
from .sale_order import QUOTATION


class SaleOrder(models.Model):
    """What a quotation can't do before it was reviewed (CORE-14).

    Not sent, signed, paid online or confirmed, by whatever way: the screen, RPC, import
    or the portal. A payment that comes in nevertheless is kept and noted; it leaves
    the quotation as it is (see payment_transaction.py).
    """

    _inherit = "sale.order"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise UserError: if an order is made as confirmed that must not be"""
        orders = super().create(vals_list)
        orders._kam_check_held(orders.filtered(lambda order: order.state == "sale"))
        return orders

    def write(self, vals):
        """:raise UserError: if an order becomes confirmed that must not be"""
        if vals.get("state") not in ("sale", "cancel"):
            return super().write(vals)
        # cancelled orders as well: not by the button, but by RPC
        unconfirmed = self.filtered(lambda order: order.state != "sale")
        result = super().write(vals)
        if vals["state"] == "sale":
            # as it is now: the lines may have come with the same values
            self._kam_check_held(unconfirmed)
        else:
            self._kam_end_reviews(self.env._("The quotation was cancelled."))
        return result

    def unlink(self):
        """Close what waits for a decision.

        :raise UserError: a review was approved; the quotation is kept with it (P13)
        """
        self.check_access("unlink")
        self._kam_end_reviews(self.env._("The quotation was deleted."))
        # Reviews are kept by the system; what was decided stays for good.
        if reviews := self.sudo().kam_review_ids:
            as_service(reviews).unlink()
        return super().unlink()

    # === ACTION METHODS === #

    def action_confirm(self):
        """:raise RedirectWarning: with “Ask for Review”, if one is needed"""
        if not self.env.context.get("kam_paid_online"):
            self._kam_offer_review()
            return super().action_confirm()
        held = self.filtered(lambda order: order._kam_held_by())
        for order in held:
            order._kam_note_payment()
        free = self - held
        return not free or super(SaleOrder, free).action_confirm()

    def action_quotation_send(self):
        """:raise RedirectWarning: with “Ask for Review”, if one is needed"""
        self._kam_offer_review(sending=True)
        return super().action_quotation_send()

    # === BUSINESS METHODS === #

    def message_post(self, **kwargs):
        """:raise UserError: if the mail would send a quotation that must not be"""
        if self.env.context.get("mark_so_as_sent"):
            for order in self.filtered(lambda order: order.state in QUOTATION):
                order._kam_refuse(order._kam_review_obstacles())
        return super().message_post(**kwargs)

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._kam_held_by()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._kam_held_by()

    def _kam_held_by(self):
        """Return the sentences that say why a quotation can't go on; none if it can."""
        if self.state not in QUOTATION:
            return []
        return self._kam_obstacles()

    def _kam_obstacles(self):
        """Return what keeps the order from being confirmed, whatever its state.

        Modules add their obstacles; the review alone also keeps it from being sent.
        """
        return self._kam_review_obstacles()

    def _kam_review_obstacles(self):
        state, reasons = self._kam_review_need()
        return [] if state == "approved" else [sentence for _code, sentence in reasons]

    def _kam_check_held(self, orders):
        """:raise UserError: if one of ``orders`` must not be confirmed"""
        for order in orders:
            order._kam_refuse(order._kam_obstacles())

    def _kam_refuse(self, obstacles):
        if obstacles:
            raise UserError(self._kam_held_message(obstacles))

    def _kam_offer_review(self, sending=False):
        """:raise RedirectWarning: with the button to ask, if a review is missing"""
        for order in self.filtered(lambda order: order.state in QUOTATION):
            obstacles = (
                order._kam_review_obstacles() if sending else order._kam_obstacles()
            )
            if obstacles:
                message = order._kam_held_message(obstacles)
                if order.kam_review_state not in ("needed", "changed", "refused"):
                    raise UserError(message)
                raise RedirectWarning(
                    message,
                    self.env.ref("kam_core.sale_order_action_ask_review").id,
                    self.env._("Ask for Review"),
                    {"active_model": self._name, "active_id": order.id}
                    | {"active_ids": order.ids},
                )

    def _kam_held_message(self, obstacles):
        return self.env._(
            "%(order)s can't be sent or confirmed yet:\n%(reasons)s",
            order=self.name,
            reasons="\n".join(f"– {sentence}" for sentence in obstacles),
        )

    def _kam_note_payment(self):
        """Say that money came in for a quotation that waits."""
        self.message_post(
            body=self.env._(
                "Paid online, but not confirmed: the quotation is to be reviewed "
                "first. Confirm it afterwards."
            ),
            partner_ids=self.user_id.partner_id.ids,
        )

    def _kam_end_reviews(self, reason):
        # Reviews are kept by the system.
        self.sudo().kam_review_ids._kam_approval_void(reason)
