from odoo import models
from odoo.exceptions import UserError

from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_groupbuy_cards import queries
from odoo.addons.kam_groupbuy_cards.engine import basis, lifecycle, tender

from .kam_card_ledger import Movement
from .kam_card_till import Refusal


class KamCardTillCapture(models.AbstractModel):
    """Paid orders take what was reserved, in their own transaction (money path 4)."""

    _inherit = "kam.card.till"

    # === BUSINESS METHODS - CONTRACT === #

    def _refund(self, session, request):
        """Announce that a payment line gives back to the instrument that paid.

        :raise Refusal: nothing was captured under that key, or not so much is left
        """
        amount = self._minor(session, request.get("amount"))
        hold = self._find_hold(session, request.get("key"))
        if amount <= 0:
            raise Refusal("amount")
        capture = self._find_capture(session, request.get("original_key"))
        if hold:
            return self._refund_again(hold, capture, amount)
        if amount > self._refundable_amounts(capture)[capture]:
            raise Refusal("too_much")
        card = self._living(capture.card_id)
        return self._answer(self._announce(session, card, capture, amount, request))

    def _refundable(self, session, request):
        """Tell which instruments paid an order and what each may still get back."""
        order = self._find_order(session, request.get("order_uuid"))
        captures = self._captures_of(order)
        left = self._refundable_amounts(captures)
        decimals = session.currency_id.decimal_places
        return {
            "ok": True,
            "lines": [
                {
                    "original_key": capture.key,
                    "masked": capture.card_id._masked(),
                    "kind": capture.card_id.kind,
                    "captured": -capture.amount,
                    "refundable": from_minor(left[capture], decimals),
                }
                for capture in captures
            ],
            "floor_ratio": [-sum(captures.mapped("amount")), order.amount_total],
        }

    def _find_order(self, session, uuid):
        orders = self.env["pos.order"]
        if not uuid:  # it would find orders without one
            return orders
        company = session.company_id
        return orders.search([("uuid", "=", uuid), ("company_id", "=", company.id)])

    # === BUSINESS METHODS - REDEMPTION === #

    def _capture_order(self, order):
        """Turn the reservations of a paid order into entries (CARD-05).

        :raise UserError: a payment has no reservation, or breaks the tender rules; the
            order is refused as a whole
        """
        payments = order.payment_ids.filtered(
            lambda payment: payment.payment_method_id._kam_is_stored_value()
        )
        self._check_goods(order)
        self._check_tenders(order, payments)
        holds = self._holds_by_payment(payments)
        # one order of locks for everybody: by instrument
        for payment in payments.sorted(lambda payment: holds[payment].card_id.id):
            self._settle(order, payment, holds[payment])

    def _settle(self, order, payment, hold):
        amount = to_minor(payment.amount, payment.currency_id.decimal_places)
        if hold.order_uuid != order.uuid or not self._covers(hold, payment):
            raise UserError(self._unreserved_message(payment))
        if not amount:
            self._give_free(hold, "unused")
        elif amount > 0:
            self._capture(order, payment, hold, amount)
        else:
            self._give_back(order, payment, hold, -amount)

    def _capture(self, order, payment, hold, amount):
        """Book a redemption: the part used, the forfeit of a voucher, the release."""
        if hold.state == "released":
            self._reopen(hold)
        decimals = payment.currency_id.decimal_places
        reserved = to_minor(hold.amount, decimals)
        card = hold.card_id
        used = reserved if card.kind == "voucher" else amount
        ledger = self.env["kam.card.ledger"]
        event = "use_up" if card.kind == "voucher" else "capture"
        ledger._post(
            card,
            self._redemption(card, payment.uuid, amount, used, decimals),
            where=self._place(order),
            values={
                "held": from_minor(to_minor(card.held, decimals) - reserved, decimals),
                "state": ledger._next_state(card, event),
            },
        )
        captured = from_minor(amount, decimals)
        self._resolve(hold, "captured", captured_amount=captured)

    def _redemption(self, card, key, amount, used, decimals):
        """Return the movements of a use: ``amount`` paid, ``used − amount`` forfeited.

        Both take their share of what the buyer paid, by cumulation (money path 5).
        """
        face, paid = to_minor(card.face, decimals), to_minor(card.basis, decimals)
        before = face - to_minor(card.balance, decimals)
        booked = paid - to_minor(card.basis_left, decimals)
        taken = basis.basis_used(paid, face, before, amount, booked=booked)
        movements = [Movement("capture", key, -amount, -taken)]
        if used > amount:
            rest = basis.basis_used(
                paid, face, before + amount, used - amount, booked=booked + taken
            )
            movements.append(
                Movement("forfeit", f"{key}:forfeit", amount - used, -rest)
            )
        return movements

    def _reopen(self, hold):
        """Reserve again what the system freed while the order was under way.

        :raise UserError: it was spent, or frozen, since
        """
        card, amount = hold.card_id, hold.amount
        if card.available < amount or card.state != "active":
            raise UserError(
                self.env._(
                    "The reservation of %(serial)s ended and its value is no longer "
                    "free. Take this payment line out and scan again.",
                    serial=card._masked(),
                )
            )
        self._take(card, amount)

    # === BUSINESS METHODS - REFUND === #

    def _find_capture(self, session, key):
        capture = self.env["kam.card.entry"].search(
            [
                ("key", "=", key),
                ("kind", "=", "capture"),
                ("company_id", "=", session.company_id.id),
            ]
        )
        if not key or not capture:
            raise Refusal("not_captured")
        return capture

    def _refund_again(self, hold, capture, amount):
        same = hold.direction == "refund" and hold.origin_key == capture.key
        if not same or to_minor(hold.amount, hold.currency_id.decimal_places) != amount:
            raise Refusal("key_reused")
        return self._answer(hold)

    def _announce(self, session, card, capture, amount, request):
        """Reserve a part of a redemption for a refund; the balance rises when paid."""
        if lifecycle.may(card.state, "refund") is None:
            raise Refusal("not_active", card=card)
        # two tills that refund one redemption meet at the row of the instrument
        self.env.execute_query(queries.touch(card.id))
        decimals = card.currency_id.decimal_places
        return self._create_hold(
            session,
            card,
            request,
            direction="refund",
            origin_key=capture.key,
            amount=from_minor(amount, decimals),
        )

    def _give_back(self, order, payment, hold, amount):
        """Book a refund: value and liability return to the instrument that paid."""
        decimals = payment.currency_id.decimal_places
        origin = self.env["kam.card.entry"].search(
            [("key", "=", hold.origin_key), ("kind", "=", "capture")]
        )
        if (
            hold.state != "open"
            or amount != to_minor(hold.amount, decimals)
            or origin.order_id not in self._refunded_orders(order)
        ):
            raise UserError(self._unreserved_message(payment))
        card = hold.card_id
        returned = self._returned_basis(origin, amount, decimals)
        movement = Movement(
            "refund", payment.uuid, amount, returned, origin_key=origin.key
        )
        ledger = self.env["kam.card.ledger"]
        ledger._post(
            card,
            [movement],
            where=self._place(order),
            values={"state": ledger._next_state(card, "refund")},
        )
        self._resolve(hold, "captured", captured_amount=hold.amount)

    def _returned_basis(self, origin, amount, decimals):
        earlier = self.env["kam.card.entry"].search(
            [("origin_key", "=", origin.key), ("kind", "=", "refund")]
        )
        return basis.basis_returned(
            -to_minor(origin.basis, decimals),
            -to_minor(origin.amount, decimals),
            sum(to_minor(entry.amount, decimals) for entry in earlier),
            amount,
        )

    def _living(self, card):
        """Follow replacements: value goes to the instrument that took it over."""
        while card.successor_id:
            card = card.successor_id
        return card

    def _captures_of(self, orders):
        return self.env["kam.card.entry"].search(
            [("order_id", "in", orders.ids), ("kind", "=", "capture")], order="id"
        )

    def _refundable_amounts(self, captures):
        """Return ``{capture: minor units}`` less refunds booked and announced."""
        self.env["kam.card.hold"].flush_model(["state"])
        rows = self.env.execute_query(queries.refunded(captures.mapped("key")))
        back = {key: amount for key, amount, _basis in rows}
        return {
            capture: to_minor(
                -capture.amount - float(back.get(capture.key, 0)),
                capture.currency_id.decimal_places,
            )
            for capture in captures
        }

    # === BUSINESS METHODS - TENDER RULES === #

    def _check_goods(self, order):
        """An instrument is sold by an invoice, which owes its value (CARD-07).

        A till that settles a quotation would take money and issue nothing.

        :raise UserError: the order sells a voucher or a card
        """
        hidden = order.lines.product_id.filtered(lambda one: not one.available_in_pos)
        sold = hidden.filtered("kam_card_type_id")[:1]
        if sold:
            raise UserError(
                self.env._(
                    "“%(product)s” can't be sold or settled at a till. Take it out of "
                    "the order and invoice it on its quotation.",
                    product=sold.display_name,
                )
            )

    def _check_tenders(self, order, payments):
        """No change out of stored value, no cash out of a card purchase.

        :raise UserError: the order breaks a rule of the till contract
        """
        originals = self._refunded_orders(order)
        captures = self._captures_of(originals) if originals else originals
        if not payments and not captures:
            return
        self._check_change(order, payments)
        for original in originals if captures else ():
            self._check_refund_floor(order, original, payments)

    def _check_change(self, order, payments):
        decimals = order.currency_id.decimal_places

        def total(records):
            return to_minor(sum(records.mapped("amount")), decimals)

        cash = order.payment_ids.filtered("payment_method_id.is_cash_count")
        change = cash.filtered("is_change")
        problem = tender.order_problem(
            to_minor(order.amount_total, decimals),
            total(payments),
            total(cash - change),
            total(change),
        )
        if problem:
            raise UserError(self._tender_message(problem, order))

    def _check_refund_floor(self, order, original, payments):
        """Goods paid by instrument go back to instruments at least to that share.

        Measured over all refunds of the original order, so that many small ones in
        cash don't add up. An exchange within one order gives nothing back, and its
        new goods would count as paid in cash: it is refused like a cash refund.

        :raise UserError: more than the small legal amount would not go back
        """
        decimals = order.currency_id.decimal_places
        captures = self._captures_of(original)
        goods = self._goods_refunded(original, order)
        floor = tender.refund_floor(
            goods,
            goods,
            to_minor(original.amount_total, decimals),
            -to_minor(sum(captures.mapped("amount")), decimals),
            to_minor(sum(self._refunds_of(captures).mapped("amount")), decimals),
        )
        given = -to_minor(sum(payments.mapped("amount")), decimals)
        small = to_minor(order.company_id.kam_card_small_cash_limit, decimals)
        if floor - given > small:
            raise UserError(
                self._floor_message(order, original, from_minor(floor, decimals))
            )

    def _refunds_of(self, captures):
        return self.env["kam.card.entry"].search(
            [("origin_key", "in", captures.mapped("key")), ("kind", "=", "refund")]
        )

    def _goods_refunded(self, original, order):
        """Return minor units of the goods that came back, with this refund."""
        lines = original.lines.refund_orderline_ids.filtered(
            lambda line: (
                line.order_id == order or line.order_id.state in ("paid", "done")
            )
        )
        # the till sends amounts of a refund without their sign, other ways keep it
        total = sum(abs(line.price_subtotal_incl) for line in lines)
        return to_minor(
            original.currency_id.round(total), original.currency_id.decimal_places
        )

    def _refunded_orders(self, order):
        return order.lines.refunded_orderline_id.order_id

    def _place(self, order):
        config = order.config_id
        return {
            "session_id": order.session_id.id,
            "config_id": config.id,
            "store_id": config.kam_store_id.id or None,
            "order_id": order.id,
        }
