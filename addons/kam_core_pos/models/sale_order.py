from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kam_core.models.sale_order import QUOTATION

from .pos_order_sync import PAID_AT_TILL


class SaleOrder(models.Model):
    """Quotations at a till: what waits for a review is not settled there (CORE-14)."""

    _inherit = "sale.order"

    # === ACTION METHODS === #

    def action_confirm(self):
        """Leave a quotation that must wait as it is if a till has its money already.

        Odoo confirms it when the paid order arrives. Raising would keep that order
        from being stored for good.
        """
        if not self.env.context.get(PAID_AT_TILL):
            return super().action_confirm()
        held = self.filtered(lambda order: order._kam_till_obstacle())
        for order in held:
            order._kam_note_till_payment()
        free = self - held
        return not free or super(SaleOrder, free).action_confirm()

    # === BUSINESS METHODS === #

    def load_sale_order_from_pos(self, config_id):
        """Refuse what can't be settled yet.

        :raise AccessError: the user may not read the quotation
        :raise UserError: a quotation can't be settled yet, said at the till
        """
        self.check_access("read")  # before anything is told about it
        for order in self:
            if obstacle := order._kam_till_obstacle():
                raise UserError(obstacle)
        return super().load_sale_order_from_pos(config_id)

    def _kam_till_obstacle(self):
        """Return the sentence that keeps a quotation from being settled, or none.

        It names who can help and no terms of the customer: cashiers read it.
        """
        order = self.sudo()  # the same for whoever sells
        if order.state not in QUOTATION:
            return ""
        if not order._kam_held_by():
            return order._confirmation_error_message() or ""
        if order.kam_review_state == "open":
            return self.env._(
                "Quotation %(order)s is under special review by %(who)s. It can't be "
                "settled before that is decided.",
                order=order.name,
                who=", ".join(order._kam_till_deciders().mapped("name")),
            )
        return self.env._(
            "Quotation %(order)s must be approved before it can be settled. Please ask "
            "%(seller)s.",
            order=order.name,
            seller=order.user_id.name or order.company_id.name,
        )

    def _kam_till_deciders(self):
        """Return the users who can help: deciders of the review, else the manager."""
        order = self.sudo()  # as above
        task = order.kam_review_ids._kam_last_request()._kam_open_task()
        manager = order.env["kam.sales.rep"]._kam_superior_of(
            order.user_id, order.company_id
        )
        return task.approver_ids or manager or order.user_id

    def _kam_note_till_payment(self):
        """Leave a note and, for who can help, an activity; once."""
        order = self.sudo()  # cashiers don't read reviews
        order = order.with_context(lang=order.user_id.lang or order.env.lang)
        summary = order.env._("Paid at a till, not confirmed")
        if summary in order.activity_ids.mapped("summary"):
            return
        note = order.env._(
            "%(order)s was paid at a till, but it can't be confirmed yet. Decide what "
            "it waits for and confirm it, or have the money given back at the till.",
            order=order.name,
        )
        order.message_post(body=note)
        for user in order._kam_till_deciders():
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.env["kam.clock"]._today(order.company_id),
                summary=summary,
                note=note,
                user_id=user.id,
            )
