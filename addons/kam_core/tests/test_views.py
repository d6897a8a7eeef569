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
