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
        with self.assertQueryCount(1):
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

    # === WHAT THE APPROVAL COVERS === #

    def test_rule_p8_less_is_free_and_more_needs_another_round(self):
        order = self.reviewed(self.quote(price=750))
        line = order.order_line
        for price, quantity, state in (
            (750, 21, "approved"),  # 5 % is the tolerance of the flow
            (760, 20, "approved"),
            (750, 22, "changed"),  # 10 % more than 15,000
            (749, 20, "changed"),  # a worse ratio
            (750, 20, "approved"),
        ):
            line.write({"price_unit": price, "product_uom_qty": quantity})
            self.assertEqual(order.kam_review_state, state, (price, quantity))

    def test_rule_p8_new_reason_needs_another_round(self):
        order = self.reviewed(self.quote(price=750))
        order.payment_term_id = self.terms[15]
        self.assertEqual(order.kam_review_state, "changed")
        with self.assertRaises(RedirectWarning):
            order.action_confirm()
        self.reviewed(order)
        self.assertEqual(self.request(self.review(order)).round, 2)
        order.payment_term_id = self.terms[45]
        self.assertEqual(order.kam_review_state, "changed")

    def test_rule_p8_another_product_or_customer_needs_another_round(self):
        order = self.reviewed(self.quote(price=750))
        chain = self.env["product.product"].create(
            {"name": "Chain", "list_price": 1000, "taxes_id": False}
        )
        order.order_line.product_id = chain
        order.order_line.price_unit = 750
        self.assertEqual(order.kam_review_state, "changed")
        other = self.create_account("Yinda", self.rep, level_id=self.level.id)
        order = self.reviewed(self.quote(price=750))
        order.partner_id = other.partner_id
        order.order_line.price_unit = 750
        order.payment_term_id = False
        self.assertEqual(order.kam_review_state, "changed")

    def test_rule_p8_change_while_it_waits_is_not_covered_by_the_decision(self):
        order = self.quote(price=750)
        order.action_kam_ask_review()
        order.order_line.price_unit = 700
        self.assertEqual(order.kam_review_state, "changed")
        review = self.review(order)
        self.approve(review, self.manager)
        with self.assertRaises(RedirectWarning):
            order.action_confirm()
        order.action_kam_ask_review()
        self.assertEqual(self.request(review).round, 2)
        self.assertEqual(review.points_below, 10)

    def test_rule_p8_asking_again_ends_the_round_before(self):
        order = self.quote(price=750)
        order.action_kam_ask_review()
        with self.assertRaisesRegex(UserError, "waits for a decision already"):
            order.action_kam_ask_review()
        first = self.request(self.review(order))
        order.order_line.price_unit = 700
        order.action_kam_ask_review()
        self.assertEqual(first.state, "void")
        self.assertEqual(self.request(self.review(order)).state, "open")

    def test_rule_p8_confirmed_order_does_not_deviate_further(self):
        order = self.quote(price=800)
        order.action_confirm()
        line = order.order_line
        cheap = {"product_id": self.ring.id, "product_uom_qty": 1, "price_unit": 1}
        for attempt in (
            lambda: line.write({"price_unit": 799}),
            lambda: line.write({"discount": 1}),
            lambda: order.write(
                {"order_line": [Command.update(line.id, {"price_unit": 799})]}
            ),
            lambda: order.write({"order_line": [Command.create(cheap)]}),
            lambda: order.write({"payment_term_id": self.terms[15].id}),
            lambda: order.with_user(self.manager).order_line.write({"price_unit": 1}),
        ):
            with self.assertRaisesRegex(UserError, "would need a special review"):
                with self.env.cr.savepoint():
                    attempt()
        line.write({"price_unit": 850, "product_uom_qty": 30})
        self.assertEqual(order.amount_total, 25500)
        reviewed = self.reviewed(self.quote(price=750))
        reviewed.action_confirm()
        reviewed.order_line.price_unit = 760
        reviewed.order_line.price_unit = 750
        with self.assertRaises(UserError):
            reviewed.order_line.price_unit = 740
        small = self.quote(price=1, partner=self.stranger)
        small.action_confirm()
        small.order_line.price_unit = 0.5

    def test_rule_a_16_confirmed_orders_are_untouched_by_another_level(self):
        order = self.quote(price=800)
        order.action_confirm()
        self.level.price_ids.price_ratio = 0.95
        self.assertEqual(order.kam_review_state, "none")
        order.write({"client_order_ref": "PO 7"})
        order.order_line.write({"product_uom_qty": 25, "price_unit": 800})
        self.assertEqual((order.state, order.amount_total), ("sale", 20000))

    def test_rule_a_17_lower_level_is_checked_when_confirming(self):
        order = self.quote(price=800)
        approved = self.reviewed(self.quote(price=790))
        silver = self.level.copy(
            {"code": "t_silver", "price_ids": [Command.create({"price_ratio": 0.95})]}
        )
        self.account.sudo().level_id = silver
        self.assertEqual(order.kam_review_state, "needed")
        self.assertEqual(approved.kam_review_state, "changed")
        for held in (order, approved):
            with self.assertRaises(RedirectWarning):
                held.action_confirm()

    # === NOTHING CAN BE FORGED === #

    def test_core_14_reviews_are_kept_by_the_system(self):
        order = self.quote(price=750)
        order.action_kam_ask_review()
        review = self.review(order)
        values = {"order_id": self.quote().id, "customer_key": 1}
        for user in (self.consultant, self.manager, self.env.ref("base.user_admin")):
            mine = review.with_user(user)
            for attempt in (
                lambda mine=mine: mine.write({"approval_state": "approved"}),
                lambda mine=mine: mine.write({"measures": {"level_price": 9999}}),
                lambda mine=mine: mine.sudo().write({"amount": 1e9}),
                lambda mine=mine: mine.create({**values, "approval_state": "approved"}),
                lambda mine=mine: mine.sudo().unlink(),
                lambda mine=mine, user=user: mine.with_user(user).action_kam_submit(),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    attempt()
        self.assertEqual(review.approval_state, "open")

    def test_rule_p13_cancelled_quotation_ends_its_review(self):
        order = self.quote(price=750)
        order.action_kam_ask_review()
        order.action_cancel()
        request = self.request(self.review(order))
        self.assertEqual(request.state, "void")
        self.assertEqual(self.review(order).approval_state, "none")
        order.action_draft()
        self.assertEqual(order.kam_review_state, "needed")

    def test_rule_p13_reviewed_quotation_is_not_deleted(self):
        order = self.reviewed(self.quote(price=750))
        with self.assertRaisesRegex(UserError, "approved and can't be deleted"):
            order.with_user(self.manager).unlink()
        waiting = self.quote(price=750)
        waiting.action_kam_ask_review()
        request = self.request(self.review(waiting))
        waiting.with_user(self.manager).unlink()
        self.assertEqual(request.state, "void")

    # === WHO SEES IT === #

    def test_core_14_reviews_are_seen_with_their_quotation(self):
        order = self.quote(price=750)
        order.action_kam_ask_review()
        other = self.create_user("consultant", login="kam_other")
        reviews = self.env["kam.order.review"]
        seen = {
            user: reviews.with_user(user).search([("order_id", "=", order.id)])
            for user in (self.consultant, self.manager, other, self.finance)
        }
        self.assertEqual([bool(found) for found in seen.values()], [1, 1, 0, 0])
        with self.assertRaises(AccessError):
            reviews.with_user(self.plain).search([])
        action = order.action_kam_open_review()
        self.assertEqual(action["res_id"], self.review(order).id)

    def test_core_14_open_reviews_are_open_items_of_the_account(self):
        order = self.quote(price=750)
        order.action_kam_ask_review()

        def open_reviews():
            items = self.env["kam.open.items"]._kam_items(self.account)
            return {i.source.code: i.count for i in items[self.account.id]}

        self.assertEqual(open_reviews().get("order_review"), 1)
        self.approve(self.review(order), self.manager)
        self.assertNotIn("order_review", open_reviews())

    def test_core_14_companies_have_their_own_limits_and_flows(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        flows = self.env["kam.approval.flow"].search(
            [("res_model", "=", "kam.order.review"), ("company_id", "=", west.id)]
        )
        self.assertRecordValues(
            flows.step_ids,
            [
                {"approver_kind": "role", "condition": "[]"},
                {
                    "approver_kind": "role",
                    "condition": "[('above_limits', '=', True)]",
                },
            ],
        )
        west.kam_review_limit = 1000000
        self.assertReasons(self.quote(price=700), "level_price")
        order = self.quote(price=750)
        order.action_kam_ask_review()
        self.manager.company_ids += west
        reviews = self.env["kam.order.review"].with_user(self.manager)
        for company, expected in ((west, 0), (self.company, 1)):
            reviews = reviews.with_context(allowed_company_ids=company.ids)
            self.assertEqual(
                reviews.search_count([("order_id", "=", order.id)]), expected
            )
