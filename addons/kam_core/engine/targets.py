"""Targets: split, changed, compared with what was done (CORE-15; rules T11 to T13).

*Split*. A whole is shared out by weight; the parts are integers (minor units, visits,
customers) and always add up to the whole: each gets its share rounded down, and what
is left goes, one by one, to the largest remainders (Hamilton; equal remainders in
order). A weight is a base — last year's figure, the average per head, the working
days — times factors. Each factor says why: market demand, a change of policy, a vacant
post, probation.

*Over time* a year is cut into quarters, months and weeks; a week across the end of a
month is cut, so the weeks of a month are its target. *Over the department* a team
weighs what its people weigh; a team without people weighs its own base.

*Probation counts 50 %*: a factor on a person's weight, for the days it lasts. So the
whole is still shared out in full. Part-timers set their own targets and are not split.

*Changes are dated*. A version counts once it is approved and, for a person, accepted.
Until then, and for ever if that never happens, the version before it counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from .errors import EngineError
from .money import divide_half_up
from .period import MONTH, QUARTER, WEEK, Period, slices

WHOLE = 10_000
PROBATION_SHARE = 5_000


class TargetError(EngineError, ValueError):
    """A whole, weight or factor by which nothing can be split."""


class Factor(NamedTuple):
    """Multiplies a weight by ``points`` basis points, because of ``reason``."""

    reason: str
    points: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A department, team or person in the split.

    :param key: unique in the tree
    :param base: weight of a unit without ``children``; theirs count otherwise
    :param factors: on the weight of the unit with all below it
    """

    key: str
    base: int = 0
    factors: tuple[Factor, ...] = ()
    children: tuple["Unit", ...] = ()


class Part(NamedTuple):
    """What of the whole falls to one period."""

    kind: str
    period: Period
    amount: int


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a target; versions are given oldest first.

    :param amount: of the whole period
    :param approved_on: by the manager (a department's by the general manager)
    :param accepted_on: by the seller
    """

    amount: int
    approved_on: date | None = None
    accepted_on: date | None = None


def share_out(whole: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split ``whole`` by ``weights`` so that the parts add up to it.

    :param whole: from 0
    :param weights: from 0
    :raises TargetError: ``whole`` below 0; ``weights``, if one is below 0 or all are 0
        for a whole that is not

    >>> share_out(100, [1, 1, 1]), share_out(10, [6, 3, 1]), share_out(7, [0, 2])
    ([34, 33, 33], [6, 3, 1], [0, 7])
    """
    if whole < 0:
        raise TargetError("whole", whole=whole)
    total = sum(weights, Fraction())
    if any(weight < 0 for weight in weights) or (whole and not total):
        raise TargetError("weights", whole=whole, weights=list(map(str, weights)))
    if not total:
        return [0] * len(weights)
    shares = [whole * Fraction(weight) * Fraction(1, total) for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    order = sorted(range(len(parts)), key=lambda place: parts[place] - shares[place])
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def weighed(base: int, factors: Iterable[Factor]) -> Fraction:
    """``base`` times its factors, exactly.

    :raises TargetError: ``factor``, below 0; ``reason``, if there is none

    >>> weighed(200, [Factor("new store", 11000), Factor("probation", 5000)])
    Fraction(110, 1)
    """
    weight = Fraction(base)
    for factor in factors:
        if factor.points < 0:
            raise TargetError("factor", reason=factor.reason, points=factor.points)
        if not factor.reason.strip():
            raise TargetError("reason", points=factor.points)
        weight *= Fraction(factor.points, WHOLE)
    return weight


def proposal(base: int, factors: Iterable[Factor]) -> int:
    """Proposed whole: last year's figure times its factors, half-up.

    :raises TargetError: ``factor``, ``reason``

    >>> proposal(1000001, [Factor("market demand", 10500), Factor("tax", 9800)])
    1029001
    """
    exact = weighed(base, factors)
    return divide_half_up(exact.numerator, exact.denominator)


def average_per_head(total: int, heads: int) -> int | None:
    """Average per head, half-up; None without heads.

    >>> average_per_head(100, 8), average_per_head(100, 0)
    (13, None)
    """
    return divide_half_up(total, heads) if heads else None


def probation(
    period: Period, first: date, after: date, share: int = PROBATION_SHARE
) -> Factor:
    """Factor of a person who is on probation from ``first`` up to, without, ``after``.

    :param share: basis points of a day on probation

    On probation for 15 of 30 days, a person counts three quarters:

    >>> november = Period(date(2026, 11, 1), date(2026, 12, 1))
    >>> probation(november, date(2026, 9, 1), date(2026, 11, 16))
    Factor(reason='probation', points=7500)
    """
    overlap = (min(after, period.after) - max(first, period.first)).days
    days = max(overlap, 0)
    earned = period.days * WHOLE - days * (WHOLE - share)
    return Factor("probation", divide_half_up(earned, period.days))


def presence(period: Period, spells: Iterable[tuple[date, date, int]]) -> Fraction:
    """Share of ``period`` for which a person counts, joining, leaving, on probation.

    :param spells: first day, day after the last, and basis points of each day between

    >>> november = Period(date(2026, 11, 1), date(2026, 12, 1))
    >>> presence(november, [
    ...     (date(2026, 11, 11), date(2026, 11, 21), PROBATION_SHARE),
    ...     (date(2026, 11, 21), date(2028, 1, 1), WHOLE)])
    Fraction(1, 2)
    """
    counted = 0
    for first, after, points in spells:
        days = (min(after, period.after) - max(first, period.first)).days
        counted += max(days, 0) * points
    return Fraction(counted, period.days * WHOLE)


def over_time(
    whole: int,
    period: Period,
    weigh: Callable[[Period], int],
    kinds: Sequence[str] = (QUARTER, MONTH, WEEK),
) -> list[Part]:
    """Split ``whole`` down the calendar; the parts of each kind add up to it.

    Where ``weigh`` finds nothing to weigh by (no sales last year), calendar days do.

    :param weigh: weight of a period or piece of one, from 0
    :param kinds: from the longest down
    :raises TargetError: ``whole``, ``weights``

    >>> year = Period(date(2027, 1, 1), date(2028, 1, 1))
    >>> parts = over_time(1000, year, lambda piece: piece.days, ["quarter", "month"])
    >>> [part.amount for part in parts if part.kind == "quarter"]
    [247, 249, 252, 252]
    >>> [part.amount for part in parts if part.kind == "month"][:3]
    [85, 77, 85]
    """
    if not kinds:
        return []
    pieces = slices(period, kinds[0])
    weights = [weigh(piece) for piece in pieces]
    if not any(weights):
        weights = [piece.days for piece in pieces]
    parts = []
    for piece, amount in zip(pieces, share_out(whole, weights), strict=True):
        parts.append(Part(kinds[0], piece, amount))
        parts.extend(over_time(amount, piece, weigh, kinds[1:]))
    return parts


def over_units(whole: int, unit: Unit) -> dict[str, int]:
    """Split ``whole`` down from ``unit``; what the children get adds up to it.

    A unit whose children weigh nothing keeps its part: there is nobody to pass it to.

    :raises TargetError: ``whole``, ``weights``, ``factor``, ``reason``; ``twice``, if
        a key is there twice

    >>> team = Unit("team", children=(
    ...     Unit("Li", 100), Unit("Wu", 100, (Factor("probation", 5000),))))
    >>> over_units(900, Unit("department", children=(team, Unit("vacant", 150))))
    {'department': 900, 'team': 450, 'Li': 300, 'Wu': 150, 'vacant': 450}
    """
    if whole < 0:
        raise TargetError("whole", whole=whole)
    amounts = {unit.key: whole}
    weights = [unit_weight(child) for child in unit.children]
    parts = share_out(whole if any(weights) else 0, weights)
    for child, amount in zip(unit.children, parts, strict=True):
        below = over_units(amount, child)
        if twice := amounts.keys() & below.keys():
            raise TargetError("twice", keys=sorted(twice))
        amounts |= below
    return amounts


def unit_weight(unit: Unit) -> Fraction:
    """Weight of a unit: that of its children, else its base, times its factors.

    >>> unit_weight(Unit("a", 7, (Factor("new", 5000),), (Unit("b", 10), Unit("c", 4))))
    Fraction(7, 1)
    """
    if not unit.children:
        return weighed(unit.base, unit.factors)
    return weighed(1, unit.factors) * sum(map(unit_weight, unit.children), Fraction())


def leaf_weights(unit: Unit) -> dict[str, Fraction]:
    """Weight of each unit without children, with the factors of all above it.

    >>> team = Unit("team", 0, (Factor("new", 5000),), (Unit("Li", 10), Unit("Wu", 4)))
    >>> leaf_weights(team)
    {'Li': Fraction(5, 1), 'Wu': Fraction(2, 1)}
    """
    if not unit.children:
        return {unit.key: weighed(unit.base, unit.factors)}
    factor = weighed(1, unit.factors)
    below = [leaf_weights(child) for child in unit.children]
    return {key: factor * weight for part in below for key, weight in part.items()}


def over_grid(
    wholes: Sequence[int],
    weights: Sequence[Mapping[str, int | Fraction]],
    fixed: Mapping[str, Sequence[int]] | None = None,
) -> list[dict[str, int]]:
    """Share the whole of each period among the same units, fairly over all of them.

    Each period adds up. What rounding gave somebody too much is taken back in the
    periods after, so nobody is favoured month by month.

    :param wholes: one per period, from 0
    :param weights: for each period the weight of every unit
    :param fixed: amounts per period of units that do not take part in the sharing
    :raises TargetError: ``fixed``, if they are more than a whole; ``weights``

    >>> over_grid([1, 1, 2], [{"Li": 1, "Wu": 1}] * 3)
    [{'Li': 1, 'Wu': 0}, {'Li': 0, 'Wu': 1}, {'Li': 1, 'Wu': 1}]
    >>> over_grid([5, 5], [{"Li": 1, "Wu": 1, "Xu": 1}] * 2, {"Xu": [1, 3]})
    [{'Li': 2, 'Wu': 2, 'Xu': 1}, {'Li': 1, 'Wu': 1, 'Xu': 3}]
    """
    fixed = fixed or {}
    owed: dict[str, Fraction] = {}
    rows = []
    for place, (whole, row) in enumerate(zip(wholes, weights, strict=True)):
        given = {key: amounts[place] for key, amounts in fixed.items()}
        rest = whole - sum(given.values())
        if rest < 0 or any(amount < 0 for amount in given.values()):
            raise TargetError("fixed", place=place, whole=whole, rest=rest)
        free = {key: weight for key, weight in row.items() if key not in given}
        shared = _share_fairly(rest, free, owed)
        rows.append({key: given.get(key, shared.get(key, 0)) for key in row})
    return rows


def in_force(
    versions: Iterable[Version], day: date, accepting: bool = True
) -> Version | None:
    """The version that counts on ``day``; None if none does yet.

    Of those that count by then it is the latest one made, whichever was approved last.
    For a period, ask for its last day: what was approved later changes nothing of it.

    :param versions: oldest first
    :param accepting: whether the target must be accepted (a person's) or not (a team's,
        or one of a person who has left before the period)

    >>> first = Version(100, date(2026, 1, 2), date(2026, 1, 3))
    >>> easier = Version(60)
    >>> in_force([first, easier], date(2026, 1, 31)).amount
    100
    >>> in_force([first], date(2026, 1, 2)) is None
    True
    """
    counting = [v for v in versions if _counts(v, day, accepting)]
    return counting[-1] if counting else None


def achievement(actual: int, target: int) -> int | None:
    """Actual against target in basis points, half-up (T11); not capped (T13).

    None for a target of 0 or less: there is nothing to reach, which is not 100 %.

    >>> achievement(97, 100), achievement(3, 2), achievement(-5, 100), achievement(5, 0)
    (9700, 15000, -500, None)
    """
    return divide_half_up(actual * WHOLE, target) if target > 0 else None


def open_amounts(
    target: Mapping[str, int], actual: Mapping[str, int]
) -> dict[str, int]:
    """What is still to do of each target, 0 where it was reached.

    >>> open_amounts({"Li": 100, "Wu": 50}, {"Li": 120})
    {'Li': 0, 'Wu': 50}
    """
    return {key: max(amount - actual.get(key, 0), 0) for key, amount in target.items()}


def _counts(version: Version, day: date, accepting: bool) -> bool:
    steps = [version.approved_on] + [version.accepted_on] * accepting
    return all(step is not None and step <= day for step in steps)


def _share_fairly(
    whole: int, weights: Mapping[str, int | Fraction], owed: dict[str, Fraction]
) -> dict[str, int]:
    """Share ``whole`` by what is owed to each; ``owed`` goes on to the next period."""
    total = sum(weights.values(), Fraction())
    if total:
        for key, weight in weights.items():
            owed[key] = owed.get(key, Fraction()) + whole * Fraction(weight) * Fraction(
                1, total
            )
    due = [max(owed.get(key, 0), 0) if weights[key] > 0 else 0 for key in weights]
    shares = share_out(whole, due if any(due) else list(weights.values()))
    for key, amount in zip(weights, shares, strict=True):
        owed[key] = owed.get(key, Fraction()) - amount
    return dict(zip(weights, shares, strict=True))
