from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .till_case import KamTillCase


@tagged("post_install", "-at_install")
class TestTillReview(KamTillCase):
    """Quotations that wait for a review, at a till (CORE-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.create_user("manager", "manager")
        cls.company.kam_approval_deputy_id = cls.manager
        cls.account.level_id = cls.env["kam.account.level"].create(
            {
                "name": "Gold",
                "code": "t_gold",
                "company_id": cls.company.id,
                "price_ids": [Command.create({"price_ratio": 0.8})],
            }
        )

    def cheap(self):
        """Return a quotation of 20 rings for 1 % of their list price."""
        return self.quote((self.till_ring, 20, 10)).with_user(self.wang.user_id)

    def load(self, quotation, user=None):
        order = quotation.with_user(user or self.settler).sudo(False)
        return order.load_sale_order_from_pos(self.config.id)

    def deciders(self, quotation):
        request = quotation.sudo().kam_review_ids._kam_last_request()
        return request._kam_open_task().approver_ids

    def activities(self, quotation):
        return quotation.sudo().activity_ids.filtered(
            lambda activity: activity.summary == "Paid at a till, not confirmed"
        )

    def settle_cheap(self, quotation):
        line = quotation.sudo().order_line
        lines = [(self.till_ring, 20, {**self.settling(line), "price_unit": 10})]
        return self.buy(*lines, cashier=self.settler)

    # === LOADED AT THE TILL === #

    def test_core_14_quotation_under_review_is_not_settled(self):
        quotation = self.cheap()
        quotation.action_kam_ask_review()
        with self.assertRaises(UserError) as refusal:
            self.load(quotation)
        names = ", ".join(self.deciders(quotation).mapped("name"))
        self.assertTrue(names)
        self.assertEqual(
            str(refusal.exception),
            f"Quotation {quotation.name} is under special review by {names}. It can't "
            "be settled before that is decided.",
        )

    def test_core_14_quotation_that_needs_a_review_names_the_seller(self):
        quotation = self.cheap()
        with self.assertRaises(UserError) as refusal:
            self.load(quotation)
        self.assertEqual(
            str(refusal.exception),
            f"Quotation {quotation.name} must be approved before it can be settled. "
            f"Please ask {self.wang.name}.",
        )

    def test_core_18_refusal_tells_the_till_no_terms_of_the_customer(self):
        with self.assertRaises(UserError) as refusal:
            self.load(self.cheap())
        self.assertNotRegex(str(refusal.exception), r"Gold|80|%|level")

    def test_core_18_refusal_tells_nothing_to_who_may_not_read_the_quotation(self):
        quotation = self.cheap()
        quotation.action_kam_ask_review()
        portal = new_test_user(self.env, "till_portal", "base.group_portal")
        for user in (self.wang.user_id, self.settler):
            with self.assertRaises(UserError):
                self.load(quotation, user)
        with self.assertRaises(AccessError):
            self.load(quotation, portal)

    def test_core_14_approved_quotation_is_settled(self):
        quotation = self.cheap()
        quotation.action_kam_ask_review()
        review = quotation.sudo().kam_review_ids
        while review.approval_state == "open":
            user = self.deciders(quotation)[:1]
            review.with_user(user).sudo(False).action_kam_approve()
        self.assertEqual(self.load(quotation)["sale.order"][0]["id"], quotation.id)
        self.settle_cheap(quotation)
        self.assertEqual(quotation.state, "sale")
        self.assertFalse(self.activities(quotation))

    def test_core_14_ordinary_quotation_and_order_are_settled(self):
        quotation = self.quote((self.till_ring, 1, 1000))
        self.assertTrue(self.load(quotation)["sale.order"])
        quotation.action_confirm()
        self.assertTrue(self.load(quotation)["sale.order"])

    def test_core_14_quotation_that_odoo_would_refuse_is_not_settled(self):
        quotation = self.quote((self.till_ring, 1, 1000))
        self.patch(
            self.registry["sale.order"],
            "_confirmation_error_message",
            lambda _order: "Sell cards instead.",
        )
        with self.assertRaisesRegex(UserError, "Sell cards instead."):
            self.load(quotation)

    # === PAID NEVERTHELESS === #

    def test_core_14_paid_order_of_a_quotation_under_review_is_stored(self):
        quotation = self.cheap()
        quotation.action_kam_ask_review()
        order = self.settle_cheap(quotation)
        self.assertRecordValues(
            order, [{"state": "paid", "amount_paid": 20000, "kam_rep_id": self.li.id}]
        )
        self.assertEqual(quotation.state, "draft")
        activities = self.activities(quotation)
        self.assertEqual(activities.user_id, self.deciders(quotation))
        self.assertIn(f"{quotation.name} was paid at a till", activities[0].note)
        message = quotation.sudo().message_ids[0]
        self.assertIn("can't be confirmed yet", message.body)

    def test_core_14_without_a_review_the_superior_of_the_seller_is_told(self):
        quotation = self.cheap()
        self.settle_cheap(quotation)
        self.assertEqual(self.activities(quotation).user_id, self.zhao)

    def test_core_14_order_that_is_sent_again_tells_once(self):
        quotation = self.cheap()
        line = quotation.sudo().order_line
        data = self.data((self.till_ring, 20, self.settling(line)))
        data["user_id"] = self.settler.id
        order = self.sync(dict(data))
        self.assertEqual(self.sync(dict(data)), order)
        self.assertEqual(len(self.activities(quotation)), 1)

    def test_core_14_other_quotations_of_the_order_are_confirmed(self):
        held, free = self.cheap(), self.quote((self.till_spoon, 1, 51))
        lines = [
            (line.product_id, line.product_uom_qty, self.settling(line))
            for line in (held.sudo() | free).order_line
        ]
        self.buy(*lines, cashier=self.settler)
        self.assertEqual((held.state, free.state), ("draft", "sale"))

    def test_core_14_review_still_decides_afterwards(self):
        quotation = self.cheap()
        self.settle_cheap(quotation)
        with self.assertRaises(RedirectWarning):
            quotation.action_confirm()
        quotation.action_kam_ask_review()
        review = quotation.sudo().kam_review_ids
        while review.approval_state == "open":
            user = self.deciders(quotation)[:1]
            review.with_user(user).sudo(False).action_kam_approve()
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")

    def test_d12_paid_order_counts_as_long_as_its_quotation_waits(self):
        quotation = self.cheap()
        order = self.settle_cheap(quotation)
        self.assertEqual(self.trade().res_id, order.id)
        self.assertEqual(self.trade().amount, 20000)
        quotation.sudo().order_line.price_unit = 1000
        quotation.sudo().action_confirm()
        self.assertEqual(self.trade().res_model, "sale.order")
