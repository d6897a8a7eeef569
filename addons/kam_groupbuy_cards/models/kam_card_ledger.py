from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError

from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards import queries
from odoo.addons.kam_groupbuy_cards.engine import chain, lifecycle


class Movement(NamedTuple):
    """One movement to book; ``amount`` and ``basis`` in signed minor units."""

    kind: str
    key: str
    amount: int = 0
    basis: int = 0
    origin_key: str | None = None
    reason: str | None = None


class KamCardLedger(models.AbstractModel):
    """The only writer of instruments and their entries (CARD-06).

    Each verb books movements through :meth:`_post`: one guarded update of the
    instrument's row and one entry per movement, in the transaction of the document that
    caused them. Callers hold the rights of the document; the ledger acts as superuser.
    """

    _name = "kam.card.ledger"
    _description = "Ledger of group-buy vouchers and cards"

    # === BUSINESS METHODS - POSTING === #

    def _post(self, card, movements, *, where=None, values=None):
        """Book ``movements`` of one instrument and return their entries.

        :param card: one instrument, read in this transaction
        :param movements: list of :class:`Movement`
        :param where: where it happened (values of entry fields: session_id, …)
        :param values: further values of the instrument's row (state, held, …)
        :raise ConcurrencyError: somebody else moved the instrument (Odoo repeats)
        """
        rows = self._prepare_entries(card, movements, where or {})
        last = rows[-1]
        self._write_card(
            card,
            {
                "balance": last["balance_after"],
                "basis_left": last["basis_after"],
                "chain_head": last["hash"],
                **(values or {}),
                "chain_seq": last["seq"],
            },
        )
        # nobody has rights on entries: the ledger writes them for the document
        return as_service(self.env["kam.card.entry"].sudo()).create(rows)

    def _write_card(self, card, values):
        row = self.env.execute_query(queries.move(card.id, card.chain_seq, values))
        if not row:
            raise ConcurrencyError(f"instrument {card.name} was moved meanwhile")
        self._refresh(card, values)

    def _refresh(self, card, values):
        """Put what SQL wrote into the cache, so that no read follows each write."""
        card._update_cache(values, validate=False)
        card.invalidate_recordset(["available"], flush=False)

    def _prepare_entries(self, card, movements, where):
        decimals = card.currency_id.decimal_places
        balance = to_minor(card.balance, decimals)
        basis = to_minor(card.basis_left, decimals)
        head = card.chain_head or ""
        common = {
            "card_id": card.id,
            "company_id": card.company_id.id,
            "occurred_at": self.env["kam.clock"]._now(),
            "user_id": self.env.uid,
            **where,
        }
        rows = []
        for number, movement in enumerate(movements, start=card.chain_seq + 1):
            balance += movement.amount
            basis += movement.basis
            row = {
                **common,
                **movement._asdict(),
                "seq": number,
                "balance_after": balance,
                "basis_after": basis,
                "prev_hash": head,
            }
            head = row["hash"] = chain.link(head, self._payload(row))
            rows.append(self._to_currency(row, decimals))
        return rows

    def _payload(self, row):
        """Return what the hash of an entry covers; amounts in minor units."""
        names = (
            *("card_id", "seq", "kind", "amount", "balance_after", "basis"),
            *("basis_after", "key", "origin_key", "reason", "user_id", "store_id"),
            *("config_id", "session_id", "order_id", "sale_line_id", "move_id"),
        )
        payload = {name: row.get(name) or "" for name in names}
        return {**payload, "occurred_at": fields.Datetime.to_string(row["occurred_at"])}

    def _to_currency(self, row, decimals):
        amounts = ("amount", "balance_after", "basis", "basis_after")
        return {**row, **{name: from_minor(row[name], decimals) for name in amounts}}

    # === BUSINESS METHODS - LIFE CYCLE === #

    def _issue(self, card, basis, *, sale_line, move, face=None):
        """Sell an instrument: the invoice owes its value from now on (money path 2).

        :param basis: what the buyer pays for it, in minor units
        :param face: what it is worth, in minor units; by its type if left out
        """
        decimals = card.currency_id.decimal_places
        if face is None:
            face = to_minor(card.type_id.face, decimals)
        self._post(
            card,
            [Movement("issue", f"issue:{card.id}:{move.id}", face, basis)],
            where={"sale_line_id": sale_line.id, "move_id": move.id},
            values={
                "state": self._next_state(card, "sell"),
                "face": from_minor(face, decimals),
                "basis": from_minor(basis, decimals),
                "sale_line_id": sale_line.id,
                "partner_id": sale_line.order_id.partner_id.id,
            },
        )

    def _activate(self, card, reason):
        """Open an instrument for the tills (CARD-08); the value does not change."""
        today = self.env["kam.clock"]._today(card.company_id)
        values = self._payment_state(card, "activate")
        if not card.activated_on:
            months = card.type_id.validity_months
            expiry = months and today + relativedelta(months=months, days=-1)
            values["activated_on"] = self.env["kam.clock"]._now()
            values["expiry_date"] = expiry or None
        self._mark(card, "activate", reason, values)

    def _suspend(self, card, reason):
        """Close an active instrument whose payment was withdrawn."""
        values = self._payment_state(card, "suspend")
        self._mark(card, "suspend", reason, values)

    def _payment_state(self, card, event):
        """Return what ``activate`` or ``suspend`` writes.

        A frozen instrument stays frozen; the payment decides what it goes back to.
        """
        if card.state != lifecycle.FROZEN:
            return {"state": self._next_state(card, event)}
        before = lifecycle.may(card.state_before_freeze or "", event)
        return {"state_before_freeze": before or card.state_before_freeze or None}

    def _freeze(self, card, reason, *, unpaid=False):
        """Stop an instrument that was lost or is in doubt (CARD-08).

        :param unpaid: its payment was withdrawn; paying again releases it
        """
        values = {
            "state": self._next_state(card, "freeze"),
            "state_before_freeze": card.state,
            "freeze_reason": reason,
            "frozen_unpaid": unpaid,
        }
        self._mark(card, "freeze", reason, values)

    def _unfreeze(self, card, reason):
        values = {
            "state": self._next_state(card, "unfreeze"),
            "state_before_freeze": None,
            "freeze_reason": None,
            "frozen_unpaid": False,
            "pin_failures": 0,
            "pin_locked": False,
        }
        self._mark(card, "unfreeze", reason, values)

    def _buy_back(self, card, reason, *, move=None):
        """Take the rest of an instrument back: a credit note cancels its liability.

        :raise UserError: something of it is reserved at a till
        """
        self._check_free(card)
        decimals = card.currency_id.decimal_places
        movement = Movement(
            "buy_back",
            f"buy_back:{card.id}:{card.chain_seq + 1}",
            -to_minor(card.balance, decimals),
            -to_minor(card.basis_left, decimals),
            reason=reason,
        )
        values = {"state": self._next_state(card, "buy_back")}
        where = {"sale_line_id": card.sale_line_id.id, "move_id": move and move.id}
        self._post(card, [movement], where=where, values=values)

    def _replace(self, card, successor, reason):
        """Move the whole value of a lost instrument to a new one; the old is dead.

        :raise UserError: the new one is of another type or not from stock, or
            something of the old one is reserved at a till
        """
        self._check_free(card)
        kept = successor.state == lifecycle.RECEIVED and successor.sale_line_id
        if successor.type_id != card.type_id or kept:
            raise UserError(
                self.env._(
                    "Choose an instrument of the type “%(type)s” from stock that is "
                    "not kept for an order.",
                    type=card.type_id.name,
                )
            )
        decimals = card.currency_id.decimal_places
        balance = to_minor(card.balance, decimals)
        basis = to_minor(card.basis_left, decimals)
        key = f"transfer:{card.id}:{successor.id}"
        self._post(
            card,
            [Movement("transfer", f"{key}:out", -balance, -basis, reason=reason)],
            values={
                "state": self._next_state(card, "replace"),
                "successor_id": successor.id,
            },
        )
        inherited = ("partner_id", "sale_line_id", "holder_name", "expiry_date")
        self._post(
            successor,
            [Movement("transfer", f"{key}:in", balance, basis, reason=reason)],
            values={
                **self._columns(card, inherited),
                "state": self._next_state(successor, "succeed"),
                "activated_on": self.env["kam.clock"]._now(),
                "face": from_minor(balance, decimals),
                "basis": from_minor(basis, decimals),
            },
        )

    def _check_free(self, card):
        """:raise UserError: something of an instrument is reserved at a till"""
        if card.held:
            holds = card.hold_ids.filtered(
                lambda hold: hold.state == "open" and hold.direction == "spend"
            )
            raise UserError(
                self.env._(
                    "%(serial)s is reserved at a till (%(where)s). Finish or cancel "
                    "that order first.",
                    serial=card.name,
                    where=holds[:1]._where() if holds else "–",
                )
            )

    def _mark(self, card, kind, reason, values):
        """Book a change of state: an entry without amount, so that it is dated."""
        key = f"{kind}:{card.id}:{card.chain_seq + 1}"
        return self._post(card, [Movement(kind, key, reason=reason)], values=values)

    def _next_state(self, card, event):
        """Return the state after ``event``.

        :raise UserError: the life cycle of CARD-08 does not allow it
        """
        before = card.state_before_freeze or None
        state = lifecycle.may(card.state, event, before)
        if state is None:
            raise UserError(
                self.env._(
                    "%(serial)s is “%(state)s”: this is not possible for it.",
                    serial=card.name,
                    state=card._state_label(),
                )
            )
        return state

    # === BUSINESS METHODS - VERIFICATION === #

    def _verify(self, cards):
        """Return what contradicts the ledger: list of ``(card, problem)`` (CARD-06).

        Balance and liability of the row must equal the sums of its entries, and every
        entry must continue the hash chain; so a change by SQL is found.
        """
        # reports and the nightly check see all entries, whoever runs them
        cards = cards.sudo()
        cards.invalidate_recordset()
        return [
            (card, problem) for card in cards for problem in self._card_problems(card)
        ]

    def _card_problems(self, card):
        entries = card.entry_ids.sorted("seq")
        decimals = card.currency_id.decimal_places
        sums = {
            "balance": sum(to_minor(entry.amount, decimals) for entry in entries),
            "basis_left": sum(to_minor(entry.basis, decimals) for entry in entries),
        }
        problems = [
            name for name in sums if to_minor(card[name], decimals) != sums[name]
        ]
        rows = [
            (entry.seq, entry.prev_hash or "", entry.hash, self._stored(entry))
            for entry in entries
        ]
        if chain.verify(rows, head=card.chain_head or "") is not None:
            problems.append("chain")
        return problems

    def _stored(self, entry):
        decimals = entry.currency_id.decimal_places
        row = self._columns(entry, entry._fields)
        for name in ("amount", "balance_after", "basis", "basis_after"):
            row[name] = to_minor(entry[name], decimals)
        return self._payload(row)

    def _columns(self, record, names):
        """Return plain column values of ``names``: ids, None for empty."""
        return {
            name: record._fields[name].convert_to_write(record[name], record) or None
            for name in names
        }
