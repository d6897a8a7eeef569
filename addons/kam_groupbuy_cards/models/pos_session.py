from odoo import models
from odoo.exceptions import UserError


class PosSession(models.Model):
    _inherit = "pos.session"

    # === BUSINESS METHODS === #

    def _validate_session(
        self,
        balancing_account=False,
        amount_to_balance=0,
        bank_payment_method_diffs=None,
    ):
        # the check reads the ledger, which who closes a till can't
        self.sudo()._kam_check_redemptions()
        return super()._validate_session(
            balancing_account, amount_to_balance, bank_payment_method_diffs
        )

    def _kam_check_redemptions(self):
        """Each payment by instrument has exactly one equal redemption, and vice versa.

        Rescue sessions and closing from the back end pass here too. Reservations that
        no order carries are given back.

        :raise UserError: a payment was made up, or a redemption lost its order
        """
        till = self.env["kam.card.till"]
        till._release_unclaimed(self)
        orders = self.order_ids.filtered(lambda o: o.state not in ("draft", "cancel"))
        payments = orders._kam_stored_payments()
        for payment, hold in till._holds_by_payment(payments).items():
            if payment.amount and not till._is_captured(hold, payment):
                raise UserError(
                    self.env._(
                        "Order %(order)s of session %(session)s: %(problem)s",
                        order=payment.pos_order_id.name,
                        session=self.name,
                        problem=till._unreserved_message(payment),
                    )
                )
        self._kam_check_paid(payments)

    def _kam_check_paid(self, payments):
        """:raise UserError: the ledger has a movement that no payment stands for"""
        moved = self.env["kam.card.entry"].search(
            [("session_id", "=", self.id), ("kind", "in", ("capture", "refund"))]
        )
        paid = set(payments.mapped("uuid"))
        lost = moved.filtered(lambda entry: entry.key not in paid)[:1]
        if lost:
            raise UserError(
                self.env._(
                    "%(amount)s of %(serial)s was booked in session %(session)s for "
                    "order %(order)s, but no paid order carries it any more. Compare "
                    "the session with its ledger entries before closing it.",
                    amount=lost.currency_id.format(lost.amount),
                    serial=lost.card_id._masked(),
                    session=self.name,
                    order=lost.order_id.name,
                )
            )
