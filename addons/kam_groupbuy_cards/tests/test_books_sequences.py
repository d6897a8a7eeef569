from contextlib import contextmanager, suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .books_common import BooksCommon


class Undo(Exception):
    """Ends an example, so that the next one begins where this one began."""


STEPS = (
    *("sell", "redeem", "redeem", "refund", "close", "invoice"),
    *("breakage", "replace", "credit"),
)


@tagged("post_install", "-at_install")
class TestBooksSequences(BooksCommon):
    """Whatever happens in whatever order, nothing remains unexplained (CARD-07).

    The tie-out is the oracle: after each step X is 0, every instrument is the sum of
    its entries and its chain is whole.
    """

    def setUp(self):
        super().setUp()
        self.cards = (
            self.sell(self.voucher_500, 437.77)
            | self.sell(self.voucher_500, 500)
            | self.sell(self.card_1000, 861.13)
        )
        self.first_session = self.pos_session

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def test_card_07_nothing_is_unexplained_after_any_step(self, data):
        with self.undone():
            self.pos_session = self.first_session
            self.sold, self.left = self.cards, {}
            for _number in range(data.draw(st.integers(4, 8), "steps")):
                step = data.draw(st.sampled_from(STEPS), "step")
                getattr(self, f"step_{step}")(data)
                self.assert_ties_out()
            self.assertFalse(self.ledger._verify(self.sold))

    @contextmanager
    def undone(self):
        """Take back what an example did."""
        with suppress(Undo), self.env.cr.savepoint():
            yield
            raise Undo

    # === STEPS === #

    def step_sell(self, data):
        card_type = data.draw(st.sampled_from([self.voucher_100, self.card_1000]))
        price = data.draw(st.integers(0, int(card_type.face * 100)), "price") / 100
        self.sold |= self.sell(card_type, price)

    def step_redeem(self, data):
        """Pay with up to three instruments, the rest in cash."""
        active = self.sold.filtered(lambda card: card.state == "active")
        count = data.draw(st.integers(1, 9), "goods")
        due, instruments = count * 100.0, []
        for card in active[: data.draw(st.integers(0, 3), "instruments")]:
            amount = min(card.balance, due)
            if amount and card.kind == "card":
                amount = data.draw(st.integers(1, int(amount * 100)), "amount") / 100
            if amount:
                instruments.append((card, amount))
                due = round(due - amount, 2)
        order = self.redeem(
            [(self.goods_100, count)], instruments, due, **self.may_invoice(data)
        )
        self.left[order] = count

    def step_refund(self, data):
        """Bring some or all of an order's goods back."""
        orders = [order for order, count in self.left.items() if count]
        if orders:
            order = data.draw(st.sampled_from(orders), "order")
            count = data.draw(st.integers(1, self.left[order]), "goods back")
            self.left[order] -= count
            values = self.may_invoice(data) if order.account_move else {}
            self.refund(order, count, **values)

    def step_close(self, data):
        """Close the session at the till, or as a rescue session in the back end."""
        session = self.pos_session
        session.rescue = data.draw(st.booleans(), "rescue")
        if session.rescue:
            session.action_pos_session_closing_control()
            self.assertEqual(session.state, "closed")
            self.open_new_session(0)
        else:
            self.close_and_open()

    def step_invoice(self, data):
        """Invoice an order, or one of a closed session, afterwards."""
        orders = [order for order in self.left if not order.account_move]
        if orders:
            self.invoice_later(data.draw(st.sampled_from(orders), "order"))

    def step_breakage(self, data):
        amount = data.draw(st.integers(1, 5000), "breakage") / 100
        self.book(self.liability, self.forfeit, amount, kam_breakage=True)

    def step_replace(self, data):
        """Move what a lost instrument holds to a new one."""
        cards = self.sold.filtered(lambda card: card.state == "active")
        if cards:
            card = data.draw(st.sampled_from(list(cards)), "lost")
            self.ledger._freeze(card, "lost")
            successor = self.stock(card.type_id)
            self.ledger._replace(card, successor, "lost")
            self.sold |= successor

    def step_credit(self, data):
        """Credit the invoice of an unspent instrument."""
        cards = self.sold.filtered(
            lambda card: card.state == "active" and len(card.entry_ids) == 2
        )
        if cards:
            card = data.draw(st.sampled_from(list(cards)), "credited")
            invoice = card.entry_ids.move_id
            invoice.sudo()._reverse_moves([{}]).action_post()
            self.assertEqual((card.state, card.basis_left), ("bought_back", 0))

    def may_invoice(self, data):
        return self.invoiced() if data.draw(st.booleans(), "invoiced") else {}
