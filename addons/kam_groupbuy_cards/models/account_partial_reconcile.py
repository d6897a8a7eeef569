from odoo import models

from .kam_card_sale import INVOICES, PAID


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # === CRUD METHODS === #

    def unlink(self):
        """Close instruments whose payment is taken away: Odoo has no hook for it."""
        moves = (self.debit_move_id | self.credit_move_id).move_id
        paid = moves.filtered(
            lambda move: move.move_type in INVOICES and move.payment_state in PAID
        )
        res = super().unlink()
        unpaid = paid.filtered(
            lambda move: move.payment_state in ("not_paid", "partial")
        )
        if unpaid:
            # whoever cancels a payment closes instruments without rights on them
            self.env["kam.card.sale"].sudo()._book_unpaid(unpaid.sudo())
        return res
