from odoo.fields import Command
from odoo.tests import Form, tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestAccountLevel(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold_list, cls.silver_list, cls.own_list = cls.env[
            "product.pricelist"
        ].create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "currency_id": cls.company.currency_id.id,
                    "item_ids": [
                        Command.create(
                            {"compute_price": "percentage", "percent_price": percent}
                        )
                    ],
                }
                for name, percent in (("Gold", 20), ("Silver", 5), ("Own", 30))
            ]
        )
        cls.gold, cls.silver = cls.env["kam.account.level"].create(
            [
                {
                    "name": "Gold",
                    "code": "t_gold",
                    "company_id": cls.company.id,
                    "pricelist_id": cls.gold_list.id,
                    "price_ids": [Command.create({"price_ratio": 0.8})],
                },
                {
                    "name": "Silver",
                    "code": "t_silver",
                    "company_id": cls.company.id,
                    "pricelist_id": cls.silver_list.id,
                    "price_ids": [Command.create({"price_ratio": 0.95})],
                },
            ]
        )
        cls.account = cls.create_account("Jinda", cls.rep, level_id=cls.gold.id)

    def quote(self, partner=None, **values):
        partner = partner or self.account.partner_id
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.ring.id, **values})],
            }
        )

    # === PRICELIST === #

    def test_core_04_pricelist_of_the_level_is_proposed(self):
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.account.partner_id.id}
        )
        for partner in (self.account.partner_id, contact):
            order = self.quote(partner)
            self.assertEqual(order.pricelist_id, self.gold_list)
            self.assertEqual(order.amount_total, 800)

    def test_core_04_form_proposes_it_as_soon_as_the_customer_is_chosen(self):
        self.account.class_id = self.env.ref("kam_core.kam_account_class_strategic")
        for user in (self.consultant, self.manager):
            form = Form(self.env["sale.order"].with_user(user))
            form.partner_id = self.account.partner_id
            self.assertEqual(form.kam_class_id, self.account.class_id)
            with form.order_line.new() as line:
                line.product_id = self.ring
            order = form.save()
            self.assertEqual(order.pricelist_id, self.gold_list)
            self.assertEqual(order.amount_total, 800)

    def test_core_04_nobody_else_has_it(self):
        stranger = self.env["res.partner"].create({"name": "Passer-by"})
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.account.active = False
        orders = self.quote(stranger) | self.quote()
        orders |= self.env["sale.order"].create(
            {"partner_id": self.account.partner_id.id, "company_id": west.id}
        )
        self.assertFalse(orders.pricelist_id & (self.gold_list | self.silver_list))

    def test_core_04_pricelist_of_the_customer_goes_before(self):
        partner = self.account.partner_id.with_company(self.company)
        partner.specific_property_product_pricelist = self.own_list
        order = self.quote()
        self.assertEqual(order.pricelist_id, partner.property_product_pricelist)

    def test_rule_a_16_level_holds_for_orders_from_that_day(self):
        open_one, confirmed = self.quote(), self.quote()
        confirmed.action_confirm()
        self.account.level_id = self.silver
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.account.partner_id.id}
        )
        confirmed.partner_id = contact  # the same customer
        self.assertEqual(confirmed.pricelist_id, self.gold_list)
        self.assertEqual(confirmed.amount_total, 800)
        self.assertEqual(open_one.pricelist_id, self.gold_list)
        self.assertEqual(self.quote().pricelist_id, self.silver_list)

    # === REVIEW === #

    def test_rule_a_17_open_quotation_is_checked_against_the_level_of_today(self):
        order = self.quote()
        self.assertEqual(order._kam_review_reasons(), [])
        self.account.level_id = self.silver
        [(code, sentence)] = order._kam_review_reasons()
        self.assertEqual(code, "level_price")
        self.assertRegex(sentence, r"Ring: .*800.* below 95 % .*1,000.* level Silver")

    def test_core_04_price_is_compared_with_its_taxes_and_discount(self):
        tax = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": self.company.id}
        )
        order = self.quote(price_unit=1000, discount=20, tax_ids=[tax.id])
        self.assertEqual(order.amount_total, 904)
        self.assertEqual(order._kam_review_reasons(), [])
        order.order_line.discount = 20.01
        self.assertEqual(len(order._kam_review_reasons()), 1)

    def test_core_04_exact_ratio_of_an_odd_price_is_allowed(self):
        self.ring.list_price = 99.99
        self.account.level_id.price_ids.price_ratio = 0.9
        order = self.quote(price_unit=89.99, product_uom_qty=7)
        self.assertEqual(order._kam_review_reasons(), [])
        order.order_line.price_unit = 89.98
        self.assertEqual(len(order._kam_review_reasons()), 1)

    def test_core_04_discount_of_the_whole_order_counts_for_the_goods(self):
        discount = self.env["product.product"].create(
            {"name": "Discount", "list_price": 0, "taxes_id": False}
        )
        order = self.quote(price_unit=1000)
        order.order_line = [
            Command.create({"product_id": self.ring.id, "price_unit": 900}),
            Command.create({"product_id": discount.id, "price_unit": -190}),
        ]
        self.assertEqual(order._kam_review_reasons(), [])  # 900 and 810 for 1,000
        order.order_line[2].price_unit = -211.11
        self.assertEqual(order._kam_review_reasons(), [])  # 800.00 for 1,000
        order.order_line[2].price_unit = -285  # 15 %: 850 and 765
        [(code, sentence)] = order._kam_review_reasons()
        self.assertEqual(code, "level_price")
        self.assertRegex(sentence, r"Ring: .*765\.00.* below 80 %")
        self.assertEqual(
            order._kam_review_measures(), {f"level_price:{self.ring.id}": 350}
        )
        order.order_line[2].price_unit = -1900
        self.assertEqual(len(order._kam_review_reasons()), 2)
        order.order_line[:2].unlink()  # nothing it could be taken off
        self.assertEqual(len(order._kam_review_reasons()), 1)

    def test_core_04_category_decides_before_all_goods(self):
        category = self.env["product.category"].create({"name": "Gold Bars"})
        self.ring.categ_id = category
        self.gold.price_ids = [
            Command.create({"category_id": category.id, "price_ratio": 0.99})
        ]
        self.assertEqual(len(self.quote()._kam_review_reasons()), 1)
        self.ring.categ_id = category.create(
            {"name": "Investment Bars", "parent_id": category.id}
        )
        self.assertEqual(len(self.quote()._kam_review_reasons()), 1)

    def test_core_04_ordinary_customers_have_no_reasons(self):
        stranger = self.env["res.partner"].create({"name": "Passer-by"})
        self.assertEqual(self.quote(stranger, price_unit=1)._kam_review_reasons(), [])
