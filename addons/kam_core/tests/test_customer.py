from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestCustomer(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strategic = cls.env.ref("kam_core.kam_account_class_strategic")
        cls.account = cls.create_account("Jinda", cls.rep, class_id=cls.strategic.id)
        cls.customer = cls.account.partner_id
        cls.contact = cls.env["res.partner"].create(
            {"name": "Wang", "parent_id": cls.customer.id}
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Passer-by"})

    def test_d4_colleagues_see_class_and_owner_on_contacts(self):
        for partner in (self.customer, self.contact):
            self.assertRecordValues(
                partner.with_user(self.plain),
                [
                    {
                        "kam_account_id": self.account.id,
                        "kam_class_id": self.strategic.id,
                        "kam_owner_id": self.rep.id,
                    }
                ],
            )
        self.assertFalse(self.stranger.with_user(self.plain).kam_account_id)

    def test_d4_customers_in_the_portal_do_not(self):
        portal = new_test_user(self.env, "kam_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        partner = portal.partner_id.with_user(portal)
        for name in ("kam_account_id", "kam_class_id", "kam_owner_id"):
            with self.assertRaises(AccessError):
                partner.read([name])

    def test_d4_each_company_has_its_own(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.assertFalse(self.customer.with_company(west).kam_class_id)

    def test_d4_contacts_are_found_by_class_and_owner(self):
        partners = self.env["res.partner"].with_user(self.plain)
        mine = self.customer | self.contact | self.stranger
        among = [("id", "in", mine.ids)]
        for name, value in (
            ("kam_account_id", self.account.id),
            ("kam_class_id", self.strategic.id),
            ("kam_owner_id", self.rep.id),
        ):
            having = partners.search([*among, (name, "=", value)])
            self.assertEqual(having, self.customer | self.contact)
            self.assertEqual(
                partners.search([*among, (name, "!=", value)]), self.stranger
            )
            self.assertEqual(
                partners.search([*among, (name, "=", False)]), self.stranger
            )
            self.assertEqual(
                partners.search([*among, (name, "!=", False)]),
                self.customer | self.contact,
            )

    def test_d4_form_of_a_contact_opens_for_everybody(self):
        for user in (self.plain, self.consultant, self.finance):
            user.group_ids += self.env.ref("base.group_partner_manager")
            with Form(self.contact.with_user(user)) as form:
                self.assertEqual(form.kam_class_id, self.strategic)

    def test_d4_orders_show_the_account(self):
        order = self.create_order(self.contact, 10)
        other = self.create_order(self.stranger, 10)
        self.assertRecordValues(
            order.with_user(self.manager),
            [
                {
                    "kam_account_id": self.account.id,
                    "kam_class_id": self.strategic.id,
                    "kam_owner_id": self.rep.id,
                }
            ],
        )
        orders = self.env["sale.order"]
        among = [("id", "in", (order | other).ids)]
        self.assertEqual(
            orders.search([*among, ("kam_account_id", "=", self.account.id)]), order
        )
        self.assertEqual(orders.search([*among, ("kam_account_id", "=", False)]), other)

    def test_d4_account_opens_for_who_may_read_it(self):
        action = self.contact.with_user(self.consultant).action_open_kam_account()
        self.assertEqual(action["res_id"], self.account.id)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.plain).action_open_kam_account()
        self.account._kam_assign(self.reps["manager"], "Away")
        with self.assertRaises(AccessError):
            self.customer.with_user(self.consultant).action_open_kam_account()

    def test_core_05_seller_without_role_sells_to_an_account(self):
        seller = new_test_user(
            self.env,
            "kam_seller",
            "sales_team.group_sale_salesman",
            company_id=self.company.id,
        )
        self.assertFalse(self.account.with_user(seller).has_access("read"))
        order = self.create_order(self.contact, 90, user_id=seller.id)
        order.with_user(seller).action_confirm()
        self.assertEqual(self.account.trade_total, 90)
        order.with_user(seller).read(["kam_class_id", "kam_owner_id"])

    def test_core_05_customer_signs_in_the_portal(self):
        portal = new_test_user(self.env, "kam_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        order = self.create_order(portal.partner_id, 90)
        # the portal signs and confirms as the public user does: by the access token
        order.with_user(portal).sudo()._validate_order()
        self.assertEqual(self.account.trade_total, 90)

    def test_core_05_ordinary_order_is_confirmed_as_before(self):
        """With and without us: a stranger's order costs at most two statements more."""
        orders = [self.create_order(self.stranger, 10) for number in range(3)]
        orders[0].action_confirm()  # fills the caches

        def count(order):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        with_us = count(orders[1])
        ours = patch.object(
            self.registry["sale.order"],
            "_kam_trade_accounts",
            lambda orders: orders.env["kam.account"],
        )
        with ours:
            without = count(orders[2])
        self.assertLessEqual(with_us, without + 2)
