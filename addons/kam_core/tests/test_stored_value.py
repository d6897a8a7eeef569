from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestStoredValue(TransactionCase):
    def test_nothing_is_stored_value_unless_a_module_says_so(self):
        product = self.env["product.product"].create({"name": "Gold ring"})
        self.assertIs(self.env["kam.stored.value"]._is_stored_value(product), False)
