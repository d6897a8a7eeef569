"""Working days with holidays and make-up days (SYS-03; rules T4 to T8).

A day table answers for each date: its explicit row if there is one (a holiday is off,
a make-up day is on), else the weekday pattern of the employee's calendar. China moves
working days to weekends (调休), which a list of days off alone can't express.

Holidays are announced year by year. For a year whose days were not loaded, deadlines
are still computed, by the weekday pattern, and carry the year in ``missing_years``, so
that whoever shows the deadline says so. Which years were loaded is said explicitly: a
single day off that a company enters early does not make a year known.

A deadline is a date; it is due at the end of that day, so late is what comes at or
after the start of the next day, in the zone of the company (``kam.clock``).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .errors import EngineError

MONDAY_TO_FRIDAY = frozenset(range(5))
LONGEST_BREAK = 366
_ONE_DAY = timedelta(days=1)


class WorkdayError(EngineError, ValueError):
    """A day table that contradicts itself or never works, or a count below 1."""


class Deadline(NamedTuple):
    """A date, and the years it was guessed for from the weekdays alone."""

    day: date
    missing_years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DayTable:
    """The days of one calendar.

    :param rows: explicit days, True for a make-up day, False for a day off
    :param years: whose official days were loaded
    :param weekdays: worked without a row, Monday is 0
    """

    rows: Mapping[date, bool]
    years: frozenset[int]
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY


def day_table(
    holidays: Iterable[date],
    makeups: Iterable[date],
    years: Iterable[int],
    weekdays: Iterable[int] = MONDAY_TO_FRIDAY,
) -> DayTable:
    """Day table from two lists of dates.

    :raises WorkdayError: ``both``, if a date is a holiday and a make-up day

    >>> table = day_table([date(2026, 1, 1)], [date(2026, 1, 4)], [2026])
    >>> [is_workday(table, date(2026, 1, day)) for day in (1, 2, 3, 4)]
    [False, True, False, True]
    """
    off, on = set(holidays), set(makeups)
    if off & on:
        raise WorkdayError("both", days=sorted(off & on))
    rows = dict.fromkeys(off, False) | dict.fromkeys(on, True)
    return DayTable(rows, frozenset(years), frozenset(weekdays))


def is_workday(table: DayTable, day: date) -> bool:
    """Whether ``day`` is worked: its row, else the weekday pattern (T4).

    >>> is_workday(day_table([], [], []), date(2026, 11, 22))
    False
    """
    return table.rows.get(day, day.weekday() in table.weekdays)


def nth_workday_after(table: DayTable, end: date, count: int) -> Deadline:
    """The ``count``-th working day after ``end`` (T6).

    The first one counted is the first working day after ``end``, whether ``end`` is
    worked or not.

    :param end: last day of the period, or the day something happened
    :param count: from 1
    :raises WorkdayError: ``count`` below 1; ``no_workday``, if more than
        ``LONGEST_BREAK`` days in a row are off

    Two working days after the end of 2025; January 4 is a Sunday that is worked:

    >>> table = day_table(
    ...     [date(2026, 1, day) for day in (1, 2, 3)], [date(2026, 1, 4)], [2026]
    ... )
    >>> nth_workday_after(table, date(2025, 12, 31), 2)
    Deadline(day=datetime.date(2026, 1, 5), missing_years=())

    The next year is not loaded yet; weekdays, and flagged (T5):

    >>> nth_workday_after(table, date(2026, 12, 31), 2)
    Deadline(day=datetime.date(2027, 1, 4), missing_years=(2027,))
    """
    if count < 1:
        raise WorkdayError("count", count=count)
    day = end
    for _each in range(count):
        day = _first_workday(table, _days_after(day))
    return Deadline(day, missing_years(table, end + _ONE_DAY, day))


def last_workday_of_month(table: DayTable, day: date) -> Deadline:
    """The last working day of the month of ``day`` (T8); a make-up Saturday may be it.

    :raises WorkdayError: ``no_workday``, if nobody works in that month

    >>> table = day_table([], [date(2026, 2, 28)], [2026])
    >>> last_workday_of_month(table, date(2026, 2, 1)).day
    datetime.date(2026, 2, 28)
    """
    last = day.replace(day=monthrange(day.year, day.month)[1])
    days = (last - timedelta(days=back) for back in range(last.day))
    found = _first_workday(table, days)
    return Deadline(found, missing_years(table, found, last))


def missing_years(table: DayTable, first: date, last: date) -> tuple[int, ...]:
    """Years of ``[first, last]`` whose days were not loaded (T5).

    >>> missing_years(day_table([], [], [2026]), date(2025, 12, 1), date(2027, 1, 31))
    (2025, 2027)
    """
    years = range(first.year, last.year + 1)
    return tuple(year for year in years if year not in table.years)


def revised(due: date, recomputed: date, today: date) -> date:
    """Deadline after the day table was changed (T7).

    A deadline that has passed stays as it was. An open one moves, but not into the
    past: a change of the calendar makes nobody late on the day it is made.

    >>> monday, friday = date(2026, 10, 12), date(2026, 10, 16)
    >>> revised(monday, friday, today=date(2026, 10, 13)) == monday
    True
    >>> revised(friday, monday, today=date(2026, 10, 13))
    datetime.date(2026, 10, 13)
    """
    return due if due < today else max(recomputed, today)


def _days_after(day: date) -> Iterator[date]:
    return (day + timedelta(days=ahead) for ahead in range(1, LONGEST_BREAK + 1))


def _first_workday(table: DayTable, days: Iterable[date]) -> date:
    for day in days:
        if is_workday(table, day):
            return day
    raise WorkdayError("no_workday", weekdays=sorted(table.weekdays))
