from odoo.tests import HttpCase, tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestLifecycleScreen(KamTradeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant.partner_id.name = "Wang Li"
        cls.manager.partner_id.name = "Zhao Min"
        cls.account = cls.create_account("Jinda", cls.rep, opened_on="2026-01-05")

    def test_rule_a_18_manager_takes_over_and_archives_a_seller(self):
        other = self.create_account("Yintai", self.rep, opened_on="2026-01-05")
        self.start_tour(
            "/odoo/sales-reps", "kam_seller_leaves", login=self.manager.login
        )
        self.assertEqual((self.account | other).owner_id, self.reps["manager"])
        self.assertFalse(self.rep.active)

    def test_rule_a_3_manager_archives_an_account_with_a_reason(self):
        quotation = self.create_order(self.account, 100)
        quotation.state = "sent"
        self.start_tour(
            f"/odoo/key-accounts/{self.account.id}",
            "kam_account_archived",
            login=self.manager.login,
        )
        self.assertFalse(self.account.active)
        self.assertEqual(quotation.state, "cancel")
