"""Money as integer minor units (architecture D10).

An amount enters the engine once, through :func:`to_minor` (exact, refuses what is
finer than the currency) or :func:`round_minor` (for computed values, half away from
zero as Odoo rounds), and leaves it once, through :func:`from_minor`. Between the two
there is no float. ``decimals`` is the number of decimal places of the currency.

A float carries 15 significant decimal digits; it is read at exactly these, so the
noise of ``0.1 + 0.2`` is not taken for a fraction of a cent. Amounts of 10^15 minor
units and more are refused: beyond them a float can't tell one cent from the next.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from .errors import EngineError

Amount = int | str | Decimal | float

MINOR_LIMIT = 10**15
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,24}(\.[0-9]{1,24})?")


class InvalidAmountError(EngineError, ValueError):
    """Not an amount of money: no number, not finite, or too large."""


class FractionalAmountError(EngineError, ValueError):
    """Finer than the smallest unit of the currency."""


class SpreadError(EngineError, ValueError):
    """Weights over which nothing can be spread."""


def to_minor(amount: Amount, decimals: int) -> int:
    """Exact minor units of ``amount``; nothing is rounded.

    :param amount: in currency units, from the ORM, JSON or a sheet
    :param decimals: decimal places of the currency
    :raises FractionalAmountError: finer than the currency
    :raises InvalidAmountError: no finite number, or 10^15 minor units or more

    >>> to_minor(430, 2), to_minor("12.5", 2), to_minor(0.1 + 0.2, 2)
    (43000, 1250, 30)
    >>> to_minor(1.005, 2)
    Traceback (most recent call last):
    ...
    odoo.addons.kam_core.engine.money.FractionalAmountError: \
fractional_amount: amount='1.005', decimals=2
    """
    scaled = _scaled(amount, decimals)
    minor = int(scaled)
    if minor != scaled:
        raise FractionalAmountError(
            "fractional_amount", amount=str(amount), decimals=decimals
        )
    return minor


def round_minor(amount: Amount, decimals: int) -> int:
    """Minor units of a computed ``amount``, half away from zero.

    :raises InvalidAmountError: no finite number, or 10^15 minor units or more

    >>> round_minor(1.005, 2), round_minor(-1.005, 2), round_minor(1.0049, 2)
    (101, -101, 100)
    """
    return int(_scaled(amount, decimals).to_integral_value(ROUND_HALF_UP))


def from_minor(minor: int, decimals: int) -> float:
    """Currency units of ``minor`` for the ORM: the float nearest to the amount.

    >>> from_minor(43010, 2), from_minor(-7, 0)
    (430.1, -7.0)
    """
    return minor / 10**decimals


def divide_half_up(numerator: int, denominator: int) -> int:
    """Integer quotient, rounded half away from zero; ``denominator`` > 0.

    >>> divide_half_up(5, 2), divide_half_up(-5, 2), divide_half_up(7, 3)
    (3, -3, 2)
    """
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` in proportion to ``weights`` without losing a cent.

    Part *k* is the rounded share of the first *k* weights less the rounded share of
    the first *k* − 1, so the parts add up to ``total`` and none is off by a cent or
    more.

    :param total: minor units, of either sign
    :param weights: integers from 0
    :raises SpreadError: a negative weight, or no weight for an amount that is not 0

    >>> spread(100, [1, 1, 1]), spread(-100, [1, 1, 1]), spread(0, [])
    ([33, 34, 33], [-33, -34, -33], [])
    """
    whole = sum(weights)
    if any(weight < 0 for weight in weights) or (total and not whole):
        raise SpreadError("weights", total=total, weights=list(weights))
    if not whole:
        return [0] * len(weights)
    bounds = [divide_half_up(total * share, whole) for share in accumulate(weights)]
    return [now - before for before, now in zip([0, *bounds], bounds, strict=False)]


def _scaled(amount: Amount, decimals: int) -> Decimal:
    """``amount`` in minor units, not yet rounded, and within the limit."""
    try:
        scaled = Decimal(_digits_of(amount)).scaleb(decimals)
    except ArithmeticError:
        scaled = Decimal("NaN")
    if not scaled.is_finite() or abs(scaled) >= MINOR_LIMIT:
        raise InvalidAmountError("invalid_amount", amount=repr(amount))
    return scaled


def _digits_of(amount: Amount) -> str | Decimal | int:
    """What of ``amount`` counts: all of an exact type, 15 digits of a float."""
    if isinstance(amount, bool):
        return "NaN"
    if isinstance(amount, float):
        return format(amount, ".15g")
    if isinstance(amount, int | Decimal):
        return amount
    plain = isinstance(amount, str) and _PLAIN_NUMBER.fullmatch(amount.strip())
    return amount.strip() if plain else "NaN"
