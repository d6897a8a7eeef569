"""A day at each till: vouchers and cards spent, goods brought back, and a lost card."""

from datetime import timedelta
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from odoo import Command, fields

from demo_company.people import user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sales import cards
from demo_company.tills import instrument_method, till

PIN = "2468"


class Purchase(NamedTuple):
    """Goods by code, then what pays: ``(sale, type, which)`` of instruments, rest.

    ``back`` is the purchase of the same day that brings these goods back, to the
    instrument that paid.
    """

    goods: tuple[str, ...]
    instruments: tuple[tuple[str, str, int], ...] = ()
    rest: str = "cash"
    back: int | None = None


DAYS = [
    (
        *("NJL", "cashier", 3),
        [
            Purchase(("G101", "C402"), (("mixed", "voucher_500", 0),)),
            Purchase(("J305",), (("mixed", "voucher_500", 1),)),
            Purchase(("G101",), (("family", "voucher_500", 0),)),
            Purchase(
                ("S206",),
                (("mixed", "voucher_500", 2), ("mixed", "voucher_100", 0)),
                "bank",
            ),
            Purchase(("S205",), (("cards", "card", 0),)),
            Purchase(("G102",)),
        ],
    ),
    (
        *("XJH", "cashier_zh", 2),
        [
            Purchase(("G105",), (("cards", "card", 1),)),
            Purchase(("S207",), (("loads", "card", 3),), "bank"),
            Purchase(("J303",), (("mixed", "voucher_1000", 0),), "bank"),
            Purchase(("J304", "C401"), (("loads", "card", 0),)),
            Purchase(("S203",), (), "bank"),
            Purchase(("J304",), back=3),
        ],
    ),
]


def build(env, printed):
    """Play the days at the tills, then freeze the lost card.

    :param printed: codes by serial number, see :func:`demo_company.cards.build`
    """
    for code, login, days, purchases in DAYS:
        if not get(env, f"session_{code}"):
            with moment(env, days_ago(days)) as time:
                Shift(env, code, login, printed, time).work(purchases)
    if not get(env, "lost_card"):
        _events(env)


def _events(env):
    """The back office gives one card a PIN; another one is lost."""
    office = env(user=user(env, "backoffice").id)
    sold = cards(env, "cards", "card")
    office["kam.card.encode"].create({"card_id": sold[2].id, "pin": PIN}).action_apply()
    lost = {
        "operation": "freeze",
        "card_ids": sold[5].ids,
        "reason": "客户报失 · reported lost by the client",
    }
    with moment(env, days_ago(1)):
        office["kam.card.reason"].create(lost).action_apply()
    mark(sold[5], "lost_card")


class Shift:
    """One session of a till, from opening to closing, as its cashier."""

    def __init__(self, env, code, login, printed, time):
        self.env = env(user=user(env, login).id)
        self.config = till(env, code).with_env(self.env)
        self.method = instrument_method(env).with_env(self.env)
        self.code, self.printed, self.time = code, printed, time
        self.session = None
        self.orders = []

    def work(self, purchases):
        """Open the till, sell, count the cash, close."""
        self.config.open_ui()
        self.session = self.config.current_session_id
        self.session.set_opening_control(0, "")
        # external ids are the system's
        mark(self.session.sudo(), f"session_{self.code}")
        for purchase in purchases:
            self.time.tick(timedelta(minutes=41))
            lines = self._lines(purchase)
            pay = self._pay if purchase.back is None else self._pay_back
            self._sync(lines, pay(purchase, lines))
        self.session.post_closing_cash_details(self._cash())
        self.session.close_session_from_ui()

    def _cash(self):
        method = self._method("cash")
        payments = self.session.order_ids.payment_ids
        return sum(
            payments.filtered(lambda p: p.payment_method_id == method).mapped("amount")
        )

    def _method(self, rest):
        methods = self.config.payment_method_ids - self.method
        return methods.filtered(lambda m: m.is_cash_count == (rest == "cash"))

    def _uuid(self, *parts):
        """An identifier that is the same in every demo database."""
        number = len(self.orders)
        return str(
            uuid5(NAMESPACE_URL, "/".join(map(str, (self.code, number, *parts))))
        )

    # --- goods ----------------------------------------------------------------

    def _lines(self, purchase):
        lines = [self._line(code) for code in purchase.goods]
        for line in lines if purchase.back is not None else ():
            self._turn_back(line, self.orders[purchase.back])
        return lines

    def _line(self, code):
        product = self.env.ref(f"kam_demo.product_{code}")
        taxes = product.taxes_id
        totals = taxes.compute_all(product.lst_price, self.session.currency_id, 1)
        return {
            "uuid": self._uuid("line", code),
            "pack_lot_ids": [],
            "product_id": product.id,
            "price_unit": product.lst_price,
            "qty": 1,
            "discount": 0,
            "tax_ids": [Command.set(taxes.ids)],
            "price_subtotal": totals["total_excluded"],
            "price_subtotal_incl": totals["total_included"],
        }

    def _turn_back(self, line, original):
        bought = original.lines.filtered(
            lambda old: old.product_id.id == line["product_id"]
        )
        line["refunded_orderline_id"] = bought.id
        for name in ("qty", "price_subtotal", "price_subtotal_incl"):
            line[name] = -line[name]

    # --- payments -------------------------------------------------------------

    def _pay(self, purchase, lines):
        """Scan the instruments, pay the rest otherwise."""
        due = _total(lines)
        payments = []
        for chosen in purchase.instruments:
            payments.append(self._scan(chosen, due, len(payments)))
            due = self.session.currency_id.round(due - payments[-1]["amount"])
        if due:
            method = self._method(purchase.rest)
            payments.append(self._payment(method, due, self._uuid("rest")))
        return payments

    def _scan(self, chosen, due, number):
        """Reserve an instrument; the answer of the till contract becomes a payment."""
        card = _card(self.env, chosen)
        request = {"code": self.printed[card.name], "due": due}
        return self._ask("kam_hold", self._uuid("payment", number), request)

    def _pay_back(self, purchase, lines):
        """Announce the refund to the instrument that paid."""
        original = self.orders[purchase.back]
        paid = original.payment_ids.filtered("payment_method_id.use_payment_terminal")
        request = {"original_key": paid.uuid, "amount": -_total(lines)}
        payment = self._ask("kam_refund", self._uuid("refund"), request)
        return [{**payment, "amount": -payment["amount"]}]

    def _ask(self, call, key, request):
        place = {
            "session_id": self.session.id,
            "key": key,
            "order_uuid": self._uuid(),
            "device": f"till-{self.code}",
        }
        answer = getattr(self.method, call)({**request, **place})
        told = {
            f"kam_{name}": answer[name]
            for name in ("kind", "masked", "forfeit", "balance")
        }
        return {**self._payment(self.method, answer["amount"], key), **told}

    def _payment(self, method, amount, uuid):
        return {
            "name": fields.Datetime.now(),
            "payment_method_id": method.id,
            "amount": amount,
            "uuid": uuid,
        }

    # --- the order ------------------------------------------------------------

    def _sync(self, lines, payments):
        """Send a paid order to the server as the till does."""
        data = self._order(lines, payments)
        answer = self.env["pos.order"].sync_from_ui([data])
        made = answer["pos.order"][0]["id"]
        self.orders.append(self.env["pos.order"].browse(made))

    def _order(self, lines, payments):
        total = _total(lines)
        return {
            "uuid": self._uuid(),
            "session_id": self.session.id,
            "user_id": self.env.uid,
            "partner_id": False,
            "pricelist_id": self.config.pricelist_id.id,
            "fiscal_position_id": self.config.default_fiscal_position_id.id,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "amount_total": total,
            "amount_tax": total - sum(line["price_subtotal"] for line in lines),
            "amount_paid": sum(payment["amount"] for payment in payments),
            "amount_return": 0,
            "lines": [Command.create(line) for line in lines],
            "payment_ids": [Command.create(payment) for payment in payments],
            "sequence_number": len(self.orders) + 1,
            "last_order_preparation_change": "{}",
            "to_invoice": False,
            "state": "paid",
        }


def _total(lines):
    return sum(line["price_subtotal_incl"] for line in lines)


def _card(env, chosen):
    sale, type_key, which = chosen
    # a cashier sees the code in the customer's hand, not the list of instruments
    return cards(env(su=True), sale, type_key)[which]
