from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    def seen_by(self, groups):
        user = new_test_user(self.env, "menu_user", groups)
        seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = self.env["ir.model.data"].search(
            [
                ("model", "=", "ir.ui.menu"),
                ("module", "=", "kam_core"),
                ("res_id", "in", list(seen)),
            ]
        )
        return set(menus.mapped("name"))

    def test_consultant_reaches_quotations_without_the_sales_app(self):
        seen = self.seen_by("kam_core.kam_core_group_consultant")
        self.assertLessEqual(
            {"kam_core_menu_root", "kam_core_menu_sales", "sale_order_menu"}, seen
        )
        self.assertNotIn("kam_store_menu", seen)

    def test_manager_reaches_the_stores(self):
        seen = self.seen_by("kam_core.kam_core_group_manager")
        self.assertLessEqual({"kam_core_menu_configuration", "kam_store_menu"}, seen)

    def test_sys_01_plain_seller_sees_no_menu_of_this_module(self):
        self.assertEqual(self.seen_by("sales_team.group_sale_salesman"), set())
