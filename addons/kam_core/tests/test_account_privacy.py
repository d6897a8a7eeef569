from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .account_case import KamAccountCase

# What every colleague may see of an account on its customer (D4).
OF_THE_ACCOUNT = {"kam_account_id", "kam_class_id", "kam_owner_id"}
# What a customer may see of the own order.
OF_THE_SALE = {"kam_rep_id", "kam_store_id", "kam_developed_by"}


@tagged("post_install", "-at_install")
class TestAccountPrivacy(KamAccountCase):
    """Nothing of an account leaks through the contacts and orders it stands on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.reps["consultant"]
        cls.account = cls.create_account("Jinda", cls.rep, number="KA-SECRET")
        cls.account.class_id = cls.env.ref("kam_core.kam_account_class_strategic")
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])
        cls.partner = cls.account.partner_id
        cls.portal = new_test_user(
            cls.env, "kam_portal", "base.group_portal", company_id=cls.company.id
        )
        cls.portal.partner_id.parent_id = cls.partner
        cls.west = cls.env["res.company"].create({"name": "Jewellery West"})
        cls.stranger = new_test_user(
            cls.env,
            "kam_stranger",
            "kam_core.kam_core_group_general_manager",
            company_id=cls.west.id,
        )

    def kam_fields(self, model, user):
        records = self.env[model].with_user(user)
        names = records.fields_get(attributes=["type"])
        # other modules of the suite answer for their fields themselves
        return {name for name in names if records._fields[name]._module == "kam_core"}

    def test_core_18_outsiders_see_no_field_of_ours(self):
        public = self.env.ref("base.public_user")
        for model in ("res.partner", "sale.order", "account.move", "product.template"):
            for user in (self.portal, public):
                with self.subTest(model=model, user=user.login):
                    self.assertLessEqual(self.kam_fields(model, user), OF_THE_SALE)

    def test_core_18_colleagues_see_class_and_owner_alone(self):
        plain = self.plain
        self.assertEqual(self.kam_fields("res.partner", plain), OF_THE_ACCOUNT)
        self.assertEqual(
            self.partner.with_user(plain).kam_class_id, self.account.class_id
        )
        self.assertEqual(self.partner.with_user(plain).kam_owner_id, self.rep)

    def test_core_18_portal_reads_searches_and_exports_nothing(self):
        partner = self.partner.with_user(self.portal)
        for name in ("kam_account_id", "kam_class_id", "kam_owner_id"):
            with self.subTest("read", field=name), self.assertRaises(AccessError):
                partner.read([name])
            with self.subTest("search", field=name), self.assertRaises(AccessError):
                partner.search([(name, "!=", False)])

    def test_core_18_plain_user_reaches_no_account_through_contacts(self):
        partner = self.partner.with_user(self.plain)
        attempts = (
            lambda: partner.search([("kam_account_id.number", "=", "KA-SECRET")]),
            lambda: partner.search([("kam_account_ids.number", "=", "KA-SECRET")]),
            lambda: partner.search([("kam_account_id", "ilike", "KA-SECRET")]),
            lambda: partner.read(["kam_account_ids"]),
            lambda: partner.web_read({"kam_account_id": {"fields": {"number": {}}}}),
            lambda: partner._read_group([], ["kam_account_ids"]),
            lambda: partner.action_open_kam_account(),
            lambda: self.env["kam.account"].with_user(self.plain).name_search("Jin"),
            lambda: self.env["kam.account"]
            .with_user(self.plain)
            ._read_group([], ["owner_id"]),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(attempt=number), self.assertRaises(AccessError):
                self.env.invalidate_all()
                attempt()

    def test_core_18_consultant_finds_own_accounts_by_whatever_way(self):
        accounts = self.env["kam.account"].with_user(self.consultant)
        self.assertEqual(
            [found for found, _name in accounts.name_search("")], self.account.ids
        )
        self.assertEqual(
            accounts._read_group([], ["owner_id"], ["__count"]), [(self.rep, 1)]
        )
        partners = self.env["res.partner"].with_user(self.consultant)
        by_number = [("kam_account_id.number", "=", self.foreign.number)]
        self.assertFalse(partners.search(by_number))
        foreign = self.foreign.with_user(self.consultant)
        with self.assertRaises(AccessError):
            foreign.read(["number"])
        with self.assertRaises(AccessError):
            foreign.partner_id.kam_account_ids.mapped("number")

    def test_core_18_other_companies_know_nothing(self):
        account = self.account.with_user(self.stranger)
        with self.assertRaises(AccessError):
            account.read(["number"])
        accounts = self.env["kam.account"].with_user(self.stranger)
        accounts = accounts.with_context(allowed_company_ids=self.west.ids)
        self.assertFalse(accounts.search([("id", "=", account.id)]))
        self.assertNotIn(account.id, dict(accounts.name_search("Jinda")))
        partner = self.partner.with_env(accounts.env)
        self.assertFalse(partner.kam_class_id or partner.kam_owner_id)
        self.assertFalse(partner.kam_account_ids)
        self.assertNotIn(partner, partner.search([("kam_class_id", "!=", False)]))
        reps = self.env["kam.sales.rep"].with_env(accounts.env)
        self.assertFalse(reps.search([("id", "=", self.rep.id)]))

    def test_core_18_owners_terms_are_not_found_through_contacts(self):
        """What lies behind the owner is looked up with the rights of the user."""
        partner = self.partner.with_user(self.plain)
        for path in ("kam_owner_id.term_ids.kind", "kam_owner_id.employee_id.name"):
            with self.subTest(path=path), self.assertRaises(AccessError):
                partner.search([(path, "ilike", "full")])
        for found in (
            ("kam_owner_id.name", "=", self.rep.name),
            ("kam_class_id.code", "=", "strategic"),
        ):
            this = ("id", "=", partner.id)
            self.assertEqual(partner.search([found, this]), self.partner)

    def test_core_18_orders_are_found_by_what_one_may_read(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": self.company.id}
        )
        self.plain.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        orders = order.with_user(self.plain)
        found = [("kam_class_id.code", "=", "strategic"), ("id", "=", order.id)]
        self.assertEqual(orders.search(found), order)
        with self.assertRaises(AccessError):
            orders.search([("kam_account_id.number", "=", "KA-SECRET")])
        with self.assertRaises(AccessError):
            order.with_user(self.portal).search([("kam_class_id", "!=", False)])
