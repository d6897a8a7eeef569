"""The clock of an owned account (CORE-11; rules A-8 to A-10, T9).

An owner keeps an account by maintaining it: a done visit, a reception, a contact, an
order. The clock runs from the last maintenance, or from the assignment if that was
later, so a new owner has the whole time (A-9). After more than N calendar months it
has run out, and the manager decides.

* *Due* is the last day in time; overdue is strictly after it (T9).
* *Pauses* (long leave, open contract, development awaiting approval, lock) stop the
  clock (A-10): due moves by as many days as were paused, of those after the start and
  up to due. While a pause without an end lasts, there is no due date. A pause that
  begins after due comes too late: the account stays overdue.
* *Warnings* are steps, not days: an account is in the step of 14 from 14 days to 4
  days before due, so a night without a run loses no warning.
* What is dated after today is planned, and no maintenance yet.
* *Kept*: the manager may leave an account to its owner for some more days; they run
  from that decision, if that ends later (A-11). A new owner begins anew.

All intervals are half-open dates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .errors import EngineError
from .period import add_months

RUNNING = "running"
WARNING = "warning"
OVERDUE = "overdue"
PAUSED = "paused"

MAINTAINED = "maintained"
ASSIGNED = "assigned"
KEPT = "kept"

GRACE_DAYS = 30
_ONE_DAY = timedelta(days=1)
_FOREVER = date.max


class ClockError(EngineError, ValueError):
    """Intervals that end before they begin, or owners at the same time."""


class Evidence(NamedTuple):
    """One maintenance: the day it was done, its kind, and the record behind it."""

    day: date
    kind: str
    ref: int


class Pause(NamedTuple):
    """From ``first`` up to, and without, ``after``; None while it lasts."""

    first: date
    after: date | None
    reason: str


class Kept(NamedTuple):
    """The manager left the account to its owner for ``days`` more from ``day`` on."""

    day: date
    days: int


class Tenure(NamedTuple):
    """``owner`` from ``first`` up to, and without, ``after``; None while it lasts."""

    owner: int
    first: date
    after: date | None


class Responsibility(NamedTuple):
    """The owner on a day, if any, and whether the loss is charged to him (A-8)."""

    owner: int | None
    charged: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the clock of an account stands.

    :param state: ``RUNNING``, ``WARNING``, ``OVERDUE`` or ``PAUSED``
    :param start: day it runs from
    :param source: ``MAINTAINED``, ``ASSIGNED`` or ``KEPT``
    :param evidence: the last maintenance, even if before the assignment
    :param due: last day in time; None while a pause without an end lasts
    :param days_left: running days to due, negative when overdue
    :param step: the warning reached, in days ahead
    :param reasons: of the pauses of today
    """

    state: str
    start: date
    source: str
    evidence: Evidence | None
    due: date | None
    days_left: int
    step: int | None
    reasons: tuple[str, ...]


def ownership(
    assigned: date,
    maintenance: Iterable[Evidence],
    pauses: Iterable[Pause],
    months: int,
    today: date,
    steps: Sequence[int] = (30, 14, 3),
    kept: Kept | None = None,
) -> Clock:
    """Clock of an account owned since ``assigned``, as of ``today``.

    :param maintenance: of the account, by whomever
    :param months: N of the account's class
    :param steps: days ahead at which owner and manager are warned
    :param kept: the last decision of the manager to leave it to its owner
    :raises ClockError: ``pause``, if one ends before it begins

    >>> visit = Evidence(date(2026, 8, 30), "visit", 7)
    >>> clock = ownership(date(2026, 1, 5), [visit], [], 3, date(2026, 11, 22))
    >>> clock.state, clock.due, clock.days_left, clock.step
    ('warning', datetime.date(2026, 11, 30), 8, 14)

    Two weeks of leave move the end by two weeks:

    >>> leave = Pause(date(2026, 9, 7), date(2026, 9, 21), "leave")
    >>> ownership(date(2026, 1, 5), [visit], [leave], 3, date(2026, 11, 22)).due
    datetime.date(2026, 12, 14)

    The manager leaves it to its owner for 30 more days:

    >>> kept = Kept(date(2026, 11, 22), 30)
    >>> ownership(date(2026, 1, 5), [visit], [], 3, date(2026, 11, 22), kept=kept).due
    datetime.date(2026, 12, 22)
    """
    done = (item for item in maintenance if item.day <= today)
    evidence = max(done, default=None)
    maintained = evidence is not None and evidence.day >= assigned
    start = evidence.day if maintained else assigned
    source = MAINTAINED if maintained else ASSIGNED
    pauses = list(pauses)
    running = (add_months(start, months) - start).days
    stops = _merged(pauses, start + _ONE_DAY)
    due = _due(start, running, stops)
    if kept and kept.day >= assigned:
        later = _merged(pauses, kept.day + _ONE_DAY)
        if _due(kept.day, kept.days, later) > due:
            start, running, stops, source = kept.day, kept.days, later, KEPT
            due = _due(start, running, stops)
    lasting = [stop for stop in stops if stop[0] <= today < stop[1] and stop[0] <= due]
    days_left = running - _running_days(start, min(today, due), stops)
    days_left -= max((today - due).days, 0)
    step = min((ahead for ahead in steps if days_left <= ahead), default=None)
    state = _state(bool(lasting), days_left, step)
    return Clock(
        state,
        start,
        source,
        evidence,
        None if due == _FOREVER else due,
        days_left,
        step if state == WARNING else None,
        _reasons(pauses, today) if lasting else (),
    )


def responsible(
    tenures: Iterable[Tenure], last_day: date, grace_days: int = GRACE_DAYS
) -> Responsibility:
    """Who answers for a loss: the owner on the last day of the window (A-8).

    The loss is not charged to an owner of fewer than ``grace_days`` days, both the
    first and the last counted; nobody else is charged in his place.

    :raises ClockError: ``tenure``, if one ends before it begins; ``owners``, if there
        are two on that day

    >>> tenures = [
    ...     Tenure(1, date(2026, 1, 1), date(2026, 6, 1)),
    ...     Tenure(2, date(2026, 6, 1), None),
    ... ]
    >>> responsible(tenures, date(2026, 5, 31))
    Responsibility(owner=1, charged=True)
    >>> responsible(tenures, date(2026, 6, 29)), responsible(tenures, date(2026, 6, 30))
    (Responsibility(owner=2, charged=False), Responsibility(owner=2, charged=True))
    """
    tenures = list(tenures)
    for item in tenures:
        if item.after is not None and item.after < item.first:
            raise ClockError("tenure", first=item.first, after=item.after)
    owners = [t for t in tenures if t.first <= last_day < (t.after or _FOREVER)]
    if len(owners) > 1:
        raise ClockError("owners", day=last_day, owners=[t.owner for t in owners])
    if not owners:
        return Responsibility(None, False)
    held = (last_day - owners[0].first).days + 1
    return Responsibility(owners[0].owner, held >= grace_days)


def _merged(pauses: Iterable[Pause], floor: date) -> list[tuple[date, date]]:
    """Paused days from ``floor`` on, as intervals that neither touch nor overlap."""
    merged: list[tuple[date, date]] = []
    for pause in sorted(pauses, key=lambda pause: pause.first):
        first, after = max(pause.first, floor), pause.after or _FOREVER
        if after < pause.first:
            raise ClockError("pause", first=pause.first, after=after)
        if after <= first:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], after))
        else:
            merged.append((first, after))
    return merged


def _due(start: date, running: int, stops: Sequence[tuple[date, date]]) -> date:
    """The day on which ``running`` days have run since ``start``."""
    due = start + timedelta(days=running)
    for first, after in stops:
        if first > due:
            break
        if after == _FOREVER:
            return _FOREVER
        due += after - first
    return due


def _running_days(start: date, day: date, stops: Sequence[tuple[date, date]]) -> int:
    """Days after ``start`` up to and with ``day`` that were not paused."""
    after_day = day + _ONE_DAY if day < _FOREVER else day
    paused = (min(after, after_day) - first for first, after in stops if first <= day)
    return (day - start).days - sum(length.days for length in paused)


def _state(lasting: bool, days_left: int, step: int | None) -> str:
    if lasting:
        return PAUSED
    if days_left < 0:
        return OVERDUE
    return RUNNING if step is None else WARNING


def _reasons(pauses: Iterable[Pause], today: date) -> tuple[str, ...]:
    lasting = (p for p in pauses if p.first <= today < (p.after or _FOREVER))
    return tuple(dict.fromkeys(pause.reason for pause in sorted(lasting, key=_began)))


def _began(pause: Pause) -> tuple[date, str]:
    return pause.first, pause.reason
