"""Common ground of the tests of reviews and contracts."""

from odoo.fields import Command

from .trade_case import KamTradeCase


class KamReviewCase(KamTradeCase):
    """An account of the level Gold: rings of 1,000 may be sold for 80 % of it.

    The consultant sells, the manager and above the limits the sales director decide.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_approval_deputy_id = cls.finance
        cls.level = cls.env["kam.account.level"].create(
            {
                "name": "Gold",
                "code": "t_gold",
                "company_id": cls.company.id,
                "price_ids": [Command.create({"price_ratio": 0.8})],
            }
        )
        cls.account = cls.create_account("Jinda", cls.rep, level_id=cls.level.id)
        cls.stranger = cls.env["res.partner"].create({"name": "Passer-by"})
        cls.terms = {
            days: cls.env["account.payment.term"].create(
                {
                    "name": f"{days} days",
                    "company_id": cls.company.id,
                    "line_ids": [
                        Command.create({"value_amount": 100, "nb_days": days})
                    ],
                }
            )
            for days in (15, 45, 60)
        }

    @classmethod
    def quote(cls, price=1000, quantity=20, partner=None, user=None, **values):
        """Return a quotation of the consultant, of ``quantity`` rings."""
        orders = cls.env["sale.order"].with_user(user or cls.consultant)
        line = {
            "product_id": cls.ring.id,
            "product_uom_qty": quantity,
            "price_unit": price,
        }
        return orders.create(
            {
                "partner_id": (partner or cls.account.partner_id).id,
                "company_id": cls.company.id,
                "user_id": cls.consultant.id,
                "payment_term_id": False,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def review(self, order):
        return order.sudo().kam_review_ids

    def approve(self, document, *users):
        for user in users:
            document.with_user(user).action_kam_approve()

    def reviewed(self, order, *users):
        """Return ``order`` with an approved review."""
        order.action_kam_ask_review()
        self.approve(self.review(order), *(users or (self.manager,)))
        return order

    def waiting_for(self, document):
        return self.request(document)._kam_open_task().approver_ids

    def request(self, document):
        return document.sudo()._kam_last_request()
