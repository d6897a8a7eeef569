import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

CONSULTANT = "kam_core.kam_core_group_consultant"
MANAGER = "kam_core.kam_core_group_manager"


@tagged("post_install", "-at_install")
class TestStore(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Jewellery East"})
        cls.other_company = cls.env["res.company"].create({"name": "Jewellery West"})
        cls.consultant = cls.user("store_consultant", CONSULTANT)
        cls.manager = cls.user("store_manager", MANAGER)
        cls.store = cls.create_store(cls.company, "E1")
        cls.other_store = cls.create_store(cls.other_company, "W1")

    @classmethod
    def user(cls, login, groups):
        return new_test_user(cls.env, login, groups, company_id=cls.company.id)

    @classmethod
    def create_store(cls, company, code):
        return cls.env["kam.store"].create(
            {"name": f"Store {code}", "code": code, "company_id": company.id}
        )

    def test_manager_keeps_the_stores_of_the_own_company(self):
        with Form(self.env["kam.store"].with_user(self.manager)) as form:
            form.name = "East Street"
            form.code = "E2"
        store = form.record
        self.assertRecordValues(
            store,
            [{"name": "East Street", "code": "E2", "company_id": self.company.id}],
        )
        store.active = False
        store.unlink()
        with self.assertRaises(AccessError):
            self.other_store.with_user(self.manager).write({"name": "Taken over"})

    def test_consultant_reads_the_stores_of_the_own_company_only(self):
        stores = self.env["kam.store"].with_user(self.consultant)
        self.assertEqual(stores.search([]), self.store)
        with self.assertRaises(AccessError):
            self.other_store.with_user(self.consultant).read(["name"])

    def test_consultant_may_not_edit(self):
        store = self.store.with_user(self.consultant)
        for call in (
            lambda: store.write({"name": "Mine"}),
            lambda: store.unlink(),
            lambda: store.create({"name": "Mine", "code": "M"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_code_is_unique_in_the_company(self):
        self.create_store(self.other_company, "E1")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.create_store(self.company, "E1")

    def test_copy_gets_a_code_of_its_own(self):
        copies = self.store.copy() + self.store.copy({"code": "E9"})
        self.assertRecordValues(
            copies,
            [
                {"name": "Store E1 (copy)", "code": "E1 (copy)"},
                {"name": "Store E1 (copy)", "code": "E9"},
            ],
        )

    def test_store_is_found_by_its_code(self):
        found = self.env["kam.store"].name_search("E1", operator="=")
        self.assertEqual(found, [(self.store.id, "Store E1")])

    def test_card_10_order_takes_a_store_of_its_company_only(self):
        partner = self.env["res.partner"].create({"name": "Client"})
        orders = self.env["sale.order"].with_user(self.consultant)
        order = orders.create({"partner_id": partner.id, "kam_store_id": self.store.id})
        self.assertEqual(order.kam_store_id, self.store)
        with self.assertRaises(UserError):
            order.sudo().kam_store_id = self.other_store

    def test_sys_01_plain_seller_sees_the_standard_order_form(self):
        seller = self.user("store_seller", "sales_team.group_sale_salesman")
        form = self.env.ref("sale.view_order_form")
        for user, sees in ((seller, False), (self.consultant, True)):
            arch = self.env["sale.order"].with_user(user).get_view(form.id, "form")
            self.assertEqual('name="kam_store_id"' in arch["arch"], sees)
