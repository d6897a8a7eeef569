from datetime import timedelta
from math import ceil

from odoo import models

from odoo.addons.kam_core.engine.errors import EngineError
from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards import queries
from odoo.addons.kam_groupbuy_cards.engine import codes, pins, tender, uid

A_DAY = timedelta(days=1)
MAX_IDENTIFIER = 64


def is_identifier(text):
    """Tell whether ``text`` may be the key of a payment line, an order or a device."""
    is_short = isinstance(text, str) and 0 < len(text) <= MAX_IDENTIFIER
    return is_short and text.isprintable()


# four bytes in hexadecimal
SHORTEST_CHIP = 8


class Refusal(Exception):
    """A business refusal; the till gets it as data, the transaction is committed.

    An error would roll back what must stay: the count of wrong PINs and codes.
    """

    def __init__(self, reason, **data):
        super().__init__(reason)
        self.reason = reason
        self.data = data


class KamCardTill(models.AbstractModel):
    """What a till may ask (till contract of the architecture).

    The public methods are on ``pos.payment.method``: they check group, session, method
    and company and call these as superuser. A till passes codes and keys, never ids.
    """

    _name = "kam.card.till"
    _description = "Tills and group-buy vouchers or cards"

    # === BUSINESS METHODS - CONTRACT === #

    def _hold(self, session, request):
        """Reserve an instrument for a payment line (CARD-05).

        The same key and request get the same answer; the same key with another
        ``due`` adjusts the reservation after the order changed.

        :param session: the open ``pos.session``
        :param request: ``code, pin, due, key, order_uuid, device``
        :return: the answer of the till contract
        """
        due = self._minor(session, request.get("due"))
        hold = self._find_hold(session, request.get("key"))
        if hold:
            return self._hold_again(hold, due, request)
        if due <= 0:
            raise Refusal("nothing_due")
        card, by_chip = self._identify(session, request.get("code"))
        self._check_usable(card)
        amount = self._amount_to_reserve(card, due)
        self._check_pin(session, card, amount, request.get("pin"), by_chip)
        return self._answer(
            self._reserve(session, card, amount, request, due=due, by_chip=by_chip)
        )

    def _status(self, session, request):
        """Tell what became of a key: reload, timer, lost connection, “Force done”."""
        hold = self._find_hold(session, request.get("key"))
        return self._answer(hold) if hold else {"ok": True, "state": "none"}

    def _release(self, session, request):
        """Give a reservation back; safe to repeat."""
        hold = self._find_hold(session, request.get("key"))
        if not hold:
            return {"ok": True, "state": "none"}
        if hold.state == "captured":
            raise Refusal("captured", state="captured")
        self._give_free(hold, "till")
        return {"ok": True, "state": hold.state}

    def _reconcile(self, session, request):
        """Answer the state of each key and free what this device no longer claims.

        A reservation with a payment row on a living order is never freed.
        """
        keys = [str(key) for key in request.get("keys") or ()]
        holds = self._device_holds(session, request.get("device"))
        forgotten = holds.filtered(lambda hold: hold.key not in keys)
        freed = self._free_unclaimed(forgotten, "reconcile")
        states = self._states(session, dict.fromkeys(keys))
        return {"ok": True, "states": states, "released": freed.mapped("key")}

    def _states(self, session, keys):
        """Answer each key; one that is none of this till's stays without an answer."""
        states = {}
        for key in keys:
            try:
                states[key] = self._status(session, {"key": key})
            except Refusal:
                continue
        return states

    def _lookup(self, session, request):
        """Balance enquiry: no reservation, no PIN; wrong codes count (CARD-05)."""
        card, _by_chip = self._identify(session, request.get("code"))
        return {
            "ok": True,
            "kind": card.kind,
            "masked": card._masked(),
            "ref": card.name,
            "state": card.state,
            "state_label": card._state_label(),
            "face": card.face,
            "balance": card.balance,
            "available": card.available,
            "expiry": card.expiry_date and card.expiry_date.isoformat(),
            "message": "",
        }

    # === BUSINESS METHODS - IDENTIFICATION === #

    def _identify(self, session, code):
        """Return ``(instrument, was it by its chip?)`` for what was scanned.

        Only well-formed codes count as misses, or five bar codes of goods or slips of
        the fingers would lock a cashier out (CARD-13). A chip number may look like
        one of these, so it is searched first.

        :raise Refusal: malformed, unknown, another company's, or too many tries
        """
        self._check_pace(session)
        domain, by_chip = self._code_domain(session, code)
        card = self.env["kam.card"].search_fetch(domain, limit=2)
        mine = card.filtered(lambda card: card.company_id == session.company_id)
        if mine:
            return mine, by_chip
        if card:
            raise Refusal("other_company")
        if by_chip and self._is_slip(str(code)):
            raise Refusal("malformed")
        self._log_attempt(session, "unknown_code")
        raise Refusal("unknown")

    def _is_slip(self, text):
        return len(text.strip()) < SHORTEST_CHIP or uid.is_goods_barcode(text)

    def _code_domain(self, session, code):
        text = str(code or "")
        printed = codes.normalise(text)
        if printed:
            keys = self.env["kam.card.key"]._all().values()
            hashes = [codes.code_hash(key, printed) for key in keys]
            return [("code_hash", "in", hashes)], False
        try:
            chip = uid.canonical_uid(text, session.config_id.kam_reader_profile)
        except EngineError as error:
            raise Refusal("malformed") from error
        return [("uid", "=", chip)], True

    def _check_pace(self, session):
        """Refuse for some seconds after too many wrong tries at this till."""
        company = session.company_id
        now = self.env["kam.clock"]._now()
        since = now - timedelta(minutes=company.kam_card_tries_window)
        query = queries.recent_attempts(session.id, since)
        ((count, last),) = self.env.execute_query(query)
        if count < company.kam_card_tries:
            return
        wait = last + timedelta(seconds=company.kam_card_block_seconds) - now
        if wait > timedelta(0):
            raise Refusal("slow_down", seconds=ceil(wait.total_seconds()))

    def _log_attempt(self, session, kind, card=None):
        as_service(self.env["kam.card.attempt"]).create(
            {
                "kind": kind,
                "session_id": session.id,
                "config_id": session.config_id.id,
                "company_id": session.company_id.id,
                "user_id": self.env.uid,
                "card_id": card and card.id,
                "occurred_at": self.env["kam.clock"]._now(),
            }
        )

    # === BUSINESS METHODS - RULES === #

    def _check_usable(self, card):
        if card.state == "active" and self._is_over(card):
            raise Refusal("expired", date=card.expiry_date)
        if card.state != "active":
            reasons = {"used": "used", "frozen": "frozen", "expired": "expired"}
            reason = reasons.get(card.state, "not_active")
            raise Refusal(reason, card=card)

    def _is_over(self, card):
        """Tell whether the last day of an instrument is over in its company."""
        clock = self.env["kam.clock"]
        # most often there is no need to look up the zone: none is a day ahead of UTC
        if not card.expiry_date or card.expiry_date > clock._now().date() + A_DAY:
            return False
        return card.expiry_date < clock._today(card.company_id)

    def _amount_to_reserve(self, card, due):
        """Return minor units: a voucher is reserved whole, a card up to the due.

        :raise Refusal: nothing is free
        """
        decimals = card.currency_id.decimal_places
        balance = to_minor(card.balance, decimals)
        available = balance - to_minor(card.held, decimals)
        if card.kind == "voucher" and available < balance or balance and not available:
            raise Refusal("reserved", card=card)
        if not available:
            raise Refusal("insufficient", card=card)
        return available if card.kind == "voucher" else min(due, available)

    def _check_pin(self, session, card, amount, pin, by_chip):
        """CARD-03, CARD-13: the PIN from an amount; locked after too many failures.

        What is reserved already counts, or many small lines would do without a PIN. A
        chip number is no secret: without a PIN it opens small amounts only.

        :param amount: to be reserved in addition, in minor units
        """
        if card.kind != "card":
            return
        decimals = card.currency_id.decimal_places
        if card.pin_locked:
            raise Refusal("pin_locked", card=card)
        reserved = to_minor(card.held, decimals)
        if reserved + amount < to_minor(card.type_id.pin_from, decimals):
            return
        if not card.pin_hash:
            if by_chip:
                raise Refusal("code_required")
            return
        if not pin:
            raise Refusal("pin_required", needs_pin=True, masked=card._masked())
        key = self.env["kam.card.key"]._get(card.key_id)
        if not pins.pin_matches(key, card.pin_salt, str(pin), card.pin_hash):
            self._count_wrong_pin(session, card)
        elif card.pin_failures:
            self.env.execute_query(queries.reset_pin_failures(card.id))

    def _count_wrong_pin(self, session, card):
        self._log_attempt(session, "wrong_pin", card)
        limit = card.company_id.kam_card_tries
        query = queries.count_pin_failure(card.id, limit)
        ((failures, locked),) = self.env.execute_query(query)
        card.invalidate_recordset(["pin_failures", "pin_locked"], flush=False)
        if locked:
            raise Refusal("pin_locked", card=card)
        raise Refusal(
            "pin_wrong",
            needs_pin=True,
            masked=card._masked(),
            left=limit - failures,
        )

    # === BUSINESS METHODS - ANSWERS === #

    def _answer(self, hold):
        """Return the answer of the till contract for a reservation."""
        card, decimals = hold.card_id, hold.currency_id.decimal_places
        amount = to_minor(hold.amount, decimals)
        forfeit = 0
        if hold.state == "captured":
            used = to_minor(hold.captured_amount, decimals)
        elif card.kind == "voucher" and hold.direction == "spend":
            used, _forfeit = tender.voucher_split(amount, to_minor(hold.due, decimals))
        else:
            used = amount
        if card.kind == "voucher" and hold.direction == "spend":
            forfeit = amount - used
        return {
            "ok": hold.state != "released",
            "state": hold.state,
            "kind": card.kind,
            "amount": from_minor(used, decimals),
            "face": from_minor(amount, decimals)
            if card.kind == "voucher"
            else card.balance,
            "forfeit": from_minor(forfeit, decimals),
            "balance": self._balance_after(hold),
            "ref": card.name,
            "masked": card._masked(),
            "reason": hold.state if hold.state == "released" else "",
            "message": "",
            "needs_pin": False,
        }

    def _balance_after(self, hold):
        """Return what the instrument will hold when its reservations are captured."""
        if hold.direction == "refund" and hold.state == "open":
            return hold.card_id.balance + hold.amount
        return hold.card_id.available

    def _minor(self, session, amount):
        try:
            return to_minor(amount, session.company_id.currency_id.decimal_places)
        except EngineError as error:
            raise Refusal("amount") from error
