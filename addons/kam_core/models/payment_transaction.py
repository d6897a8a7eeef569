from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    # === BUSINESS METHODS === #

    def _post_process(self):
        """Let a payment never fail over a quotation that is to be reviewed (CORE-14).

        The money is there; the quotation waits. See ``sale.order.action_confirm``.
        """
        transactions = self.with_context(kam_paid_online=True)
        return super(PaymentTransaction, transactions)._post_process()

    def _check_amount_and_confirm_order(self):
        """Return the orders that were confirmed, without those that wait."""
        orders = super()._check_amount_and_confirm_order()
        return orders.filtered(lambda order: order.state == "sale")
