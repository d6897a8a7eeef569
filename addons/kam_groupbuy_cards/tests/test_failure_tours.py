from odoo.tests import tagged

from .till_tour_common import TillTourCommon


@tagged("post_install", "-at_install")
class TestFailureTours(TillTourCommon):
    """What Odoo's own payment screen would let pass (CARD-05)."""

    def test_card_05_tour_nothing_due_takes_no_voucher(self):
        first = self.instrument("v100", "voucher", 100)
        second = self.instrument("v200", "voucher", 200)
        self.run_till("KamNothingDue")
        self.assertEqual(self.entries(first), [("capture", -100)])
        self.assertEqual(self.holds(second), [])

    def test_card_05_tour_no_free_pass_and_no_silent_removal(self):
        voucher = self.instrument("v100", "voucher", 100)
        self.run_till("KamNoFreePass")
        self.assertEqual(self.holds(voucher), [("spend", "released", 100, 0)])
        self.assertEqual(self.orders(), [("paid", 100, [("Cash", 100)])])
        self.assertRecordValues(voucher, [{"state": "active", "held": 0}])
