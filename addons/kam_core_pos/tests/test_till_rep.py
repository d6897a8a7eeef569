from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .till_case import KamTillCase


@tagged("post_install", "-at_install")
class TestTillRep(KamTillCase):
    """Whose sale an order of the till is (C-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.wang.user_id
        cls.seller.group_ids += cls.env.ref("point_of_sale.group_pos_user")

    def test_rule_c_13_sale_is_the_cashiers_if_he_is_a_rep(self):
        order = self.buy((self.till_ring, 1), cashier=self.seller)
        self.assertRecordValues(
            order,
            [
                {
                    "kam_rep_id": self.wang.id,
                    "kam_developed_by": "department",
                    "kam_account_id": self.account.id,
                    "kam_owner_id": self.li.id,
                    "kam_class_id": self.account.class_id.id,
                }
            ],
        )

    def test_rule_c_13_else_it_is_the_owners_of_the_account(self):
        self.assertEqual(self.buy((self.till_ring, 1)).kam_rep_id, self.li)
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.client.id}
        )
        order = self.buy((self.till_ring, 1), customer=contact)
        self.assertEqual(
            (order.kam_rep_id, order.kam_account_id), (self.li, self.account)
        )

    def test_rule_c_13_sale_to_a_passer_by_is_nobodys_or_the_cashiers(self):
        order = self.buy((self.till_ring, 1), customer=self.env["res.partner"])
        self.assertRecordValues(
            order,
            [{"kam_rep_id": False, "kam_developed_by": False, "kam_account_id": False}],
        )
        order = self.buy(
            (self.till_ring, 1), customer=self.other_client, cashier=self.seller
        )
        self.assertEqual(
            (order.kam_rep_id, bool(order.kam_account_id)), (self.wang, False)
        )

    def test_rule_c_13_who_is_logged_in_as_an_employee_is_the_cashier(self):
        employee = self.env["hr.employee"].create(
            {"name": "Wang", "company_id": self.company.id}
        )
        self.wang.employee_id = employee
        orders = self.registry["pos.order"]
        with patch.object(orders, "_kam_employee", lambda _order: employee):
            self.assertEqual(self.buy((self.till_ring, 1)).kam_rep_id, self.wang)
        other = self.env["hr.employee"].create(
            {"name": "Chen", "company_id": self.company.id}
        )
        with patch.object(orders, "_kam_employee", lambda _order: other):
            order = self.buy((self.till_ring, 1), cashier=self.seller)
        self.assertEqual(order.kam_rep_id, self.li)

    def test_rule_c_13_kind_of_the_rep_tells_who_developed_the_customer(self):
        agent = self.create_rep("agent", kind="agent")
        self.account._kam_assign(agent, "test")
        self.assertEqual(self.buy((self.till_ring, 1)).kam_developed_by, "agent")

    def test_rule_c_13_rep_of_a_paid_order_stays(self):
        order = self.buy((self.till_ring, 1))
        self.account._kam_assign(self.wang, "test")
        order.partner_id = self.other_client
        self.assertEqual(order.kam_rep_id, self.li)
        manager = self.create_user("manager", "manager")
        for user in (manager, self.env.user):
            with self.assertRaisesRegex(UserError, "stays with the sales rep"):
                order.with_user(user).sudo(False).sudo().kam_rep_id = self.wang

    def test_rule_c_13_missing_rep_is_named_by_the_manager_alone(self):
        order = self.buy((self.till_ring, 1), customer=self.other_client)
        manager = self.create_user("manager", "manager")
        manager.group_ids += self.env.ref("point_of_sale.group_pos_manager")
        cashier = self.create_cashier("till_other")
        with self.assertRaisesRegex(UserError, "Only a missing one can be named"):
            order.with_user(cashier).sudo(False).kam_rep_id = self.wang
        order.with_user(manager).sudo(False).kam_rep_id = self.wang
        self.assertEqual(order.kam_rep_id, self.wang)

    def test_rule_c_13_customer_who_is_named_later_brings_the_owner(self):
        order = self.buy((self.till_ring, 1), customer=self.env["res.partner"])
        order.partner_id = self.client
        self.assertEqual(order.kam_rep_id, self.li)

    def test_core_05_store_is_that_of_the_sales_team_of_the_till(self):
        store = self.env["kam.store"].create(
            {
                "name": "East Road",
                "code": "E",
                "company_id": self.company.id,
                "team_id": self.team.id,
            }
        )
        self.assertFalse(self.buy((self.till_ring, 1)).kam_store_id)
        self.config.crm_team_id = self.team
        order = self.buy((self.till_ring, 1))
        self.assertEqual(order.kam_store_id, store)
        self.assertEqual(self.trade()[-1].place, "East Road")

    def test_core_05_orders_are_found_by_their_account(self):
        order = self.buy((self.till_ring, 1))
        self.buy((self.till_ring, 1), customer=self.other_client)
        orders = self.env["pos.order"].with_context(
            allowed_company_ids=self.company.ids
        )
        for field, record in (
            ("kam_account_id", self.account),
            ("kam_owner_id", self.li),
        ):
            with self.subTest(field=field):
                self.assertEqual(orders.search([(field, "=", record.id)]), order)
