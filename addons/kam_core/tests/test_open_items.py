from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestOpenItems(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep)
        cls.items = cls.env["kam.open.items"]

    def open_counts(self, account=None):
        account = account or self.account
        found = self.items._kam_items(account)[account.id]
        return {item.source.code: item.count for item in found}

    def fill(self):
        """Leave one activity, one quotation, two open orders, one overdue invoice."""
        self.account.activity_schedule("mail.mail_activity_data_call")
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.account.partner_id.id}
        )
        self.create_order(contact, 10)
        self.create_order(contact, 20).action_quotation_sent()
        self.sell(self.account, 30)
        self.sell(contact, 40)
        invoice = self.sell(self.account, 50)._create_invoices()
        invoice.invoice_date = date(2026, 11, 2)
        invoice.invoice_payment_term_id = False
        invoice.invoice_date_due = date(2026, 11, 21)
        invoice.action_post()

    def test_rule_a_3_nothing_is_open_at_first(self):
        self.assertEqual(self.open_counts(), {})
        self.assertEqual(self.account.open_item_count, 0)

    def test_rule_a_3_sources_of_odoo(self):
        self.fill()
        self.assertEqual(
            self.open_counts(),
            {"activity": 1, "quotation": 1, "order": 2, "overdue": 1},
        )
        self.assertEqual(self.account.open_item_count, 5)
        self.assertEqual(self.open_counts(self.create_account("Yintai")), {})

    def test_rule_a_3_counts_open_their_records(self):
        self.fill()
        for item in self.items._kam_items(self.account)[self.account.id]:
            records = self.env[item.source.model].search(item.domain)
            self.assertEqual(len(records), item.count, item.source.code)

    def test_rule_a_3_other_companies_have_their_own(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.env.user.company_ids += west
        other = self.create_account(
            "", partner_id=self.account.partner_id.id, company_id=west.id
        )
        self.sell(self.account, 10, company_id=west.id, user_id=False)
        self.assertEqual(self.open_counts(other), {"order": 1})
        self.assertEqual(self.open_counts(), {})

    def test_core_05_open_items_are_listed_and_opened(self):
        self.fill()
        action = self.account.with_user(self.consultant).action_open_items()
        lines = self.env["kam.open.items.line"].with_user(self.consultant)
        lines = lines.search(action["domain"])
        self.assertEqual(
            lines.mapped(lambda line: (line.code, line.item_count)),
            [("activity", 1), ("quotation", 1), ("order", 2), ("overdue", 1)],
        )
        opened = lines[2].action_open_records()
        found = self.env["sale.order"].search(opened["domain"])
        self.assertEqual(len(found), 2)
        self.account._kam_assign(self.reps["manager"], "Away")
        with self.assertRaises(AccessError):
            lines[2].action_open_records()

    def test_core_05_page_takes_one_statement_per_source(self):
        accounts = self.account
        for number in range(79):
            accounts |= self.create_account(f"Account {number}")
        self.env.flush_all()
        self.env.invalidate_all()
        accounts.read(["partner_key", "company_id"])
        sources = len(self.items._kam_sources())
        with self.assertQueryCount(sources):
            accounts.mapped("open_item_count")
        with self.assertQueryCount(1):
            accounts.mapped("quotation_count")
