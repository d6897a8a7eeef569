"""A group-buy order as vouchers or cards (CARD-01).

Below the threshold the amount is made up of vouchers, the largest first. From the
threshold on (itself included) it is loaded on as few cards as the limit of a card
allows, all full but the last. Threshold, denominations and limit are settings.

What no voucher can express is the rest; it is below the smallest denomination. Where
each denomination divides the next larger one, as with 1000 / 500 / 100 / 50, taking the
largest first needs the fewest vouchers and leaves the smallest rest. All amounts are
minor units.
"""

from collections.abc import Collection
from typing import NamedTuple

from odoo.addons.kam_core.engine.errors import EngineError

VOUCHER = "voucher"
CARD = "card"


class SplitError(EngineError, ValueError):
    """An amount or a setting that can't be split or split by."""


class Line(NamedTuple):
    """``count`` instruments of ``denomination`` each."""

    denomination: int
    count: int


class Split(NamedTuple):
    """The proposal; its lines and the rest add up to the amount."""

    kind: str
    lines: tuple[Line, ...]
    rest: int


def propose(
    amount: int, threshold: int, denominations: Collection[int], card_limit: int
) -> Split:
    """Propose the instruments for an order of ``amount``.

    :param amount: face the buyer wants, above 0
    :param threshold: from here on cards
    :param denominations: of the vouchers
    :param card_limit: most that a card may hold
    :raises SplitError: ``amount``, ``denominations``, ``card_limit``

    9,680 in vouchers, with 30 that no voucher has; 10,000 and 12,000 on cards:

    >>> notes = [100000, 50000, 10000, 5000]
    >>> propose(968000, 1000000, notes, 500000).lines
    (Line(denomination=100000, count=9), Line(denomination=50000, count=1), \
Line(denomination=10000, count=1), Line(denomination=5000, count=1))
    >>> propose(968000, 1000000, notes, 500000).rest
    3000
    >>> propose(1000000, 1000000, notes, 500000).lines
    (Line(denomination=500000, count=2),)
    >>> propose(1200000, 1000000, notes, 500000).lines
    (Line(denomination=500000, count=2), Line(denomination=200000, count=1))
    """
    if amount < threshold:
        return into_vouchers(amount, denominations)
    return into_cards(amount, card_limit)


def into_vouchers(amount: int, denominations: Collection[int]) -> Split:
    """Split into vouchers, whatever the threshold: the manager decided so.

    :raises SplitError: ``amount``, ``denominations``

    >>> into_vouchers(12000, [10000, 5000])
    Split(kind='voucher', lines=(Line(denomination=10000, count=1),), rest=2000)
    """
    _check_amount(amount)
    if not denominations or min(denominations) <= 0:
        raise SplitError("denominations", denominations=list(denominations))
    lines, rest = [], amount
    for denomination in sorted(set(denominations), reverse=True):
        count, rest = divmod(rest, denomination)
        lines.append(Line(denomination, count))
    return Split(VOUCHER, tuple(line for line in lines if line.count), rest)


def into_cards(amount: int, card_limit: int) -> Split:
    """Split into cards, whatever the threshold: the manager decided so.

    :raises SplitError: ``amount``, ``card_limit``

    >>> into_cards(12000, 500000)
    Split(kind='card', lines=(Line(denomination=12000, count=1),), rest=0)
    """
    _check_amount(amount)
    if card_limit <= 0:
        raise SplitError("card_limit", card_limit=card_limit)
    full, last = divmod(amount, card_limit)
    lines = (Line(card_limit, full), Line(last, 1 if last else 0))
    return Split(CARD, tuple(line for line in lines if line.count), 0)


def _check_amount(amount: int) -> None:
    if amount <= 0:
        raise SplitError("amount", amount=amount)
