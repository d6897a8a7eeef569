from datetime import date, datetime, timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import tagged

from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards.engine import codes

from .cards_common import CardsCommon

NOW = datetime(2026, 11, 22, 3, 0)


@tagged("post_install", "-at_install")
class TestTillRefusals(CardsCommon):
    """Bad input at the till: a clear sentence, and nothing written (SYS-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = type(cls.env["kam.clock"])
        frozen = patch.object(clock, "_now", lambda self: NOW)
        frozen.start()
        cls.addClassCleanup(frozen.stop)

    def setUp(self):
        super().setUp()
        self.open_new_session(0)

    def assertRefused(self, answer, reason, words):
        self.assertEqual((answer["ok"], answer["reason"]), (False, reason), answer)
        self.assertIn(words, answer["message"])

    def assertUntouched(self, card, **values):
        before = {"held": 0, "balance": card.face, **values}
        self.assertRecordValues(card, [before])
        self.assertFalse(card.hold_ids)

    # === CODES === #

    def test_card_13_code_refusals(self):
        unknown = "2" * 25
        unknown += codes.check_digit(unknown)
        wrong_check = unknown[:-1] + str((int(unknown[-1]) + 1) % 10)
        cases = [
            (unknown, "unknown", "not known"),
            (wrong_check, "malformed", "26 digits"),
            ("6901234567892", "malformed", "26 digits"),
            ("", "malformed", "26 digits"),
            (None, "malformed", "26 digits"),
            ("' OR 1=1 --", "malformed", "26 digits"),
        ]
        for code, reason, words in cases:
            with self.subTest(code=code):
                request = {"due": 100, "key": str(uuid4()), "device": "till-1"}
                self.assertRefused(
                    self.ask("hold", code=code, **request), reason, words
                )

    def test_card_13_only_wellformed_codes_count_as_misses(self):
        for _try in range(6):
            self.ask("lookup", code="6901234567892")
            self.ask("lookup", code="12345")
        attempts = self.env["kam.card.attempt"].sudo()
        self.assertEqual(attempts.search_count([]), 0)

    def test_card_13_pause_ends_by_the_servers_clock(self):
        card = self.sell(self.card_1000, 1000)
        wrong = "3" * 25
        wrong += codes.check_digit(wrong)
        for _try in range(5):
            self.ask("lookup", code=wrong)
        self.assertRefused(
            self.ask("lookup", code=self.code(card)), "slow_down", "60 s"
        )
        later = patch.object(
            type(self.env["kam.clock"]), "_now", lambda self: NOW + timedelta(minutes=1)
        )
        with later:
            self.assertTrue(self.ask("lookup", code=self.code(card))["ok"])

    def test_card_05_other_company_is_named_as_such(self):
        other = self.env["res.company"].sudo().create({"name": "Other"})
        foreign = self.stock(self.voucher_500)
        as_service(foreign).write({"company_id": other.id})
        _key, answer = self.hold(foreign, 100)
        self.assertRefused(answer, "other_company", "another company")

    # === STATES === #

    def test_card_08_instrument_states_that_pay_nothing(self):
        unsold = self.stock(self.voucher_500)
        frozen = self.sell(self.card_1000, 1000)
        self.ledger._freeze(frozen, "lost")
        expired = self.sell(self.voucher_100, 100)
        as_service(expired).write({"expiry_date": date(2026, 11, 21)})
        empty = self.sell(self.card_1000, 1000)
        self.pay_all(empty)
        used = self.sell(self.voucher_100, 100)
        self.pay_all(used)
        cases = [
            (unsold, "not_active", "In Stock"),
            (frozen, "frozen", "frozen"),
            (expired, "expired", "2026"),
            (empty, "insufficient", "empty"),
            (used, "used", self.config.name),
        ]
        for card, reason, words in cases:
            with self.subTest(reason=reason):
                _key, answer = self.hold(card, 50)
                self.assertRefused(answer, reason, words)
                self.assertEqual(card.held, 0)

    def pay_all(self, card):
        uuid = str(uuid4())
        key, _answer = self.hold(card, card.balance, uuid)
        goods = self.create_product("Exact", self.categ_basic, card.balance)
        payments = [(self.instrument_method, card.balance, key)]
        self.sync(self.order_data([(goods, 1)], payments, uuid=uuid))

    def test_card_08_last_day_of_validity_still_counts(self):
        voucher = self.sell(self.voucher_100, 100)
        # 03:00 UTC is 11:00 of the same day in Shanghai
        as_service(voucher).write({"expiry_date": date(2026, 11, 22)})
        self.assertTrue(self.hold(voucher, 100)[1]["ok"])

    # === AMOUNTS AND KEYS === #

    def test_card_05_amount_refusals(self):
        card = self.sell(self.card_1000, 1000)
        cases = [
            (0, "nothing_due"),
            (-5, "nothing_due"),
            (0.001, "amount"),
            (1e18, "amount"),
            ("abc", "amount"),
            (None, "amount"),
            (True, "amount"),
            (float("nan"), "amount"),
        ]
        for due, reason in cases:
            with self.subTest(due=due):
                _key, answer = self.hold(card, due)
                self.assertEqual((answer["ok"], answer["reason"]), (False, reason))
        self.assertUntouched(card)

    def test_card_05_key_refusals(self):
        card = self.sell(self.card_1000, 1000)
        for key in (None, "", 7, "x" * 65, ["a"]):
            with self.subTest(key=key):
                answer = self.ask("hold", code=self.code(card), due=10, key=key)
                self.assertRefused(answer, "malformed_key", "Reload")
        self.assertUntouched(card)

    def test_card_05_session_refusals(self):
        card = self.sell(self.card_1000, 1000)
        for session_id in (None, 0, 10**9, "1", True):
            with self.subTest(session_id=session_id):
                answer = self.ask("lookup", code=self.code(card), session_id=session_id)
                self.assertRefused(answer, "session_closed", "Open a new one")
        self.close()
        answer = self.ask("lookup", code=self.code(card))
        self.assertRefused(answer, "session_closed", "Open a new one")

    def test_card_05_method_must_be_of_the_till(self):
        card = self.sell(self.card_1000, 1000)
        stranger = self.instrument_method.copy({"name": "Elsewhere"})
        answer = stranger.kam_lookup(
            {"session_id": self.pos_session.id, "code": self.code(card)}
        )
        self.assertRefused(answer, "method", "payment method")

    # === RESERVATIONS === #

    def test_card_05_release_is_safe_to_repeat(self):
        card = self.sell(self.card_1000, 1000)
        key, _answer = self.hold(card, 300)
        self.assertEqual(card.held, 300)
        for _time in range(2):
            answer = self.ask("release", key=key)
            self.assertEqual((answer["ok"], answer["state"]), (True, "released"))
            self.assertEqual(card.held, 0)
        self.assertEqual(self.ask("release", key="never")["state"], "none")
        self.assertRefused(
            self.ask("hold", key=key, due=300, code=self.code(card)),
            "released",
            "scan again",
        )

    def test_card_05_reconcile_frees_what_the_device_forgot(self):
        card = self.sell(self.card_1000, 1000)
        kept, _answer = self.hold(card, 200)
        lost, _answer = self.hold(card, 300)
        answer = self.ask("reconcile", device="till-2", keys=[])
        self.assertEqual(answer["released"], [])
        answer = self.ask("reconcile", device="till-1", keys=[kept, "unknown"])
        self.assertEqual(answer["released"], [lost])
        states = {key: value["state"] for key, value in answer["states"].items()}
        self.assertEqual(states, {kept: "open", "unknown": "none"})
        self.assertEqual(card.held, 200)

    def test_card_05_closing_frees_what_no_order_carries(self):
        card = self.sell(self.card_1000, 1000)
        self.hold(card, 300)
        self.close()
        self.assertRecordValues(
            card.hold_ids, [{"state": "released", "reason": "closing"}]
        )
        self.assertEqual(card.held, 0)

    def test_card_05_stale_reservation_ends_by_the_clock_at_last(self):
        card = self.sell(self.card_1000, 1000)
        key, _answer = self.hold(card, 300)
        after = NOW + timedelta(hours=12, seconds=1)
        clock = type(self.env["kam.clock"])
        for moment, held in ((NOW + timedelta(hours=12), 300), (after, 0)):
            with patch.object(clock, "_now", lambda self, m=moment: m):
                self.till._cron_release_stale()
            self.assertEqual(card.held, held)
        self.assertEqual(card.hold_ids.reason, "stale")

    def test_card_05_late_order_reserves_again_what_the_system_freed(self):
        card = self.sell(self.card_1000, 1000)
        uuid = str(uuid4())
        key, _answer = self.hold(card, 430, uuid)
        self.till._give_free(card.hold_ids, "stale")
        payments = [(self.instrument_method, 430, key)]
        order = self.sync(self.order_data([(self.goods_430, 1)], payments, uuid=uuid))
        self.assertEqual(order.state, "paid")
        self.assertRecordValues(card, [{"balance": 570, "held": 0}])

    def test_card_13_many_small_lines_need_the_pin_too(self):
        card = self.sell(self.card_1000, 1000)
        self.give_pin(card, "2468")
        self.assertTrue(self.hold(card, 300)[1]["ok"])
        _key, answer = self.hold(card, 300)
        self.assertRefused(answer, "pin_required", "PIN")
        self.assertEqual(answer["masked"], card._masked())
        self.assertTrue(self.hold(card, 300, pin="2468")[1]["ok"])

    def test_card_13_growing_a_reservation_needs_the_pin(self):
        card = self.sell(self.card_1000, 1000)
        self.give_pin(card, "2468")
        key, _answer = self.hold(card, 300)
        self.assertRefused(self.ask("hold", key=key, due=600), "pin_required", "PIN")
        self.assertEqual(card.held, 300)
        answer = self.ask("hold", key=key, due=600, pin="2468")
        self.assertEqual((answer["amount"], card.held), (600, 600))

    def test_card_04_chip_number_alone_opens_small_amounts_only(self):
        card = self.sell(self.card_1000, 1000)
        as_service(card).write({"uid": "04A2B3C4D5E680"})
        swipe = {"code": "04:A2:B3:C4:D5:E6:80", "device": "till-1"}
        answer = self.ask("hold", due=499, key=str(uuid4()), **swipe)
        self.assertTrue(answer["ok"], answer)
        answer = self.ask("hold", due=10, key=str(uuid4()), **swipe)
        self.assertRefused(answer, "code_required", "printed code")
