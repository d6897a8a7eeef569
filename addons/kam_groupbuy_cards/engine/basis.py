"""Cost basis of an instrument (CARD-07; architecture, money path 5).

An instrument of some *face* was sold for its *basis*; the difference is the price
concession. Each use takes its share of the basis, by cumulation, so no cent is lost
however often the instrument is used::

    basis used now = half-up(basis × used in all ÷ face) − basis used before

The last use takes the rest. A forfeit is a use like any other. A return gives back what
its capture took, in the same way: returning all of it restores exactly what it took.

``basis used before`` is what the ledger booked. It differs from the formula once a part
of a capture came back; pass ``booked``, and the next use puts the cent right. A top-up
opens a new lot: from then on ``basis`` is what was left of it plus what was paid,
``face`` the balance plus what was loaded, and nothing of the lot is used.

All amounts are minor units from 0 up.
"""

from odoo.addons.kam_core.engine.errors import EngineError
from odoo.addons.kam_core.engine.money import divide_half_up


class BasisError(EngineError, ValueError):
    """More is used than there is, or an amount is negative."""


def basis_used(
    basis: int,
    face: int,
    used_before: int,
    used_now: int,
    *,
    booked: int | None = None,
) -> int:
    """Share of ``basis`` that a use of ``used_now`` takes.

    :param basis: what was paid for the lot
    :param face: what the lot is worth at the till
    :param used_before: face used up to now
    :param used_now: face used by this movement
    :param booked: basis used up to now by the ledger; by the formula if left out
    :raises BasisError: ``basis_range``, ``basis_overdrawn``

    A voucher of 500, sold for 450, pays 430 and forfeits 70:

    >>> basis_used(45000, 50000, 0, 43000), basis_used(45000, 50000, 43000, 7000)
    (38700, 6300)

    Three thirds of an odd basis:

    >>> [basis_used(100, 300, used, 100) for used in (0, 100, 200)]
    [33, 34, 33]
    """
    _check_share(basis, face, used_before, used_now)
    if booked is None:
        booked = divide_half_up(basis * used_before, face)
    if not 0 <= booked <= basis:
        raise BasisError("basis_overdrawn", basis=basis, booked=booked)
    return max(divide_half_up(basis * (used_before + used_now), face) - booked, 0)


def basis_returned(
    captured_basis: int, captured_amount: int, returned_before: int, returned_now: int
) -> int:
    """Basis that a return of ``returned_now`` out of one capture gives back.

    :param captured_basis: basis the capture took
    :param captured_amount: face the capture took
    :param returned_before: face that came back of it up to now
    :param returned_now: face that comes back by this movement
    :raises BasisError: ``basis_range``, ``basis_overdrawn``

    >>> basis_returned(38700, 43000, 0, 43000)
    38700
    >>> [basis_returned(100, 300, back, 100) for back in (0, 100, 200)]
    [33, 34, 33]
    """
    return basis_used(captured_basis, captured_amount, returned_before, returned_now)


def _check_share(basis: int, face: int, before: int, now: int) -> None:
    if min(basis, before, now) < 0 or face <= 0:
        raise BasisError("basis_range", basis=basis, face=face, before=before, now=now)
    if before + now > face:
        raise BasisError("basis_overdrawn", face=face, before=before, now=now)
