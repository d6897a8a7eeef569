from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..services_token import as_service
from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestTrade(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep)
        cls.store = cls.env["kam.store"].create(
            {"name": "East Road", "code": "E", "company_id": cls.company.id}
        )

    def trade(self, account=None):
        self.env.flush_all()
        account = account or self.account
        return self.env["kam.trade"].search([("account_id", "=", account.id)])

    # === THE TABLE === #

    def test_core_05_an_order_makes_one_row_with_all_columns(self):
        order = self.sell(
            self.account, 1200, kam_store_id=self.store.id, client_order_ref="PO 7"
        )
        self.invoice(order)
        self.assertRecordValues(
            self.trade(),
            [
                {
                    "number": order.name,
                    "day": date(2026, 11, 1),
                    "place": "East Road",
                    "amount": 1200,
                    "rep_id": self.rep.id,
                    "user_id": self.consultant.id,
                    "remark": "PO 7",
                    "res_model": "sale.order",
                    "res_id": order.id,
                    "company_id": self.company.id,
                }
            ],
        )
        action = self.trade().action_open_document()
        self.assertEqual(action["res_model"], "sale.order")
        self.assertEqual(action["res_id"], order.id)

    def test_core_05_place_is_the_city_of_delivery_without_a_store(self):
        self.account.partner_id.city = "Suzhou"
        self.sell(self.account, 100)
        self.assertEqual(self.trade().place, "Suzhou")

    def test_core_05_quotations_and_cancelled_orders_are_no_trade(self):
        self.create_order(self.account, 100)
        self.sell(self.account, 200)._action_cancel()
        self.assertFalse(self.trade())
        self.assertEqual(self.account.trade_total, 0)

    def test_core_05_amounts_have_the_taxes_in(self):
        tax = self.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": self.company.id}
        )
        order = self.create_order(self.account, 1000)
        order.order_line.tax_ids = tax
        order.action_confirm()
        self.assertEqual(self.trade().amount, 1130)
        self.assertEqual(self.account.trade_total, 1130)

    def test_rule_t1_the_day_is_that_of_the_company(self):
        self.sell(self.account, 100, "2026-01-31 23:30:00")
        self.assertEqual(self.trade().day, date(2026, 2, 1))
        self.assertEqual(self.account.first_trade_on, date(2026, 2, 1))

    def test_rule_t14_amounts_are_at_the_rate_of_the_day_of_the_order(self):
        dollar = self.env["res.currency"].create({"name": "KAD", "symbol": "K$"})
        for day, rate in (("2026-01-01", 0.5), ("2026-06-01", 0.25)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        pricelist = self.env["product.pricelist"].create(
            {"name": "K$", "currency_id": dollar.id, "company_id": self.company.id}
        )
        for moment in ("2026-03-01 04:00:00", "2026-07-01 04:00:00"):
            self.sell(self.account, 100, moment, pricelist_id=pricelist.id)
        self.assertEqual(self.trade().mapped("amount"), [400, 200])
        self.assertEqual(self.account.trade_total, 600)

    def test_rule_a_5_contacts_and_addresses_count_for_the_account(self):
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.account.partner_id.id}
        )
        order = self.sell(contact, 300)
        self.assertEqual(self.trade().partner_id, contact)
        self.assertEqual(self.account.trade_total, 300)
        self.assertEqual(order.kam_account_id, self.account)

    def test_core_05_companies_keep_their_trade_apart(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.env.user.company_ids += west
        other = self.create_account(
            "", partner_id=self.account.partner_id.id, company_id=west.id
        )
        self.sell(self.account, 100)
        self.sell(self.account, 70, company_id=west.id, user_id=False)
        self.assertEqual(self.trade().mapped("amount"), [100])
        self.assertEqual((self.account.trade_total, other.trade_total), (100, 70))
        rows = self.env["kam.trade"].with_user(self.manager)
        self.assertFalse(rows.search([("account_id", "=", other.id)]))

    # === RETURNS === #

    def test_rule_a_6_a_return_is_a_negative_row_on_its_own_day(self):
        order = self.sell(self.account, 1000)
        note = self.credit(self.invoice(order), date(2026, 11, 10))
        self.assertRecordValues(
            self.trade(),
            [
                {"number": note.name, "amount": -1000, "day": date(2026, 11, 10)},
                {"number": order.name, "amount": 1000, "day": date(2026, 11, 1)},
            ],
        )

    def test_rule_a_6_a_purchase_returned_in_full_is_none(self):
        self.sell(self.account, 500, "2026-10-01 04:00:00")
        note = self.credit(self.invoice(self.sell(self.account, 900)))
        totals = {
            "trade_total": 500,
            "trade_count": 1,
            "largest_trade": 500,
            "first_trade_on": date(2026, 10, 1),
            "last_trade_on": date(2026, 10, 1),
        }
        self.assertRecordValues(self.account, [totals])
        note.button_draft()
        self.assertRecordValues(
            self.account,
            [
                {
                    "trade_total": 1400,
                    "trade_count": 2,
                    "largest_trade": 900,
                    "first_trade_on": date(2026, 10, 1),
                    "last_trade_on": date(2026, 11, 1),
                }
            ],
        )

    def test_rule_a_6_credit_of_a_cancelled_order_counts_once(self):
        order = self.sell(self.account, 1000)
        self.credit(self.invoice(order))
        order._action_cancel()
        self.assertFalse(self.trade())
        self.assertEqual(self.account.trade_total, 0)

    def test_rule_a_6_an_invoice_issued_anew_is_no_return(self):
        order = self.sell(self.account, 1000)
        invoice = self.invoice(order)
        self.credit(invoice)
        self.assertEqual(self.account.trade_total, 0)
        self.invoice(order, date(2026, 11, 11))
        self.assertEqual(self.account.trade_total, 1000)
        self.assertEqual(self.account.trade_count, 1)

    def test_core_05_credit_of_an_invoice_without_order_is_not_counted(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.account.partner_id.id,
                "invoice_date": date(2026, 11, 2),
                "invoice_line_ids": [
                    Command.create({"name": "Repair", "price_unit": 80})
                ],
            }
        )
        invoice.action_post()
        self.credit(invoice)
        self.assertFalse(self.trade())

    # === TOTALS === #

    def test_core_05_totals_of_the_account(self):
        for price, moment in (
            (100, "2025-11-21 04:00:00"),
            (250, "2025-11-23 04:00:00"),
            (50, "2026-11-02 04:00:00"),
        ):
            self.sell(self.account, price, moment)
        self.assertRecordValues(
            self.account,
            [
                {
                    "first_trade_on": date(2025, 11, 21),
                    "last_trade_on": date(2026, 11, 2),
                    "trade_count": 3,
                    "trade_total": 400,
                    "trade_year": 300,
                    "trade_year_count": 2,
                    "largest_trade": 250,
                    "trade_checked_on": self.today,
                }
            ],
        )

    def test_core_05_account_opened_later_has_its_trade(self):
        partner = self.env["res.partner"].create({"name": "Late"})
        self.sell(partner, 60)
        account = self.create_account("", partner_id=partner.id)
        self.assertEqual(account.trade_total, 60)

    def test_core_05_order_passes_to_another_customer(self):
        other = self.create_account("Yintai")
        order = self.sell(self.account, 60)
        order.partner_id = other.partner_id
        self.assertEqual((self.account.trade_total, other.trade_total), (0, 60))

    def test_core_05_confirmed_order_is_changed(self):
        order = self.sell(self.account, 60)
        order.order_line.price_unit = 120
        self.assertEqual(self.account.trade_total, 120)
        self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": self.ring.id, "price_unit": 5}
        )
        self.assertEqual(self.account.trade_total, 125)

    def test_rule_a_5_contact_changes_its_employer(self):
        contact, free = self.env["res.partner"].create(
            [{"name": "Wang", "parent_id": self.account.partner_id.id}, {"name": "Li"}]
        )
        other = self.create_account("Yintai")
        self.sell(contact, 60)
        self.sell(free, 7)
        contact.parent_id = other.partner_id
        self.assertEqual((self.account.trade_total, other.trade_total), (0, 60))
        free.parent_id = other.partner_id
        self.assertEqual(other.trade_total, 67)

    def test_core_05_the_year_moves_on_overnight(self):
        self.sell(self.account, 100, "2026-01-10 04:00:00")
        self.env.flush_all()
        self.assertEqual(self.account.trade_year, 100)
        night = datetime(2027, 1, 10, 16, 0)  # the 11th has begun in Shanghai
        progress = patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda cron, done: 60
        )
        with patch.object(self.registry["kam.clock"], "_now", lambda c: night):
            with progress:
                self.env["kam.account"]._cron_refresh_trade(batch=1)
        self.account.invalidate_recordset()
        self.assertRecordValues(
            self.account,
            [
                {
                    "trade_year": 0,
                    "trade_total": 100,
                    "trade_checked_on": date(2027, 1, 11),
                }
            ],
        )

    def test_rule_a_5_subsidiaries_roll_up_to_the_group(self):
        child = self.create_account("Jinda North", parent_id=self.account.id)
        branch = self.create_account("Jinda Far North", parent_id=child.id)
        self.sell(self.account, 100)
        self.sell(child, 20)
        self.sell(branch, 3, "2024-01-01 04:00:00")
        as_service(branch).active = False  # its order is open still
        self.assertRecordValues(
            self.account | child | branch,
            [
                {"group_trade_total": 123, "group_trade_year": 120},
                {"group_trade_total": 23, "group_trade_year": 20},
                {"group_trade_total": 3, "group_trade_year": 0},
            ],
        )

    # === RECEIVABLES === #

    def test_core_05_receivable_and_overdue(self):
        for price, due in ((100, date(2026, 11, 21)), (30, date(2026, 11, 22))):
            invoice = self.sell(self.account, price)._create_invoices()
            invoice.invoice_date = date(2026, 11, 2)
            invoice.invoice_payment_term_id = False
            invoice.invoice_date_due = due
            invoice.action_post()
        stranger = self.create_account("Yintai")
        for user in (self.consultant, self.manager, self.finance):
            account = self.account.with_user(user)
            self.assertEqual((account.receivable, account.overdue), (130, 100))
        self.account.keeper_id = self.back_office
        kept = self.account.with_user(self.back_office)
        self.assertEqual((kept.receivable, kept.overdue), (0, 0))
        self.assertEqual(stranger.with_user(self.manager).receivable, 0)

    def test_core_05_receivable_is_less_credit_notes(self):
        invoice = self.sell(self.account, 100)._create_invoices()
        invoice.invoice_date = date(2026, 11, 2)
        invoice.action_post()
        line = {"product_id": self.ring.id, "price_unit": 40, "tax_ids": False}
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.account.partner_id.id,
                "company_id": self.company.id,
                "invoice_date": date(2026, 11, 3),
                "invoice_line_ids": [Command.create(line)],
            }
        )
        note.action_post()
        self.assertEqual(self.account.with_user(self.manager).receivable, 60)

    # === WHO SEES IT === #

    def test_core_18_trade_is_seen_with_its_account(self):
        foreign = self.create_account("Yintai", self.reps["manager"])
        self.sell(self.account, 100)
        self.sell(foreign, 200)
        self.env.flush_all()
        accounts = self.account | foreign
        for role, seen in (
            ("consultant", [100]),
            ("manager", [100, 200]),
            ("finance", [100, 200]),
        ):
            rows = self.env["kam.trade"].with_user(self.users[role])
            found = rows.search([("account_id", "in", accounts.ids)])
            self.assertEqual(sorted(found.mapped("amount")), seen, role)
        row = self.env["kam.trade"].search([("account_id", "=", foreign.id)])
        with self.assertRaises(AccessError):
            row.with_user(self.consultant).action_open_document()
        with self.assertRaises(AccessError):
            row.with_user(self.plain).read(["amount"])

    def test_core_05_who_may_not_open_the_order_is_told_so(self):
        self.sell(self.account, 100)
        self.env.flush_all()
        row = self.trade()
        with self.assertRaisesRegex(AccessError, "no right to open the document"):
            row.with_user(self.back_office).action_open_document()
        opened = row.with_user(self.consultant).action_open_document()
        self.assertEqual(opened["res_id"], row.res_id)

    # === BUDGETS === #

    def test_core_05_refresh_takes_the_same_statements_for_many_accounts(self):
        accounts = self.account
        for number in range(20):
            accounts |= self.create_account(f"Account {number}")
        for account in accounts:
            self.sell(account, 10)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some._kam_refresh_trade()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        self.assertEqual(count(accounts), count(self.account))

    def test_core_05_list_takes_the_same_statements_for_80_rows_as_for_one(self):
        accounts = self.account
        for number in range(79):
            accounts |= self.create_account(
                f"Account {number}", parent_id=accounts[0].id
            )
        self.env.flush_all()
        fields = [
            *("name", "class_id", "owner_id", "first_trade_on", "last_trade_on"),
            *("trade_count", "trade_total", "trade_year", "largest_trade"),
            *("group_trade_total", "group_trade_year", "receivable", "overdue"),
            *("age", "deal_stage", "nature", "position", "pinned_by"),
            *("stage", "stage_since", "quotation_count", "open_item_count"),
        ]

        def count(some):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some.with_user(self.manager).read(fields)
            return self.env.cr.sql_log_count - start

        count(accounts)  # fills the caches of access rights
        self.assertEqual(count(accounts), count(self.account))

    def test_core_05_page_of_accounts_takes_one_statement_per_figure(self):
        accounts = self.account
        for number in range(79):
            accounts |= self.create_account(f"Account {number}")
        self.env.flush_all()
        self.env.invalidate_all()
        accounts = accounts.with_user(self.manager)
        accounts.read(["parent_path", "owner_user_id", "company_id"])
        with self.assertQueryCount(2):
            accounts.mapped("group_trade_total")
            accounts.mapped("receivable")

    def test_core_05_order_of_a_stranger_costs_one_statement(self):
        partner = self.env["res.partner"].create({"name": "Passer-by"})
        order = self.create_order(partner, 10)
        self.env.flush_all()
        order.mapped("partner_id.commercial_partner_id")
        with self.assertQueryCount(1):
            order._kam_trade_accounts()._kam_refresh_trade()
        self.assertFalse(order.kam_account_id)

    def test_core_05_rows_of_the_trade_table_are_found_by_index(self):
        """Whoever opens an account reads some rows, not all orders there are."""
        order = self.sell(self.account, 100)
        row = self.env["kam.trade"].search([("account_id", "=", self.account.id)])
        self.assertEqual(row.id, order.id * 10 + 1)
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s) ORDER BY 1",
            [["account_move_kam_trade_row_idx", "sale_order_kam_trade_row_idx"]],
        )
        [moves], [orders] = self.env.cr.fetchall()
        self.assertIn("(((id * 10) + 1))", orders)
        self.assertIn("(((id * 10) + 2))) WHERE", moves)
