from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .office_common import OfficeCommon


@tagged("post_install", "-at_install")
class TestTypes(OfficeCommon):
    """What may be a type: CARD-07 wants a clean liability of its product."""

    def make_product(self, **values):
        return self.env["product.product"].create(
            {
                "name": "Voucher 50",
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": False,
                "available_in_pos": False,
                "property_account_income_id": self.liability.id,
                **values,
            }
        )

    def new_type(self, product=None, **values):
        return (
            self.env["kam.card.type"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Voucher 50",
                    "face": 50,
                    "serial_prefix": "V50",
                    "product_id": product and product.id,
                    **values,
                }
            )
        )

    def test_card_07_product_that_fits_is_accepted(self):
        product = self.make_product()
        card_type = self.new_type(product)
        self.assertEqual(product.kam_card_type_id, card_type)
        self.assertEqual(product.product_tmpl_id.kam_card_type_id, card_type)
        self.assertEqual(card_type.liability_account_id, self.liability)

    def test_d12_products_of_types_are_stored_value_archived_ones_too(self):
        stored_value = self.env["kam.stored.value"]
        voucher, ring = self.make_product(), self.make_product(name="Ring")
        self.new_type(voucher).active = False
        products = stored_value.with_user(self.manager)._products()
        self.assertIn(voucher, products)
        self.assertNotIn(ring, products)
        self.assertTrue(all(map(stored_value._is_stored_value, products)))

    def test_card_07_taxed_product_is_refused(self):
        taxed = self.make_product(taxes_id=self.company_data["default_tax_sale"].ids)
        with self.refused("must carry no tax"):
            self.new_type(taxed)

    def test_card_07_type_without_liability_account_is_refused(self):
        self.company.kam_card_liability_account_id = False
        with self.refused("no contract liability account"):
            self.new_type(self.make_product(), liability_account_id=False)

    def test_card_07_product_with_another_income_account_is_refused(self):
        revenue = self.make_product(property_account_income_id=self.concession.id)
        with self.refused("contract liability"):
            self.new_type(revenue)

    def test_card_07_product_of_the_till_is_refused(self):
        with self.refused("not be sold at the till"):
            self.new_type(self.make_product(available_in_pos=True))

    def test_card_09_product_is_made_as_the_books_need_it(self):
        card_type = self.new_type()
        card_type.action_create_product()
        self.assertRecordValues(
            card_type.product_id,
            [
                {
                    "name": "Voucher 50",
                    "list_price": 50,
                    "type": "service",
                    "invoice_policy": "order",
                    "available_in_pos": False,
                    "taxes_id": [],
                    "property_account_income_id": self.liability.id,
                }
            ],
        )

    def test_card_08_type_in_circulation_keeps_kind_and_face(self):
        self.stock(self.voucher_500)
        for vals in ({"face": 400}, {"kind": "card"}):
            with self.refused("in circulation"):
                self.voucher_500.write(vals)
        self.voucher_500.write({"face": 500, "name": "Voucher"})

    @mute_logger("odoo.sql_db")
    def test_card_01_face_above_zero_and_one_prefix_for_a_type(self):
        for vals in ({"face": 0}, {"serial_prefix": "V5"}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.new_type(**vals).flush_recordset()

    def test_card_13_sellers_may_not_change_types(self):
        for user in (self.consultant, self.back_office):
            with self.assertRaises(AccessError):
                self.voucher_500.with_user(user).write({"validity_months": 1})
        with self.assertRaises(AccessError):
            self.voucher_500.with_user(self.plain).read(["name"])
