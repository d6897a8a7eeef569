from odoo.tests import tagged

from .till_case import KamTillCase


@tagged("post_install", "-at_install")
class TestTillAccess(KamTillCase):
    """Cashiers have no role of key accounts: they sell, and learn nothing."""

    def test_core_23_cashier_sells_to_accounts_without_reading_them(self):
        order = self.buy((self.till_ring, 1))
        self.assertEqual(order.state, "paid")
        account = self.account.with_user(self.cashier).sudo(False)
        self.assertFalse(account.has_access("read"))
        self.assertFalse(
            self.env["kam.trade"].with_user(self.cashier).has_access("read")
        )

    def test_core_18_till_is_told_nothing_of_accounts(self):
        data = self.data((self.till_ring, 1))
        orders = self.env["pos.order"].with_user(self.cashier).sudo(False)
        told = orders.sync_from_ui([data])
        for model, rows in told.items():
            for row in rows:
                with self.subTest(model=model):
                    self.assertFalse(
                        [name for name in row if name.startswith("kam_rep")]
                        + [name for name in row if name.startswith("kam_account")]
                    )
        row = told["pos.order"][0]
        self.assertFalse([name for name in row if name.startswith("kam_")])
        self.assertTrue({"state", "lines", "uuid", "amount_total"} <= row.keys())
        session = self.pos_session.with_user(self.cashier).sudo(False)
        loaded = session.load_data_params()["pos.order"]
        names = {*loaded["fields"], *loaded["relations"]}
        self.assertFalse([name for name in names if name.startswith("kam_")])

    def test_core_18_manual_fields_stay_where_they_were(self):
        fields = self.env["pos.order"]._load_pos_data_fields(self.config)
        expected = {
            name
            for name in self.env["pos.order"].fields_get(attributes=["string"])
            if not name.startswith("kam_")
        }
        self.assertEqual(set(fields), expected)

    def test_core_23_another_account_costs_a_sale_the_same_statements(self):
        """What a sale costs does not depend on how many accounts there are."""

        def cost():
            data = self.data((self.till_spoon, 1))
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.sync(data)
            return self.cr.sql_log_count - start

        cost()  # fills caches
        before = cost()
        for number in range(8):
            partner = self.env["res.partner"].create({"name": f"Client {number}"})
            self.account.create(
                {"partner_id": partner.id, "company_id": self.company.id}
            )
            self.buy((self.till_spoon, 1), customer=partner)
        self.assertLessEqual(cost(), before)

    def test_core_23_seller_reads_the_trade_and_not_the_order_of_the_till(self):
        order = self.buy((self.till_ring, 1))
        seller = self.li.user_id
        trade = self.trade().with_user(seller).sudo(False)
        self.assertEqual(trade.search([]).mapped("number"), [order.name])
        facts = self.env["kam.sale.fact"].with_user(seller).sudo(False)
        self.assertEqual(facts.search([]).mapped("number"), [order.name])
        self.assertFalse(facts.with_user(self.wang.user_id).search([]))
        self.assertFalse(order.with_user(seller).sudo(False).has_access("read"))
