from odoo import models
from odoo.exceptions import UserError


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    # === BUSINESS METHODS === #

    def _create_payments(self):
        self._kam_check_transfer()
        return super()._create_payments()

    def _kam_check_transfer(self):
        """Refuse cash where the law wants a bank transfer (CARD-11).

        :raise UserError: the sale of instruments is too large for cash
        """
        if self.journal_id.type != "cash":
            return
        # whoever registers payments need not read orders
        lines = self.line_ids.move_id.invoice_line_ids.sudo()
        for order in lines.sale_line_ids.filtered("kam_card_type_id").order_id:
            terms = order._kam_terms()
            if terms:
                raise UserError(terms)
