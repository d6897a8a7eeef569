"""What instruments put into the entry of a till session (CARD-07; money path 5).

The till counts a payment by instrument as money received, so the session entry holds a
receivable of its amount. What settles it is the contract liability, at cost basis::

    capture of P, basis b:    Dr liability b, Dr concession P − b    settles P
    forfeit of F, basis f:    Dr liability f    Cr forfeit income f
    refund of P, basis b:     the capture, mirrored

so that always ``payment = liability + concession − forfeit``. Movements carry the signs
of the card ledger: what leaves the card is negative. All amounts are minor units.
"""

from collections.abc import Iterable
from typing import NamedTuple

from odoo.addons.kam_core.engine.errors import EngineError

PAYING = frozenset({"capture", "refund"})
FORFEITING = frozenset({"forfeit"})


class ClosingError(EngineError, ValueError):
    """A movement that has no place in a session."""


class Movement(NamedTuple):
    """Ledger entries of one kind: ``amount`` and ``basis`` signed as in the ledger."""

    kind: str
    amount: int
    basis: int


class SessionAmounts(NamedTuple):
    """Amounts for the session entry; each is below 0 if refunds prevail.

    ``payment`` is the receivable that is settled, ``liability`` and ``concession`` are
    debits, ``forfeit`` is a credit.
    """

    payment: int
    liability: int
    concession: int
    forfeit: int


def session_amounts(movements: Iterable[tuple[str, int, int]]) -> SessionAmounts:
    """Sum the ledger movements of a session into the amounts of its entry.

    :param movements: ``(kind, amount, basis)`` with the signs of the ledger
    :raises ClosingError: ``movement_kind``: neither capture, refund nor forfeit

    A voucher of 500, sold for 450, paid 430; then 100 of a card sold at 90 % came back:

    >>> sale = [("capture", -43000, -38700), ("forfeit", -7000, -6300)]
    >>> session_amounts(sale)
    SessionAmounts(payment=43000, liability=45000, concession=4300, forfeit=6300)
    >>> session_amounts([*sale, ("refund", 10000, 9000)])
    SessionAmounts(payment=33000, liability=36000, concession=3300, forfeit=6300)
    """
    payment = paid_basis = forfeit = 0
    for kind, amount, basis in movements:
        if kind in PAYING:
            payment -= amount
            paid_basis -= basis
        elif kind in FORFEITING:
            forfeit -= basis
        else:
            raise ClosingError("movement_kind", kind=kind)
    liability = paid_basis + forfeit
    return SessionAmounts(payment, liability, payment - paid_basis, forfeit)
