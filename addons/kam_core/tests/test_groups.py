from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from .account_case import ROLES

LADDER = ("consultant", "team_leader", "manager", "sales_director", "general_manager")
BESIDE = tuple(role for role in ROLES if role not in LADDER)


@tagged("post_install", "-at_install")
class TestGroups(TransactionCase):
    def group(self, name):
        return self.env.ref(f"kam_core.kam_core_group_{name}")

    def test_core_23_each_rung_of_the_ladder_implies_the_one_below(self):
        for below, above in zip(LADDER, LADDER[1:], strict=False):
            with self.subTest(above=above):
                self.assertIn(self.group(below), self.group(above).implied_ids)

    def test_core_23_sellers_get_the_rights_of_odoo_sales(self):
        for name, implied in (
            ("consultant", "sales_team.group_sale_salesman"),
            ("team_leader", "sales_team.group_sale_salesman_all_leads"),
            ("manager", "sales_team.group_sale_manager"),
        ):
            with self.subTest(name=name):
                self.assertIn(self.env.ref(implied), self.group(name).implied_ids)

    def test_core_23_roles_beside_the_ladder_give_no_sales_rights(self):
        seller = self.env.ref("sales_team.group_sale_salesman")
        for name in BESIDE:
            with self.subTest(name=name):
                implied = self.group(name).all_implied_ids
                self.assertIn(self.env.ref("base.group_user"), implied)
                self.assertNotIn(seller, implied)

    def test_core_23_one_person_can_have_several_roles(self):
        privileges = [self.group(name).privilege_id for name in ("manager", *BESIDE)]
        self.assertEqual(len(set(privileges)), len(BESIDE) + 1)

    def test_core_23_finance_and_hr_get_the_rights_of_their_apps(self):
        self.assertIn(
            self.env.ref("account.group_account_invoice"),
            self.group("finance").all_implied_ids,
        )
        self.assertIn(
            self.env.ref("hr.group_hr_user"), self.group("hr").all_implied_ids
        )

    def test_core_23_part_time_seller_is_a_portal_user(self):
        seller = new_test_user(
            self.env, "part_timer", "kam_core.kam_core_group_part_time"
        )
        self.assertTrue(seller.share)
        with self.assertRaises(ValidationError):
            seller.group_ids += self.group("consultant")

    def test_core_23_administrator_is_manager(self):
        admin = self.env.ref("base.user_admin")
        self.assertIn(self.group("manager"), admin.group_ids)
