from uuid import uuid4

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .failure_common import FailureCommon


@tagged("post_install", "-at_install")
class TestForgedOrders(FailureCommon):
    """Nothing a cashier may send or write pays without the ledger (CARD-05)."""

    # === SYNCHRONISATION === #

    def test_card_05_forged_payments_are_refused(self):
        card = self.sell(self.card_1000, 1000)
        method, uuid = self.instrument_method, str(uuid4())
        elsewhere, _answer = self.hold(card, 430, str(uuid4()))
        small, _answer = self.hold(card, 300, uuid)
        released, _answer = self.hold(card, 100, uuid)
        self.ask("release", key=released)
        cases = {
            "no reservation": [(method, 430, None)],
            "reservation of another order": [(method, 430, elsewhere)],
            "more than is reserved": [(method, 430, small)],
            "given back by the cashier": [(method, 100, released)],
            "below zero": [(method, -300, small), (self.cash_pm1, 730, None)],
            "one reservation twice": [(method, 215, small), (method, 215, small)],
        }
        before = self.orders.search_count([])
        for name, payments in cases.items():
            with self.subTest(name):
                self.assert_refused(
                    "no valid reservation|unique",
                    lambda forged=payments: self.forge(
                        [(self.goods_430, 1)], forged, uuid
                    ),
                )
        self.assertEqual(self.orders.search_count([]), before)
        self.assertRecordValues(card, [{"balance": 1000, "held": 730}])

    def test_card_06_captured_key_pays_no_second_order(self):
        voucher = self.sell(self.voucher_500, 500)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        key = order.payment_ids.uuid
        payments = [(self.instrument_method, 430, key)]
        self.assert_refused(
            "unique|no valid reservation",
            lambda: self.forge([(self.goods_430, 1)], payments),
        )
        self.assertEqual(len(voucher.entry_ids.filtered_domain([("key", "=", key)])), 1)

    def test_card_03_payment_below_zero_needs_an_announced_refund(self):
        card = self.sell(self.card_1000, 1000)
        order = self.redeem([(self.goods_430, 1)], [(card, 430)])
        data = self.order_data(
            [(self.goods_430, -1)],
            [(self.instrument_method, -430, None)],
            is_refund=True,
        )
        data["lines"][0][2]["refunded_orderline_id"] = order.lines.id
        self.assert_refused(
            "no valid reservation", lambda: self.orders.sync_from_ui([data])
        )
        self.assertEqual(card.balance, 570)

    def test_card_05_order_sent_again_changes_nothing(self):
        voucher = self.sell(self.voucher_500, 500)
        uuid = str(uuid4())
        key, _answer = self.hold(voucher, 430, uuid)
        payments = [(self.instrument_method, 430, key)]
        data = self.order_data([(self.goods_430, 1)], payments, uuid=uuid)
        for _time in range(2):
            self.orders.sync_from_ui([{**data}])
        self.assertEqual(self.orders.search_count([("uuid", "=", uuid)]), 1)
        self.assertEqual(
            voucher.entry_ids.sorted("seq").mapped("amount")[-2:], [-430, -70]
        )

    def test_card_07_instruments_are_neither_sold_nor_settled_at_a_till(self):
        seller = self.voucher_500.product_id
        self.assert_refused(
            "can't be sold or settled at a till",
            lambda: self.forge([(seller, 1)], [(self.cash_pm1, 500, None)]),
        )
        with self.assertRaisesRegex(ValidationError, "points of sale"):
            seller.available_in_pos = True

    # === DIRECT WRITING === #

    def test_card_05_state_written_as_paid_is_refused(self):
        voucher = self.sell(self.voucher_500, 500)
        _key, order = self.held_draft(voucher)
        for state in ("paid", "done"):
            self.assert_refused(
                "no valid reservation",
                lambda state=state: order.write({"state": state}),
            )
        self.assertEqual((order.state, voucher.state), ("draft", "active"))

    def test_card_05_payments_are_not_made_by_hand(self):
        voucher = self.sell(self.voucher_500, 500)
        paid = self.redeem([(self.goods_100, 1)], [], 100).with_user(self.cashier)
        key, order = self.held_draft(voucher)
        payment = order.payment_ids
        values = {
            "pos_order_id": order.id,
            "payment_method_id": self.instrument_method.id,
        }
        cases = {
            "created without a reservation": lambda: payment.create(
                {**values, "amount": 100}
            ),
            "raised above the reservation": lambda: payment.write({"amount": 501}),
            "turned round": lambda: payment.write({"amount": -430}),
            "put under another key": lambda: payment.write({"uuid": str(uuid4())}),
            "moved to a paid order": lambda: payment.write({"pos_order_id": paid.id}),
            "made of a cash payment": lambda: paid.payment_ids.write(
                {"payment_method_id": self.instrument_method.id}
            ),
        }
        for name, call in cases.items():
            with self.subTest(name):
                self.assert_refused("no valid reservation|can't be added", call)
        self.assertRecordValues(payment, [{"amount": 430, "uuid": key}])

    def test_card_05_payment_of_a_paid_order_stays(self):
        voucher = self.sell(self.voucher_500, 500)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        payment = order.payment_ids.with_user(self.cashier)
        forced = payment.with_context(_force_unlink=True)
        cash = self.cash_pm1.id
        for call in (
            lambda: payment.write({"amount": 100}),
            lambda: payment.write({"payment_method_id": cash}),
            payment.unlink,
            forced.unlink,
            forced.pos_order_id.unlink,
        ):
            self.assert_refused("can't be added|foreign key|to delete a sale", call)
        self.assertRecordValues(payment, [{"amount": 430}])

    def test_card_05_whole_line_sent_again_is_no_change(self):
        voucher = self.sell(self.voucher_500, 500)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        payment = order.payment_ids.with_user(self.cashier)
        payment.write(
            {
                "amount": 430.0,
                "payment_method_id": self.instrument_method.id,
                "pos_order_id": order.id,
                "uuid": payment.uuid,
                "is_change": False,
            }
        )
        self.assertRecordValues(payment, [{"amount": 430}])

    # === BACK END === #

    def wizard(self, order, method):
        """Pay in the back end, where only managers of the tills may."""
        self.cashier.group_ids |= self.env.ref("point_of_sale.group_pos_manager")
        values = {"payment_method_id": method.id}
        return (
            self.env["pos.make.payment"]
            .with_user(self.cashier)
            .with_context(active_id=order.id)
            .create(values)
            .check()
        )

    def test_card_05_payment_wizard_takes_no_instrument(self):
        order = self.draft([(self.goods_430, 1)], [], str(uuid4()))
        self.assert_refused(
            "no valid reservation", lambda: self.wizard(order, self.instrument_method)
        )
        self.assertFalse(order.payment_ids)

    def test_card_05_payment_wizard_does_not_pay_cards_out(self):
        card = self.sell(self.card_1000, 1000)
        order = self.redeem([(self.goods_430, 1)], [(card, 430)])
        refund = order.with_user(self.cashier)._refund()
        for method in (self.instrument_method, self.cash_pm1):
            self.assert_refused(
                "no valid reservation|must go back",
                lambda method=method: self.wizard(refund, method),
            )
        self.assertRecordValues(refund, [{"state": "draft"}])
        self.assertEqual(card.balance, 570)

    # === SETTINGS === #

    def test_card_05_no_fast_payment_button(self):
        """It would validate the order without asking the ledger."""
        with self.assertRaisesRegex(ValidationError, "fast payment"):
            self.config.sudo().write(
                {
                    "use_fast_payment": True,
                    "fast_payment_method_ids": self.instrument_method.ids,
                }
            )

    def test_card_07_method_stays_a_plain_bank_method(self):
        method = self.instrument_method.copy({"name": "Other"})
        for values in ({"split_transactions": True}, {"journal_id": False}):
            with self.assertRaisesRegex(ValidationError, "bank journal of its own"):
                method.write(values)
