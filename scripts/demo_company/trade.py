"""Goods sold to key accounts over three years, with a return; open quotations."""

from typing import NamedTuple

from odoo import Command

from demo_company.accounts import account
from demo_company.people import user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sales import pay

BEFORE = 100  # days: what was sold before this year's changes of people


class Sale(NamedTuple):
    """``goods`` as (code, pieces); ``until`` quoted, confirmed, …, paid or back."""

    key: str
    client: str
    days: int
    goods: tuple[tuple[str, int], ...]
    until: str = "paid"
    login: str = "seller"


SALES = [
    Sale("a1", "aviation", 320, (("G106", 6), ("C402", 6))),
    Sale("a2", "aviation", 190, (("G107", 10),)),
    Sale("a3", "aviation", 70, (("S201", 12),)),
    Sale("a4", "aviation", 12, (("G105", 8),), "invoiced"),
    Sale("as1", "aviation_sh", 240, (("G103", 15),)),
    Sale("as2", "aviation_sh", 50, (("S205", 20),), "back"),
    Sale("az1", "aviation_sz", 100, (("G104", 30),), "paid", "rival"),
    Sale("u1", "union", 280, (("J304", 40),), "paid", "leader"),
    Sale("u2", "union", 150, (("G101", 60),), "paid", "leader"),
    Sale("u3", "union", 30, (("S206", 50),), "confirmed", "leader"),
    Sale("b1", "bank", 210, (("G107", 6),)),
    Sale("b2", "bank", 90, (("S202", 5),)),
    Sale("h1", "huang", 330, (("J301", 1),)),
    Sale("h2", "huang", 75, (("S203", 2),)),
    Sale("s1", "shen", 260, (("G106", 4), ("J302", 2)), "paid", "rival"),
    Sale("s2", "shen", 45, (("J301", 9),), "paid", "rival"),
    Sale("l1", "logistics", 160, (("G101", 50),)),
    Sale("f1", "factory", 110, (("S207", 16),)),
    Sale("t1", "textile", 800, (("G106", 5),)),
    Sale("t2", "textile", 520, (("S201", 4),)),
    Sale("y1", "tea", 850, (("J303", 10),), "paid", "rival"),
    Sale("y2", "tea", 20, (("G105", 4),), "paid", "rival"),
    Sale("m1", "media", 500, (("S206", 20),), "paid", "leaver"),
    Sale("m2", "media", 35, (("S205", 6),), "paid", "rival"),
    Sale("d1", "dealer", 140, (("C401", 100),), "paid", "leader"),
    Sale("e1", "energy", 640, (("G106", 4),)),
    Sale("e2", "energy", 400, (("G107", 3),)),
    Sale("e3", "energy", 210, (("G103", 8),)),
    Sale("p1", "port", 610, (("G107", 10),), "paid", "leader"),
    Sale("p2", "port", 130, (("G104", 20),), "paid", "leader"),
    Sale("mu1", "museum", 560, (("S205", 12),), "paid", "rival"),
    Sale("mu2", "museum", 240, (("S206", 30),), "paid", "rival"),
    Sale("te1", "teachers", 600, (("G101", 80),), "paid", "rival"),
    Sale("te2", "teachers", 250, (("J305", 30),), "paid", "rival"),
    Sale("es1", "estate", 375, (("G105", 3),), "paid", "departing"),
    Sale("es2", "estate", 100, (("G104", 12),), "paid", "departing"),
    Sale("cl1", "club", 540, (("J301", 3),), "paid", "departing"),
    Sale("cl2", "club", 345, (("J302", 2),), "paid", "departing"),
    Sale("cl3", "club", 60, (("J301", 2),), "paid", "departing"),
    Sale("cl4", "club", 9, (("J302", 2),), "paid", "departing"),
    Sale("ce1", "ceramic", 360, (("J303", 12),), "paid", "leader"),
    Sale("ce2", "ceramic", 80, (("J303", 10),), "paid", "leader"),
    Sale("ta1", "tailor", 470, (("S207", 15),)),
    Sale("ta2", "tailor", 230, (("S207", 10),)),
    Sale("a9", "aviation", 430, (("G106", 4),)),
    Sale("b0", "bank", 390, (("G107", 5),)),
    Sale("s0", "shen", 410, (("J301", 4),), "paid", "rival"),
    Sale("u0", "union", 370, (("G101", 40),), "paid", "leader"),
    Sale("a0", "aviation", 300, (("G102", 20),)),
    Sale("sc1", "school", 175, (("J304", 6),)),
    Sale("u4", "union", 8, (("G101", 20),), "paid", "leader"),
    Sale("s3", "shen", 6, (("J302", 3),), "paid", "rival"),
    Sale("h3", "huang", 18, (("S203", 1),), "paid", "newcomer"),
    Sale("f2", "factory", 2, (("S207", 6),), "paid", "newcomer"),
    Sale("q1", "factory", 4, (("G103", 5),), "quoted", "newcomer"),
    Sale("q2", "customs", 3, (("J304", 12),), "quoted", "rival"),
]


def build(env, since=0):
    """Sell what has not been sold yet; then the figures of today follow.

    :param since: only what is so many days old, or older
    """
    for sale in SALES:
        if sale.days >= since and not get(env, f"order_{sale.key}"):
            with moment(env, days_ago(sale.days)):
                _sell(env, sale)
    env["kam.account"]._cron_refresh_trade()


def quote(env, client, login, lines):
    """A quotation of ``lines`` as (product code, pieces, price or None)."""
    orders = env(user=user(env, login).id)["sale.order"]
    goods = [_line(env, *line) for line in lines]
    partner = account(env, client).partner_id
    return orders.create(
        {"partner_id": partner.id, "user_id": orders.env.uid, "order_line": goods}
    )


def _line(env, code, pieces, price=None):
    values = {
        "product_id": env.ref(f"kam_demo.product_{code}").id,
        "product_uom_qty": pieces,
    }
    return Command.create(values | ({"price_unit": price} if price else {}))


def _sell(env, sale):
    order = quote(env, sale.client, sale.login, sale.goods)
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
    if sale.until == "back":
        invoice._reverse_moves([{"ref": "质量退货 · returned"}], cancel=True)
    elif sale.until == "paid":
        pay(env, invoice)
