from datetime import date
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .class_case import KamClassCase

TRADE = ("sales_12m", "orders_12m", "largest_12m", "average_12m", "idle")


@tagged("post_install", "-at_install")
class TestClassMeasure(KamClassCase):
    """CORE-02: what is measured of customers, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.create_customer("Buyer")
        cls.sell(cls.buyer, 100.25, "2026-03-01 04:00:00")
        cls.sell(cls.buyer, 300.50, "2026-10-22 04:00:00")
        cls.sell(cls.buyer, 9000, "2025-11-01 04:00:00")  # before the twelve months

    def figures(self, partner, *codes):
        return self.values_of(*codes)[partner]

    def test_core_02_measures_of_trade(self):
        self.assertEqual(
            self.figures(self.buyer, *TRADE),
            {
                "sales_12m": 40075,
                "orders_12m": 2,
                "largest_12m": 30050,
                "average_12m": 20038,
                "idle": 1,
            },
        )

    def test_core_02_all_trade_ever(self):
        found = self.figures(self.buyer, "sales_ever", "sales_24m")
        self.assertEqual(found, {"sales_ever": 940075, "sales_24m": 940075})

    def test_core_02_window_ends_with_today_in_the_company(self):
        self.sell(self.buyer, 7, "2026-11-22 15:59:59")  # before midnight in Shanghai
        self.sell(self.buyer, 11, "2026-11-22 16:00:00")  # tomorrow
        self.assertEqual(self.figures(self.buyer, "sales_12m")["sales_12m"], 40775)

    def test_core_02_first_day_of_the_window(self):
        self.sell(self.buyer, 7, "2025-11-21 15:59:59")  # 21 November in Shanghai
        self.sell(self.buyer, 11, "2025-11-21 16:00:00")  # 22 November
        self.assertEqual(self.figures(self.buyer, "sales_12m")["sales_12m"], 41175)

    def test_core_02_months_since_the_last_order_are_whole(self):
        for last, today, months in (
            ("2026-08-31", date(2026, 9, 30), 1),
            ("2026-08-31", date(2026, 9, 29), 0),
            ("2024-02-29", date(2025, 2, 28), 12),
            ("2026-01-15", date(2026, 11, 14), 9),
        ):
            with self.subTest(last=last, today=today):
                customer = self.create_customer(last)
                self.sell(customer, 5, f"{last} 04:00:00")
                with patch.object(
                    self.registry["kam.clock"],
                    "_today",
                    lambda _self, _c: today,  # noqa: B023
                ):
                    found = self.figures(customer, "idle")
                self.assertEqual(found["idle"], months)

    def test_core_02_quotations_and_cancelled_orders_count_nothing(self):
        self.create_order(self.buyer, 5000)
        self.sell(self.buyer, 5000)._action_cancel()
        self.assertEqual(self.figures(self.buyer, "sales_12m")["sales_12m"], 40075)

    def test_rule_a_5_contact_counts_for_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.buyer.id}
        )
        self.sell(contact, 50)
        found = self.values_of("sales_12m")
        self.assertEqual(found[self.buyer]["sales_12m"], 45075)
        self.assertNotIn(contact, found)

    def test_rule_a_5_subsidiary_counts_for_the_group_too(self):
        head, middle, below = (self.create_account(name) for name in "ABC")
        middle.parent_id, below.parent_id = head, middle
        self.create_customer("Plant", parent_id=below.partner_id.id)
        self.sell(below, 70)
        found = self.values_of("sales_12m", "orders_12m", "units")
        figures = {
            account.name: tuple(found[account.partner_id].values())
            for account in head + middle + below
        }
        self.assertEqual(
            figures, {"A": (7000, 1, 3), "B": (7000, 1, 2), "C": (7000, 1, 1)}
        )

    def test_rule_a_6_returned_in_full_is_no_purchase(self):
        customer = self.create_customer("Returner")
        order = self.sell(customer, 800, "2026-10-01 04:00:00")
        self.credit(self.invoice(order))
        self.assertEqual(
            self.figures(customer, *TRADE),
            {
                "sales_12m": 0,
                "orders_12m": 0,
                "largest_12m": 0,
                "average_12m": None,
                "idle": None,
            },
        )

    def test_rule_a_6_return_is_subtracted(self):
        order = self.sell(self.buyer, 60)
        self.credit(self.invoice(order))
        self.assertEqual(self.figures(self.buyer, "sales_12m")["sales_12m"], 40075)

    def test_core_02_with_tax_and_by_category(self):
        self.ring.taxes_id = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": self.company.id}
        )
        category = self.env["product.category"].create({"name": "Rings"})
        self.ring.categ_id = self.env["product.category"].create(
            {"name": "Gold", "parent_id": category.id}
        )
        customer = self.create_customer("Taxed")
        self.sell(customer, 100)
        for code, values in (
            ("taxed", {"taxed": True}),
            ("rings", {"category_id": category.id}),
            (
                "other",
                {"category_id": self.env["product.category"].create({"name": "O"}).id},
            ),
        ):
            self.measures[code] = self.env["kam.account.measure"].create(
                {"code": code, "name": code, "kind": "sales", "months": 12, **values}
            )
        self.assertEqual(
            self.figures(customer, "taxed", "rings", "other", "sales_12m"),
            {"taxed": 11300, "rings": 10000, "other": 0, "sales_12m": 10000},
        )

    def test_core_02_influence_and_government_of_accounts(self):
        office = self.create_account("Office", nature="government")
        office.stakeholder_ids = [
            Command.create({"name": name, "influence": influence, "is_key_person": key})
            for name, influence, key in (("Wang", "4", True), ("Li", "5", False))
        ]
        found = self.values_of("influence", "government", "sales_12m", "idle")
        self.assertEqual(
            found[office.partner_id],
            {"influence": 4, "government": 1, "sales_12m": 0, "idle": None},
        )
        self.assertEqual(found[self.buyer]["influence"], None)
        self.assertEqual(found[self.buyer]["government"], 0)

    def test_core_02_only_customers_are_measured(self):
        stranger = self.create_customer("Never bought")
        archived = self.create_account("Archived")
        archived.action_archive()
        found = self.values_of("sales_12m")
        self.assertNotIn(stranger, found)
        self.assertNotIn(archived.partner_id, found)
        self.assertNotIn(self.company.partner_id, found)

    def test_core_02_companies_are_measured_apart(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        found = self.env["kam.class.measuring"]._kam_values(
            west, {"measures": self.measures["sales_12m"]._kam_snapshot()}
        )
        self.assertEqual(found, {})

    def test_core_02_statements_do_not_depend_on_the_number_of_customers(self):
        snapshot = (
            self.env["kam.class.rule"]._kam_of(self.company)._kam_snapshot(self.company)
        )
        measuring = self.env["kam.class.measuring"]
        measuring._kam_proposals(self.company, snapshot)  # fills what is cached
        counts = []
        for extra in (10, 990):
            self.env["res.partner"].create([{"name": f"C{n}"} for n in range(extra)])
            self._sell_to_all()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            measured, _found = measuring._kam_proposals(self.company, snapshot)
            counts.append(self.cr.sql_log_count - before)
        self.assertGreater(measured, 1000)
        self.assertEqual(counts[0], counts[1])

    def _sell_to_all(self):
        """Copy an order of the buyer for whoever has none, by SQL."""
        self.env.flush_all()
        self.cr.execute(
            """
            WITH made AS (
                INSERT INTO sale_order
                SELECT copy.*
                  FROM sale_order sample
                  JOIN res_partner p ON p.name LIKE 'C%%'
                 CROSS JOIN LATERAL jsonb_populate_record(sample, jsonb_build_object(
                           'id', nextval('sale_order_id_seq'), 'partner_id', p.id
                       )) copy
                 WHERE sample.id = %(order)s
                   AND NOT EXISTS (SELECT FROM sale_order o WHERE o.partner_id = p.id)
                RETURNING id
            )
            INSERT INTO sale_order_line
            SELECT copy.*
              FROM made
              JOIN sale_order_line sample ON sample.order_id = %(order)s
             CROSS JOIN LATERAL jsonb_populate_record(sample, jsonb_build_object(
                       'id', nextval('sale_order_line_id_seq'), 'order_id', made.id
                   )) copy
            """,
            {"order": self.buyer.sale_order_ids[:1].id},
        )

    def test_core_02_bad_measures_are_refused_with_a_sentence(self):
        measures = self.env["kam.account.measure"]
        with self.assertRaisesRegex(ValidationError, "choose the class whose nearness"):
            measures.create({"code": "n", "name": "Near", "kind": "proximity"})
        with self.assertRaisesRegex(ValidationError, "can't begin with"):
            measures.create({"code": "proximity:x", "name": "X", "kind": "sales"})
