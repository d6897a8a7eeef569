from odoo.tests import tagged

from odoo.addons.kam_groupbuy_cards.engine import codes

from .till_tour_common import TillTourCommon


@tagged("post_install", "-at_install")
class TestTillChinese(TillTourCommon):
    """The cashier's whole way in Simplified Chinese (SYS-02)."""

    def test_sys_02_tour_voucher_in_chinese(self):
        self._install_chinese()
        voucher = self.instrument("v500", "voucher", 500)
        unknown = "1" * 25
        unknown += codes.check_digit(unknown)
        self.run_till("KamChinese", {"unknown": unknown})
        self.assertEqual(
            self.entries(voucher), [("capture", -430.0), ("forfeit", -70.0)]
        )
        self.assertEqual(self.orders(), [("paid", 430.0, [("Voucher / card", 430.0)])])

    def _install_chinese(self):
        """Activate the language with the terms of the suite."""
        self.env["res.lang"]._activate_lang("zh_CN")
        modules = self.env["ir.module.module"].search(
            [("name", "in", ("kam_core", "kam_groupbuy_cards", "point_of_sale"))]
        )
        modules._update_translations("zh_CN")
        self.pos_user.lang = "zh_CN"
