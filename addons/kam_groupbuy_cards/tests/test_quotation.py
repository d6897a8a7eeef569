from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .office_common import OfficeCommon


@tagged("post_install", "-at_install")
class TestQuotation(OfficeCommon):
    """CARD-01 and CARD-11: what a quotation may sell."""

    def propose(self, order, user, **values):
        action = order.with_user(user).action_kam_propose()
        return (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
            .create(values)
        )

    def lines(self, order):
        return [
            (line.kam_card_type_id, line.kam_face, line.product_uom_qty)
            for line in order.sudo().order_line
        ]

    # === SPLIT === #

    def test_card_01_below_the_threshold_vouchers(self):
        order = self.quotation([], user=self.consultant)
        wizard = self.propose(order, self.consultant, amount=9990)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {"type_id": self.voucher_500.id, "load": 500, "count": 19},
                {"type_id": self.voucher_100.id, "load": 100, "count": 4},
            ],
        )
        self.assertRecordValues(wizard, [{"kind": "voucher", "rest": 90}])
        wizard.action_apply()
        self.assertEqual(
            self.lines(order),
            [(self.voucher_500, 9500, 19), (self.voucher_100, 400, 4)],
        )
        order.action_confirm()

    def test_card_01_from_the_threshold_cards(self):
        self.card_1000.limit_amount = 5000
        order = self.quotation([(self.voucher_500, 450, 1)], user=self.consultant)
        wizard = self.propose(order, self.consultant, amount=12000)
        self.assertEqual(wizard.kind, "card")
        wizard.action_apply()
        self.assertEqual(
            self.lines(order), [(self.card_1000, 10000, 2), (self.card_1000, 2000, 1)]
        )
        self.assertEqual(order.order_line.mapped("price_unit"), [5000, 2000])
        order.action_confirm()

    def test_card_01_proposal_follows_what_is_typed(self):
        order = self.quotation([], user=self.consultant)
        wizard = self.env["kam.card.split"].with_user(self.consultant)
        with Form(wizard.with_context(default_order_id=order.id)) as form:
            form.amount = 600
            self.assertEqual(form.kind, "voucher")
            self.assertEqual(len(form.line_ids), 2)
            with form.line_ids.edit(0) as line:
                line.type_id = self.voucher_100
                line.count = 5
            self.assertEqual(form.rest, 0)
        form.record.action_apply()
        self.assertEqual(
            self.lines(order), [(self.voucher_100, 500, 5), (self.voucher_100, 100, 1)]
        )

    def test_card_01_exactly_the_threshold_is_cards(self):
        order = self.quotation([], user=self.consultant)
        kinds = [
            self.propose(order, self.consultant, amount=amount).kind
            for amount in (9999.99, 10000)
        ]
        self.assertEqual(kinds, ["voucher", "card"])

    def test_card_01_only_the_manager_sells_otherwise_and_says_why(self):
        order = self.quotation([], user=self.consultant)
        wizard = self.propose(order, self.consultant, amount=500)
        wizard.write({"kind": "card", "reason": "wished"})
        with self.assertRaises(AccessError):
            wizard.action_apply()
        with self.assertRaises(AccessError):
            order.kam_split_reason = "wished"
        with self.assertRaises(AccessError):
            self.quotation([], user=self.consultant, kam_split_reason="wished")
        wizard = self.propose(order, self.manager, amount=1000)
        wizard.kind = "card"
        with self.refused("Give a reason"):
            wizard.action_apply()
        wizard.reason = "one gift"
        wizard.action_apply()
        self.assertEqual(order.kam_split_reason, "one gift")
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_card_01_wrong_kind_stops_the_confirmation(self):
        order = self.quotation([(self.voucher_500, 500, 20)])
        with self.refused("sold on cards"):
            order.action_confirm()
        order = self.quotation([(self.card_1000, 1000, 9)])
        with self.refused("sold in vouchers"):
            order.action_confirm()

    def test_card_01_order_that_can_not_be_confirmed_offers_no_payment(self):
        order = self.quotation(
            [(self.voucher_500, 500, 20)], require_signature=True, require_payment=True
        )
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())
        order.order_line.product_uom_qty = 1
        self.assertTrue(order._has_to_be_signed())

    def test_card_01_confirmed_order_takes_no_proposal(self):
        order = self.quotation([(self.voucher_500, 450, 1)], user=self.consultant)
        order.action_confirm()
        wizard = self.propose(order, self.consultant, amount=500)
        with self.refused("order is confirmed"):
            wizard.action_apply()

    # === LAW === #

    def law(self, **values):
        """Put the shipped rules of China in force for the company of the tests."""
        rule = self.env.ref("kam_groupbuy_cards.kam_card_rule_cn").sudo()
        self.assertEqual(rule.currency_id.name, "CNY")
        rule.copy(
            {
                "company_id": self.company.id,
                "country_id": self.company.account_fiscal_country_id.id,
                "currency_id": self.company.currency_id.id,
                **values,
            }
        )

    def test_card_11_shipped_figures_are_those_of_the_law(self):
        self.assertRecordValues(
            self.env.ref("kam_groupbuy_cards.kam_card_rule_cn").sudo(),
            [
                {
                    "country_id": self.env.ref("base.cn").id,
                    "most_named": 5000,
                    "most_anonymous": 1000,
                    "transfer_from_company": 5000,
                    "transfer_from_person": 50000,
                    "identity_from_anonymous": 10000,
                    "identity_for_named": True,
                    "months_anonymous": 36,
                    "expiry_for_named": False,
                }
            ],
        )

    def test_card_11_no_rules_outside_their_country(self):
        order = self.quotation([(self.card_type("voucher", 2000, "V2"), 2000, 1)])
        order.action_confirm()
        self.assertFalse(order.kam_notice)

    def test_card_11_anonymous_voucher_holds_at_most_1000(self):
        self.law()
        order = self.quotation([(self.card_type("voucher", 1001, "V2"), 1001, 1)])
        with self.refused("holds at most"):
            order.action_confirm()
        fitting = self.card_type("voucher", 1000, "V3", validity_months=36)
        self.quotation([(fitting, 1000, 1)]).action_confirm()

    def test_card_11_named_card_needs_the_buyer_on_record(self):
        self.law()
        self.card_1000.write({"named": True, "limit_amount": 5000})
        order = self.quotation([(self.card_1000, 1000, 10)])
        with self.refused("must be on record"):
            order.action_confirm()
        self.buyer.company_registry = "91310000123456789X"
        order.action_confirm()

    def test_card_11_validity_below_three_years_is_refused(self):
        self.law()
        self.voucher_500.validity_months = 35
        order = self.quotation([(self.voucher_500, 500, 1)])
        with self.refused("at least 36 months"):
            order.action_confirm()

    def test_card_11_company_pays_5000_by_transfer(self):
        self.law()
        self.stock(self.voucher_500, 10)
        order = self.quotation([(self.voucher_500, 450, 10)])
        self.assertIn("by bank transfer", order.kam_notice)
        self.assertFalse(self.quotation([(self.voucher_500, 450, 9)]).kam_notice)
        order.action_confirm()
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        cash = self.company_data["default_journal_cash"]
        with self.refused("by bank transfer"):
            self.pay(invoice, journal_id=cash.id)
        self.pay(invoice)
        self.assertEqual(invoice.payment_state, "paid")

    def test_card_11_what_was_bought_before_on_the_day_counts(self):
        self.law()
        self.buyer.is_company = True
        self.quotation([(self.voucher_500, 450, 5)]).action_confirm()
        contact = self.env["res.partner"].create(
            {"name": "Agent", "parent_id": self.buyer.id}
        )
        order = self.quotation([(self.voucher_500, 450, 5)], partner_id=contact.id)
        self.assertIn("by bank transfer", order.kam_notice)

    def test_card_11_rule_holds_from_its_day(self):
        self.law(date_from="2030-01-01")
        order = self.quotation([(self.card_type("voucher", 2000, "V2"), 2000, 1)])
        clock = type(self.env["kam.clock"])
        with (
            patch.object(clock, "_now", lambda _self: datetime(2030, 1, 1, 12)),
            self.refused("holds at most"),
        ):
            order.action_confirm()
        order.action_confirm()

    def test_card_11_only_the_manager_changes_rules(self):
        rule = self.env.ref("kam_groupbuy_cards.kam_card_rule_cn")
        for user in (self.consultant, self.back_office, self.finance):
            with self.assertRaises(AccessError):
                rule.with_user(user).write({"most_named": 1})
        rule.with_user(self.manager).write({"most_named": 4000})

    def test_sys_02_command_of_lines_survives_the_proposal(self):
        order = self.quotation([(self.voucher_500, 450, 1)], user=self.consultant)
        order.order_line = [Command.create({"product_id": self.goods_430.id})]
        self.propose(order, self.consultant, amount=100).action_apply()
        self.assertEqual(
            order.sudo().order_line.product_id,
            self.goods_430 | self.voucher_100.product_id,
        )
