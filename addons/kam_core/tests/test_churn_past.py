from datetime import date, datetime

from odoo.tests import tagged

from ..engine.period import Period
from .trade_case import KamTradeCase

JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
AUGUST = Period(date(2026, 8, 1), date(2026, 9, 1))


@tagged("post_install", "-at_install")
class TestChurnPast(KamTradeCase):
    """The rate of a past period does not move, whatever happens later (CORE-12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_now(datetime(2026, 1, 1, 4))
        cls.account = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 1, 1))

    def rate(self, period):
        self.env.cr.flush()  # as at the end of the transaction
        self.env.invalidate_all()
        return self.env["kam.churn"]._kam_churn_rate(self.company, period)

    def test_rule_a_6_return_of_all_leaves_the_rate_of_the_past(self):
        self.set_now(datetime(2026, 7, 5, 4))
        order = self.sell(self.account, 100, "2026-05-10 04:00:00")
        invoice = self.invoice(order, date(2026, 5, 11))
        before = self.rate(JUNE)
        self.assertEqual(before.at_start, 1)
        self.set_now(datetime(2026, 8, 20, 4))
        self.credit(invoice, date(2026, 7, 20))
        after = self.rate(JUNE)
        self.assertEqual(after[:5], before[:5])
        model, domain = after.domains["at_start"]
        self.assertEqual(
            self.env[model].with_user(self.manager).search(domain), self.account
        )
        self.assertEqual(self.rate(AUGUST).at_start, 0)
        self.assertFalse(self.account.first_bought_on)
