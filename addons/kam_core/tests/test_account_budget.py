from lxml import etree

from odoo.tests import Form, tagged

from .trade_case import KamTradeCase

PAGE = 80
# Statements of a page or form at most, measured and rounded up a little.
LIST_STATEMENTS = 40
KANBAN_STATEMENTS = 40
FORM_STATEMENTS = 80


@tagged("post_install", "-at_install")
class TestAccountBudget(KamTradeCase):
    """Statements of the screens of accounts, of which there may be 100,000 (2a)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(PAGE)]
        )
        cls.accounts = cls.env["kam.account"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "owner_id": cls.rep.id,
                    "class_id": cls.env.ref("kam_core.kam_account_class_strategic").id,
                }
                for partner in partners
            ]
        )
        values = [{"account_id": account.id} for account in cls.accounts]
        cls.env["kam.stakeholder"].create([{**one, "name": "Wang"} for one in values])
        cls.env["kam.communication"].create(
            [{**one, "content": "Called", "next_day": "2026-12-01"} for one in values]
        )
        for account in cls.accounts[:3]:
            cls.sell(account, 100)

    def statements(self, call):
        """Return how many statements ``call`` takes when views and rules are known."""
        call()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before

    def page(self, user, kind, rows):
        """Return a function that reads the first ``rows`` of a view as its client."""
        accounts = self.env["kam.account"].with_user(user)
        view = self.env.ref(f"kam_core.kam_account_view_{kind}")
        arch = etree.fromstring(accounts.get_view(view.id, kind)["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        spec = {
            name: (
                {"fields": {"display_name": {}}}
                if accounts._fields[name].relational
                else {}
            )
            for name in names
        }
        domain = [("id", "in", self.accounts.ids)]
        return lambda: accounts.web_search_read(domain, spec, limit=rows)

    def test_core_05_statements_of_a_page_do_not_depend_on_its_rows(self):
        budgets = {"list": LIST_STATEMENTS, "kanban": KANBAN_STATEMENTS}
        for role in ("consultant", "manager", "finance"):
            for kind, budget in budgets.items():
                user = self.users[role]
                with self.subTest(role=role, kind=kind):
                    few = self.statements(self.page(user, kind, 10))
                    page = self.statements(self.page(user, kind, PAGE))
                    self.assertEqual(page, few)
                    self.assertLessEqual(page, budget)

    def test_core_05_form_opens_within_its_budget(self):
        for role in ("consultant", "manager", "finance"):
            account = self.accounts[0].with_user(self.users[role])
            spec = Form(account)._view["fields_spec"]
            with self.subTest(role=role):
                count = self.statements(lambda a=account, s=spec: a.web_read(s))
                self.assertLessEqual(count, FORM_STATEMENTS)
