from odoo import models
from odoo.exceptions import UserError

SYNC_KEY = "kam_syncing"
# recognised by identity: neither RPC nor a server action can bring it
_SYNC_TOKEN = object()


def is_syncing(records):
    """Tell whether ``records`` come from the till's own synchronisation."""
    return records.env.context.get(SYNC_KEY) is _SYNC_TOKEN


class PosOrder(models.Model):
    _inherit = "pos.order"

    # === CRUD METHODS === #

    def write(self, vals):
        if "session_id" in vals:
            self._kam_check_unmoved(vals["session_id"])
        res = super().write(vals)
        if vals.get("state") == "cancel":
            self._kam_release("cancelled")
        elif vals.get("state") in ("paid", "done"):
            self._kam_check_captured()
        return res

    def unlink(self):
        """Free instruments: the database deletes payments without asking them.

        :raise UserError: the order was redeemed; an RPC context can switch off Odoo's
            own check of its state
        """
        # whoever may delete an order need not see the ledger
        entries = self.env["kam.card.entry"].sudo()
        if entries.search_count([("order_id", "in", self.ids)], limit=1):
            raise UserError(self.payment_ids._kam_final_message())
        self._kam_release("deleted")
        return super().unlink()

    # === ACTION METHODS === #

    def action_pos_order_paid(self):
        """Capture what was reserved in the transaction that pays (money path 4)."""
        # the ledger books for the cashier, who has no rights on it
        self.env["kam.card.till"].sudo()._capture_order(self.sudo())
        return super().action_pos_order_paid()

    # === BUSINESS METHODS === #

    def _process_order(self, order, existing_order):
        syncing = self.with_context(**{SYNC_KEY: _SYNC_TOKEN})
        if existing_order:
            existing_order = existing_order.with_env(syncing.env)
        return super(PosOrder, syncing)._process_order(order, existing_order)

    def _kam_stored_payments(self):
        return self.payment_ids._kam_stored_value()

    def _kam_release(self, reason):
        keys = self._kam_stored_payments().mapped("uuid")
        if keys:
            # whoever may cancel the order frees its instruments
            self.env["kam.card.till"].sudo()._release_keys(keys, reason)

    def _kam_check_unmoved(self, session_id):
        """The ledger booked a redemption in the session of its order.

        :raise UserError: a paid order with instruments would leave it
        """
        for order in self.filtered(lambda order: order.session_id.id != session_id):
            paid = order.state not in ("draft", "cancel")
            if paid and order._kam_stored_payments():
                raise UserError(
                    self.env._(
                        "Order %(order)s was paid with vouchers or cards: it stays in "
                        "the session that booked them.",
                        order=order.name,
                    )
                )

    def _kam_check_captured(self):
        """An order is not paid by writing its state.

        :raise UserError: a payment by instrument was not redeemed
        """
        payments = self._kam_stored_payments()
        # cashiers can't read reservations
        till = self.env["kam.card.till"].sudo()
        for payment, hold in till._holds_by_payment(payments).items():
            if payment.amount and hold.state != "captured":
                raise UserError(till._unreserved_message(payment))
