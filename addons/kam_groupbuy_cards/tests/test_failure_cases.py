from contextlib import contextmanager
from itertools import product
from unittest.mock import patch
from uuid import uuid4

from odoo import Command
from odoo.exceptions import AccessDenied
from odoo.tests import new_test_user, tagged

from odoo.addons.kam_core.services_token import as_service

from .failure_common import FailureCommon


@tagged("post_install", "-at_install")
class TestAbandonedOrders(FailureCommon):
    """Whatever becomes of an order, its reservation ends with it (CARD-05)."""

    def assert_released(self, card, reason):
        self.assertRecordValues(
            card.hold_ids, [{"state": "released", "reason": reason}]
        )
        self.assertRecordValues(card, [{"state": "active", "held": 0}])

    def test_card_05_order_removed_from_the_till(self):
        voucher = self.sell(self.voucher_500, 500)
        _key, order = self.held_draft(voucher)
        self.orders.remove_from_ui(order.ids)
        self.assertFalse(order.exists())
        self.assert_released(voucher, "cancelled")

    def test_card_05_order_cancelled(self):
        voucher = self.sell(self.voucher_500, 500)
        _key, order = self.held_draft(voucher)
        order.action_pos_order_cancel()
        self.assertEqual(order.state, "cancel")
        self.assert_released(voucher, "cancelled")
        self.assert_refused("no valid", lambda: order.write({"state": "paid"}))

    def test_card_05_draft_deleted(self):
        voucher = self.sell(self.voucher_500, 500)
        _key, order = self.held_draft(voucher)
        order.unlink()
        self.assert_released(voucher, "deleted")

    def test_card_05_line_taken_out_of_a_draft(self):
        voucher = self.sell(self.voucher_500, 500)
        _key, order = self.held_draft(voucher)
        order.payment_ids.unlink()
        self.assert_released(voucher, "deleted")

    def test_card_05_bill_that_is_split_keeps_its_payment(self):
        """The payment belongs to its order; the other part pays for itself."""
        voucher = self.sell(self.voucher_500, 500)
        key, order = self.held_draft(voucher)
        other = self.draft([(self.goods_100, 1)], [], str(uuid4()))
        order.payment_ids.write({"pos_order_id": other.id, "amount": 100})
        self.assert_refused("no valid reservation", other.action_pos_order_paid)
        self.assertEqual(voucher.hold_ids.key, key)
        self.assertEqual(voucher.state, "active")

    def test_card_05_saved_order_keeps_its_reservation(self):
        card = self.sell(self.card_1000, 1000)
        self.held_draft(card)
        self.assertEqual(
            self.ask("reconcile", device="till-1", keys=[])["released"], []
        )
        self.env["kam.card.hold"].flush_model()
        self.sql("UPDATE kam_card_hold SET created_at = '2020-01-01'")
        self.till._cron_release_stale()
        self.assertEqual(card.held, 430)

    def test_card_05_late_order_whose_value_was_spent_is_refused(self):
        """Nothing is written; the till opens the order again for other money."""
        voucher = self.sell(self.voucher_500, 500)
        uuid = str(uuid4())
        key, _answer = self.hold(voucher, 430, uuid)
        self.till._give_free(voucher.hold_ids, "stale")
        spent = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        late = [(self.instrument_method, 430, key)]
        self.assert_refused(
            "no longer free", lambda: self.forge([(self.goods_430, 1)], late, uuid)
        )
        self.assertRecordValues(voucher, [{"state": "used", "balance": 0, "held": 0}])
        self.assertEqual(voucher.entry_ids.order_id, spent)

    def test_card_05_keys_of_other_tills_do_not_stop_a_reconciliation(self):
        card = self.sell(self.card_1000, 1000)
        mine, _answer = self.hold(card, 100)
        foreign, _answer = self.hold(card, 200)
        as_service(card.hold_ids.filtered_domain([("key", "=", foreign)])).write(
            {"session_id": self.other_session().id}
        )
        answer = self.ask(
            "reconcile", device="till-1", keys=[mine, foreign, "", None, "x" * 99]
        )
        self.assertEqual(answer["states"].keys(), {mine, "None"})
        self.assertEqual(self.ask("release", key=foreign)["reason"], "key_reused")
        self.assertEqual(card.held, 300)

    def other_session(self):
        config = self.config.copy({"name": "Second till"})
        return self.env["pos.session"].create(
            {"config_id": config.id, "user_id": self.env.uid}
        )

    def test_card_05_tills_that_share_orders_share_reservations(self):
        card = self.sell(self.card_1000, 1000)
        key, _answer = self.hold(card, 200)
        other = self.other_session()
        as_service(card.hold_ids).write({"session_id": other.id})
        self.config.sudo().trusted_config_ids = other.config_id
        answer = self.ask("reconcile", device="till-1", keys=[key])
        self.assertEqual(answer["states"][key]["state"], "open")
        self.assertEqual(self.ask("release", key=key)["state"], "released")
        self.assertEqual(card.held, 0)

    # === SESSIONS === #

    def test_card_05_draft_moves_to_another_session_and_is_paid_there(self):
        card = self.sell(self.card_1000, 1000)
        key, order = self.held_draft(card)
        other = self.other_session()
        order.sudo().session_id = other
        order.sudo().action_pos_order_paid()
        self.assertRecordValues(
            card.entry_ids.filtered_domain([("key", "=", key)]),
            [{"session_id": other.id, "config_id": other.config_id.id, "amount": -430}],
        )

    def test_card_07_paid_order_stays_in_its_session(self):
        card = self.sell(self.card_1000, 1000)
        order = self.redeem([(self.goods_430, 1)], [(card, 430)])
        moved = order.with_user(self.cashier)
        self.assert_refused(
            "stays in the session",
            lambda: moved.write({"session_id": self.other_session().id}),
        )
        moved.write({"session_id": order.session_id.id})

    def test_card_07_late_order_of_a_closed_session_is_paid_in_the_next(self):
        voucher = self.sell(self.voucher_500, 450)
        uuid = str(uuid4())
        key, _answer = self.hold(voucher, 430, uuid)
        payments = [(self.instrument_method, 430, key)]
        data = self.order_data([(self.goods_430, 1)], payments, uuid=uuid)
        self.close_and_open()
        self.assert_released(voucher, "closing")
        order = self.sync(data)
        self.assertEqual((order.state, order.session_id), ("paid", self.pos_session))
        self.assertEqual(voucher.state, "used")
        session = self.close_and_open()
        self.assert_booked(session, liability=450, concession=43, forfeit=63)
        self.assert_ties_out(ledger=0)

    def test_card_07_closing_stops_at_a_payment_without_redemption(self):
        voucher = self.sell(self.voucher_500, 450)
        _key, order = self.held_draft(voucher)
        self.sql(
            "UPDATE pos_order SET state = 'paid', amount_paid = 430 WHERE id = %s",
            order.id,
        )
        self.assert_refused(
            f"Order {order.name}.*no valid reservation",
            self.pos_session.action_pos_session_closing_control,
        )
        self.assertEqual(self.pos_session.state, "opened")
        self.assertFalse(self.pos_session.move_id)

    def test_card_07_closing_stops_at_a_redemption_without_payment(self):
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        for statement in (
            "DELETE FROM pos_payment WHERE pos_order_id = %s",
            "UPDATE pos_order SET state = 'cancel' WHERE id = %s",
        ):
            with self.subTest(statement), self.cr.savepoint() as savepoint:
                self.sql(statement, order.id)
                self.assert_refused(
                    "no paid order carries it",
                    self.pos_session.action_pos_session_closing_control,
                )
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertFalse(self.pos_session.move_id)


@tagged("post_install", "-at_install")
class TestRefundBounds(FailureCommon):
    """Back to the instrument that paid, never more than it paid (CARD-03)."""

    def setUp(self):
        super().setUp()
        self.card = self.sell(self.card_1000, 1000)
        self.order = self.redeem([(self.goods_430, 1)], [(self.card, 430)])
        self.origin = self.order.payment_ids.uuid

    def announce(self, amount, key=None, origin=None, order_uuid=None):
        return self.ask(
            "refund",
            key=key or str(uuid4()),
            original_key=origin or self.origin,
            amount=amount,
            order_uuid=order_uuid or str(uuid4()),
            device="till-1",
        )

    def reason(self, *args, **kwargs):
        return self.announce(*args, **kwargs)["reason"]

    def test_card_03_too_much_is_refused(self):
        for amount, reason in ((430.01, "too_much"), (0, "amount"), (-1, "amount")):
            self.assertEqual(self.reason(amount), reason)
        self.assertFalse(self.card.hold_ids.filtered_domain([("state", "=", "open")]))

    def test_card_03_two_announcements_do_not_exceed_the_payment(self):
        self.assertTrue(self.announce(300)["ok"])
        self.assertEqual(self.reason(130.01), "too_much")
        self.assertTrue(self.announce(130)["ok"])
        self.assertEqual(self.card.balance, 570)

    def test_card_06_announced_twice_with_one_key_is_once(self):
        key = str(uuid4())
        first, second = (self.announce(300, key) for _time in range(2))
        self.assertEqual(first, second)
        self.assertEqual(self.reason(301, key), "key_reused")
        self.assertEqual(self.reason(430, self.origin), "key_reused")

    def test_card_03_unknown_and_foreign_payments(self):
        self.assertEqual(self.reason(1, origin=str(uuid4())), "not_captured")
        self.assertEqual(self.reason(1, origin=["a"]), "not_captured")
        other = self.env["res.company"].sudo().create({"name": "Other"})
        with patch.object(type(self.pos_session), "company_id", other):
            self.assertEqual(self.reason(1), "not_captured")

    def test_card_03_refund_of_other_goods_is_refused(self):
        """The announced refund pays only the goods that its instrument paid."""
        other = self.redeem([(self.goods_430, 1)], [], 430)
        uuid, key = str(uuid4()), str(uuid4())
        self.announce(430, key, order_uuid=uuid)
        payments = [(self.instrument_method, -430, key)]
        data = self.order_data(
            [(self.goods_430, -1)], payments, uuid=uuid, is_refund=True
        )
        for origin in (other.lines.id, False):
            data["lines"][0][2]["refunded_orderline_id"] = origin
            self.assert_refused(
                "no valid reservation",
                lambda: self.orders.sync_from_ui([{**data, "lines": data["lines"]}]),
            )
        self.assertEqual(self.card.balance, 570)

    def test_card_08_lost_card_gets_its_refund_frozen(self):
        self.ledger._freeze(self.card, "lost")
        self.refund(self.order)
        self.assertRecordValues(self.card, [{"state": "frozen", "balance": 1000}])

    def test_card_08_refund_follows_the_replacement(self):
        successor = self.stock(self.card_1000)
        self.ledger._freeze(self.card, "lost")
        self.ledger._replace(self.card, successor, "lost")
        self.refund(self.order)
        self.assertRecordValues(
            self.card | successor,
            [
                {"state": "replaced", "balance": 0},
                {"state": "active", "balance": 1000},
            ],
        )
        self.assertFalse(self.ledger._verify(self.card | successor))

    def test_card_08_replaced_between_announcement_and_payment(self):
        """The till is told, and announces again to the successor."""
        uuid, key = str(uuid4()), str(uuid4())
        self.announce(430, key, order_uuid=uuid)
        self.ledger._freeze(self.card, "lost")
        self.ledger._replace(self.card, self.stock(self.card_1000), "lost")
        data = self.order_data(
            [(self.goods_430, -1)],
            [(self.instrument_method, -430, key)],
            uuid=uuid,
            is_refund=True,
        )
        data["lines"][0][2]["refunded_orderline_id"] = self.order.lines.id
        self.assert_refused("Replaced", lambda: self.orders.sync_from_ui([data]))
        self.ask("release", key=key)
        self.refund(self.order)
        self.assertEqual(self.card.successor_id.balance, 1000)


@tagged("post_install", "-at_install")
class TestStoppedInstruments(FailureCommon):
    """The office stops an instrument that a till has reserved (CARD-08)."""

    def setUp(self):
        super().setUp()
        self.card = self.sell(self.card_1000, 1000)
        self.key, self.draft_order = self.held_draft(self.card)

    def test_card_08_frozen_after_the_scan_pays_nothing(self):
        self.ledger._freeze(self.card, "lost")
        self.assert_refused("Frozen", self.draft_order.action_pos_order_paid)
        self.draft_order.action_pos_order_cancel()
        self.assertRecordValues(
            self.card, [{"state": "frozen", "balance": 1000, "held": 0}]
        )

    def test_card_08_reserved_value_is_not_moved_away(self):
        self.hold(self.card, 100)  # a second till
        self.ledger._freeze(self.card, "lost")
        for call in (
            lambda: self.ledger._replace(self.card, self.stock(self.card_1000), "lost"),
            lambda: self.ledger._buy_back(self.card, "returned"),
        ):
            self.assert_refused("is reserved at a till", call)
        self.assertRecordValues(self.card, [{"state": "frozen", "held": 530}])


@tagged("post_install", "-at_install")
class TestWhoMayAsk(FailureCommon):
    """Cashiers of the company at an open session, nobody else (CARD-13)."""

    VERBS = {
        "hold": ("code", "pin", "due", "key", "order_uuid", "device"),
        "status": ("key",),
        "release": ("key",),
        "reconcile": ("device", "keys"),
        "refund": ("key", "original_key", "amount"),
        "refundable": ("order_uuid",),
        "lookup": ("code",),
    }

    def test_card_13_other_companies_portal_and_public_are_refused(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        foreign = new_test_user(
            self.env,
            "foreign_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        portal = new_test_user(self.env, "buyer", groups="base.group_portal")
        public = self.env.ref("base.public_user")
        request = {"session_id": self.pos_session.id, "key": str(uuid4())}
        for verb in self.VERBS:
            with self.subTest(verb):
                ask = f"kam_{verb}"
                method = self.instrument_method.with_user(foreign)
                answer = getattr(method, ask)(request)
                self.assertEqual(
                    (answer["ok"], answer["reason"]), (False, "session_closed")
                )
                for user in (portal, public):
                    with self.assertRaises(AccessDenied):
                        getattr(self.instrument_method.with_user(user), ask)(request)

    def test_card_05_nonsense_gets_a_sentence(self):
        junk = (None, True, -1, 1e300, "", "x" * 9999, ["a"], {"a": 1}, "\x00")
        card = self.sell(self.card_1000, 1000)
        good = {"code": self.code(card), "due": 10, "key": "k", "amount": 1}
        for verb, names in self.VERBS.items():
            for name, value in product(names, junk):
                with self.subTest(verb=verb, name=name, value=str(value)[:9]):
                    with self.undone():
                        answer = self.ask(verb, **{**good, name: value})
                        self.assertTrue(answer["ok"] or answer["message"], answer)
            answer = getattr(self.instrument_method, f"kam_{verb}")(["no dict"])
            self.assertEqual(answer["reason"], "session_closed")
        self.assertFalse(card.hold_ids)

    @contextmanager
    def undone(self):
        savepoint = self.cr.savepoint()
        yield
        savepoint.close(rollback=True)
        self.env.invalidate_all()
