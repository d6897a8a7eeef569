from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon


@tagged("post_install", "-at_install")
class TestTillTours(TestPointOfSaleHttpCommon):
    """Quotations under review at a real till, by a cashier without any role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.pos_user.group_ids += cls.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        env = cls.env(su=True)  # who made the ground is not the subject
        cls.customer = env["res.partner"].create({"name": "Jinda"})
        cls.ring = env["product.product"].create(
            {
                "name": "Ring",
                "type": "service",
                "list_price": 1000,
                "available_in_pos": True,
                "taxes_id": False,
            }
        )
        level = env["kam.account.level"].create(
            {
                "name": "Gold",
                "code": "t_gold",
                "company_id": cls.company.id,
                "price_ids": [Command.create({"price_ratio": 0.8})],
            }
        )
        env["kam.account"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "level_id": level.id,
            }
        )

    def quote(self, price):
        return (
            self.env["sale.order"]
            .sudo()  # as above
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.env.user.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.ring.id,
                                "product_uom_qty": 20,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )

    def run_till(self, tour):
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour(tour)

    def orders(self):
        return self.env["pos.order"].search(
            [("config_id", "=", self.main_pos_config.id), ("state", "=", "paid")]
        )

    def test_core_14_tour_quotation_under_review_is_refused_when_loaded(self):
        quotation = self.quote(1)
        self.run_till("KamQuotationUnderReview")
        self.assertEqual(quotation.state, "draft")
        self.assertFalse(self.orders())

    def test_core_14_tour_what_was_paid_is_stored(self):
        quotation = self.quote(1000)
        self.run_till("KamQuotationChangedMeanwhile")
        order = self.orders()
        self.assertRecordValues(order, [{"state": "paid", "amount_total": 20000}])
        self.assertEqual(order.lines.sale_order_origin_id, quotation)
        self.assertEqual(quotation.state, "draft")
        self.assertEqual(
            quotation.activity_ids.mapped("summary"), ["Paid at a till, not confirmed"]
        )

    def test_core_14_tour_ordinary_quotation_is_settled(self):
        quotation = self.quote(1000)
        self.run_till("KamQuotationSettled")
        self.assertEqual(quotation.state, "sale")
        self.assertEqual(self.orders().amount_total, 20000)
