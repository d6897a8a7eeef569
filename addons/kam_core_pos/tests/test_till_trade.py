from datetime import date

from odoo.tests import tagged

from odoo.addons.kam_core.tests.measure_case import FEBRUARY

from .till_case import FEBRUARY_3, KamTillCase

SALES = ["sales_amount", "sales_taxed", "sales_orders", "average_order"]


@tagged("post_install", "-at_install")
class TestTillTrade(KamTillCase):
    """Sales and returns at the till count once, to the cent (D12, A-6)."""

    def assertTrade(self, *amounts):
        self.assertEqual(self.trade().mapped("amount"), [*amounts])

    def assertFacts(self, *expected):
        """:param expected: ``(kind, rep, amount with tax)`` by line"""
        found = [
            (fact.kind, fact.rep_id.user_id.login, fact.amount_taxed)
            for fact in self.facts()
        ]
        expected = [(kind, rep.user_id.login, amount) for kind, rep, amount in expected]
        self.assertEqual(sorted(found), sorted(expected))

    # === WHAT A SALE IS === #

    def test_core_05_a_paid_order_makes_one_row_with_all_columns(self):
        order = self.buy(
            (self.till_ring, 2),
            (self.till_spoon, 1),
            moment="2026-01-31 16:00:00",
            general_customer_note="A gift",
        )
        row = self.trade()
        self.assertRecordValues(
            row,
            [
                {
                    "number": order.name,
                    "day": date(2026, 2, 1),  # in Shanghai (T1)
                    "place": self.config.name,
                    "amount": 2051,
                    "rep_id": self.li.id,
                    "user_id": self.cashier.id,
                    "remark": "A gift",
                    "res_model": "pos.order",
                    "res_id": order.id,
                    "partner_id": self.client.id,
                }
            ],
        )
        action = row.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("pos.order", order.id)
        )

    def test_core_05_figures_of_the_account_follow_at_once(self):
        self.buy((self.till_ring, 2))
        self.buy((self.till_spoon, 1), moment="2026-02-05 01:00:00")
        self.assertRecordValues(
            self.account,
            [
                {
                    "trade_count": 2,
                    "trade_total": 2051,
                    "largest_trade": 2000,
                    "first_trade_on": date(2026, 2, 3),
                    "last_trade_on": date(2026, 2, 5),
                    "deal_stage": "past",
                    "stage": "sell_again",
                }
            ],
        )

    def test_core_05_draft_and_cancelled_orders_are_no_trade(self):
        data = self.data((self.till_ring, 1), state="draft", payments=[])
        draft = self.sync(data)
        self.assertTrade()
        draft.action_pos_order_cancel()
        self.assertTrade()
        self.assertFalse(self.facts())

    def test_core_05_customer_who_is_named_or_changed_moves_the_trade(self):
        order = self.buy((self.till_ring, 1), customer=self.env["res.partner"])
        self.assertEqual(self.account.trade_total, 0)
        order.partner_id = self.client
        self.assertEqual(self.account.trade_total, 1000)
        order.partner_id = self.other_client
        self.assertEqual(self.account.trade_total, 0)

    def test_core_05_amounts_with_tax_and_without(self):
        self.till_ring.taxes_id = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": self.company.id}
        )
        self.buy((self.till_ring, 1))
        self.assertTrade(1130)
        self.assertRecordValues(
            self.facts(), [{"amount": 1000, "amount_taxed": 1130, "kind": "sale"}]
        )

    def test_rule_t14_other_currency_counts_at_the_rate_of_the_order(self):
        self.config = self.other_currency_config
        self.open_new_session()
        order = self.buy((self.till_ring, 1))
        rate = order.currency_rate
        self.assertNotEqual(rate, 1)
        amount = self.company.currency_id.round(order.amount_total / rate)
        self.assertTrade(amount)
        self.assertEqual(self.facts().amount, amount)

    # === RETURNS === #

    def test_rule_a_6_refund_is_a_return_on_its_own_day(self):
        order = self.buy((self.till_ring, 3))
        self.bring_back(order, moment="2026-03-01 01:00:00")
        self.assertTrade(3000, -1000)
        self.assertFacts(("sale", self.li, 3000), ("return", self.li, -1000))
        self.assertRecordValues(
            self.facts(),
            [
                {"day": False, "categ_id": self.rings.id},
                {"day": date(2026, 3, 1), "categ_id": self.rings.id},
            ],
        )

    def test_rule_a_6_purchase_that_comes_back_whole_is_none(self):
        order = self.buy((self.till_ring, 1))
        self.bring_back(order, moment="2026-02-10 01:00:00")
        self.assertRecordValues(
            self.account,
            [{"trade_count": 0, "trade_total": 0, "last_trade_on": False}],
        )

    def test_rule_c_14_return_is_that_of_whose_sale_it_was(self):
        seller = self.wang.user_id
        seller.group_ids += self.env.ref("point_of_sale.group_pos_user")
        order = self.buy((self.till_ring, 1), cashier=seller)
        self.bring_back(order)
        self.assertFacts(("sale", self.wang, 1000), ("return", self.wang, -1000))

    def test_rule_a_6_exchange_is_a_sale_and_a_return_in_one_row(self):
        self.buy((self.till_ring, 1), (self.till_spoon, -1))
        self.assertTrade(949)
        self.assertFacts(("sale", self.li, 1000), ("return", self.li, -51))

    # === INVOICES AND CREDIT NOTES === #

    def test_d12_invoiced_order_counts_once(self):
        order = self.buy((self.till_ring, 1), to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self.assertTrade(1000)
        self.assertFacts(("sale", self.li, 1000))

    def test_d12_invoiced_refund_counts_once(self):
        order = self.buy((self.till_ring, 1), to_invoice=True)
        refund = self.bring_back(order, to_invoice=True)
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assertTrade(1000, -1000)
        self.assertFacts(("sale", self.li, 1000), ("return", self.li, -1000))

    def test_d12_invoiced_refund_of_what_was_not_invoiced_counts_once(self):
        order = self.buy((self.till_ring, 1))
        refund = self.bring_back(order, to_invoice=True)
        self.assertEqual(refund.account_move.move_type, "out_refund")
        self.assertTrade(1000, -1000)
        self.assertFacts(("sale", self.li, 1000), ("return", self.li, -1000))

    def credit(self, invoice):
        note = invoice._reverse_moves(
            [{"invoice_date": "2026-02-20", "date": "2026-02-20"}]
        )
        note.action_post()
        return note

    def test_rule_a_6_credit_note_of_the_office_takes_the_sale_back(self):
        order = self.buy((self.till_ring, 1), to_invoice=True)
        self.credit(order.account_move)
        self.assertTrade(1000, -1000)
        self.assertEqual(self.trade().rep_id, self.li)
        self.assertFacts(("sale", self.li, 1000), ("return", self.li, -1000))

    def test_d12_invoice_that_is_issued_anew_takes_nothing_back(self):
        order = self.buy((self.till_ring, 1), to_invoice=True)
        invoice = order.account_move
        self.credit(invoice)
        anew = invoice.copy({"invoice_date": "2026-02-21"})
        anew.invoice_origin = invoice.invoice_origin
        anew.action_post()
        self.assertTrade(1000)
        self.assertFacts(("sale", self.li, 1000))

    # === QUOTATIONS SETTLED AT THE TILL === #

    def test_d12_settled_quotation_is_the_sale(self):
        quotation = self.quote((self.till_ring, 1, 900))
        self.settle(quotation)
        self.assertEqual(quotation.state, "sale")
        self.assertTrade(900)
        self.assertEqual(self.trade().res_model, "sale.order")
        self.assertFacts(("sale", self.wang, 900))

    def test_d12_what_is_bought_beside_the_quotation_counts(self):
        quotation = self.quote((self.till_ring, 1, 900))
        line = self.settling(quotation.order_line)
        bought = (self.till_ring, 1, line), (self.till_spoon, 2)
        self.buy(*bought, cashier=self.settler)
        quotation.date_order = FEBRUARY_3
        self.assertEqual(sorted(self.trade().mapped("amount")), [102, 900])
        self.assertFacts(("sale", self.wang, 900), ("sale", self.li, 102))

    def test_rule_a_6_refund_of_a_settled_quotation_is_a_return(self):
        quotation = self.quote((self.till_ring, 2, 1000))
        order = self.settle(quotation)
        self.bring_back(order, cashier=self.settler)
        self.assertFacts(("sale", self.wang, 2000), ("return", self.wang, -1000))
        self.assertEqual(self.account.trade_total, 1000)

    def test_d12_down_payment_is_no_sale(self):
        product = self.create_goods("Down payment", self.silver, 300)
        self.config.down_payment_product_id = product
        quotation = self.quote((self.till_ring, 1, 1000))
        paid = {"sale_order_origin_id": quotation.id}
        order = self.buy((product, 1, paid), cashier=self.settler)
        quotation.date_order = FEBRUARY_3
        self.assertTrue(order.lines.sale_order_line_id.is_downpayment)
        self.assertTrade(1000)
        self.assertFacts(("sale", self.wang, 1000))
        self.bring_back(order, cashier=self.settler)
        self.assertTrade(1000)

    def test_d12_cancelled_order_leaves_what_the_till_sold(self):
        quotation = self.quote((self.till_ring, 1, 1000))
        order = self.settle(quotation)
        quotation._action_cancel()
        self.assertTrade(1000)
        self.assertEqual(self.trade().res_id, order.id)
        self.assertFacts(("sale", self.li, 1000))

    # === STORED VALUE === #

    def test_d12_what_stored_value_pays_was_sold_before(self):
        method = self.takes_stored_value()
        paid = [(method, 430), (self.cash_pm1, 570)]
        order = self.buy((self.till_ring, 1), payments=paid)
        self.assertTrade(570)
        self.assertFacts(("sale", self.li, 570))
        self.assertEqual(order.amount_total, 1000)

    def test_d12_method_that_is_made_or_changed_is_noticed(self):
        stored = self.env["kam.stored.value"]
        self.patch(
            self.registry["kam.stored.value"],
            "_is_stored_value",
            lambda _model, record: record.name == "Cards",
        )
        self.registry.clear_cache()
        self.assertEqual(stored._payment_method_ids(), ())
        method = self.bank_pm1.copy({"name": "Cards"})
        method.name = "Cards"
        self.assertEqual(stored._payment_method_ids(), (method.id,))
        method.name = "Bank"
        self.assertEqual(stored._payment_method_ids(), ())

    def test_d12_order_that_stored_value_pays_is_no_purchase(self):
        method = self.takes_stored_value()
        order = self.buy((self.till_ring, 1), payments=[(method, 1000)])
        self.assertTrade()
        self.assertFacts()
        self.bring_back(order, payments=[(method, -1000)])
        self.assertTrade()
        self.assertFacts()

    def test_d12_parts_of_stored_value_add_up_to_the_cent(self):
        method = self.takes_stored_value()
        lines = [(self.till_spoon, 1)] * 3
        self.buy(*lines, payments=[(method, 100), (self.cash_pm1, 53)])
        self.assertTrade(53)
        # 100 / 3: 33.33, 33.34, 33.33
        self.assertEqual(self.facts().mapped("amount"), [17.67, 17.66, 17.67])

    def test_d12_quotation_that_stored_value_pays_is_reduced_by_it(self):
        method = self.takes_stored_value()
        quotation = self.quote((self.till_ring, 1, 1000))
        paid = [(method, 400), (self.cash_pm1, 600)]
        self.settle(quotation, payments=paid)
        self.assertEqual(sorted(self.trade().mapped("amount")), [-400, 1000])
        self.assertFacts(("sale", self.wang, 1000), ("return", self.wang, -400))
        self.assertEqual(self.account.trade_total, 600)

    def test_d12_refund_to_stored_value_and_cash_returns_the_cash(self):
        method = self.takes_stored_value()
        paid = [(method, 400), (self.cash_pm1, 600)]
        order = self.buy((self.till_ring, 1), payments=paid)
        back = [(method, -400), (self.cash_pm1, -600)]
        self.bring_back(order, payments=back)
        self.assertTrade(600, -600)

    # === CLOCKS, CHURN, CLASSIFICATION, MEASURES === #

    def test_core_11_purchase_at_the_till_is_maintenance(self):
        order = self.buy((self.till_ring, 1))
        self.assertRecordValues(
            self.account,
            [
                {
                    "maintained_on": date(2026, 2, 3),
                    "maintained_model": "pos.order",
                    "maintained_ref": order.id,
                    "maintained_by_id": self.cashier.id,
                }
            ],
        )
        action = self.account.action_open_maintenance()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("pos.order", order.id)
        )

    def test_core_12_sale_at_the_till_wins_back_and_is_lost(self):
        self.sell(self.wang, "2026-01-05 01:00:00", (self.ring, 100))
        self.buy((self.till_ring, 1), moment="2026-02-10 01:00:00")
        self.env.cr.flush()
        self.assertRecordValues(
            self.account.churn_event_ids,
            [
                {
                    "purchase_on": date(2026, 2, 10),
                    "lost_on": date(2026, 5, 11),
                    "state": "lost",
                }
            ],
        )

    def measured(self, *codes):
        measures = self.env["kam.account.measure"].search([("code", "in", codes)])
        snapshot = {"measures": measures._kam_snapshot()}
        service = self.env["kam.class.measuring"]
        return service._kam_values(self.company, snapshot)[self.client.id]

    def test_core_02_classification_measures_the_till(self):
        self.sell(self.wang, "2026-01-05 01:00:00", (self.ring, 100.25))
        self.buy((self.till_ring, 1))
        self.buy((self.till_spoon, 1))
        passer_by = self.env["res.partner"]
        self.buy((self.till_ring, 5), customer=passer_by)
        self.assertEqual(
            self.measured("sales_12m", "orders_12m", "largest_12m", "average_12m"),
            {
                "sales_12m": 115125,
                "orders_12m": 3,
                "largest_12m": 100000,
                "average_12m": 38375,
            },
        )
        self.assertEqual(self.measured("idle"), {"idle": 3})

    def test_d8_measures_count_orders_and_the_till(self):
        seller = self.wang.user_id
        seller.group_ids += self.env.ref("point_of_sale.group_pos_user")
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100), (self.spoon, 1))
        self.buy((self.till_ring, 1), (self.till_spoon, 1), cashier=seller)
        order = self.buy((self.till_spoon, 1))
        self.bring_back(order)
        self.assertEqual(
            self.values(SALES),
            {
                ("sales_amount", "wang"): (115200, 4),
                ("sales_taxed", "wang"): (115200, 4),
                ("sales_orders", "wang"): (2, 2),
                ("average_order", "wang"): (57600, 2),
                ("sales_amount", "li"): (0, 2),
                ("sales_taxed", "li"): (0, 2),
                ("sales_orders", "li"): (1, 1),
                ("average_order", "li"): (0, 1),
            },
        )
        self.assertEqual(
            self.values(["sales_amount"], category=self.silver)[
                ("sales_amount", "wang")
            ],
            (5200, 2),
        )

    def test_d8_figures_of_the_till_open_what_is_behind(self):
        self.buy((self.till_ring, 1), (self.till_spoon, 1))
        self.sell(self.li, "2026-02-03 01:00:00", (self.ring, 100), (self.spoon, 1))
        for code in SALES:
            (_value, count) = self.measures._kam_values(
                [code], self.li.ids, FEBRUARY, self.company
            )[(code, self.li.id)]
            model, domain = self.measures._kam_domain(
                code, self.li, FEBRUARY, self.company
            )
            found = self.env[model].search(list(domain))
            with self.subTest(code=code):
                self.assertEqual(model, "kam.sale.fact")
                self.assertEqual(len(found), 4 if code == "average_order" else count)
        self.assertEqual(
            set(self.facts().mapped("res_model")), {"pos.order", "sale.order"}
        )

    def test_d8_customer_of_the_till_is_new_to_whom_sold_first(self):
        self.buy((self.till_ring, 1))
        self.sell(self.wang, "2026-02-10 01:00:00", (self.ring, 100))
        passer_by = self.env["res.partner"]
        seller = self.wang.user_id
        seller.group_ids += self.env.ref("point_of_sale.group_pos_user")
        self.buy((self.till_ring, 1), customer=passer_by, cashier=seller)
        self.assertEqual(
            self.values(["customers_sold", "new_customers"]),
            {
                ("customers_sold", "li"): (1, 1),
                ("new_customers", "li"): (1, 1),
                ("customers_sold", "wang"): (1, 1),
            },
        )

    def test_core_05_what_was_bought_opens_with_the_till(self):
        order = self.buy((self.till_ring, 1))
        action = self.account.action_open_trade_lines()
        report = self.env["sale.report"].with_context(
            allowed_company_ids=self.company.ids
        )
        self.env.flush_all()
        rows = report.search(action["domain"])
        self.assertEqual(rows.mapped("name"), [order.name])
        quotation = self.quote((self.till_ring, 1, 1))
        self.env.flush_all()
        self.assertNotIn(quotation.name, report.search(action["domain"]).mapped("name"))

    # === BUDGETS === #

    def test_core_05_rows_of_the_till_are_found_by_index(self):
        order = self.buy((self.till_ring, 1))
        self.assertEqual(self.trade().id, order.id * 10 + 3)
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["pos_order_kam_trade_row_idx"],
        )
        [[definition]] = self.env.cr.fetchall()
        self.assertIn("(((id * 10) + 3))", definition)

    def test_core_05_statements_do_not_depend_on_the_number_of_accounts(self):
        accounts = self.account
        self.buy((self.till_spoon, 1))
        for number in range(8):
            partner = self.env["res.partner"].create({"name": f"Client {number}"})
            accounts |= self.account.create(
                {"partner_id": partner.id, "company_id": self.company.id}
            )
            self.buy((self.till_spoon, 1), customer=partner)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            some._kam_refresh_trade()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        self.assertEqual(count(accounts), count(self.account))

    def test_rule_a_1_merged_customers_bring_their_till_orders(self):
        self.buy((self.till_ring, 1), customer=self.other_client)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client + self.other_client).ids, self.client)
        self.assertTrade(1000)
        self.assertEqual(self.account.trade_total, 1000)
