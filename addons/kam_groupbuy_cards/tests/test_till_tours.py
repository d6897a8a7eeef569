from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .till_tour_common import CHIP, TillTourCommon

PAY = "Voucher / card"


@tagged("post_install", "-at_install")
class TestTillTours(TillTourCommon):
    """CARD-05 at a real till: the client's state machine on the real ledger."""

    def test_card_05_tour_rules(self):
        self.run_till("KamRules")

    # --- scan ------------------------------------------------------------------

    def test_card_05_tour_scan(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamScan")
        self.assertEqual(self.entries(voucher), [("capture", -100)])
        self.assertEqual(self.holds(voucher), [("spend", "captured", 100, 100)])
        self.assertEqual(self.orders(), [("paid", 100, [(PAY, 100)])])
        self.assertEqual(voucher.state, "used")
        payment = self.env["pos.payment"].search(
            [("payment_method_id", "=", self.method.id)]
        )
        self.assertRecordValues(
            payment,
            [{"kam_kind": "voucher", "kam_masked": "••••0001", "kam_forfeit": 0}],
        )

    def test_card_05_tour_two_vouchers_and_cash(self):
        first = self.instrument("v200", "voucher", 200)
        second = self.instrument("v200b", "voucher", 200)
        self.run_till("KamTwoVouchers")
        self.assertEqual(self.entries(first), [("capture", -200)])
        self.assertEqual(self.entries(second), [("capture", -200)])
        self.assertEqual(
            self.orders(), [("paid", 430, [("Cash", 30), (PAY, 200), (PAY, 200)])]
        )

    def test_card_05_tour_unknown_code(self):
        self.run_till("KamUnknownCode", {"unknown": "00000000000000000000000000"})
        self.assertFalse(self.env["kam.card.hold"].sudo().search([]))

    # --- the order changes after the hold --------------------------------------

    def test_card_05_tour_remove_item_after_hold(self):
        voucher = self.instrument("v500", "voucher", 500)
        self.run_till("KamRemoveItem")
        self.assertEqual(self.entries(voucher), [("capture", -430), ("forfeit", -70)])
        self.assertEqual(self.holds(voucher), [("spend", "captured", 500, 430)])
        self.assertEqual(self.orders(), [("paid", 430, [(PAY, 430)])])

    def test_card_05_tour_remove_item_after_card_hold(self):
        card = self.instrument("card", "card", 1000)
        self.run_till("KamRemoveItemCard")
        self.assertEqual(self.entries(card), [("capture", -100)])
        self.assertEqual(self.orders(), [("paid", 100, [(PAY, 100)])])
        self.assertRecordValues(card, [{"balance": 900, "held": 0, "state": "active"}])

    def test_card_05_tour_add_item_after_hold(self):
        voucher = self.instrument("v500", "voucher", 500)
        self.run_till("KamAddItem")
        self.assertEqual(self.entries(voucher), [("capture", -500)])
        self.assertEqual(self.orders(), [("paid", 530, [("Cash", 30), (PAY, 500)])])

    # --- reload, lost connection -----------------------------------------------

    def test_card_05_tour_reload_while_waiting(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamReloadWaiting")
        self.assertEqual(self.holds(voucher), [("spend", "captured", 100, 100)])
        self.assertEqual(self.entries(voucher), [("capture", -100)])

    def test_card_05_tour_reload_while_done(self):
        first = self.instrument("v200", "voucher", 200)
        second = self.instrument("v200b", "voucher", 200)
        self.run_till("KamReloadDone")
        self.assertEqual(self.holds(first), [("spend", "captured", 200, 200)])
        self.assertEqual(self.holds(second), [("spend", "captured", 200, 200)])
        self.assertEqual(
            self.orders(), [("paid", 430, [("Cash", 30), (PAY, 200), (PAY, 200)])]
        )

    def test_card_05_tour_connection_lost_after_hold(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamConnectionLost")
        self.assertEqual(self.holds(voucher), [("spend", "captured", 100, 100)])
        self.assertEqual(self.orders(), [("paid", 100, [(PAY, 100)])])

    def test_card_05_tour_hold_never_arrived(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamNeverArrived")
        self.assertEqual(self.holds(voucher), [("spend", "captured", 100, 100)])
        self.assertEqual(self.entries(voucher), [("capture", -100)])

    # --- forfeit ---------------------------------------------------------------

    def test_card_02_tour_decline_forfeit(self):
        voucher = self.instrument("v500", "voucher", 500)
        self.run_till("KamDeclineForfeit")
        self.assertEqual(self.holds(voucher), [("spend", "released", 500, 0)])
        self.assertEqual(self.entries(voucher), [])
        self.assertEqual(self.orders(), [("paid", 430, [("Cash", 430)])])
        self.assertRecordValues(voucher, [{"state": "active", "held": 0}])

    def test_card_02_tour_nothing_validates_before_the_question(self):
        voucher = self.instrument("v500", "voucher", 500)
        self.main_pos_config.auto_validate_terminal_payment = True
        self.run_till("KamForfeitThenAutoValidate")
        self.assertEqual(self.entries(voucher), [("capture", -430), ("forfeit", -70)])
        self.assertEqual(self.orders(), [("paid", 430, [(PAY, 430)])])

    # --- cards -----------------------------------------------------------------

    def test_card_05_tour_card_with_pin(self):
        card = self.instrument("card", "card", 1000)
        self.give_pin(card, "1234")
        self.run_till("KamPin")
        self.assertEqual(self.entries(card), [("capture", -530)])
        self.assertRecordValues(card, [{"balance": 470, "held": 0, "pin_failures": 0}])

    def test_card_05_tour_pin_given_up(self):
        card = self.instrument("card", "card", 1000)
        self.give_pin(card, "1234")
        self.run_till("KamPinGivenUp")
        self.assertEqual(self.holds(card), [])

    def test_card_05_tour_reload_while_pin_is_asked(self):
        card = self.instrument("card", "card", 1000)
        self.give_pin(card, "1234")
        self.run_till("KamReloadPin")
        self.assertEqual(self.holds(card), [("spend", "captured", 530, 530)])

    def test_card_05_tour_typed_code(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamTyped")
        self.assertEqual(self.entries(voucher), [("capture", -100)])

    def test_card_04_tour_chip_swiped(self):
        card = self.instrument("card", "card", 1000, uid=CHIP)
        self.run_till("KamScanIntoDialog", {"uid": CHIP})
        self.assertEqual(
            self.holds(card),
            [("spend", "released", 100, 0), ("spend", "captured", 100, 100)],
        )

    def test_card_04_tour_lookup_on_product_screen(self):
        card = self.instrument("card", "card", 1000, uid=CHIP)
        self.run_till("KamLookup", {"uid": CHIP})
        self.assertEqual(self.entries(card), [("capture", -100)])

    # --- release ---------------------------------------------------------------

    def test_card_05_tour_deleted_line_releases(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamGiveBack")
        self.assertEqual(
            self.holds(voucher),
            [("spend", "released", 100, 0), ("spend", "released", 100, 0)],
        )
        self.assertEqual(self.entries(voucher), [])
        self.assertEqual(self.orders(), [("paid", 100, [("Cash", 100)])])

    def test_card_05_tour_deleted_order_releases(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamDeleteOrder")
        self.assertEqual(self.holds(voucher), [("spend", "released", 100, 0)])
        self.assertRecordValues(voucher, [{"state": "active", "held": 0}])

    # --- offline, refused, saved as a draft ------------------------------------

    def _run_refused_once(self, tour):
        """Run a tour whose first paid order the server refuses for good."""
        till = type(self.env["kam.card.till"])
        capture, refusals = till._capture_order, ["The voucher was withdrawn."]

        def refuse_once(records, order):
            if refusals:
                raise UserError(refusals.pop())
            return capture(records, order)

        with (
            patch.object(till, "_capture_order", refuse_once),
            mute_logger("odoo.http"),
        ):
            self.run_till(tour)
        self.assertFalse(refusals)

    def test_card_05_tour_order_refused_in_background(self):
        voucher = self.instrument("v100", "voucher", 100)
        self._run_refused_once("KamRefusedInBackground")
        self.assertEqual(self.holds(voucher), [("spend", "released", 100, 0)])
        self.assertEqual(self.orders(), [("paid", 100, [("Cash", 100)])])
        self.assertRecordValues(voucher, [{"state": "active", "held": 0}])

    def test_card_05_tour_order_refused_at_once(self):
        voucher = self.instrument("v100", "voucher", 100)
        self._run_refused_once("KamRefusedAtOnce")
        self.assertEqual(self.holds(voucher), [("spend", "captured", 100, 100)])
        self.assertEqual(self.orders(), [("paid", 100, [(PAY, 100)])])

    def test_card_05_tour_offline(self):
        held = self.instrument("v200", "voucher", 200)
        new = self.instrument("v200b", "voucher", 200)
        self.run_till("KamOffline")
        self.assertEqual(self.holds(held), [("spend", "captured", 200, 200)])
        self.assertEqual(self.holds(new), [])
        self.assertEqual(
            self.orders()[:1], [("paid", 430, [("Cash", 230), (PAY, 200)])]
        )

    def test_card_05_tour_release_while_offline(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamReleaseOffline")
        self.assertEqual(self.holds(voucher), [("spend", "released", 100, 0)])
        self.assertRecordValues(voucher, [{"state": "active", "held": 0}])

    def test_card_05_tour_draft_saved_with_open_lines(self):
        first = self.instrument("v200", "voucher", 200)
        second = self.instrument("v200b", "voucher", 200)
        self.run_till("KamDraftSaved")
        self.assertEqual(self.entries(first), [("capture", -200)])
        self.assertEqual(self.entries(second), [("capture", -200)])
        self.assertEqual(
            self.orders(), [("paid", 430, [("Cash", 30), (PAY, 200), (PAY, 200)])]
        )

    # --- refund, closing -------------------------------------------------------

    def test_card_03_tour_refund_to_instruments(self):
        voucher = self.instrument("v200", "voucher", 200)
        card = self.instrument("card", "card", 1000)
        self.run_till("KamRefund")
        self.assertEqual(self.entries(voucher), [("capture", -200), ("refund", 200)])
        self.assertEqual(self.entries(card), [("capture", -330), ("refund", 330)])
        self.assertRecordValues(card, [{"balance": 1000, "held": 0}])
        self.assertEqual(self.orders()[1], ("paid", -530, [(PAY, -330), (PAY, -200)]))

    def test_card_03_tour_refund_rest_in_cash(self):
        voucher = self.instrument("v200", "voucher", 200)
        self.run_till("KamRefundPart")
        self.assertEqual(self.entries(voucher), [("capture", -200), ("refund", 200)])
        self.assertEqual(
            self.orders()[1], ("paid", -430, [("Cash", -230), (PAY, -200)])
        )

    def test_card_05_tour_reconcile_releases_what_nobody_claims(self):
        claimed = self.instrument("v200", "voucher", 200)
        forgotten = self.instrument("v200b", "voucher", 200)
        self.run_till("KamReconcile")
        self.assertEqual(self.holds(claimed), [("spend", "captured", 200, 200)])
        self.assertEqual(self.holds(forgotten), [("spend", "released", 200, 0)])

    def test_card_05_tour_closing_has_nothing_to_count(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamCloseRegister")
        self.assertEqual(self.entries(voucher), [("capture", -100)])
