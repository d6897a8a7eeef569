"""What the tests of the books share: whole sales and refunds, and the tie-out."""

from uuid import uuid4

from odoo import Command

from .cards_common import CardsCommon


class BooksCommon(CardsCommon):
    """Builders that redeem, refund and close, and then ask for the rest."""

    def setUp(self):
        super().setUp()
        self.tie_out = self.env["kam.card.tie.out"]
        self.open_new_session(0)

    # --- tills -----------------------------------------------------------------

    def redeem(self, lines, instruments, cash=0, **values):
        """Pay goods with instruments (and cash) and return the synchronised order.

        :param lines: ``[(product, quantity), …]``
        :param instruments: ``[(card, amount), …]``; a voucher forfeits its rest
        """
        uuid = str(uuid4())
        payments = []
        for card, amount in instruments:
            pin = {"pin": "4711"} if card.pin_hash else {}
            key, answer = self.hold(card, amount, uuid, **pin)
            self.assertTrue(answer["ok"], answer)
            payments.append((self.instrument_method, amount, key))
        if cash:
            payments.append((self.cash_pm1, cash, None))
        return self.sync(self.order_data(lines, payments, uuid=uuid, **values))

    def refund(self, order, quantity=None, cash=0, **values):
        """Refund an order, to the instruments that paid as much as they may get.

        :param quantity: of each line; all of it if left out
        :param cash: what is given back in cash at least
        """
        uuid = str(uuid4())
        counts = {line: quantity or line.qty for line in order.lines}
        left = sum(line.price_unit * count for line, count in counts.items()) - cash
        payments = []
        for origin in self.ask("refundable", order_uuid=order.uuid)["lines"]:
            back = min(origin["refundable"], left)
            if back:
                key = self._announce(origin["original_key"], back, uuid)
                payments.append((self.instrument_method, -back, key))
                left -= back
        if left + cash:
            payments.append((self.cash_pm1, -left - cash, None))
        lines = [(line.product_id, -count) for line, count in counts.items()]
        data = self.order_data(lines, payments, uuid=uuid, is_refund=True, **values)
        for command, line in zip(data["lines"], counts, strict=True):
            command[2]["refunded_orderline_id"] = line.id
        return self.sync(data)

    def _announce(self, original_key, amount, order_uuid):
        key = str(uuid4())
        answer = self.ask(
            "refund",
            key=key,
            original_key=original_key,
            amount=amount,
            order_uuid=order_uuid,
        )
        self.assertTrue(answer["ok"], answer)
        return key

    def invoiced(self):
        """Return the values that make an order an invoiced one."""
        return {"partner_id": self.customer.id, "to_invoice": True}

    def invoice_later(self, order):
        """Make the invoice of an order afterwards, as the back end does."""
        order.partner_id = self.customer
        return order.with_context(generate_pdf=False).action_pos_order_invoice()

    def close_and_open(self):
        """Close the session, open the next one, and return the closed one."""
        closed = self.pos_session
        self.assertEqual(self.close(), {"successful": True})
        self.open_new_session(0)
        return closed

    # --- books -----------------------------------------------------------------

    def lines_of(self, session):
        """Return what the entry of a session books for instruments."""
        accounts = self.liability | self.concession | self.forfeit
        return session.move_id.line_ids.filtered(
            lambda line: line.account_id in accounts
        )

    def assert_booked(self, session, liability=0, concession=0, forfeit=0):
        """Check all lines for instruments: debits; ``forfeit`` is a credit."""
        expected = [
            {"account_id": account.id, "balance": balance}
            for account, balance in (
                (self.liability, liability),
                (self.concession, concession),
                (self.forfeit, -forfeit),
            )
            if balance
        ]
        lines = self.lines_of(session).sorted(
            lambda line: (
                (self.liability | self.concession | self.forfeit).ids.index(
                    line.account_id.id
                )
            )
        )
        self.assertRecordValues(lines, expected)

    def assert_ties_out(self, **terms):
        """X is 0 and Σ balances = Σ entries; and the terms that are given."""
        found = self.tie_out._terms(self.company)
        self.assertEqual({**found, **terms, "unexplained": 0.0}, found)
        self.assertFalse(self.tie_out._unexplained(self.company))
        self.assertFalse(self.tie_out._unequal_cards(self.company))

    def book(self, debit, credit, amount, **values):
        """Post a miscellaneous entry of finance."""
        move = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "journal_id": self.company_data["default_journal_misc"].id,
                    "line_ids": [
                        Command.create({"account_id": debit.id, "debit": amount}),
                        Command.create({"account_id": credit.id, "credit": amount}),
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move
