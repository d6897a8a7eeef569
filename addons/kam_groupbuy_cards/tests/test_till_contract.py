from uuid import uuid4

from odoo.exceptions import AccessDenied, UserError
from odoo.tests import new_test_user, tagged

from .cards_common import CardsCommon


@tagged("post_install", "-at_install")
class TestTillContract(CardsCommon):
    """What the tills may ask, and how orders take what was reserved."""

    def setUp(self):
        super().setUp()
        self.open_new_session(0)

    def pay(self, card, amount, total_lines, due=None, **cash):
        uuid = str(uuid4())
        key, answer = self.hold(card, due or amount, uuid)
        payments = [(self.instrument_method, amount, key)]
        if cash:
            payments.append((self.cash_pm1, cash["cash"], None))
        return key, self.sync(self.order_data(total_lines, payments, uuid=uuid))

    # === VOUCHERS === #

    def test_card_02_voucher_is_spent_whole_and_gives_no_change(self):
        voucher = self.sell(self.voucher_500, 450)
        uuid = str(uuid4())
        key, answer = self.hold(voucher, 430, uuid)
        self.assertEqual(
            {name: answer[name] for name in ("ok", "amount", "face", "forfeit")},
            {"ok": True, "amount": 430.0, "face": 500.0, "forfeit": 70.0},
        )
        self.assertRecordValues(voucher, [{"balance": 500, "held": 500}])
        order = self.sync(
            self.order_data(
                [(self.goods_430, 1)],
                [(self.instrument_method, 430, key)],
                uuid=uuid,
            )
        )
        self.assertRecordValues(order, [{"state": "paid", "amount_paid": 430}])
        self.assertRecordValues(
            voucher,
            [{"state": "used", "balance": 0, "held": 0, "basis_left": 0}],
        )
        self.assertRecordValues(
            voucher.entry_ids.sorted("seq")[-2:],
            [
                {"kind": "capture", "amount": -430, "basis": -387, "key": key},
                {
                    "kind": "forfeit",
                    "amount": -70,
                    "basis": -63,
                    "key": f"{key}:forfeit",
                },
            ],
        )
        self.assertFalse(self.ledger._verify(voucher))

    def test_card_02_second_scan_names_where_it_is(self):
        voucher = self.sell(self.voucher_500, 500)
        self.hold(voucher, 430, str(uuid4()))
        _key, answer = self.hold(voucher, 430, str(uuid4()))
        self.assertEqual((answer["ok"], answer["reason"]), (False, "reserved"))
        self.assertIn(self.config.name, answer["message"])

    def test_card_06_same_key_same_answer_one_reservation(self):
        voucher = self.sell(self.voucher_500, 500)
        uuid = str(uuid4())
        key, first = self.hold(voucher, 430, uuid)
        _key, second = self.hold(voucher, 430, uuid, key=key)
        self.assertEqual(first, second)
        self.assertEqual(voucher.held, 500)
        other = self.sell(self.voucher_100, 100)
        _key, answer = self.hold(other, 100, uuid, key=key)
        self.assertEqual(answer["reason"], "key_reused")

    def test_card_05_removed_item_cannot_pay_out_cash(self):
        """430 by voucher, an item of 100 removed: 100 would leave as cash."""
        voucher = self.sell(self.voucher_500, 500)
        uuid = str(uuid4())
        key, _answer = self.hold(voucher, 430, uuid)
        data = self.order_data(
            [(self.goods_100, 1)],
            [(self.instrument_method, 430, key)],
            uuid=uuid,
            amount_return=-330.0,
        )
        with self.assertRaisesRegex(UserError, "no change"):
            self.sync(data)
        self.assertRecordValues(voucher, [{"state": "active", "balance": 500}])

    def test_card_05_changed_order_asks_again_with_the_same_key(self):
        voucher = self.sell(self.voucher_500, 500)
        uuid = str(uuid4())
        key, _answer = self.hold(voucher, 530, uuid)
        answer = self.ask("hold", key=key, due=430)
        self.assertEqual((answer["amount"], answer["forfeit"]), (430, 70))
        order = self.sync(
            self.order_data(
                [(self.goods_430, 1)],
                [(self.instrument_method, 430, key)],
                uuid=uuid,
            )
        )
        self.assertEqual(order.state, "paid")
        self.assertEqual(voucher.state, "used")

    # === CARDS === #

    def test_card_03_card_pays_by_amount_and_keeps_the_rest(self):
        card = self.sell(self.card_1000, 900)
        key, order = self.pay(card, 430, [(self.goods_430, 1)])
        self.assertEqual(order.state, "paid")
        self.assertRecordValues(
            card,
            [{"state": "active", "balance": 570, "held": 0, "basis_left": 513}],
        )
        self.assertRecordValues(
            card.entry_ids.sorted("seq")[-1],
            [{"kind": "capture", "amount": -430, "basis": -387, "balance_after": 570}],
        )

    def test_card_05_capture_below_the_reservation_frees_the_rest(self):
        card = self.sell(self.card_1000, 1000)
        _key, order = self.pay(card, 100, [(self.goods_100, 1)], due=430)
        self.assertEqual(order.state, "paid")
        self.assertRecordValues(card, [{"balance": 900, "held": 0}])

    def test_card_13_pin_from_an_amount_and_locked_after_five(self):
        card = self.sell(self.card_1000, 1000)
        self.give_pin(card, "2468")
        self.assertTrue(self.hold(card, 499.99, str(uuid4()))[1]["ok"])
        _key, answer = self.hold(card, 500, str(uuid4()))
        self.assertEqual(
            (answer["reason"], answer["needs_pin"]), ("pin_required", True)
        )
        for left in (4, 3, 2, 1):
            _key, answer = self.hold(card, 500, str(uuid4()), pin="1111")
            self.assertEqual(answer["reason"], "pin_wrong")
            self.assertIn(str(left), answer["message"])
        _key, answer = self.hold(card, 500, str(uuid4()), pin="1111")
        self.assertEqual(answer["reason"], "pin_locked")
        _key, answer = self.hold(card, 500, str(uuid4()), pin="2468")
        self.assertFalse(answer["ok"])

    # === REFUNDS === #

    def refund_of(self, order, payments):
        """Return synchronised refund of a whole order."""
        uuid = str(uuid4())
        lines = []
        for method, amount, original in payments:
            key = None
            if original:
                key = str(uuid4())
                answer = self.ask(
                    "refund",
                    key=key,
                    original_key=original,
                    amount=-amount,
                    order_uuid=uuid,
                )
                self.assertTrue(answer["ok"], answer)
            lines.append((method, amount, key))
        data = self.order_data(
            [(order.lines.product_id, -1)], lines, uuid=uuid, is_refund=True
        )
        data["lines"][0][2]["refunded_orderline_id"] = order.lines.id
        return self.sync(data)

    def test_card_03_refund_goes_back_to_the_card(self):
        card = self.sell(self.card_1000, 900)
        key, order = self.pay(card, 430, [(self.goods_430, 1)])
        refund = self.refund_of(order, [(self.instrument_method, -430, key)])
        self.assertEqual(refund.state, "paid")
        self.assertRecordValues(card, [{"balance": 1000, "basis_left": 900}])
        answer = self.ask(
            "refund", key=str(uuid4()), original_key=key, amount=1, order_uuid="x"
        )
        self.assertEqual(answer["reason"], "too_much")

    def test_card_05_cash_refund_of_a_card_purchase_is_refused(self):
        card = self.sell(self.card_1000, 1000)
        _key, order = self.pay(card, 430, [(self.goods_430, 1)])
        with self.assertRaisesRegex(UserError, "must go back"):
            self.refund_of(order, [(self.cash_pm1, -430, None)])
        self.assertEqual(card.balance, 570)

    def test_card_05_many_small_cash_refunds_do_not_add_up(self):
        """100 in cash is the legal small amount, for all refunds of an order."""
        card = self.sell(self.card_1000, 1000)
        _key, order = self.pay(card, 300, [(self.goods_100, 3)])
        self.assertEqual(self.refund_one(order).state, "paid")
        with self.assertRaisesRegex(UserError, "must go back"):
            self.refund_one(order)

    def refund_one(self, order):
        data = self.order_data(
            [(self.goods_100, -1)], [(self.cash_pm1, -100, None)], is_refund=True
        )
        data["lines"][0][2]["refunded_orderline_id"] = order.lines.id
        return self.sync(data)

    def test_card_05_exchange_within_one_order_is_no_way_to_cash(self):
        card = self.sell(self.card_1000, 1000)
        _key, order = self.pay(card, 430, [(self.goods_430, 1)])
        data = self.order_data([(self.goods_430, -1), (self.goods_430, 1)], [])
        data["lines"][0][2]["refunded_orderline_id"] = order.lines.id
        with self.assertRaisesRegex(UserError, "order of their own"):
            self.sync(data)

    # === FORGED ORDERS === #

    def test_card_05_payment_without_reservation_is_refused(self):
        before = self.env["pos.order"].search_count([])
        data = self.order_data(
            [(self.goods_430, 1)], [(self.instrument_method, 430, str(uuid4()))]
        )
        refused = self.assertRaisesRegex(UserError, "no valid reservation")
        with refused, self.cr.savepoint():
            self.sync(data)
        self.assertEqual(self.env["pos.order"].search_count([]), before)

    def test_card_05_order_created_as_paid_is_refused(self):
        voucher = self.sell(self.voucher_500, 500)
        uuid = str(uuid4())
        key, _answer = self.hold(voucher, 430, uuid)
        data = self.order_data(
            [(self.goods_430, 1)],
            [(self.instrument_method, 430, key)],
            uuid=uuid,
            state="paid",
        )
        data.pop("relations_uuid_mapping", None)
        with self.assertRaises(UserError):
            self.env["pos.order"].create(
                {name: value for name, value in data.items() if name != "name"}
            )
        self.assertEqual(voucher.state, "active")

    def test_card_13_only_cashiers_may_ask(self):
        voucher = self.sell(self.voucher_500, 500)
        user = new_test_user(self.env, "plain", groups="base.group_user")
        method = self.instrument_method.with_user(user)
        with self.assertRaises(AccessDenied):
            method.kam_lookup(
                {"session_id": self.pos_session.id, "code": self.code(voucher)}
            )

    def test_card_05_lookup_tells_the_balance(self):
        card = self.sell(self.card_1000, 1000)
        answer = self.ask("lookup", code=self.code(card))
        self.assertEqual(
            (answer["ok"], answer["kind"], answer["balance"], answer["state"]),
            (True, "card", 1000, "active"),
        )

    def test_card_13_misses_slow_the_till_down(self):
        wrong = "1" * 26
        voucher = self.sell(self.voucher_500, 500)
        code = self.code(voucher)
        from odoo.addons.kam_groupbuy_cards.engine import codes

        wrong = "1" * 25
        wrong += codes.check_digit(wrong)
        for _try in range(5):
            answer = self.ask("lookup", code=wrong)
            self.assertEqual(answer["reason"], "unknown")
        answer = self.ask("lookup", code=code)
        self.assertEqual(answer["reason"], "slow_down")
        self.assertEqual(self.ask("lookup", code="6901234567892")["ok"], False)
