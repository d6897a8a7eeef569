from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .books_common import BooksCommon


@tagged("post_install", "-at_install")
class TestTieOut(BooksCommon):
    """The contract liability equals what the instruments owe (CARD-07)."""

    def opened(self, code):
        """Return the records a term opens."""
        domain = self.tie_out._domain(self.company, code)
        return self.env[self.tie_out._model(code)].sudo().search(domain)

    def test_card_07_empty_company_ties_out(self):
        self.assert_ties_out(ledger=0, remaining=0, unposted=0, breakage=0, credit=0)

    def test_card_07_sold_instruments_remain(self):
        cards = self.sell(self.voucher_500, 450, 2) | self.sell(self.card_1000, 1000)
        self.assert_ties_out(ledger=1900, remaining=1900)
        self.assertEqual(self.opened("remaining"), cards.sorted("name"))
        self.assertEqual(self.opened("ledger").account_id, self.liability)

    def test_card_07_used_in_an_open_session(self):
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        self.assert_ties_out(ledger=450, remaining=0, unposted=450)
        self.assertEqual(
            self.opened("unposted"),
            voucher.entry_ids.filtered(lambda e: e.kind in ("capture", "forfeit")),
        )
        self.close_and_open()
        self.assertFalse(self.opened("unposted"))

    def test_card_07_session_entry_taken_back_to_draft(self):
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        session = self.close_and_open()
        session.move_id.sudo().button_draft()
        self.assert_ties_out(ledger=450, remaining=0, unposted=450)

    def test_card_07_sold_without_a_posted_invoice(self):
        card = self.stock(self.voucher_500)
        line = self.sell(self.voucher_100, 100).sale_line_id
        draft = self.env["account.move"].create({"move_type": "out_invoice"})
        self.ledger._issue(card, 45000, sale_line=line, move=draft)
        self.assert_ties_out(ledger=100, remaining=550, credit=450)
        self.assertEqual(self.opened("credit").card_id, card)

    def test_card_07_breakage_taken_ahead_is_a_term(self):
        self.sell(self.voucher_500, 450)
        move = self.book(self.liability, self.forfeit, 20, kam_breakage=True)
        self.assert_ties_out(ledger=430, remaining=450, breakage=20)
        self.assertEqual(self.opened("breakage").move_id, move)
        move._reverse_moves([{}], cancel=True)
        self.assert_ties_out(ledger=450, remaining=450, breakage=0)

    def test_card_07_breakage_is_not_marked_on_invoices_and_sessions(self):
        voucher = self.sell(self.voucher_500, 450)
        self.redeem([(self.goods_430, 1)], [(voucher, 430)])
        session = self.close_and_open()
        for move in (voucher.entry_ids.move_id, session.move_id):
            with self.assertRaisesRegex(ValidationError, "miscellaneous entry"):
                move.sudo().kam_breakage = True

    def test_card_07_reclassified_vat_stays_in_the_formula(self):
        vat = self._account("2221KAM", "Pending output VAT", "liability_current")
        self.company.sudo().kam_card_pending_vat_account_id = vat
        self.sell(self.voucher_500, 450)
        self.book(self.liability, vat, 51.77)
        self.assert_ties_out(ledger=450, remaining=450)

    def test_sys_03_each_company_has_its_own_tie_out(self):
        self.sell(self.voucher_500, 450)
        other = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(set(self.tie_out._terms(other).values()), {0})
        self.assertFalse(self.tie_out._count(other, "ledger"))

    # === WHAT DOES NOT TIE OUT === #

    def test_card_07_foreign_entry_is_the_unexplained_rest(self):
        self.sell(self.voucher_500, 450)
        move = self.book(self.forfeit, self.liability, 7)
        self.assertEqual(self.tie_out._terms(self.company)["unexplained"], 7)
        self.assertRecordValues(
            self.opened("unexplained"),
            [{"move_id": move.id, "account_id": self.liability.id, "credit": 7}],
        )

    def test_card_07_opposite_foreign_entries_are_still_shown(self):
        both = self.book(self.forfeit, self.liability, 7)
        both |= self.book(self.liability, self.forfeit, 7)
        self.assertEqual(self.tie_out._terms(self.company)["unexplained"], 0)
        self.assertEqual(self.opened("unexplained").move_id, both)

    def test_card_07_line_moved_off_the_account_is_found(self):
        voucher = self.sell(self.voucher_500, 450)
        move = voucher.entry_ids.move_id
        line = move.line_ids.filtered(lambda line: line.account_id == self.liability)
        self.env.cr.execute(
            "UPDATE account_move_line SET account_id = %s WHERE id = %s",
            [self.forfeit.id, line.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.tie_out._terms(self.company)["unexplained"], -450)
        self.assertEqual(self.opened("unexplained").move_id, move)

    def test_card_07_balance_changed_by_sql_is_found(self):
        voucher = self.sell(self.voucher_500, 450)
        self.assertFalse(self.tie_out._unequal_cards(self.company))
        self.env.cr.execute(
            "UPDATE kam_card SET balance = 900, basis_left = 500 WHERE id = %s",
            [voucher.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.tie_out._unequal_cards(self.company), voucher)
        self.assertEqual(self.tie_out._terms(self.company)["unexplained"], -50)
