"""Types of vouchers and cards, their products, and batches that are in stock."""

from typing import NamedTuple

from demo_company import pictures as p
from demo_company.people import user
from demo_company.records import days_ago, ensure, get, mark, moment


class Type(NamedTuple):
    """A type; ``face`` in yuan is the denomination, or what a card is loaded with."""

    key: str
    name: str
    zh: str
    face: int
    prefix: str
    stock: int
    picture: tuple
    values: dict


VOUCHER = {"kind": "voucher", "validity_months": 36}
CARD = {"kind": "card", "named": True, "limit_amount": 5000, "validity_months": 0}
TYPES = [
    Type(
        *("voucher_1000", "Group-Buy Voucher 1000", "团购券 1000 元", 1000, "VA", 40),
        *(("box", p.RUBY, p.GOLD), VOUCHER),
    ),
    Type(
        *("voucher_500", "Group-Buy Voucher 500", "团购券 500 元", 500, "VB", 60),
        *(("box", p.GOLD, p.RUBY), VOUCHER),
    ),
    Type(
        *("voucher_100", "Group-Buy Voucher 100", "团购券 100 元", 100, "VC", 80),
        *(("box", p.SAPPHIRE, p.GOLD), VOUCHER),
    ),
    Type(
        *("voucher_50", "Group-Buy Voucher 50", "团购券 50 元", 50, "VD", 60),
        *(("box", p.JADE, p.GOLD), VOUCHER),
    ),
    Type(
        *("card", "Group-Buy Card", "团购卡", 5000, "KA", 40),
        *(("bar", p.GOLD, None), CARD),
    ),
]
PRINTED = 1200  # days ago: before the oldest sale


def build(env):
    """Make the types and one received batch of each.

    :return: printed codes by serial number; only of batches made now, since nobody
        can read them again after hand-over
    """
    printed = {}
    for kind in TYPES:
        _type(env, kind)
        if not get(env, f"batch_{kind.key}"):
            with moment(env, days_ago(PRINTED)):
                printed |= _batch(env, kind)
    return printed


def _type(env, kind):
    product = ensure(
        env,
        f"product_{kind.key}",
        "product.product",
        _product(env, kind),
        {"name": kind.zh},
    )
    ensure(
        env,
        f"type_{kind.key}",
        "kam.card.type",
        {
            "name": kind.name,
            "face": kind.face,
            "serial_prefix": kind.prefix,
            "sequence": 10 * (1 + TYPES.index(kind)),
            "product_id": product.id,
            **kind.values,
        },
        {"name": kind.zh},
    )


def _product(env, kind):
    company = env.ref("base.main_company")
    return {
        "name": kind.name,
        "type": "service",
        "invoice_policy": "order",
        "list_price": kind.face,
        "taxes_id": False,
        "available_in_pos": False,
        "categ_id": env.ref("kam_groupbuy_cards.product_category_kam_card").id,
        "property_account_income_id": company.kam_card_liability_account_id.id,
        "image_1920": p.draw(*kind.picture),
    }


def _batch(env, kind):
    """Print, hand over and receive a batch as the back office does."""
    office = env(user=user(env, "backoffice").id)
    batch = office["kam.card.batch"].create(
        {"type_id": env.ref(f"kam_demo.type_{kind.key}").id, "quantity": kind.stock}
    )
    # external ids are the system's
    mark(batch.sudo(), f"batch_{kind.key}")
    batch.action_generate()
    printed = dict(batch._codes())
    batch.action_confirm_hand_over()
    office["kam.card.receive"].create({"batch_id": batch.id}).action_receive()
    return printed
