"""Instruments as tenders at the till (CARD-02, CARD-03, CARD-05).

*No change*: a voucher pays the smaller of its face and what is due; the rest of it is
forfeited. *No cash out*: for every order, the instruments together pay no more than its
total, and change is at most the cash that was handed over. *And back*: goods paid by
instrument go back to instruments at least to the share that was paid by them.

All amounts are minor units.
"""

from typing import NamedTuple

from odoo.addons.kam_core.engine.errors import EngineError
from odoo.addons.kam_core.engine.money import divide_half_up

STORED_VALUE_EXCEEDS_TOTAL = "stored_value_exceeds_total"
CHANGE_EXCEEDS_CASH = "change_exceeds_cash"


class TenderError(EngineError, ValueError):
    """The figures describe no payment."""


class VoucherSplit(NamedTuple):
    """What a voucher pays, and what of it is lost."""

    amount: int
    forfeit: int


def voucher_split(face: int, due: int) -> VoucherSplit:
    """Split a voucher between payment and forfeit (CARD-02).

    :param face: the whole voucher, above 0
    :param due: what is left to pay, above 0
    :raises TenderError: ``nothing_due``, ``amount``

    >>> voucher_split(50000, 43000)
    VoucherSplit(amount=43000, forfeit=7000)
    >>> voucher_split(50000, 80000)
    VoucherSplit(amount=50000, forfeit=0)
    """
    if due <= 0:
        raise TenderError("nothing_due", due=due)
    if face <= 0:
        raise TenderError("amount", face=face)
    amount = min(face, due)
    return VoucherSplit(amount, face - amount)


def order_problem(
    total: int, stored_value: int, cash_tendered: int, amount_return: int
) -> str | None:
    """Code of the rule an order breaks, or None (architecture, till contract).

    1. The instruments pay from nothing up to the total. For a refund (total below 0)
       they get back from nothing up to the total.
    2. The change is at most the cash that went the way of the order: in for a sale,
       out for a refund.

    :param total: of the order; below 0 for a refund
    :param stored_value: sum of the payments by instrument, with their sign
    :param cash_tendered: sum of the cash payments that are not change, with their sign
    :param amount_return: change; its sign does not matter, as the till sends it with a
        minus and the server computes it without

    A voucher paid 430; then an item of 100 was removed, which would pay out 100:

    >>> order_problem(33000, 43000, 0, 10000)
    'stored_value_exceeds_total'

    20 by bank card too much, handed out in cash:

    >>> order_problem(43000, 40000, 0, -2000)
    'change_exceeds_cash'
    >>> order_problem(43000, 40000, 5000, 2000) is None
    True
    """
    direction = -1 if total < 0 else 1
    if not 0 <= direction * stored_value <= direction * total:
        return STORED_VALUE_EXCEEDS_TOTAL
    if abs(amount_return) > max(direction * cash_tendered, 0):
        return CHANGE_EXCEEDS_CASH
    return None


def refund_floor(
    refund_total: int,
    goods_refunded: int,
    original_total: int,
    original_stored_value: int,
    already_returned: int,
) -> int:
    """Least amount a refund must give back to instruments.

    Of an original order of total O, S was paid by instrument. Goods worth R of it came
    back so far, *this refund included*; A went back to instruments *before* this
    refund; this refund gives back T in all (less than its goods if new goods are bought
    with them)::

        floor = min(half-up(S × min(R, O) ÷ O) − A, T), and not below 0

    Because R and A count from the first refund on, the rounding is cumulative: once all
    goods are back, exactly S is due. What an earlier refund gave beyond its share
    counts for later ones; what an exchange kept back (T below its goods) is made up by
    later ones. Never more than S − A comes out.

    One refund of goods from several orders: call once for each order, and pass as T
    what the calls before left of it.

    :param refund_total: T, money given back by this refund, 0 for an even exchange
    :param goods_refunded: R, at the prices of the original order, from the first refund
    :param original_total: O
    :param original_stored_value: S, what instruments paid; a forfeit is no payment
    :param already_returned: A, from the first refund up to this one
    :raises TenderError: ``amount``: below 0, more by instrument than the total, or more
        returned than was paid

    300 of 1,000 was paid by voucher. Three refunds of a third each:

    >>> refund_floor(33333, 33333, 100000, 30000, 0)
    10000
    >>> refund_floor(33333, 66666, 100000, 30000, 10000)
    10000
    >>> refund_floor(33334, 100000, 100000, 30000, 20000)
    10000

    The first refund put all of its 500 back on the card, so the second is free up to
    what is missing of 600; after an even exchange of 500 it is not:

    >>> refund_floor(50000, 100000, 100000, 60000, 50000)
    10000
    >>> refund_floor(0, 50000, 100000, 60000, 0)
    0
    >>> refund_floor(50000, 100000, 100000, 60000, 0)
    50000
    """
    figures = {
        "refund_total": refund_total,
        "goods_refunded": goods_refunded,
        "original_total": original_total,
        "original_stored_value": original_stored_value,
        "already_returned": already_returned,
    }
    ordered = already_returned <= original_stored_value <= original_total
    if min(figures.values()) < 0 or not ordered:
        raise TenderError("amount", **figures)
    if not original_stored_value:
        return 0
    goods = min(goods_refunded, original_total)
    share = divide_half_up(original_stored_value * goods, original_total)
    return max(min(share - already_returned, refund_total), 0)
