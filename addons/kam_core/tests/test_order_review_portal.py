from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .review_case import KamReviewCase

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestOrderReviewPortal(KamReviewCase, HttpCase):
    """Signature and online payment of a quotation that is to be reviewed (§1.11)."""

    def pay(self, order):
        """Let a payment of the whole order come in; return its transaction."""
        # the bank's side of it needs journals and is none of our business
        self.patch(
            self.registry["payment.transaction"],
            "_create_payment",
            lambda _transaction, **_values: self.env["account.payment"],
        )
        provider = self.env["payment.provider"].create(
            {"name": "Bank", "code": "none", "company_id": self.company.id}
        )
        method = self.env["payment.method"].create({"name": "Card", "code": "t_card"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_redirect",
                "sale_order_ids": [Command.set(order.ids)],
                "state": "done",
            }
        )
        transaction.sudo()._post_process()
        return transaction

    def test_core_14_paid_online_before_the_review_stays_a_quotation(self):
        order = self.quote(price=700, require_payment=True)
        self.assertTrue(self.pay(order).is_post_processed)
        self.assertEqual(order.state, "draft")
        notes = " ".join(order.message_ids.mapped("body"))
        self.assertIn("Paid online, but not confirmed", notes)
        self.reviewed(order).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_core_14_paid_online_without_a_review_is_confirmed(self):
        for order in (
            self.quote(require_payment=True),
            self.quote(price=1, partner=self.stranger, require_payment=True),
            self.reviewed(self.quote(price=750, require_payment=True)),
        ):
            self.pay(order)
            self.assertEqual(order.state, "sale")

    def sign(self, order):
        return self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {
                "access_token": order.sudo()._portal_ensure_token(),
                "name": "Wang",
                "signature": SIGNATURE,
            },
        )

    def test_core_14_customer_signs_only_what_was_reviewed(self):
        order = self.quote(price=750, require_signature=True, require_payment=False)
        order.sudo().state = "sent"
        answer = self.sign(order)
        self.assertIn("not in a state requiring customer signature", answer["error"])
        self.assertFalse(order.signature)
        self.reviewed(order)
        order.order_line.price_unit = 700
        self.assertIn("error", self.sign(order))
        order.order_line.price_unit = 750
        self.assertTrue(self.sign(order).get("force_refresh"))
        self.env.invalidate_all()
        self.assertEqual((order.state, order.signed_by), ("sale", "Wang"))
