from odoo import models
from odoo.tools import format_date, formatLang


class KamCardTillMessages(models.AbstractModel):
    """The sentences of a till: what is wrong and what to do (SYS-05)."""

    _inherit = "kam.card.till"

    # === BUSINESS METHODS - REFUSALS === #

    def _refuse(self, refusal):
        """Return a refusal as the till contract wants it."""
        return {
            "ok": False,
            "state": refusal.data.get("state", "none"),
            "reason": refusal.reason,
            "message": self._sentence(refusal),
            "needs_pin": refusal.data.get("needs_pin", False),
            "masked": refusal.data.get("masked", ""),
        }

    def _sentence(self, refusal):
        data = refusal.data
        if "card" in data:
            return self._card_sentence(refusal.reason, data["card"])
        if refusal.reason == "expired":
            return self.env._(
                "Expired on %(date)s. The customer may ask the key-account department "
                "for an exchange.",
                date=format_date(self.env, data["date"]),
            )
        if refusal.reason == "slow_down":
            return self.env._(
                "Too many wrong codes at this till. Try again in %(seconds)s s.",
                seconds=data["seconds"],
            )
        if refusal.reason == "pin_wrong":
            return self.env._("Wrong PIN. %(left)s tries left.", left=data["left"])
        return self._plain_sentences()[refusal.reason]

    def _plain_sentences(self):
        return {**self._code_sentences(), **self._line_sentences()}

    def _code_sentences(self):
        """Return what may be wrong with what was scanned or typed."""
        return {
            "unknown": self.env._(
                "This code is not known. Check that it was read completely."
            ),
            "malformed": self.env._(
                "This is not the code of a voucher or card. Scan it again, or type the "
                "26 digits."
            ),
            "other_company": self.env._(
                "This instrument belongs to another company and can't be used here."
            ),
            "code_required": self.env._(
                "For this amount, scan or type the printed code: the card has no PIN."
            ),
            "pin_required": self.env._("Ask the customer for the PIN."),
        }

    def _line_sentences(self):
        """Return what may be wrong with the order, its payment line or the till."""
        return {
            "malformed_key": self.env._(
                "The till sent no valid payment line. Reload it."
            ),
            "nothing_due": self.env._("The order has nothing left to pay."),
            "amount": self.env._("The amount is not valid. Reload the till."),
            "session_closed": self.env._(
                "The session of this till is closed. Open a new one."
            ),
            "method": self.env._(
                "This till does not take group-buy vouchers and cards. Add the payment "
                "method to its settings."
            ),
            "key_reused": self.env._(
                "This payment line belongs to another voucher or card. Remove it and "
                "scan again."
            ),
            "captured": self.env._("The order is paid; use a refund instead."),
            "released": self.env._(
                "This payment line was given back. Remove it and scan again."
            ),
            "not_captured": self.env._(
                "Nothing was paid with this voucher or card in that order."
            ),
            "too_much": self.env._(
                "More than this voucher or card paid can't be refunded to it."
            ),
        }

    def _card_sentence(self, reason, card):
        serial = card._masked()
        sentences = {
            "used": lambda: self._used_sentence(card),
            "frozen": lambda: self.env._(
                "%(serial)s is frozen. Keep it and call the key-account department.",
                serial=serial,
            ),
            "expired": lambda: self.env._("%(serial)s has expired.", serial=serial),
            "not_active": lambda: self.env._(
                "%(serial)s is not active (%(state)s). It can be used after the sale "
                "is paid.",
                serial=serial,
                state=card._state_label(),
            ),
            "insufficient": lambda: self.env._(
                "%(serial)s is empty. Choose another way to pay.", serial=serial
            ),
            "reserved": lambda: self._reserved_sentence(card),
            "pin_locked": lambda: self.env._(
                "%(serial)s is locked after too many wrong PINs. The key-account "
                "department can unlock it.",
                serial=serial,
            ),
        }
        return sentences[reason]()

    def _used_sentence(self, card):
        """K: the second scan shows where and when the first was."""
        capture = card.entry_ids.filtered(lambda entry: entry.kind == "capture")[:1]
        return self.env._(
            "%(serial)s was used up at %(till)s on %(date)s.",
            serial=card._masked(),
            till=capture.config_id.display_name or "–",
            date=format_date(self.env, capture.occurred_at) or "–",
        )

    def _reserved_sentence(self, card):
        hold = card.hold_ids.filtered(lambda hold: hold.state == "open")[:1]
        return self.env._(
            "%(serial)s is reserved at %(where)s. Finish or cancel that order first.",
            serial=card._masked(),
            where=hold._where() if hold else "–",
        )

    # === BUSINESS METHODS - REFUSED ORDERS === #

    def _unreserved_message(self, payment):
        return self.env._(
            "The payment of %(amount)s by %(method)s has no valid reservation. Take "
            "the line out and scan the voucher or card again.",
            amount=formatLang(
                self.env, payment.amount, currency_obj=payment.currency_id
            ),
            method=payment.payment_method_id.name,
        )

    def _tender_message(self, problem, order):
        sentences = {
            "stored_value_exceeds_total": self.env._(
                "Vouchers and cards pay more than order %(order)s costs. Set their "
                "lines to what is due; no change is given.",
                order=order.name,
            ),
            "change_exceeds_cash": self.env._(
                "Order %(order)s would give more change than cash was paid.",
                order=order.name,
            ),
        }
        return sentences[problem]

    def _floor_message(self, order, original, floor):
        amount = formatLang(self.env, floor, currency_obj=original.currency_id)
        if any(line.qty > 0 for line in order.lines):
            return self.env._(
                "Order %(order)s was paid with vouchers or cards. Take its goods back "
                "in an order of their own, so that %(amount)s go back to them; then "
                "sell the new goods.",
                order=original.name,
                amount=amount,
            )
        return self.env._(
            "Order %(order)s was paid with vouchers or cards: at least %(amount)s of "
            "this refund must go back to them.",
            order=original.name,
            amount=amount,
        )
