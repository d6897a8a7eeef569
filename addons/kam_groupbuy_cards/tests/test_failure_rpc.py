from uuid import uuid4

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .failure_common import FailureCommon


@tagged("post_install", "-at_install")
class TestFailureRpc(FailureCommon, HttpCase):
    """What a browser may send by itself, with any context (CARD-05, CARD-06)."""

    CONTEXTS = ({}, {"_force_unlink": True, "kam_service": True, "kam_syncing": True})

    def setUp(self):
        super().setUp()
        self.voucher = self.sell(self.voucher_500, 500)
        self.paid = self.redeem([(self.goods_430, 1)], [(self.voucher, 430)])
        self.card = self.sell(self.card_1000, 1000)
        self.key, self.saved = self.held_draft(self.card)
        self.administrator = new_test_user(
            self.env,
            "failure_administrator",
            groups="base.group_system,kam_core.kam_core_group_manager,"
            "point_of_sale.group_pos_manager,account.group_account_manager",
            company_id=self.company.id,
        )

    def call(self, model, method, args, context):
        """Return the error of a call, or None."""
        kwargs = {"context": context}
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        request = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.url_open("/web/dataset/call_kw", json=request)
        return answer.json().get("error", {}).get("data")

    def assert_refused_by_rpc(self, words, model, method, *args):
        """The call is refused whatever its context, by the check that is meant."""
        for context in self.CONTEXTS:
            with mute_logger("odoo.http", "odoo.sql_db"):
                error = self.call(model, method, args, context)
            self.assertTrue(error, f"{model}.{method} was not refused")
            self.assertRegex(f"{error['name']}: {error['message']}", words)

    def act_as(self, user):
        self.authenticate(user.login, user.login)

    def assert_untouched(self):
        self.env.invalidate_all()
        self.assertRecordValues(
            self.paid.payment_ids | self.saved.payment_ids,
            [{"amount": 430}, {"amount": 430}],
        )
        self.assertRecordValues(
            self.voucher | self.card,
            [
                {"state": "used", "balance": 0, "held": 0},
                {"state": "active", "balance": 1000, "held": 430},
            ],
        )
        self.assertFalse(self.ledger._verify(self.voucher | self.card))

    def payment_of(self, order, **values):
        return {
            "pos_order_id": order.id,
            "payment_method_id": self.instrument_method.id,
            "amount": 70,
            **values,
        }

    def test_card_05_payments_by_rpc(self):
        paid, saved = self.paid.payment_ids.ids, self.saved.payment_ids.ids
        calls = [
            ("create", [self.payment_of(self.saved)]),
            ("create", [self.payment_of(self.paid)]),
            ("create", [self.payment_of(self.paid, uuid=self.key)]),
            ("write", paid, {"amount": 1}),
            ("write", paid, {"payment_method_id": self.cash_pm1.id}),
            ("write", paid, {"uuid": str(uuid4())}),
            ("write", paid, {"pos_order_id": self.saved.id}),
            ("write", saved, {"amount": 9999}),
            ("write", saved, {"amount": -430}),
            ("write", saved, {"pos_order_id": self.paid.id}),
            ("unlink", paid),
        ]
        for user in (self.cashier, self.administrator):
            self.act_as(user)
            for call in calls:
                with self.subTest(user=user.login, call=call):
                    self.assert_refused_by_rpc(
                        "no valid reservation|can't be added|already exists",
                        "pos.payment",
                        *call,
                    )
        self.assert_untouched()

    def test_card_05_orders_by_rpc(self):
        paid, saved = self.paid, self.saved
        forged = {
            "session_id": self.pos_session.id,
            "state": "paid",
            "amount_total": 430,
            "amount_paid": 430,
            "amount_tax": 0,
            "amount_return": 0,
            "payment_ids": [(0, 0, self.payment_of(saved, uuid=str(uuid4())))],
        }
        calls = [
            ("no valid reservation", "create", [forged]),
            ("no valid reservation", "write", saved.ids, {"state": "paid"}),
            ("no valid reservation", "write", saved.ids, {"state": "done"}),
            ("already been paid", "write", paid.ids, {"state": "draft"}),
            ("already been paid", "write", paid.ids, {"state": "cancel"}),
            ("stays in the session", "write", paid.ids, {"session_id": False}),
            ("can't be added", "write", paid.ids, {"payment_ids": [(5,)]}),
            ("has left the ledger", "unlink", paid.ids),
        ]
        for user in (self.cashier, self.administrator):
            self.act_as(user)
            for words, *call in calls:
                with self.subTest(user=user.login, call=call):
                    self.assert_refused_by_rpc(words, "pos.order", *call)
        self.assert_untouched()
        self.assertEqual((paid.state, saved.state), ("paid", "draft"))

    def test_card_05_forged_synchronisation_by_rpc(self):
        self.act_as(self.cashier)
        for key in (str(uuid4()), self.key, self.paid.payment_ids.uuid):
            payments = [(self.instrument_method, 430, key)]
            data = self.order_data([(self.goods_430, 1)], payments)
            data["date_order"] = "2026-11-22 03:00:00"
            for command in data["payment_ids"]:
                command[2].pop("name")  # a time, which JSON can't carry
            self.assert_refused_by_rpc(
                "no valid reservation|already exists",
                "pos.order",
                "sync_from_ui",
                [data],
            )
        self.assert_untouched()

    def test_card_06_ledger_by_rpc(self):
        entry, hold = self.voucher.entry_ids[:1], self.card.hold_ids
        calls = [
            ("kam.card", "write", self.card.ids, {"balance": 9999}),
            ("kam.card", "write", self.card.ids, {"state": "bought_back"}),
            ("kam.card", "unlink", self.card.ids),
            ("kam.card", "copy", self.card.ids),
            ("kam.card.entry", "write", entry.ids, {"amount": 0}),
            ("kam.card.entry", "unlink", entry.ids),
            ("kam.card.entry", "create", [{"card_id": self.card.id, "amount": 9}]),
            ("kam.card.hold", "write", hold.ids, {"state": "captured"}),
            ("kam.card.hold", "unlink", hold.ids),
            ("kam.card.hold", "create", [{"key": "k", "card_id": self.card.id}]),
            ("kam.card.ledger", "_freeze", self.card.ids, "by hand"),
            ("kam.card.till", "_release_keys", [self.key], "by hand"),
        ]
        for user in (self.cashier, self.administrator):
            self.act_as(user)
            for call in calls:
                with self.subTest(user=user.login, call=call):
                    self.assert_refused_by_rpc("AccessError", *call)
        self.assert_untouched()

    def test_card_13_secrets_are_not_read(self):
        secret = ["code_hash", "pin_hash", "pin_salt", "key_id"]
        for user in (self.cashier, self.administrator):
            self.act_as(user)
            for name in secret:
                for call in (
                    ("read", self.card.ids, [name]),
                    ("search_count", [(name, "=like", "0%")]),
                ):
                    self.assert_refused_by_rpc("AccessError", "kam.card", *call)

    def test_card_13_portal_and_public_ask_nothing(self):
        new_test_user(self.env, "failure_buyer", groups="base.group_portal")
        request = {"session_id": self.pos_session.id, "key": self.key}
        for login in ("failure_buyer", None):
            self.authenticate(login, login)
            for verb in ("lookup", "hold", "release", "reconcile", "refundable"):
                self.assert_refused_by_rpc(
                    "AccessDenied|SessionExpired",
                    "pos.payment.method",
                    f"kam_{verb}",
                    self.instrument_method.ids,
                    request,
                )
        self.assert_untouched()
