"""Calendar periods and distances in months (SYS-03; rules T1, T9, T10).

Only dates of one zone occur here; ``kam.clock`` turns them into moments. A period is
half-open: its first day is in it, the day after its last one is not, so that periods
follow each other without gap or overlap and years add up.

Months are calendar months, clipped to the length of the month: three months after
30 November is 28 February. *More than* three months have passed strictly after that
day. Weeks begin on Monday. A week across the end of a month belongs to both months in
part: :func:`slices` cuts it, so that the weeks of a month are that month.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from .errors import EngineError

DAY = "day"
WEEK = "week"
MONTH = "month"
QUARTER = "quarter"
HALF = "half"
YEAR = "year"

KINDS = (DAY, WEEK, MONTH, QUARTER, HALF, YEAR)
_MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}
_ONE_DAY = timedelta(days=1)


class PeriodError(EngineError, ValueError):
    """A kind of period that is not one of ``KINDS``, or an empty period."""


class Period(NamedTuple):
    """The days from ``first`` up to, and without, ``after``."""

    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - _ONE_DAY

    @property
    def days(self) -> int:
        return (self.after - self.first).days

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the period.

        >>> january = period_of(MONTH, date(2026, 1, 31))
        >>> january.holds(date(2026, 1, 31)), january.holds(date(2026, 2, 1))
        (True, False)
        """
        return self.first <= day < self.after


def add_months(day: date, months: int) -> date:
    """``day`` moved by calendar months, clipped to the end of the month (T9).

    >>> add_months(date(2026, 11, 30), 3), add_months(date(2026, 3, 31), -1)
    (datetime.date(2027, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, longest))


def more_than_months(since: date, months: int, day: date) -> bool:
    """Whether on ``day`` more than ``months`` have passed ``since`` (T9).

    >>> november = date(2026, 11, 30)
    >>> more_than_months(november, 3, date(2027, 2, 28))
    False
    >>> more_than_months(november, 3, date(2027, 3, 1))
    True
    """
    return day > add_months(since, months)


def within_days(day: date, days: int) -> date:
    """Last day, due at its end, of "within ``days`` days" after ``day`` (T10).

    >>> within_days(date(2026, 2, 25), 7)
    datetime.date(2026, 3, 4)
    """
    return day + timedelta(days=days)


def trailing(day: date, months: int) -> Period:
    """The last ``months`` up to and with ``day``.

    The exact counterpart of :func:`more_than_months`: what happened in it happened not
    more than ``months`` ago. So it is the same whether "no sale for three months" is
    asked forwards from the sale or backwards from today.

    :param months: from 1

    >>> trailing(date(2027, 2, 28), 3).first, trailing(date(2027, 5, 31), 3).first
    (datetime.date(2026, 11, 28), datetime.date(2027, 3, 1))
    """
    first = add_months(day, -months)
    if more_than_months(first, months, day):
        first += _ONE_DAY
    return Period(first, day + _ONE_DAY)


def period_of(kind: str, day: date) -> Period:
    """The period of that ``kind`` around ``day``.

    :param kind: one of ``KINDS``
    :raises PeriodError: ``kind``

    >>> period_of(QUARTER, date(2026, 11, 22))
    Period(first=datetime.date(2026, 10, 1), after=datetime.date(2027, 1, 1))
    >>> period_of(WEEK, date(2026, 11, 22)).first
    datetime.date(2026, 11, 16)
    """
    if kind == DAY:
        return Period(day, day + _ONE_DAY)
    if kind == WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=7))
    months = _months_of(kind)
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, add_months(first, months))


def neighbour(kind: str, day: date, steps: int) -> Period:
    """The period ``steps`` periods after (before, if negative) the one around ``day``.

    :raises PeriodError: ``kind``

    >>> neighbour(MONTH, date(2026, 1, 31), -1).first
    datetime.date(2025, 12, 1)
    """
    first = period_of(kind, day).first
    if kind in (DAY, WEEK):
        return period_of(kind, first + steps * timedelta(days=1 if kind == DAY else 7))
    return period_of(kind, add_months(first, steps * _months_of(kind)))


def slices(whole: Period, kind: str) -> tuple[Period, ...]:
    """``whole`` cut at the bounds of the smaller ``kind``; its ends are clipped.

    :raises PeriodError: ``kind``; ``empty``, if ``whole`` holds no day

    November 2026 begins on a Sunday and ends on a Monday:

    >>> [piece.days for piece in slices(period_of(MONTH, date(2026, 11, 1)), WEEK)]
    [1, 7, 7, 7, 7, 1]
    """
    if whole.after <= whole.first:
        raise PeriodError("empty", first=whole.first, after=whole.after)
    return tuple(_pieces(whole, kind))


def _pieces(whole: Period, kind: str) -> Iterator[Period]:
    first = whole.first
    while first < whole.after:
        after = min(period_of(kind, first).after, whole.after)
        yield Period(first, after)
        first = after


def _months_of(kind: str) -> int:
    if kind not in _MONTHS:
        raise PeriodError("kind", kind=kind)
    return _MONTHS[kind]
