from datetime import timedelta

from odoo import models
from odoo.exceptions import ConcurrencyError

from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards import queries

from .kam_card_till import Refusal, is_identifier

# reasons of a release that nobody at the till asked for
SYSTEM_RELEASES = ("reconcile", "closing", "stale")


class KamCardTillHolds(models.AbstractModel):
    """Reservations: made by a scan, adjusted, given back (money path 4)."""

    _inherit = "kam.card.till"

    # === BUSINESS METHODS - RESERVATIONS === #

    def _find_hold(self, session, key):
        """Return the reservation of ``key`` if it belongs to this till.

        Tills that share their open orders share the reservations of these.
        """
        if not is_identifier(key):
            raise Refusal("malformed_key")
        hold = self.env["kam.card.hold"].search_fetch([("key", "=", key)])
        owner, till = hold.session_id.config_id, session.config_id
        if hold and owner != till and owner not in till.trusted_config_ids:
            raise Refusal("key_reused")
        return hold

    def _reserve(self, session, card, amount, request, *, due, by_chip):
        decimals = card.currency_id.decimal_places
        self._take(card, from_minor(amount, decimals))
        return self._create_hold(
            session,
            card,
            request,
            amount=from_minor(amount, decimals),
            due=from_minor(due, decimals),
            by_chip=by_chip,
        )

    def _create_hold(self, session, card, request, **values):
        return as_service(self.env["kam.card.hold"]).create(
            {
                "key": request["key"],
                "card_id": card.id,
                "company_id": card.company_id.id,
                "session_id": session.id,
                "order_uuid": request.get("order_uuid"),
                "device": request.get("device"),
                "user_id": self.env.uid,
                "created_at": self.env["kam.clock"]._now(),
                **values,
            }
        )

    def _take(self, card, amount):
        """Update the instrument's row under its guard; ``amount`` in currency units."""
        self._move_held(card, queries.reserve(card.id, amount))

    def _give_free(self, hold, reason):
        """Resolve an open reservation without a sale; others are left alone."""
        if hold.state != "open":
            return
        if hold.direction == "spend":
            self._put_back(hold.card_id, hold.amount)
        self._resolve(hold, "released", reason=reason)

    def _put_back(self, card, amount):
        self._move_held(card, queries.release(card.id, amount))

    def _move_held(self, card, query):
        """Run a guarded update of what is reserved.

        :raise ConcurrencyError: the guard failed; Odoo repeats the call
        """
        row = self.env.execute_query(query)
        if not row:
            raise ConcurrencyError(f"{card.name} changed meanwhile")
        self.env["kam.card.ledger"]._refresh(card, {"held": float(row[0][0])})

    def _resolve(self, hold, state, **values):
        now = self.env["kam.clock"]._now()
        as_service(hold).write({"state": state, "resolved_at": now, **values})

    def _hold_again(self, hold, due, request):
        """The order changed after the scan: adjust the same reservation.

        :raise Refusal: the key stands for something else, or is resolved
        """
        if hold.direction != "spend" or (
            request.get("code") and not self._is_code_of(hold, request["code"])
        ):
            raise Refusal("key_reused")
        if hold.state != "open":
            raise Refusal(hold.state, state=hold.state)
        decimals = hold.currency_id.decimal_places
        if due <= 0:
            raise Refusal("nothing_due")
        if due != to_minor(hold.due, decimals):
            self._adjust(hold, due, request.get("pin"))
        return self._answer(hold)

    def _is_code_of(self, hold, code):
        domain, _by_chip = self._code_domain(hold.session_id, code)
        return bool(hold.card_id.filtered_domain(domain))

    def _adjust(self, hold, due, pin):
        """Follow a changed order: a card reserves more or less, a voucher stays whole.

        :raise Refusal: more than the card allows now, or without its PIN
        """
        decimals = hold.currency_id.decimal_places
        values = {"due": from_minor(due, decimals)}
        if hold.card_id.kind == "card":
            reserved = to_minor(hold.amount, decimals)
            free = to_minor(hold.card_id.available, decimals)
            wanted = min(due, reserved + free)
            self._change_reserved(hold, wanted - reserved, pin)
            values["amount"] = from_minor(wanted, decimals)
        as_service(hold).write(values)

    def _change_reserved(self, hold, change, pin):
        card, session = hold.card_id, hold.session_id
        decimals = card.currency_id.decimal_places
        if change > 0:
            self._check_usable(card)
            self._check_pin(session, card, change, pin, hold.by_chip)
            self._take(card, from_minor(change, decimals))
        elif change < 0:
            self._put_back(card, from_minor(-change, decimals))

    def _device_holds(self, session, device):
        if not device:
            return self.env["kam.card.hold"]
        return self.env["kam.card.hold"].search(
            [
                ("state", "=", "open"),
                ("device", "=", device),
                ("session_id.config_id", "=", session.config_id.id),
            ]
        )

    def _with_payment(self, holds):
        """Return the reservations that a living order carries as a payment."""
        payments = self.env["pos.payment"].search(
            [
                ("uuid", "in", holds.mapped("key")),
                ("pos_order_id.state", "!=", "cancel"),
            ]
        )
        keys = set(payments.mapped("uuid"))
        return holds.filtered(lambda hold: hold.key in keys)

    def _holds_by_payment(self, payments):
        """Return ``{payment: reservation or empty}``."""
        # cashiers can't read reservations, their payments know them
        return {payment: payment.sudo().kam_hold_id for payment in payments}

    def _covers(self, hold, payment):
        """Tell whether a living reservation stands behind a payment.

        What the system freed may still be reserved again; what the cashier gave back
        is over.
        """
        alive = hold.state == "open" or (
            hold.state == "released"
            and hold.direction == "spend"
            and hold.reason in SYSTEM_RELEASES
        )
        return alive and self._amount_fits(hold, payment)

    def _amount_fits(self, hold, payment):
        decimals = payment.currency_id.decimal_places
        amount = to_minor(payment.amount, decimals)
        reserved = to_minor(hold.amount, decimals)
        if hold.direction == "refund":
            return -reserved <= amount <= 0
        return 0 <= amount <= reserved

    def _is_captured(self, hold, payment):
        return hold.state == "captured" and not payment.currency_id.compare_amounts(
            hold.captured_amount, abs(payment.amount)
        )

    def _free_unclaimed(self, holds, reason):
        """Free what no living order carries; return the reservations freed."""
        unclaimed = holds - self._with_payment(holds)
        for hold in unclaimed:
            self._give_free(hold, reason)
        return unclaimed

    def _release_keys(self, keys, reason):
        holds = self.env["kam.card.hold"].search([("key", "in", keys)])
        for hold in holds:
            self._give_free(hold, reason)

    def _release_unclaimed(self, session):
        """Give back what no order of a closing session carries (rule H)."""
        holds = self.env["kam.card.hold"].search(
            [("session_id", "=", session.id), ("state", "=", "open")]
        )
        self._free_unclaimed(holds, "closing")

    def _cron_release_stale(self):
        """Free reservations that no till claimed for hours (the last resort)."""
        now = self.env["kam.clock"]._now()
        groups = self.env["kam.card.hold"]._read_group(
            [("state", "=", "open")], ["company_id"]
        )
        for (company,) in groups:
            limit = now - timedelta(hours=company.kam_card_hold_hours)
            stale = self.env["kam.card.hold"].search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "open"),
                    ("created_at", "<", limit),
                ]
            )
            self._free_unclaimed(stale, "stale")
