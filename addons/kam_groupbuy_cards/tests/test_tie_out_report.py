import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestTieOutReport(BooksCommon, HttpCase):
    """What finance sees of the tie-out: each term opens its records (CARD-07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = cls.new_user("finance", "kam_core.kam_core_group_finance")

    @classmethod
    def new_user(cls, login, group):
        return new_test_user(
            cls.env,
            f"tie_out_{login}",
            groups=group,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def report(self, user=None):
        env = self.env(user=user or self.finance)
        env = env(context={"allowed_company_ids": self.company.ids})
        action = env["kam.card.tie.out.report"].action_open_report()
        self.assertEqual(action["res_model"], "kam.card.tie.out.report")
        return env["kam.card.tie.out.report"].browse(action["res_id"])

    def line(self, report, code):
        return report.line_ids.filtered(lambda line: line.code == code)

    def opened(self, line):
        action = line.action_open()
        return line.env[action["res_model"]].search(action["domain"])

    def sell_and_use(self):
        self.sell(self.card_1000, 900)
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])

    def test_card_07_finance_sees_all_terms(self):
        self.sell_and_use()
        self.book(self.liability, self.forfeit, 20, kam_breakage=True)
        report = self.report()
        self.assertTrue(report.ties_out)
        names = ("code", "sign", "amount", "count", "status")
        expected = [
            ("ledger", "", 1330, 3, "plain"),
            ("remaining", "=", 900, 1, "plain"),
            ("unposted", "+", 450, 2, "plain"),
            ("breakage", "−", 20, 1, "plain"),
            ("credit", "−", 0, 0, "plain"),
            ("unexplained", "+", 0, 0, "good"),
            ("unequal", False, 0, 0, "good"),
        ]
        self.assertRecordValues(
            report.line_ids, [dict(zip(names, row, strict=True)) for row in expected]
        )

    def test_card_07_each_term_opens_what_it_adds_up(self):
        self.sell_and_use()
        self.book(self.liability, self.forfeit, 20, kam_breakage=True)
        self.book(self.forfeit, self.liability, 7)
        report = self.report()
        self.assertFalse(report.ties_out)
        fields = {
            "ledger": ("balance", -1),
            "remaining": ("basis_left", 1),
            "unposted": ("basis", -1),
            "breakage": ("balance", 1),
            "unexplained": ("balance", -1),
        }
        for code, (field, sign) in fields.items():
            line = self.line(report, code)
            self.assertTrue(line.can_open)
            records = self.opened(line)
            self.assertEqual(len(records), line.count)
            self.assertEqual(sign * sum(records.mapped(field)), line.amount, code)
        self.assertEqual(self.line(report, "unexplained").status, "bad")
        self.assertFalse(self.line(report, "credit").can_open)

    def test_card_07_opposite_entries_do_not_hide(self):
        self.book(self.forfeit, self.liability, 7)
        self.book(self.liability, self.forfeit, 7)
        report = self.report()
        self.assertRecordValues(
            self.line(report, "unexplained"),
            [{"amount": 0, "count": 2, "status": "bad"}],
        )

    def test_card_07_manager_does_not_open_journal_items(self):
        self.sell_and_use()
        manager = self.new_user("manager", "kam_core.kam_core_group_manager")
        report = self.report(manager)
        self.assertEqual(self.line(report, "ledger").amount, 1350)
        self.assertFalse(self.line(report, "ledger").can_open)
        self.assertTrue(self.line(report, "remaining").can_open)

    def test_card_07_sellers_have_no_tie_out(self):
        for login, group in (
            ("consultant", "kam_core.kam_core_group_consultant"),
            ("cashier", "point_of_sale.group_pos_user"),
        ):
            with self.assertRaises(AccessError):
                self.report(self.new_user(login, group))

    def test_card_07_a_report_belongs_to_who_made_it(self):
        report = self.report()
        other = self.new_user("finance2", "kam_core.kam_core_group_finance")
        with self.assertRaises(AccessError):
            report.line_ids.with_user(other)[0].action_open()

    def test_card_06_verification_finds_direct_sql(self):
        voucher = self.sell(self.voucher_500, 450)
        report = self.report()
        report.action_verify()
        self.assertTrue(report.ties_out)
        self.assertRecordValues(
            self.line(report, "chains"), [{"count": 0, "status": "good"}]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_card SET chain_head = %s WHERE id = %s",
            ["0" * 64, voucher.id],
        )
        self.env.invalidate_all()
        report.action_verify()
        line = self.line(report, "chains")
        self.assertRecordValues(line, [{"count": 1, "status": "bad"}])
        self.assertEqual(self.opened(line).ids, voucher.ids)
        self.assertFalse(report.ties_out)

    def test_card_07_export_has_the_terms_and_what_is_unexplained(self):
        self.sell(self.voucher_500, 450)
        move = self.book(self.forfeit, self.liability, 7)
        report = self.report()
        self.authenticate(self.finance.login, self.finance.login)
        answer = self.url_open(report.action_export()["url"])
        self.assertIn("Tie-out", answer.headers["Content-Disposition"])
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        terms, unexplained = book.worksheets
        self.assertEqual(
            [(row[2], row[3]) for row in terms.iter_rows(min_row=4, values_only=True)],
            [(457, 2), (450, 1), (0, 0), (0, 0), (0, 0), (7, 1), ("", 0)],
        )
        rows = list(unexplained.iter_rows(min_row=4, values_only=True))
        self.assertEqual(
            [(row[0], row[3], row[4]) for row in rows], [(move.name, 7, 0)]
        )
