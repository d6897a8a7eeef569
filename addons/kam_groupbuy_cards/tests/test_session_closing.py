from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.kam_core.services_token import as_service

from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestSessionClosing(BooksCommon):
    """The entry of a till session takes from the contract liability (CARD-07)."""

    def assert_receivables_settled(self, moves):
        lines = moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertTrue(all(lines.mapped("reconciled")), lines.mapped("name"))

    def test_card_07_voucher_takes_liability_concession_and_forfeit(self):
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.assert_ties_out(ledger=450, remaining=0, unposted=450)
        session = self.close_and_open()
        self.assertRecordValues(
            self.lines_of(session).sorted("balance"),
            [
                {
                    "name": f"{session.name}: forfeited value",
                    "account_id": self.forfeit.id,
                    "debit": 0,
                    "credit": 63,
                },
                {
                    "name": f"{session.name}: price concession",
                    "account_id": self.concession.id,
                    "debit": 43,
                    "credit": 0,
                },
                {
                    "name": f"{session.name}: vouchers and cards used",
                    "account_id": self.liability.id,
                    "debit": 450,
                    "credit": 0,
                },
            ],
        )
        self.assert_ties_out(ledger=0, remaining=0, unposted=0)

    def test_card_07_sale_at_face_books_the_liability_alone(self):
        voucher = self.sell(self.voucher_500, 500)
        self.redeem([(self.goods_430, 1), (self.goods_100, 1)], [(voucher, 500)], 30)
        session = self.close_and_open()
        self.assert_booked(session, liability=500)
        self.assertFalse(session.bank_payment_ids)
        self.assertEqual(len(session.move_id.line_ids), 3)  # sales, cash, liability
        self.assert_ties_out(ledger=0)

    def test_card_07_card_is_used_by_parts_without_losing_a_cent(self):
        card = self.sell(self.card_1000, 333.33)
        for basis in (33.33, 33.34, 33.33):
            self.redeem([(self.goods_100, 1)], [(card, 100)])
            self.assert_booked(
                self.close_and_open(), liability=basis, concession=100 - basis
            )
        self.assert_ties_out(ledger=233.33, remaining=233.33)

    def test_card_07_types_with_one_account_share_a_line(self):
        voucher = self.sell(self.voucher_500, 450)
        card = self.sell(self.card_1000, 800)
        lines = [(self.goods_430, 1), (self.goods_100, 3)]
        self.redeem(lines, [(voucher, 500), (card, 230)])
        session = self.close_and_open()
        self.assert_booked(session, liability=450 + 184, concession=50 + 46)
        self.assert_ties_out(ledger=616, remaining=616)

    def test_card_07_types_with_own_accounts_have_own_lines(self):
        own = self._account("2203KAM2", "Contract liability 2", "liability_current")
        with patch.object(type(self), "liability", own):
            other = self.card_type("voucher", 100, "VX")
        vouchers = self.sell(other, 80) | self.sell(self.voucher_100, 90)
        self.redeem([(self.goods_100, 2)], [(card, 100) for card in vouchers])
        session = self.close_and_open()
        self.assert_booked(session, liability=90, concession=30)
        lines = session.move_id.line_ids.filtered(lambda line: line.account_id == own)
        self.assertRecordValues(lines, [{"balance": 80}])
        self.assert_ties_out(ledger=0)

    # === REFUNDS === #

    def test_card_07_refund_in_the_same_session_leaves_the_forfeit(self):
        voucher = self.sell(self.voucher_500, 450)
        self.refund(self.redeem([(self.goods_430, 1)], [(voucher, 430)]))
        session = self.close_and_open()
        self.assert_booked(session, liability=63, forfeit=63)
        self.assertFalse(session.bank_payment_ids)
        self.assertNotIn(0, self.lines_of(session).mapped("balance"))
        self.assert_ties_out(ledger=387, remaining=387)

    def test_card_07_refund_in_a_later_session_is_the_mirror(self):
        """Net negative: here Odoo's own bank payment would hit one account twice."""
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.close_and_open()
        self.refund(order)
        self.assert_ties_out(ledger=0, remaining=387, unposted=-387)
        session = self.close_and_open()
        self.assert_booked(session, liability=-387, concession=-43)
        self.assertFalse(session.bank_payment_ids)
        self.assert_ties_out(ledger=387, remaining=387)

    def test_card_07_refund_with_forfeit_and_cash_in_one_session(self):
        voucher = self.sell(self.voucher_500, 450)
        card = self.sell(self.card_1000, 900)
        order = self.redeem([(self.goods_430, 1)], [(card, 300)], cash=130)
        self.close_and_open()
        self.refund(order, cash=130)
        self.redeem([(self.goods_100, 1)], [(voucher, 100)])
        session = self.close_and_open()
        # −270 for the card, 90 and 360 for the voucher
        self.assert_booked(session, liability=180, concession=-20, forfeit=360)
        self.assert_ties_out(ledger=900, remaining=900)

    # === INVOICES === #

    def test_card_07_invoiced_order_settles_the_receivable(self):
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)], **self.invoiced())
        self.assertEqual(order.account_move.payment_state, "paid")
        session = self.close_and_open()
        self.assert_booked(session, liability=450, concession=43, forfeit=63)
        self.assert_receivables_settled(
            session.move_id | order.account_move | order.payment_ids.account_move_id
        )
        self.assert_ties_out(ledger=0)

    def test_card_07_order_invoiced_after_closing_leaves_the_liability(self):
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        session = self.close_and_open()
        self.invoice_later(order)
        self.assertEqual(order.account_move.payment_state, "paid")
        self.assert_booked(session, liability=450, concession=43, forfeit=63)
        reversal = self.env["account.move"].search(
            [("reversed_pos_order_id", "=", order.id)]
        )
        self.assert_receivables_settled(
            reversal | order.account_move | order.payment_ids.account_move_id
        )
        self.assert_ties_out(ledger=0)

    def test_card_07_refund_of_an_invoiced_order_later(self):
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)], **self.invoiced())
        self.close_and_open()
        refund = self.refund(order, **self.invoiced())
        self.assertEqual(refund.account_move.move_type, "out_refund")
        session = self.close_and_open()
        self.assert_booked(session, liability=-387, concession=-43)
        self.assert_receivables_settled(
            session.move_id | refund.account_move | refund.payment_ids.account_move_id
        )
        self.assert_ties_out(ledger=387, remaining=387)

    def test_card_07_refund_invoiced_after_closing(self):
        card = self.sell(self.card_1000, 900)
        order = self.redeem([(self.goods_430, 1)], [(card, 430)])
        self.close_and_open()
        refund = self.refund(order)
        session = self.close_and_open()
        self.invoice_later(order)
        self.invoice_later(refund)
        self.assert_booked(session, liability=-387, concession=-43)
        reversal = self.env["account.move"].search(
            [("reversed_pos_order_id", "in", (order | refund).ids)]
        )
        self.assertEqual(len(reversal), 2)
        self.assert_receivables_settled(
            reversal | (order | refund).payment_ids.account_move_id
        )
        self.assert_ties_out(ledger=900, remaining=900)

    def test_card_07_refund_under_storno_accounting(self):
        """Chinese companies book red figures; the balances are the same."""
        self.company.sudo().account_storno = True
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.close_and_open()
        self.refund(order)
        self.assert_booked(self.close_and_open(), liability=-387, concession=-43)
        self.assert_ties_out(ledger=387, remaining=387)

    # === OTHER WAYS TO CLOSE === #

    def test_card_07_rescue_session_books_like_any_other(self):
        voucher = self.sell(self.voucher_500, 450)
        self.pos_session.rescue = True
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        session = self.pos_session
        session.action_pos_session_closing_control()
        self.assertEqual(session.state, "closed")
        self.assert_booked(session, liability=450, concession=43, forfeit=63)
        self.assert_ties_out(ledger=0)

    def test_card_07_cashier_closes_without_rights_on_the_ledger(self):
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        session = self.pos_session
        cashier = self.env["res.users"].create(
            {
                "name": "Cashier",
                "login": "books_cashier",
                "company_id": self.company.id,
                "company_ids": self.company.ids,
                "group_ids": self.env.ref("point_of_sale.group_pos_user").ids,
            }
        )
        session.with_user(cashier).post_closing_cash_details(0)
        answer = session.with_user(cashier).close_session_from_ui()
        self.assertTrue(answer["successful"], answer)
        self.assert_booked(session, liability=450, concession=43, forfeit=63)

    def test_card_07_order_of_nothing_but_forfeit_and_refund_is_balanced(self):
        """Sale and refund, both invoiced, in one session: the payments cancel out."""
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)], **self.invoiced())
        self.refund(order, **self.invoiced())
        session = self.close_and_open()
        self.assert_booked(session, liability=63, forfeit=63)
        self.assertEqual(session.move_id.state, "posted")
        self.assert_ties_out(ledger=387, remaining=387)

    def test_card_07_free_instrument_is_all_concession(self):
        voucher = self.sell(self.voucher_500, 0)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.assert_booked(self.close_and_open(), concession=430)
        self.assert_ties_out(ledger=0)

    def test_card_07_sessions_without_instruments_are_as_before(self):
        self.sync(self.order_data([(self.goods_430, 1)], [(self.bank_pm1, 430, None)]))
        session = self.close_and_open()
        self.assertFalse(self.lines_of(session))
        self.assertRecordValues(session.bank_payment_ids, [{"amount": 430}])

    # === REFUSALS === #

    def test_card_07_counted_difference_is_refused(self):
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.pos_session.post_closing_cash_details(0)
        answer = self.pos_session.close_session_from_ui(
            [(self.instrument_method.id, 5.0)]
        )
        self.assertFalse(answer["successful"])
        self.assertIn("is not counted at closing", answer["message"])
        self.assertFalse(self.pos_session.move_id)
        answer = self.pos_session.close_session_from_ui(
            [(self.instrument_method.id, 0.0)]
        )
        self.assertTrue(answer["successful"], answer)

    def test_card_07_payments_must_equal_the_ledger(self):
        voucher = self.sell(self.voucher_500, 450)
        order = self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.env.cr.execute(
            "UPDATE pos_payment SET amount = 400 WHERE pos_order_id = %s", [order.id]
        )
        hold = voucher.hold_ids
        as_service(hold).write({"captured_amount": 400})
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "their ledger has"):
            self.pos_session.action_pos_session_closing_control()

    def test_card_07_missing_account_is_named(self):
        voucher = self.sell(self.voucher_500, 450)
        self.voucher_500.concession_account_id = False
        self.company.sudo().kam_card_concession_account_id = False
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        with self.assertRaisesRegex(UserError, "no account for “Price Concession”"):
            self.pos_session.action_pos_session_closing_control()

    def test_card_07_company_accounts_stand_in_for_the_type(self):
        voucher = self.sell(self.voucher_500, 450)
        self.voucher_500.write(
            {"concession_account_id": False, "forfeit_account_id": False}
        )
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        session = self.close_and_open()
        self.assert_booked(session, liability=450, concession=43, forfeit=63)

    def test_card_07_till_in_another_currency_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "sells in EUR"):
            self.other_currency_config.payment_method_ids = [
                (4, self.instrument_method.id)
            ]
