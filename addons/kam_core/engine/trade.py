"""Totals of the trade with an account (CORE-05; rule A-6).

Input is one entry per day with trade: what was sold less what was returned. A return
takes purchases back, the last bought first, as in :mod:`churn`; a purchase that is
taken back in full counts as none, neither as the first, the last nor the largest. What
was taken for it stays in the totals, since the return stands there too.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from .churn import Window, purchases


class Day(NamedTuple):
    """Trade of one day.

    :param net: minor units, sales less returns
    :param sales: number of sales
    :param largest: the largest sale, minor units; 0 without sale
    """

    net: int
    sales: int
    largest: int


class Summary(NamedTuple):
    """Trade of an account; ``recent`` is what happened from a given day on."""

    first: date | None = None
    last: date | None = None
    count: int = 0
    largest: int = 0
    total: int = 0
    recent_total: int = 0
    recent_count: int = 0


def summarise(days: Mapping[date, Day], months: int, recent_from: date) -> Summary:
    """Totals of ``days``.

    :param months: window in which a return takes purchases back
    :param recent_from: first day of the recent past

    Bought twice; the second, larger purchase was given back a week later:

    >>> days = {
    ...     date(2026, 1, 5): Day(10000, 1, 10000),
    ...     date(2026, 3, 1): Day(70000, 1, 70000),
    ...     date(2026, 3, 8): Day(-70000, 0, 0),
    ... }
    >>> found = summarise(days, 3, date(2026, 2, 1))
    >>> found.first == found.last == date(2026, 1, 5)
    True
    >>> found.count, found.largest, found.total, found.recent_total
    (1, 10000, 10000, 0)
    """
    bought = _standing(days, months)
    recent = [day for day in days if day >= recent_from]
    return Summary(
        first=min(bought, default=None),
        last=max(bought, default=None),
        count=sum(days[day].sales for day in bought),
        largest=max((days[day].largest for day in bought), default=0),
        total=sum(day.net for day in days.values()),
        recent_total=sum(days[day].net for day in recent),
        recent_count=sum(days[day].sales for day in bought if day >= recent_from),
    )


def _standing(days: Mapping[date, Day], months: int) -> list[date]:
    """Days with a purchase that was not taken back in full."""
    nets = {day: item.net for day, item in days.items()}
    found = purchases(nets, [Window(date.min, months)], date.max)
    return [item.day for item in found if not item.void_on]
