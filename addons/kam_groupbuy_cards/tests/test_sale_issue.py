from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .office_common import OfficeCommon


@tagged("post_install", "-at_install")
class TestSaleIssue(OfficeCommon):
    """Money path 1 and 2: quotation, stock, invoice, contract liability."""

    # === THE BOOKS === #

    def test_card_07_posted_invoice_owes_what_the_buyer_pays(self):
        cards, invoice = self.issued(self.voucher_500, 450, 3)
        self.assertRecordValues(
            invoice.line_ids.sorted("balance"),
            [
                {"account_id": self.liability.id, "balance": -1350, "tax_ids": []},
                {
                    "account_id": invoice.line_ids.sorted("balance")[1].account_id.id,
                    "balance": 1350,
                    "tax_ids": [],
                },
            ],
        )
        issued = {"state": "sold", "face": 500, "basis": 450, "balance": 500}
        self.assertRecordValues(
            cards, [{**issued, "basis_left": 450, "partner_id": self.buyer.id}] * 3
        )
        for card in cards:
            self.assertRecordValues(
                card.entry_ids,
                [
                    {
                        "seq": 1,
                        "kind": "issue",
                        "amount": 500,
                        "balance_after": 500,
                        "basis": 450,
                        "basis_after": 450,
                        "key": f"issue:{card.id}:{invoice.id}",
                        "move_id": invoice.id,
                        "sale_line_id": card.sale_line_id.id,
                        "user_id": self.bookkeeper.id,
                    }
                ],
            )
        self.assertEqual(self.ledger._verify(cards), [])

    def test_card_07_cents_of_a_foreign_invoice_are_spread_without_loss(self):
        self.stock(self.voucher_100, 3)
        currency = self.setup_other_currency("EUR", rates=[("1900-01-01", 7.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": currency.id, "company_id": self.company.id}
        )
        order = self.quotation([(self.voucher_100, 100, 3)])
        order.sudo().pricelist_id = pricelist  # prices by hand are not the subject
        order.order_line.price_unit = 100
        order.action_confirm()
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        cards = order.sudo().order_line.kam_card_ids.sorted("name")
        # 300 EUR at 7 are 42.86
        self.assertEqual(cards.mapped("basis"), [14.29, 14.28, 14.29])
        self.assertEqual(
            -sum(
                invoice.line_ids.filtered(
                    lambda line: line.account_id == self.liability
                ).mapped("balance")
            ),
            42.86,
        )

    def test_card_07_given_away_vouchers_are_issued_and_active_at_once(self):
        cards, invoice = self.issued(self.voucher_100, 0, 2)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertRecordValues(
            cards, [{"state": "active", "basis": 0, "balance": 100}] * 2
        )
        for card in cards:
            self.assertKinds(card, ["issue", "activate"])

    def test_card_01_face_and_concession_show_on_the_quotation(self):
        order = self.quotation([(self.voucher_500, 450, 4), (self.voucher_100, 100, 1)])
        self.assertRecordValues(
            order.order_line,
            [
                {"kam_face": 2000, "kam_concession": 200},
                {"kam_face": 100, "kam_concession": 0},
            ],
        )
        self.assertEqual(order.kam_face_total, 2100)

    def test_card_01_cards_carry_the_load_of_the_order_line(self):
        self.card_1000.limit_amount = 5000
        cards = self.stock(self.card_1000, 2)
        order = self.quotation([(self.card_1000, 4500, 2)], user=self.manager)
        order.kam_split_reason = "as the buyer asked"
        order.order_line.kam_load = 5000
        self.assertEqual(order.order_line.kam_face, 10000)
        order.action_confirm()
        order.sudo()._create_invoices().action_post()
        self.assertRecordValues(
            cards, [{"face": 5000, "balance": 5000, "basis": 4500}] * 2
        )

    # === THE STOCK === #

    def test_card_09_confirming_keeps_the_next_serials_and_cancelling_frees_them(self):
        cards = self.stock(self.voucher_500, 4)
        order = self.quotation([(self.voucher_500, 450, 3)])
        order.action_confirm()
        line = order.sudo().order_line
        self.assertEqual(line.kam_card_ids, cards[:3])
        self.assertStates(cards, "received")
        order._action_cancel()
        self.assertFalse(cards.sale_line_id)

    def test_card_09_another_quantity_keeps_more_or_fewer(self):
        cards = self.stock(self.voucher_500, 4)
        order = self.quotation([(self.voucher_500, 450, 2)])
        order.action_confirm()
        for quantity in (4, 1):
            order.order_line.product_uom_qty = quantity
            kept = order.sudo().order_line.kam_card_ids
            self.assertEqual(kept, cards[:quantity])

    def test_card_09_no_two_orders_get_one_serial(self):
        cards = self.stock(self.voucher_500, 3)
        first = self.quotation([(self.voucher_500, 450, 2)])
        second = self.quotation([(self.voucher_500, 450, 2)])
        (first | second).action_confirm()
        self.assertEqual(first.sudo().order_line.kam_card_ids, cards[:2])
        self.assertEqual(second.sudo().order_line.kam_card_ids, cards[2:])

    def test_card_09_issue_by_range(self):
        cards = self.stock(self.voucher_500, 5)
        order = self.quotation([(self.voucher_500, 450, 2)], user=self.consultant)
        order.action_confirm()
        action = order.order_line.action_kam_choose_serials()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.consultant)
            .with_context(**action["context"])
            .create({"serial_first": cards[3].name})
        )
        wizard.action_keep()
        self.assertEqual(order.sudo().order_line.kam_card_ids, cards[3:])
        wizard.serial_first = cards[4].name
        with self.refused("Only 1 of 2 are free"):
            wizard.action_keep()
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        self.assertStates(cards[3:], "sold")
        self.assertStates(cards[:3], "received")

    def test_card_09_short_stock_stops_the_invoice_and_names_what_is_missing(self):
        self.stock(self.voucher_500, 2)
        invoice = self.draft_invoice(self.voucher_500, 450, 3)
        with self.refused("1 of 3 “voucher 500” are missing"):
            invoice.action_post()
        self.stock(self.voucher_500, 1)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    # === REFUSED === #

    def test_card_07_tax_on_the_invoice_line_is_refused(self):
        self.stock(self.voucher_500)
        invoice = self.draft_invoice(self.voucher_500, 450)
        invoice.invoice_line_ids.tax_ids = self.company_data["default_tax_sale"]
        with self.refused("must be invoiced without tax"):
            invoice.action_post()

    def test_card_07_another_account_is_refused(self):
        self.stock(self.voucher_500)
        invoice = self.draft_invoice(self.voucher_500, 450)
        invoice.invoice_line_ids.account_id = self.concession
        with self.refused("contract liability"):
            invoice.action_post()

    def test_card_07_other_lines_on_the_liability_are_refused(self):
        self.stock(self.voucher_500)
        invoice = self.draft_invoice(self.voucher_500, 450)
        invoice.invoice_line_ids = [
            Command.create(
                {
                    "name": "Fee",
                    "price_unit": 10,
                    "account_id": self.liability.id,
                    "tax_ids": [],
                }
            )
        ]
        with self.refused("“Fee” can't be booked"):
            invoice.action_post()
        invoice.invoice_line_ids[1].account_id = self.concession
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_card_07_down_payment_needs_an_account_of_its_own(self):
        cards = self.stock(self.voucher_500, 2)
        order = self.quotation([(self.voucher_500, 450, 2)])
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].sudo()  # not the subject
        wizard = wizard.create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "percentage",
                "amount": 50,
            }
        )
        advance = wizard._create_invoices(order.sudo())
        with self.refused("set a down payment account"):
            advance.action_post()
        advance.invoice_line_ids.account_id = self._account(
            "2205KAM", "Advances", "liability_current"
        )
        advance.action_post()
        rest = order.sudo()._create_invoices(final=True)
        rest.action_post()
        self.assertRecordValues(cards, [{"state": "sold", "basis": 450}] * 2)
        self.assertEqual(rest.amount_total, 450)
        self.pay(rest)
        self.assertStates(cards, "active")

    def test_card_07_invoice_without_an_order_is_refused(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.buyer.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.voucher_500.product_id.id, "tax_ids": []}
                    )
                ],
            }
        )
        with self.refused("sold on a quotation"):
            invoice.action_post()

    def test_card_07_price_above_face_is_refused(self):
        order = self.quotation([(self.voucher_500, 500.01, 1)])
        with self.refused("above its face value"):
            order.action_confirm()
        self.stock(self.voucher_500)
        invoice = self.draft_invoice(self.voucher_500, 450)
        invoice.invoice_line_ids.price_unit = 501
        with self.refused("above its face value"):
            invoice.action_post()

    def test_card_02_fractions_of_a_voucher_are_refused(self):
        order = self.quotation([(self.voucher_500, 450, 1.5)])
        with self.refused("whole number"):
            order.action_confirm()
        self.stock(self.voucher_500, 2)
        invoice = self.draft_invoice(self.voucher_500, 450, 2)
        invoice.invoice_line_ids.quantity = 0.5
        with self.refused("whole number"):
            invoice.action_post()

    def test_card_07_taxed_product_stops_the_order(self):
        order = self.quotation([(self.voucher_500, 450, 1)])
        self.voucher_500.product_id.taxes_id = self.company_data["default_tax_sale"]
        with self.refused("must carry no tax"):
            order.action_confirm()

    def test_sys_03_type_of_another_company_is_refused(self):
        order = self.quotation([(self.voucher_500, 450, 1)])
        other = self.env["res.company"].sudo().create({"name": "Other"})
        # a product shared by companies, its type is the other one's
        self.env.cr.execute(
            "UPDATE kam_card_type SET company_id = %s WHERE id = %s",
            [other.id, self.voucher_500.id],
        )
        self.env.invalidate_all()
        with self.refused("belongs to another company"):
            order.action_confirm()

    def test_card_08_invoice_with_instruments_can_not_be_undone(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        for undo in (
            invoice.button_draft,
            invoice.button_cancel,
            lambda: invoice.write({"state": "draft"}),
        ):
            with self.refused("Make a credit note"):
                undo()
        self.assertEqual(invoice.state, "posted")
        self.assertStates(cards, "sold")

    # === RIGHTS AND COST === #

    def test_card_13_seller_and_bookkeeper_see_no_instruments(self):
        cards, _invoice = self.issued(self.voucher_500, 450)
        for user in (self.seller, self.bookkeeper, self.plain):
            with self.assertRaises(AccessError):
                cards.with_user(user).read(["name"])

    def test_sys_01_orders_without_instruments_are_as_before(self):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.buyer.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.goods_430.id, "product_uom_qty": 1.5}
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        self.assertFalse(order.kam_has_cards)
        self.assertFalse(order.kam_notice)

    def test_card_09_issue_of_100_vouchers_keeps_its_query_budget(self):
        self.stock(self.voucher_100, 100)
        order = self.quotation([(self.voucher_100, 90, 100)], user=self.manager)
        order.kam_split_reason = "as the buyer asked"
        order.action_confirm()
        invoice = order.sudo()._create_invoices()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        invoice.action_post()
        self.env.flush_all()
        # one update and one entry for each, and what the invoice itself needs
        self.assertLess(self.env.cr.sql_log_count - before, 2 * 100 + 140)
