from collections import defaultdict
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kam_core.engine.money import from_minor, round_minor, spread, to_minor
from odoo.addons.kam_groupbuy_cards.engine import credit, lifecycle

INVOICES = ("out_invoice", "out_receipt")
PAID = ("paid", "in_payment")


class Sold(NamedTuple):
    """What one document says about one order line; ``amount`` in minor units."""

    sale_line: models.Model
    count: int
    amount: int


class KamCardSale(models.AbstractModel):
    """Invoices, payments and credit notes of instruments (money path 2 and 3).

    The invoice owes the value, the payment opens the instruments for the tills, a
    withdrawn payment closes them, a credit note takes unspent ones back. Accounting
    users have no rights on instruments: callers pass the service as superuser.
    """

    _name = "kam.card.sale"
    _description = "Sale of group-buy vouchers and cards"

    # === BUSINESS METHODS - DOCUMENTS === #

    def _book_posted(self, moves):
        """Issue or take back the instruments of posted documents (CARD-07)."""
        for move in moves.filtered(lambda move: move.is_sale_document(True)):
            lines = self._instrument_lines(move)
            self._check_liability(move, lines)
            if lines and move.move_type in INVOICES:
                self._issue(move, lines)
            elif lines:
                self._take_back(move, lines)

    def _book_paid(self, moves):
        """Activate what paid invoices issued; repeating it changes nothing (CARD-08).

        An invoice of nothing is paid while it is being posted, hence issues first.
        """
        paid = moves.filtered(
            lambda move: move.move_type in INVOICES and move.payment_state in PAID
        )
        self._book_posted(paid.filtered(lambda move: not self._entries(move)))
        for move in paid:
            reason = self.env._("%(invoice)s is paid", invoice=move.name)
            self._open(self._cards(move), reason)

    def _book_credit(self, move, reason):
        """Activate instruments of an unpaid invoice on approved credit (CARD-08)."""
        self._open(self._cards(move), reason)

    def _book_unpaid(self, moves):
        """Close the instruments of invoices whose payment was withdrawn.

        An unspent one is merely sold again. One that was partly spent, or is reserved
        at a till at this moment, is frozen: a till may be about to take it.
        """
        for move in moves:
            reason = self.env._("Payment of %(invoice)s withdrawn", invoice=move.name)
            for card in self._cards(move):
                self._close(card, reason)

    def _check_undo(self, moves):
        """:raise UserError: a document that moved instruments is undone"""
        entries = self._entries(moves)
        if entries:
            raise UserError(
                self.env._(
                    "%(document)s has issued or taken back vouchers or cards, so it "
                    "can't be reset or cancelled. Make a credit note for what was not "
                    "spent.",
                    document=entries[0].move_id.name,
                )
            )

    # === BUSINESS METHODS - ACTIVATION === #

    def _open(self, cards, reason):
        ledger = self.env["kam.card.ledger"]
        for card in cards.sorted("id"):
            sold_before = card.state_before_freeze == lifecycle.SOLD
            if card.state == lifecycle.FROZEN and card.frozen_unpaid:
                ledger._unfreeze(card, reason)
            elif card.state == lifecycle.SOLD or (
                card.state == lifecycle.FROZEN and sold_before
            ):
                ledger._activate(card, reason)

    def _close(self, card, reason):
        ledger = self.env["kam.card.ledger"]
        touched = card.held or card.balance != card.face
        if card.state == lifecycle.ACTIVE and touched:
            ledger._freeze(card, reason, unpaid=True)
        elif lifecycle.ACTIVE in (card.state, card.state_before_freeze) and not touched:
            ledger._suspend(card, reason)

    def _cards(self, move):
        """Return the instruments a document issued, or those that replaced them."""
        cards = self._entries(move).card_id
        while cards.successor_id:
            cards = cards.filtered(lambda card: not card.successor_id) | (
                cards.successor_id
            )
        return cards

    def _entries(self, moves):
        return self.env["kam.card.entry"].search(
            [("move_id", "in", moves.ids), ("kind", "in", ("issue", "buy_back"))],
            order="id",
        )

    # === BUSINESS METHODS - INVOICE === #

    def _instrument_lines(self, move):
        lines = move.invoice_line_ids.filtered(lambda line: line.product_id)
        return lines.filtered("product_id.kam_card_type_id")

    def _issue(self, move, lines):
        """Issue the instruments of an invoice: its liability is their basis.

        Done once for each order line and invoice.

        :raise UserError: the invoice would not become a clean liability, or the stock
            is short
        """
        self._check_lines(move, lines)
        done = self._entries(move).sale_line_id
        for sold in self._sold(lines, -1):
            if sold.sale_line not in done and sold.count:
                self._issue_line(move, sold)

    def _issue_line(self, move, sold):
        line, decimals = sold.sale_line, move.company_currency_id.decimal_places
        face = round_minor(line._kam_face_unit(), decimals)
        if sold.amount > face * sold.count or sold.amount < 0:
            raise UserError(
                self.env._(
                    "“%(product)s” can't be sold above its face value of %(face)s or "
                    "below nothing.",
                    product=line.product_id.display_name,
                    face=move.company_currency_id.format(from_minor(face, decimals)),
                )
            )
        ledger = self.env["kam.card.ledger"]
        shares = spread(sold.amount, [1] * sold.count)
        for card, share in zip(self._from_stock(sold), shares, strict=True):
            ledger._issue(card, share, sale_line=line, move=move, face=face)

    def _from_stock(self, sold):
        """Return what was kept for the order line, filled up from the stock.

        :raise UserError: the stock is short
        """
        line = sold.sale_line
        if len(line._kam_kept()) < sold.count:
            line._kam_reserve(sold.count)
        cards = line._kam_kept()[: sold.count]
        if len(cards) < sold.count:
            raise UserError(
                self.env._(
                    "%(missing)s of %(count)s “%(type)s” are missing in stock. Receive "
                    "a batch of them, then confirm the invoice again.",
                    missing=sold.count - len(cards),
                    count=sold.count,
                    type=line.kam_card_type_id.name,
                )
            )
        return cards

    def _sold(self, lines, sign):
        """Return what each order line sells, in the order of the document.

        :param sign: −1 for invoices, whose income lines are credits; 1 for refunds
        """
        counts, amounts = defaultdict(int), defaultdict(int)
        for line in lines:
            sale_line = line.sale_line_ids
            decimals = line.company_currency_id.decimal_places
            counts[sale_line] += sale_line._kam_quantity(
                line.quantity, line.product_uom_id or line.product_id.uom_id
            )
            amounts[sale_line] += to_minor(sign * line.balance, decimals)
        return [Sold(line, counts[line], amounts[line]) for line in counts]

    # === BUSINESS METHODS - CREDIT NOTE === #

    def _take_back(self, move, lines):
        """Take unspent instruments back, exactly at the liability that is credited.

        :raise UserError: fewer are unspent, or the amount is another
        """
        self._check_lines(move, lines)
        done = self._entries(move).card_id.sale_line_id
        for sold in self._sold(lines, 1):
            if sold.sale_line not in done and sold.count:
                self._take_back_line(move, sold)

    def _take_back_line(self, move, sold):
        unspent = self._unspent(move, sold.sale_line)
        self._check_unspent(sold, unspent)
        decimals = move.company_currency_id.decimal_places
        shares = [to_minor(card.basis_left, decimals) for card in unspent]
        chosen = credit.choose(shares, sold.count, sold.amount)
        if chosen is None:
            currency = move.company_currency_id
            raise UserError(
                self.env._(
                    "The credit note gives %(amount)s back for %(count)s “%(product)s” "
                    "for which %(liability)s was paid. Credit exactly that.",
                    amount=currency.format(from_minor(sold.amount, decimals)),
                    count=sold.count,
                    product=sold.sale_line.product_id.display_name,
                    liability=currency.format(
                        from_minor(sum(shares[: sold.count]), decimals)
                    ),
                )
            )
        reason = self.env._("Credited by %(document)s", document=move.name)
        for position in chosen:
            card = unspent[position]
            self.env["kam.card.ledger"]._buy_back(card, reason, move=move)

    def _unspent(self, move, sale_line):
        """Return what may be credited, the latest serials first."""
        if move.reversed_entry_id:
            cards = self._cards(move.reversed_entry_id)
        else:
            cards = self.env["kam.card"].search([("sale_line_id", "=", sale_line.id)])
        states = {lifecycle.SOLD, lifecycle.ACTIVE, lifecycle.FROZEN}
        return cards.filtered(
            lambda card: (
                card.sale_line_id == sale_line
                and card.state in states
                and not card.held
                and card.balance == card.face
            )
        ).sorted("name", reverse=True)

    def _check_unspent(self, sold, unspent):
        if len(unspent) < sold.count:
            raise UserError(
                self.env._(
                    "Only %(unspent)s of %(count)s “%(product)s” to be credited are "
                    "unspent. What was spent can't be taken back; credit fewer.",
                    unspent=len(unspent),
                    count=sold.count,
                    product=sold.sale_line.product_id.display_name,
                )
            )

    # === BUSINESS METHODS - CHECKS === #

    def _check_lines(self, move, lines):
        """Re-check when it is posted what the order promised (CARD-07).

        :raise UserError: tax, another account, a broken quantity or no order line
        """
        for line in lines:
            problem = self._line_problem(move, line)
            if problem:
                raise UserError(problem)

    def _check_liability(self, move, lines):
        """Keep everything else off the contract liability, or the books can't tie out.

        :raise UserError: a fee, a down payment, a posted discount is booked on it
        """
        others = (move.line_ids - lines).filtered(
            lambda line: line.account_id.account_type == "liability_current"
        )
        stray = others.filtered(
            lambda line: line.account_id in self._liability_accounts(move.company_id)
        )
        if stray:
            raise UserError(
                self.env._(
                    "“%(line)s” can't be booked on %(account)s, which is for vouchers "
                    "and cards alone. Choose another account for it; for a down "
                    "payment, set a down payment account in the settings of Invoicing.",
                    line=stray[0].name or stray[0].product_id.display_name,
                    account=stray[0].account_id.display_name,
                )
            )

    def _liability_accounts(self, company):
        types = self.env["kam.card.type"].with_context(active_test=False)
        found = types.search([("company_id", "=", company.id)]).liability_account_id
        return found | company.kam_card_liability_account_id

    def _line_problem(self, move, line):
        product, card_type = line.product_id, line.product_id.kam_card_type_id
        name = product.display_name
        if card_type.company_id != move.company_id:
            return self.env._(
                "“%(product)s” belongs to another company; choose one of yours.",
                product=name,
            )
        if line.tax_ids:
            return self.env._(
                "“%(product)s” must be invoiced without tax: the VAT is due when the "
                "instrument is spent. Remove the tax from the line.",
                product=name,
            )
        if line.account_id != card_type._booking_account("liability"):
            return self.env._(
                "“%(product)s” must be booked on the contract liability %(account)s.",
                product=name,
                account=card_type._booking_account("liability").display_name,
            )
        if len(line.sale_line_ids) != 1 or line.sale_line_ids.product_id != product:
            return self.env._(
                "“%(product)s” is sold on a quotation: make the invoice or credit note "
                "from its order.",
                product=name,
            )
        if (
            line.sale_line_ids._kam_quantity(
                line.quantity, line.product_uom_id or product.uom_id
            )
            is None
        ):
            return line.sale_line_ids._kam_whole_message()
        return None
