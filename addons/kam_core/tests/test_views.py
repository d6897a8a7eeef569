"""Views that stand alone, whichever menu opens them."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

PREFIX = "kam_core."


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    """What only the browser would find out when a list is opened."""

    def test_columns_of_own_lists_read_no_parent(self):
        """``parent`` exists in embedded lists alone; elsewhere the page breaks."""
        lists = self.env["ir.ui.view"].search([("type", "=", "list")])
        own = lists.filtered(lambda view: (view.xml_id or "").startswith(PREFIX))
        self.assertTrue(own)
        wrong = [
            (view.xml_id, column.get("name"))
            for view in own
            for column in etree.fromstring(view.arch).xpath("/list/*")
            if "parent" in (column.get("column_invisible") or "")
        ]
        self.assertEqual(wrong, [])

    def test_lists_that_menus_open_say_what_to_do_when_empty(self):
        """A list without records is the first thing that a new user sees."""
        menus = self.env["ir.ui.menu"].search([])
        own = menus.filtered(
            lambda menu: menu.action
            and menu.action._name == "ir.actions.act_window"
            and (menu.get_external_id()[menu.id]).startswith(PREFIX)
            and menu.action.view_mode != "form"
        )
        self.assertTrue(own)
        silent = [
            menu.action.xml_id
            for menu in own
            if "o_view_nocontent_smiling_face" not in (menu.action.help or "")
        ]
        self.assertEqual(silent, [])
