from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .review_case import KamReviewCase


@tagged("post_install", "-at_install")
class TestOrderReviewCovers(KamReviewCase):
    """What an approved review covers, and that nobody forges one (P8, P13)."""

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
        self.assertEqual(self.quote(price=700).kam_review_state, "needed")
        order = self.quote(price=750)
        order.action_kam_ask_review()
        self.manager.company_ids += west
        reviews = self.env["kam.order.review"].with_user(self.manager)
        for company, expected in ((west, 0), (self.company, 1)):
            reviews = reviews.with_context(allowed_company_ids=company.ids)
            self.assertEqual(
                reviews.search_count([("order_id", "=", order.id)]), expected
            )
