"""Vouchers and cards sold on quotations: invoiced by finance, most of them paid."""

from typing import NamedTuple

from odoo import Command

from demo_company.people import user
from demo_company.records import days_ago, get, mark, moment


class Line(NamedTuple):
    """``count`` instruments of a type; ``load`` and ``price`` of each in yuan."""

    type: str
    count: int
    price: float
    load: int = 0


class Order(NamedTuple):
    """A sale some days ago; ``until`` tells how far it has come."""

    key: str
    client: str
    days: int
    lines: tuple[Line, ...]
    until: str = "paid"


ORDERS = [
    Order("old", "hotel", 1150, (Line("voucher_500", 2, 500),)),
    Order(
        *("mixed", "logistics", 45),
        (
            Line("voucher_1000", 4, 950),
            Line("voucher_500", 6, 475),
            Line("voucher_100", 10, 95),
            Line("voucher_50", 20, 47.5),
        ),
    ),
    Order("cards", "school", 35, (Line("card", 6, 4500, 5000),)),
    Order(
        *("loads", "factory", 24),
        (Line("card", 3, 3000, 3000), Line("card", 2, 1000, 1000)),
    ),
    Order("family", "huang", 14, (Line("voucher_500", 3, 490),)),
    Order("unpaid", "bank", 6, (Line("card", 4, 4700, 5000),), "invoiced"),
    Order("reserved", "xu", 2, (Line("voucher_1000", 2, 1000),), "confirmed"),
    Order(
        *("draft", "hotel", 1),
        (Line("voucher_1000", 8, 950), Line("voucher_500", 2, 475)),
        "quoted",
    ),
]


def build(env):
    """Sell what has not been sold yet."""
    for sale in ORDERS:
        if not get(env, f"order_{sale.key}"):
            with moment(env, days_ago(sale.days)):
                _sell(env, sale)


def cards(env, key, type_key=None):
    """The instruments of a sale, by serial number.

    :param type_key: only those of this type
    """
    lines = env.ref(f"kam_demo.order_{key}").order_line
    if type_key:
        wanted = env.ref(f"kam_demo.type_{type_key}")
        lines = lines.filtered(lambda line: line.kam_card_type_id == wanted)
    return lines.kam_card_ids.sorted("name")


def _sell(env, sale):
    order = env["sale.order"].with_user(user(env, "seller")).create(_order(env, sale))
    # external ids are the system's
    mark(order.sudo(), f"order_{sale.key}")
    if sale.until == "quoted":
        return
    order.action_confirm()
    if sale.until == "confirmed":
        return
    # finance makes the invoice, though the order is the seller's alone
    invoice = order.with_user(user(env, "finance")).sudo()._create_invoices()
    invoice.action_post()
    if sale.until == "paid":
        pay(env, invoice)


def _order(env, sale):
    return {
        "partner_id": env.ref(f"kam_demo.client_{sale.client}").id,
        "order_line": [
            Command.create(
                {
                    "product_id": env.ref(f"kam_demo.product_{line.type}").id,
                    "product_uom_qty": line.count,
                    "price_unit": line.price,
                    "kam_load": line.load,
                }
            )
            for line in sale.lines
        ],
    }


def pay(env, invoice):
    """Register a bank transfer; that opens the instruments for the tills."""
    wizard = env["account.payment.register"].with_user(user(env, "finance"))
    wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
    wizard.create({})._create_payments()
