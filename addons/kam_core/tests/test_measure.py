from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..services_token import as_service
from .measure_case import FEBRUARY, JANUARY, MARCH, KamMeasureCase

SALES = ["sales_amount", "sales_taxed", "sales_orders", "average_order"]
SUMS = ("sales_amount", "sales_taxed", "group_buy_sales")
CUSTOMERS = ["customers_sold", "new_customers"]


@tagged("post_install", "-at_install")
class TestMeasureSales(KamMeasureCase):
    def test_rule_t1_month_ends_at_midnight_of_the_company(self):
        self.sell(self.wang, "2026-01-31 23:30:00", (self.ring, 100))
        self.sell(self.wang, "2026-01-31 15:59:59", (self.ring, 7))
        self.assertEqual(
            self.values(["sales_amount"]), {("sales_amount", "wang"): (10000, 1)}
        )
        self.assertEqual(
            self.values(["sales_amount"], JANUARY), {("sales_amount", "wang"): (700, 1)}
        )

    def test_d8_several_measures_of_several_people(self):
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100), (self.spoon, 50))
        self.sell(self.wang, "2026-02-04 01:00:00", (self.spoon, 51.01))
        self.sell(self.li, "2026-02-05 01:00:00", (self.ring, 30))
        self.assertEqual(
            self.values(SALES),
            {
                ("sales_amount", "wang"): (20101, 3),
                ("sales_taxed", "wang"): (20101, 3),
                ("sales_orders", "wang"): (2, 2),
                ("average_order", "wang"): (10051, 2),
                ("sales_amount", "li"): (3000, 1),
                ("sales_taxed", "li"): (3000, 1),
                ("sales_orders", "li"): (1, 1),
                ("average_order", "li"): (3000, 1),
            },
        )

    def test_d8_what_is_nothing_is_zero(self):
        found = self.measures._kam_values(
            ["sales_amount", "new_customers"], self.li.ids, MARCH, self.company
        )
        self.assertEqual(
            found,
            {
                ("sales_amount", self.li.id): (0, 0),
                ("new_customers", self.li.id): (0, 0),
            },
        )

    def test_rule_c_14_returns_count_in_their_own_period(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 1000))
        self.take_back(order, "2026-03-01", 0.4)
        order.user_id = self.li.user_id
        self.assertEqual(
            self.values(SALES[:2], FEBRUARY),
            {
                ("sales_amount", "wang"): (100000, 1),
                ("sales_taxed", "wang"): (100000, 1),
            },
        )
        self.assertEqual(
            self.values(SALES, MARCH),
            {
                ("sales_amount", "wang"): (-40000, 1),
                ("sales_taxed", "wang"): (-40000, 1),
            },
        )

    def test_draft_credit_note_takes_nothing_back(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 1000))
        self.take_back(order, "2026-02-20").button_draft()
        self.assertEqual(
            self.values(["sales_amount"]), {("sales_amount", "wang"): (100000, 1)}
        )

    def test_cancelled_order_is_not_taken_back_as_well(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 1000))
        self.take_back(order, "2026-02-20")
        order.locked = False
        order._action_cancel()
        self.assertEqual(self.values(["sales_amount"]), {})

    def test_invoice_issued_anew_takes_nothing_back(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 1000))
        self.take_back(order, "2026-02-20")
        anew = order._create_invoices()
        anew.invoice_date = "2026-02-21"
        anew.action_post()
        self.assertEqual(
            self.values(["sales_amount"]), {("sales_amount", "wang"): (100000, 1)}
        )

    def test_credit_without_an_order_is_the_salespersons(self):
        refund = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "company_id": self.company.id,
                "partner_id": self.client.id,
                "invoice_user_id": self.li.user_id.id,
                "invoice_date": "2026-02-20",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "For the trouble",
                            "price_unit": 12.34,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        refund.action_post()
        self.assertEqual(
            self.values(["sales_amount"]), {("sales_amount", "li"): (-1234, 1)}
        )

    def test_tax_counts_only_where_the_measure_says_so(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 1000))
        order.order_line.tax_ids = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": self.company.id}
        )
        self.take_back(order, "2026-02-20", 0.1)
        self.assertEqual(
            self.values(SALES[:2]),
            {
                ("sales_amount", "wang"): (90000, 2),
                ("sales_taxed", "wang"): (101700, 2),
            },
        )

    def test_only_confirmed_lines_of_goods_count(self):
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 10))._action_cancel()
        quotation = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 20))
        quotation.state = "sent"
        self.sell(
            self.wang,
            "2026-02-03 01:00:00",
            order_line=[
                Command.create({"display_type": "line_section", "name": "Rings"}),
                Command.create(
                    {
                        "product_id": self.ring.id,
                        "price_unit": 30,
                        "is_downpayment": True,
                        "tax_ids": [Command.clear()],
                    }
                ),
            ],
        )
        self.assertEqual(self.values([*SALES, *CUSTOMERS]), {})

    def test_rule_t14_amounts_are_in_the_currency_of_the_company(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id, "company_id": self.company.id}
        )
        order = self.sell(
            self.wang,
            "2026-02-03 01:00:00",
            (self.ring, 100.01),
            pricelist_id=pricelist.id,
        )
        self.assertEqual(order.currency_id, euro)
        self.take_back(order, "2026-03-05")
        for period, amount in ((FEBRUARY, 20002), (MARCH, -20002)):
            self.assertEqual(
                self.values(SALES[:2], period),
                {
                    ("sales_amount", "wang"): (amount, 1),
                    ("sales_taxed", "wang"): (amount, 1),
                },
            )

    def test_core_15_by_product_category_and_region(self):
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100), (self.spoon, 50))
        self.sell(
            self.wang,
            "2026-02-03 01:00:00",
            (self.ring, 7),
            partner=self.other_client,
        )
        for filters, amount, orders, customers in (
            ({}, 15700, 2, 2),
            ({"category": self.gold}, 10700, 2, 2),
            ({"category": self.silver}, 5000, 1, 1),
            ({"state": self.sichuan}, 700, 1, 1),
            ({"category": self.silver, "state": self.sichuan}, 0, 0, 0),
        ):
            with self.subTest(filters=filters):
                found = self.values(
                    ["sales_amount", "sales_orders", *CUSTOMERS], **filters
                )
                self.assertEqual(
                    [figures[0] for figures in found.values()],
                    [n for n in (amount, orders, customers, customers) if n],
                )

    def test_rule_a_5_companies_of_a_customer_count_once(self):
        contact = self.create_client(
            "Buyer", self.guangdong, parent_id=self.client.id, type="other"
        )
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100))
        self.sell(self.wang, "2026-02-04 01:00:00", (self.ring, 100), partner=contact)
        self.assertEqual(
            self.values(CUSTOMERS),
            {("customers_sold", "wang"): (1, 1), ("new_customers", "wang"): (1, 1)},
        )

    def test_rule_a_6_all_returned_is_no_purchase(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100))
        self.take_back(order, "2026-02-20")
        self.assertEqual(self.values(CUSTOMERS), {})

    def test_new_customer_counts_once_for_the_first_order(self):
        self.sell(self.li, "2026-02-03 01:00:00", (self.ring, 100))
        self.sell(self.wang, "2026-02-04 01:00:00", (self.ring, 100))
        self.sell(self.wang, "2026-03-04 01:00:00", (self.ring, 100))
        self.assertEqual(
            self.values(CUSTOMERS),
            {
                ("customers_sold", "wang"): (1, 1),
                ("customers_sold", "li"): (1, 1),
                ("new_customers", "li"): (1, 1),
            },
        )
        self.assertEqual(
            self.values(CUSTOMERS, MARCH), {("customers_sold", "wang"): (1, 1)}
        )

    def test_d12_instrument_counts_as_group_buy_sale_and_once_in_all(self):
        voucher = self.create_product("Voucher", self.silver)
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100), (voucher, 450))
        stored_value = self.registry["kam.stored.value"]
        with patch.object(stored_value, "_products", lambda _model: voucher):
            self.assertEqual(
                self.values(["sales_amount", "group_buy_sales"]),
                {
                    ("sales_amount", "wang"): (55000, 2),
                    ("group_buy_sales", "wang"): (45000, 1),
                },
            )
            self.assert_figures_open(["group_buy_sales"])
        self.assertNotIn(("group_buy_sales", "wang"), self.values(["group_buy_sales"]))

    def test_other_companies_do_not_count(self):
        other = self._create_company(name="Jewellery North")
        self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "company_id": other.id,
                "order_line": [
                    Command.create({"product_id": self.ring.id, "price_unit": 5})
                ],
            }
        ).action_confirm()
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100))
        found = self.measures._kam_values(
            SALES, (self.wang + self.li).ids, FEBRUARY, other
        )
        self.assertEqual(set(found.values()), {(0, 0)})

    def assert_figures_open(self, codes, period=FEBRUARY, **filters):
        """The records that each figure opens add up to it, to the cent."""
        reps = self.wang + self.li
        found = self.measures._kam_values(
            codes, reps.ids, period, self.company, **filters
        )
        for rep in reps:
            for code in codes:
                with self.subTest(code=code, rep=rep.user_id.login, filters=filters):
                    value, count = found[code, rep.id]
                    model, domain = self.measures._kam_domain(
                        code, rep, period, self.company, **filters
                    )
                    records = self.env[model].search(list(domain))
                    if code == "average_order":
                        records = records.order_id
                        whole = found["sales_amount", rep.id][0]
                        half_up = (2 * whole + count) // (2 * count) if count else 0
                        self.assertEqual(value, half_up)
                    self.assertEqual(count, len(records))
                    if code in SUMS:
                        name = "amount_taxed" if code == "sales_taxed" else "amount"
                        self.assertEqual(value, round(sum(records.mapped(name)) * 100))
                    elif code != "average_order":
                        self.assertEqual(value, len(records))

    def test_d8_every_figure_opens_the_records_behind_it(self):
        first = self.sell(
            self.wang, "2026-02-03 01:00:00", (self.ring, 33.33), (self.spoon, 0.1)
        )
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 0.2))
        self.sell(
            self.li, "2026-02-28 15:59:59", (self.ring, 9.99), partner=self.other_client
        )
        self.sell(self.li, "2026-02-28 16:00:00", (self.ring, 500))
        self.take_back(first, "2026-02-10", 0.5)
        codes = [*SALES, "group_buy_sales", *CUSTOMERS]
        for filters in ({}, {"category": self.gold}, {"state": self.sichuan}):
            self.assert_figures_open(codes, **filters)
        action = self.measures._kam_action(
            "sales_amount", self.wang, FEBRUARY, self.company
        )
        self.assertEqual(
            (action["res_model"], action["name"]),
            ("kam.sale.fact", f"Sales: {self.wang.name}"),
        )

    def test_d8_statements_do_not_depend_on_how_many_people_are_asked_for(self):
        codes = [*SALES, "group_buy_sales", *CUSTOMERS]
        codes += ["accounts_owned", "contacts_logged"]
        many = self.wang + self.li
        for number in range(8):
            rep = self.create_rep(f"many_{number}")
            self.sell(rep, "2026-02-03 01:00:00", (self.ring, 100))
            many += rep
        statements = []
        for reps in (self.wang, many):
            self.measures._kam_values(codes, reps.ids, FEBRUARY, self.company)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.measures._kam_values(codes, reps.ids, FEBRUARY, self.company)
            statements.append(self.cr.sql_log_count - before)
        self.assertEqual(statements[0], statements[1])
        self.assertLessEqual(statements[1], 12)

    def test_unknown_measure_and_filter_are_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "There is no measure “luck”"):
            self.values(["luck"])
        with self.assertRaisesRegex(UserError, "“Contacts Logged” is not measured"):
            self.values(["contacts_logged"], category=self.gold)


@tagged("post_install", "-at_install")
class TestMeasureAccounts(KamMeasureCase):
    def create_account(self, client, rep):
        return self.env["kam.account"].create(
            {
                "partner_id": client.id,
                "company_id": self.company.id,
                "owner_id": rep.id,
                "opened_on": "2026-01-10",
            }
        )

    def test_core_11_accounts_count_for_their_owner_on_the_last_day(self):
        account = self.create_account(self.client, self.wang)
        self.create_account(self.other_client, self.wang)
        lasting = account.tenure_ids
        as_service(lasting).write({"date_to": "2026-02-28"})
        as_service(lasting).create(
            {
                "account_id": account.id,
                "rep_id": self.li.id,
                "date_from": "2026-02-28",
                "reason": "Handed over",
                "decided_by_id": self.env.uid,
            }
        )
        for period, expected in (
            (JANUARY, {("accounts_owned", "wang"): (2, 2)}),
            (
                FEBRUARY,
                {("accounts_owned", "wang"): (1, 1), ("accounts_owned", "li"): (1, 1)},
            ),
        ):
            self.assertEqual(self.values(["accounts_owned"], period), expected)
        self.assertEqual(
            self.values(["accounts_owned"], state=self.guangdong),
            {("accounts_owned", "li"): (1, 1)},
        )
        model, domain = self.measures._kam_domain(
            "accounts_owned", self.li, FEBRUARY, self.company
        )
        self.assertEqual(self.env[model].search(list(domain)), account)

    def test_contacts_count_for_who_wrote_them_down(self):
        account = self.create_account(self.client, self.wang)
        contacts = self.env["kam.communication"].create(
            [
                {
                    "account_id": account.id,
                    "day": day,
                    "author_id": rep.user_id.id,
                    "content": "Talked about rings.",
                }
                for day, rep in (
                    ("2026-01-31", self.wang),
                    ("2026-02-01", self.wang),
                    ("2026-02-28", self.wang),
                    ("2026-02-28", self.li),
                )
            ]
        )
        self.assertEqual(
            self.values(["contacts_logged"]),
            {("contacts_logged", "wang"): (2, 2), ("contacts_logged", "li"): (1, 1)},
        )
        self.assertEqual(self.values(["contacts_logged"], state=self.sichuan), {})
        model, domain = self.measures._kam_domain(
            "contacts_logged", self.wang, FEBRUARY, self.company
        )
        self.assertEqual(self.env[model].search(list(domain)), contacts[1:3])


@tagged("post_install", "-at_install")
class TestMeasureRights(KamMeasureCase):
    def test_core_18_each_sees_the_sales_that_are_for_them(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100))
        facts = self.env["kam.sale.fact"].search([("order_id", "=", order.id)])
        self.assertEqual(len(facts), 1)
        for role in ("manager", "analyst", "back_office", "finance"):
            user = self.create_user(role, role)
            self.assertEqual(facts.with_user(user).search([]), facts, role)
        self.assertEqual(facts.with_user(self.wang.user_id).search([]), facts)
        self.assertEqual(facts.with_user(self.zhao).search([]), facts)
        self.assertFalse(facts.with_user(self.li.user_id).search([]))
        with self.assertRaises(AccessError):
            facts.with_user(self.li.user_id).action_open_document()
        hr = self.create_user("hr", "hr")
        with self.assertRaises(AccessError):
            facts.with_user(hr).search([])
        action = facts.with_user(self.wang.user_id).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )

    def test_return_opens_its_credit_note(self):
        order = self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100))
        refund = self.take_back(order, "2026-02-20")
        fact = self.env["kam.sale.fact"].search([("move_id", "=", refund.id)])
        self.assertRecordValues(
            fact,
            [{"kind": "return", "rep_id": self.wang.id, "amount": -100.0}],
        )
        action = fact.action_open_document()
        self.assertEqual(action["res_id"], refund.id)

    def test_manager_renames_and_archives_measures_and_nobody_adds_any(self):
        manager = self.create_user("manager", "manager")
        measure = self.env.ref("kam_core.kam_measure_average_order")
        measure.with_user(manager).write({"name": "Mean order", "active": False})
        self.sell(self.wang, "2026-02-03 01:00:00", (self.ring, 100))
        self.assertEqual(
            self.values(["average_order"]), {("average_order", "wang"): (10000, 1)}
        )
        with self.assertRaises(AccessError):
            measure.with_user(self.wang.user_id).name = "Mine"
        with self.assertRaises(AccessError):
            measure.with_user(manager).create(
                {"name": "Mine", "code": "mine", "provider": "sales", "unit": "count"}
            )

    def test_measures_say_what_they_can_be_limited_to(self):
        self.assertRecordValues(
            self.env.ref("kam_core.kam_measure_sales_amount")
            + self.env.ref("kam_core.kam_measure_contacts_logged"),
            [
                {"by_category": True, "by_state": True},
                {"by_category": False, "by_state": True},
            ],
        )


@tagged("post_install", "-at_install")
class TestOrderRep(KamMeasureCase):
    def quote(self, rep, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "company_id": self.company.id,
                "user_id": rep.user_id.id,
                "order_line": [
                    Command.create({"product_id": self.ring.id, "price_unit": 10})
                ],
                **values,
            }
        )

    def test_rule_c_13_rep_is_proposed_by_the_salesperson(self):
        agent = self.create_rep("agent", kind="agent")
        order = self.quote(self.wang)
        self.assertRecordValues(
            order, [{"kam_rep_id": self.wang.id, "kam_developed_by": "department"}]
        )
        order.user_id = agent.user_id
        self.assertRecordValues(
            order, [{"kam_rep_id": agent.id, "kam_developed_by": "agent"}]
        )
        order.user_id = False
        self.assertRecordValues(
            order, [{"kam_rep_id": False, "kam_developed_by": False}]
        )

    def test_rule_c_13_other_rep_can_be_chosen_until_confirmed(self):
        order = self.quote(self.wang, kam_rep_id=self.li.id, kam_developed_by="store")
        seller = order.with_user(self.wang.user_id)
        self.assertRecordValues(
            order, [{"kam_rep_id": self.li.id, "kam_developed_by": "store"}]
        )
        seller.kam_rep_id = self.wang
        order.action_confirm()
        for user in (self.wang.user_id, self.create_user("manager", "manager")):
            with self.assertRaisesRegex(UserError, "is confirmed: the sale stays"):
                order.with_user(user).kam_rep_id = self.li
        order.user_id = self.li.user_id
        self.assertEqual(order.kam_rep_id, self.wang)
        order.kam_rep_id = self.wang

    def test_rule_c_13_manager_names_a_missing_rep(self):
        order = self.quote(self.wang, kam_rep_id=False)
        order.action_confirm()
        self.assertFalse(order.kam_rep_id)
        with self.assertRaises(UserError):
            order.with_user(self.wang.user_id).kam_rep_id = self.wang
        manager = self.create_user("manager", "manager")
        order.with_user(manager).kam_rep_id = self.li
        self.assertEqual(order.kam_rep_id, self.li)

    def test_rep_is_of_the_company_of_the_order(self):
        other = self._create_company(name="Jewellery North")
        foreign = self.env["kam.sales.rep"].create(
            {"partner_id": self.client.id, "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self.quote(self.wang, kam_rep_id=foreign.id)

    def test_sys_01_plain_seller_notices_nothing(self):
        plain = self.create_user("plain", "consultant")
        plain.group_ids = self.env.ref("base.group_user") + self.env.ref(
            "sales_team.group_sale_salesman"
        )
        order = (
            self.env["sale.order"]
            .with_user(plain)
            .create({"partner_id": self.client.id})
        )
        self.assertFalse(order.kam_rep_id)
        view = self.env.ref("sale.view_order_form")
        arch = self.env["sale.order"].with_user(plain).get_view(view.id, "form")["arch"]
        self.assertNotIn("kam_rep_id", arch)
