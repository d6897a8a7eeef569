from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import run_server_action
from .review_case import KamReviewCase


@tagged("post_install", "-at_install")
class TestOrderReview(KamReviewCase):
    """Special review of a quotation: what needs one, who decides, what it covers."""

    # === REASONS === #

    def test_core_14_line_that_is_being_typed_has_no_reason_yet(self):
        order = self.quote(price=1000)
        form = self.env["sale.order"].new(origin=order)
        form.order_line = [Command.create({"name": "Ring?"})]
        self.assertEqual(form.kam_review_state, "none")

    def assertReasons(self, order, *codes):
        self.assertEqual([code for code, _text in order._kam_review_due()], [*codes])

    def test_core_14_price_below_the_level_needs_a_review(self):
        order = self.quote(price=799)
        self.assertReasons(order, "level_price")
        self.assertEqual(order.kam_review_state, "needed")
        self.assertRegex(order.kam_review_banner, r"Ring: .*15,980.* below 80 %")
        self.assertIn("Decided by: Key-Account Manager.", order.kam_review_banner)
        order.order_line.price_unit = 1
        self.assertIn(
            "Decided by: Key-Account Manager, Sales Director.", order.kam_review_banner
        )
        self.assertReasons(self.quote(price=800))

    def test_core_14_longer_payment_terms_need_a_review(self):
        partner = self.account.partner_id.with_company(self.company)
        self.assertReasons(
            self.quote(payment_term_id=self.terms[15].id), "payment_term"
        )
        partner.property_payment_term_id = self.terms[45]
        self.assertReasons(self.quote(payment_term_id=self.terms[45].id))
        order = self.quote(payment_term_id=self.terms[60].id)
        self.assertEqual(
            order._kam_review_due(),
            [
                (
                    "payment_term",
                    "Payment terms “60 days” are 15 days longer than the standard, "
                    "“45 days”.",
                )
            ],
        )

    def test_core_14_standard_of_the_company_holds_without_terms_of_the_customer(self):
        self.company.kam_review_term_id = self.terms[15]
        self.assertReasons(self.quote(payment_term_id=self.terms[15].id))
        order = self.quote(payment_term_id=self.terms[60].id)
        self.assertEqual(order._kam_days_longer(), 45)

    def test_core_14_latest_due_day_of_several_counts(self):
        self.terms[60].line_ids = [
            Command.clear(),
            Command.create({"value_amount": 90, "nb_days": 0}),
            Command.create({"value_amount": 10, "nb_days": 90}),
        ]
        order = self.quote(payment_term_id=self.terms[60].id)
        self.assertEqual(order._kam_days_longer(), 90)

    def test_core_14_limit_counts_what_the_order_is_worth_at_list_prices(self):
        self.assertReasons(self.quote(price=1, quantity=9))
        self.assertReasons(self.quote(price=1, quantity=10), "level_price")
        self.company.kam_review_limit = 50000
        self.assertReasons(self.quote(price=1, quantity=49))

    def test_core_14_archived_accounts_and_strangers_have_none(self):
        self.assertReasons(self.quote(price=1, partner=self.stranger))
        order = self.quote(price=1)
        self.account.sudo().active = False
        order.invalidate_recordset()
        self.assertReasons(order)

    def test_core_14_group_buy_products_are_reviewed_for_anybody(self):
        order = self.quote(partner=self.stranger, payment_term_id=self.terms[15].id)
        self.assertReasons(order)
        self.patch(
            self.registry["kam.stored.value"],
            "_is_stored_value",
            lambda _model, record: record == self.ring,
        )
        self.assertReasons(order, "payment_term")

    def test_core_14_modules_add_reasons(self):
        def reasons(order):
            return [("band", "Ratio of the order is below 60 %.")]

        order = self.quote()
        self.patch(self.registry["sale.order"], "_kam_review_reasons", reasons)
        self.assertReasons(order, "band")
        self.reviewed(order)
        self.assertReasons(order)

    # === WHAT IT HOLDS UP === #

    def test_core_14_confirming_is_refused_with_the_way_out(self):
        order = self.quote(price=700)
        for method in (order.action_confirm, order.action_quotation_send):
            with self.assertRaises(RedirectWarning) as refusal:
                method()
            message, action, button, context = refusal.exception.args
            self.assertRegex(message, r"can't be sent or confirmed yet:\n– Ring")
            self.assertEqual(button, "Ask for Review")
            self.assertEqual(context["active_id"], order.id)
        self.env["ir.actions.server"].browse(action).with_user(
            self.consultant
        ).with_context(**context).run()
        self.assertEqual(order.kam_review_state, "open")
        with self.assertRaisesRegex(UserError, "can't be sent or confirmed yet"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_core_14_no_other_way_confirms(self):
        order = self.quote(price=700)
        cheap = [Command.update(order.order_line.id, {"price_unit": 1})]
        fair = self.quote()
        fair_cheap = [Command.update(fair.order_line.id, {"price_unit": 1})]
        for attempt in (
            lambda: order.write({"state": "sale"}),
            lambda: order.write({"state": "sale", "order_line": cheap}),
            lambda: fair.write({"state": "sale", "order_line": fair_cheap}),
            lambda: order.with_user(self.manager).write({"state": "sale"}),
            lambda: order.sudo().write({"state": "sale"}),
            lambda: self.quote(price=700, state="sale"),
        ):
            with self.assertRaisesRegex(UserError, "can't be sent|special review"):
                with self.env.cr.savepoint():
                    attempt()
        refused = self.assertRaisesRegex(UserError, "can't be sent")
        with refused, self.env.cr.savepoint():
            run_server_action(
                self.env,
                "sale.order",
                "record.write({'state': 'sale'})",
                active_model="sale.order",
                active_id=order.id,
            )
        self.env.invalidate_all()
        self.assertEqual((order.state, fair.state), ("draft", "draft"))

    def test_core_14_cancelled_quotation_is_not_confirmed_by_rpc(self):
        order = self.quote(price=700)
        order.action_cancel()
        with self.assertRaisesRegex(UserError, "can't be sent or confirmed"):
            order.write({"state": "sale"})

    def test_core_14_import_does_not_confirm(self):
        order = self.quote(price=700)
        orders = self.env["sale.order"].with_user(self.manager)
        result = orders.load([".id", "state"], [[str(order.id), "sale"]])
        self.assertIn("can't be sent or confirmed", result["messages"][0]["message"])
        self.assertEqual(order.state, "draft")

    def test_core_14_mail_that_marks_as_sent_is_refused(self):
        order = self.quote(price=700)
        with self.assertRaisesRegex(UserError, "can't be sent"):
            order.with_context(mark_so_as_sent=True).message_post(body="Our offer")
        self.assertTrue(order.message_post(body="A note"))
        self.assertEqual(order.state, "draft")

    def test_core_14_neither_signed_nor_paid_in_the_portal(self):
        order = self.quote(price=700, require_signature=True, require_payment=True)
        self.assertFalse(order.sudo()._has_to_be_signed())
        self.assertFalse(order.sudo()._has_to_be_paid())
        self.reviewed(order)
        self.assertTrue(order.sudo()._has_to_be_signed())
        self.assertTrue(order.sudo()._has_to_be_paid())

    def test_core_14_ordinary_orders_are_signed_and_paid_as_ever(self):
        for partner in (self.stranger, self.account.partner_id):
            order = self.quote(
                partner=partner, require_signature=True, require_payment=True
            ).sudo()
            self.assertTrue(order._has_to_be_signed())
            self.assertTrue(order._has_to_be_paid())
            order.action_confirm()
            self.assertEqual(order.state, "sale")

    def test_core_14_ordinary_order_costs_at_most_one_statement(self):
        order = self.quote(price=1, partner=self.stranger)
        self.env.flush_all()
        self.env.invalidate_all()
        order.order_line.product_id  # noqa: B018 - what confirming reads anyway
        order.partner_id.commercial_partner_id  # noqa: B018
        # one more where cards and vouchers ask whether the goods are theirs
        with self.assertQueryCount(1 + ("kam.card" in self.env)):
            self.assertFalse(order._kam_held_by())
        with self.assertQueryCount(0):
            self.assertEqual(order._kam_review_status(), ("none", []))
            self.assertFalse(order._kam_obstacles())

    # === WHO DECIDES === #

    def test_core_14_manager_decides_and_the_order_goes_on(self):
        order = self.quote(price=750)
        action = order.action_kam_ask_review()
        self.assertEqual(action["tag"], "display_notification")
        review = self.review(order)
        self.assertRecordValues(
            review,
            [
                {
                    "order_id": order.id,
                    "company_id": self.company.id,
                    "amount": 15000,
                    "points_below": 5,
                    "days_longer": 0,
                    "above_limits": False,
                    "approval_state": "open",
                }
            ],
        )
        self.assertEqual(self.request(review).requester_id, self.consultant)
        self.assertEqual(self.waiting_for(review), self.manager)
        self.assertIn("waiting for kam_manager", order.kam_review_banner)
        self.assertTrue(review.activity_ids.filtered("kam_task_id"))
        self.approve(review, self.manager)
        self.assertEqual(order.kam_review_state, "approved")
        self.assertIn("Approved by kam_manager", order.kam_review_banner)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        outcomes = self.request(review).decision_ids.sorted("id").mapped("outcome")
        self.assertEqual(outcomes, ["submitted", "approved"])
        self.assertIn(
            "Special review: Approved", " ".join(order.message_ids.mapped("body"))
        )

    def test_core_14_above_a_limit_the_sales_director_decides_too(self):
        # exactly at the limits of 100,000, ten points and thirty days
        terms = self.terms[15]
        terms.line_ids.nb_days = 30
        within = [
            self.quote(price=799, quantity=125, payment_term_id=terms.id),
            self.quote(price=700),
        ]
        above = [
            self.quote(price=799, quantity=126),
            self.quote(price=699),
            self.quote(payment_term_id=self.terms[45].id),
        ]
        for order in within + above:
            order.action_kam_ask_review()
            review = self.review(order)
            self.assertEqual(review.above_limits, order in above, order.amount_total)
            self.approve(review, self.manager)
        for order in above:
            review = self.review(order)
            self.assertEqual(review.approval_state, "open")
            self.assertEqual(self.waiting_for(review), self.sales_director)
            with self.assertRaises(UserError):
                order.action_confirm()
            self.approve(review, self.sales_director)
        self.assertEqual(
            {order.kam_review_state for order in within + above}, {"approved"}
        )

    def test_rule_p2_nobody_decides_a_review_of_the_own_quotation(self):
        order = self.quote(price=750, user=self.manager, user_id=self.manager.id)
        order.action_kam_ask_review()
        review = self.review(order)
        self.assertNotIn(self.manager, self.waiting_for(review))
        for user in (self.manager, self.consultant):
            with self.assertRaises(AccessError):
                self.approve(review, user)

    def test_rule_p2_salesperson_is_excluded_whoever_asks(self):
        order = self.quote(price=750, user_id=self.manager.id, user=self.team_leader)
        order.action_kam_ask_review()
        self.assertNotIn(self.manager, self.waiting_for(self.review(order)))
        sold = self.quote(price=750, kam_rep_id=self.reps["manager"].id)
        sold.action_kam_ask_review()  # the consultant writes, the manager sells
        self.assertNotIn(self.manager, self.waiting_for(self.review(sold)))

    def test_core_14_only_who_may_change_the_quotation_asks(self):
        order = self.quote(price=750)
        other = self.create_user("consultant", login="kam_other")
        for user in (other, self.plain):
            with self.assertRaises(AccessError):
                order.with_user(user).action_kam_ask_review()
        with self.assertRaisesRegex(UserError, "needs no review"):
            self.quote().action_kam_ask_review()

    def test_core_14_refused_and_asked_again(self):
        order = self.quote(price=700)
        order.action_kam_ask_review()
        action = self.review(order).with_user(self.manager).action_kam_refuse()
        self.env["kam.approval.refuse"].with_user(self.manager).with_context(
            **action["context"]
        ).create({"reason": "Too cheap"}).action_apply()
        self.assertEqual(order.kam_review_state, "refused")
        self.assertIn("Too cheap", order.kam_review_banner)
        with self.assertRaises(RedirectWarning):
            order.action_confirm()
        order.order_line.price_unit = 780
        self.reviewed(order)
        self.assertEqual(self.request(self.review(order)).round, 2)
        order.action_confirm()
