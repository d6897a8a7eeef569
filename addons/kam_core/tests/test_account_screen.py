from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountScreen(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.reps["consultant"]
        cls.head = cls.create_account("Jinda", cls.reps["manager"])
        cls.account = cls.create_account("Jinda Hotels", cls.rep, parent_id=cls.head.id)

    def communicate(self, account, count=1):
        return self.env["kam.communication"].create(
            [{"account_id": account.id, "content": "Called"} for _ in range(count)]
        )

    # === BUTTONS === #

    def test_core_05_buttons_count_the_whole_group(self):
        self.communicate(self.head)
        self.communicate(self.account, 2)
        self.env["kam.stakeholder"].create(
            {"account_id": self.account.id, "name": "Wang Lei"}
        )
        self.env.invalidate_all()
        fields = ["communication_count", "stakeholder_count", "subsidiary_count"]
        seen = (self.head | self.account).with_user(self.manager).read(fields)
        self.assertEqual(
            [[row[name] for name in fields] for row in seen], [[3, 1, 1], [2, 1, 0]]
        )
        action = self.head.with_user(self.manager).action_open_stakeholders()
        self.assertEqual(self.env["kam.stakeholder"].search_count(action["domain"]), 1)

    def test_core_18_finance_gets_no_count_of_communication(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance).read(["communication_count"])

    def test_core_05_contact_is_logged_in_a_small_dialog(self):
        action = self.account.with_user(self.consultant).action_log_communication()
        model = self.env["kam.communication"].with_user(self.consultant)
        form = Form(model.with_context(**action["context"]), view=action["views"][0][0])
        form.content = "Wants to see the autumn line"
        self.assertRecordValues(
            form.save(),
            [
                {
                    "account_id": self.account.id,
                    "author_id": self.consultant.id,
                    "day": self.today,
                    "way": "phone",
                }
            ],
        )
        self.assertEqual(action["target"], "new")
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance).action_log_communication()

    # === GROUP TREE === #

    def read_tree(self, user, domain):
        rows = (
            self.env["kam.account"]
            .with_user(user)
            .hierarchy_read(domain, {"name": {}}, "parent_id", "child_ids")
        )
        return [row["name"] for row in rows]

    def test_core_18_tree_shows_an_account_below_a_head_that_is_hidden(self):
        domain = [("id", "=", self.account.id)]
        self.assertEqual(self.read_tree(self.consultant, domain), ["Jinda Hotels"])
        self.assertEqual(
            self.read_tree(self.manager, domain), ["Jinda Hotels", "Jinda"]
        )

    # === CONTACT DATA === #

    def test_core_05_contact_data_are_kept_on_the_customer(self):
        with Form(self.account.with_user(self.consultant)) as form:
            form.phone = "0571 8888 6666"
            form.city = "Hangzhou"
        self.assertRecordValues(
            self.account.partner_id, [{"phone": "0571 8888 6666", "city": "Hangzhou"}]
        )
        self.assertRecordValues(
            self.account,
            [
                {
                    "basic_checked_on": self.today,
                    "basic_checked_by_id": self.consultant.id,
                }
            ],
        )

    def test_core_05_back_office_and_analyst_keep_contact_data(self):
        for user in (self.back_office, self.analyst):
            account = self.account.with_user(user)
            account.phone = user.login
            self.assertEqual(self.account.partner_id.phone, user.login)

    def test_core_18_finance_changes_no_contact_data(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance).phone = "1"

    # === FORM BY ROLE === #

    def test_core_05_account_is_opened_on_its_form(self):
        customer = self.env["res.partner"].create(
            {"name": "Yintai", "is_company": True, "phone": "0571 1"}
        )
        for user in (self.manager, self.back_office):
            accounts = self.env["kam.account"].with_user(user)
            with Form(accounts.with_company(self.company)) as form:
                form.partner_id = customer
                self.assertEqual(form.phone, "0571 1")
                form.city = user.login
            self.assertRecordValues(
                form.record,
                [
                    {
                        "partner_id": customer.id,
                        "kind": "company",
                        "stage": "develop",
                        "keeper_id": user.id,
                        "city": user.login,
                    }
                ],
            )
            customer = customer.copy()

    def test_core_05_account_is_not_duplicated(self):
        with self.assertRaisesRegex(UserError, "only one of its customer"):
            self.account.copy()

    def parts_of(self, user):
        arch = self.env["kam.account"].with_user(user).get_view(view_type="form")
        return [
            name
            for name in ("basic", "contacts", "process", "habits", "trade", "credit")
            if f'<page name="{name}"' in arch["arch"]
            or f'<group name="{name}"' in arch["arch"]
        ]

    def test_core_18_form_shows_each_role_its_parts(self):
        everything = ["basic", "contacts", "process", "habits", "trade", "credit"]
        self.assertEqual(self.parts_of(self.consultant), everything)
        self.assertEqual(self.parts_of(self.finance), ["basic", "trade", "credit"])
        self.assertEqual(
            self.parts_of(self.event_planner), ["basic", "contacts", "trade"]
        )
