"""Lost and won back, as dated events (CORE-12; rules A-6 to A-8, T9).

An account is lost when its last purchase is more than N calendar months ago. The loss
is dated with the first such day, and closed by the next purchase: one event per loss
(A-7). Who never bought can't be lost.

*As of*. Events are computed from what is dated up to a day, and from nothing later.
Computed as of the last day of a period, its churn is the same whenever it is asked.

*Returns* (A-6). Input is the net of each day: sales less returns, with tax or without,
in minor units. A day of 0 or less is no purchase. A return on a later day takes back
purchases of the window before it, the last bought first; one that is taken back in
full is no purchase any more. A caller who knows which sale was returned enters the
return on the day of that sale instead. The date of a loss stays:

* a purchase after the loss that is taken back won nobody back: the loss goes on;
* one before the loss had kept the account alive until it was taken back, so the loss
  is dated not before that day: a period that was closed by then is not changed.

*Windows* are dated, because the class of an account changes. A day is judged by the
window in force on that day; a loss once dated stays, even if the window is widened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .clocks import GRACE_DAYS, Responsibility, Tenure, responsible
from .errors import EngineError
from .period import Period, add_months, more_than_months

_ONE_DAY = timedelta(days=1)


class ChurnError(EngineError, ValueError):
    """Windows that leave a day undecided."""


class Window(NamedTuple):
    """``months`` without purchase make an account lost, judged from ``since`` on."""

    since: date
    months: int


class Loss(NamedTuple):
    """One loss.

    :param purchase: the last one before
    :param lost_on: first day on which the account was lost
    :param won_back: day of the purchase that ended it, None while it lasts
    """

    purchase: date
    lost_on: date
    won_back: date | None

    @property
    def last_day(self) -> date:
        """Last day of the window; its owner answers for the loss (A-8)."""
        return self.lost_on - _ONE_DAY


@dataclass(frozen=True, slots=True)
class Bought:
    """A day with a purchase; ``void_on`` is the day it had been taken back in full."""

    day: date
    void_on: date | None


def losses(
    net_by_day: Mapping[date, int], windows: Sequence[Window], as_of: date
) -> tuple[Loss, ...]:
    """All losses of an account, oldest first, as of the end of ``as_of``.

    :param net_by_day: minor units
    :param windows: oldest first; the first also judges the days before it
    :raises ChurnError: ``windows``, if there is none or they are not in order

    >>> three = [Window(date(2026, 1, 1), 3)]
    >>> net = {date(2026, 1, 31): 50000, date(2026, 6, 1): 20000}
    >>> losses(net, three, date(2026, 4, 30))
    ()
    >>> losses(net, three, date(2026, 5, 1))
    (Loss(purchase=datetime.date(2026, 1, 31), lost_on=datetime.date(2026, 5, 1), \
won_back=None),)
    >>> losses(net, three, date(2026, 6, 1))[0].won_back
    datetime.date(2026, 6, 1)
    """
    _check(windows)
    found, last, ends = [], None, None
    for item in purchases(net_by_day, windows, as_of):
        if item.void_on:
            # While it counted it kept the account alive, if it still was.
            if ends and item.day < ends:
                ends = max(ends, item.void_on)
            continue
        if ends and ends <= item.day:
            found.append(Loss(last, ends, item.day))
        last, ends = item.day, _lost_on(item.day, windows)
    if ends and ends <= as_of:
        found.append(Loss(last, ends, None))
    return tuple(found)


def purchases(
    net_by_day: Mapping[date, int], windows: Sequence[Window], as_of: date
) -> list[Bought]:
    """Days with a purchase, in order, less the returns up to ``as_of``.

    >>> three = [Window(date(2026, 1, 1), 3)]
    >>> net = {date(2026, 1, 5): 100, date(2026, 2, 1): 70, date(2026, 2, 9): -90}
    >>> [(item.day.day, item.void_on) for item in purchases(net, three, date.max)]
    [(5, None), (1, datetime.date(2026, 2, 9))]
    """
    left: dict[date, int] = {}
    void_on: dict[date, date] = {}
    for day, net in sorted(net_by_day.items()):
        if day > as_of:
            break
        if net > 0:
            left[day] = net
        elif net < 0:
            _take_back(left, void_on, day, -net, _months_on(day, windows))
    return [Bought(day, void_on.get(day)) for day in left]


def losses_in(found: Iterable[Loss], period: Period) -> tuple[Loss, ...]:
    """Losses dated in ``period``.

    An account counts once in it, however often it was lost (A-7): what is deducted is
    ``bool(losses_in(…))``, and the first of them is charged.

    >>> loss = Loss(date(2026, 1, 31), date(2026, 5, 1), None)
    >>> may = Period(date(2026, 5, 1), date(2026, 6, 1))
    >>> losses_in([loss], may) == (loss,)
    True
    """
    return tuple(loss for loss in found if period.holds(loss.lost_on))


def is_lost(found: Iterable[Loss], day: date) -> bool:
    """Whether the account was lost on ``day``.

    >>> loss = Loss(date(2026, 1, 31), date(2026, 5, 1), date(2026, 6, 1))
    >>> [is_lost([loss], date(2026, month, 1)) for month in (4, 5, 6)]
    [False, True, False]
    """
    return any(
        loss.lost_on <= day and (loss.won_back is None or day < loss.won_back)
        for loss in found
    )


def charge(
    found: Iterable[Loss],
    period: Period,
    tenures: Iterable[Tenure],
    grace_days: int = GRACE_DAYS,
) -> Responsibility | None:
    """Who answers for the loss of the account in ``period``; None if it was not lost.

    One charge per account and period (A-7), of the owner on the last day of the window
    (A-8). If the first loss is not charged because its owner was new, the next is
    looked at.

    >>> loss = Loss(date(2026, 1, 31), date(2026, 5, 1), None)
    >>> tenures = [
    ...     Tenure(1, date(2025, 1, 1), date(2026, 5, 1)),
    ...     Tenure(2, date(2026, 5, 1), None),
    ... ]
    >>> charge([loss], Period(date(2026, 4, 1), date(2026, 7, 1)), tenures)
    Responsibility(owner=1, charged=True)
    """
    tenures = list(tenures)
    lost = losses_in(found, period)
    answers = [responsible(tenures, loss.last_day, grace_days) for loss in lost]
    charged = (answer for answer in answers if answer.charged)
    return next(charged, answers[0] if answers else None)


def usual_interval(days: Iterable[date]) -> int | None:
    """Usual days between two purchases: their median, the lower of two middle ones.

    None for fewer than three purchases, where nothing is usual yet.

    >>> usual_interval([date(2026, 1, 1), date(2026, 2, 1), date(2026, 4, 1)])
    31
    """
    ordered = sorted(set(days))
    gaps = sorted(
        (later - day).days for day, later in zip(ordered, ordered[1:], strict=False)
    )
    return gaps[(len(gaps) - 1) // 2] if len(gaps) > 1 else None


def elapsed_step(
    days: Iterable[date], today: date, steps: Sequence[int] = (50, 75, 100)
) -> int | None:
    """Warning reached of the usual interval, in per cent; None before the first.

    A warning ahead of the loss, by the customer's own rhythm.

    >>> monthly = [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]
    >>> [elapsed_step(monthly, date(2026, 9, day)) for day in (15, 17, 25)]
    [None, 50, 75]
    """
    bought = [day for day in days if day <= today]
    usual = usual_interval(bought)
    if usual is None:
        return None
    gone = (today - max(bought)).days * 100
    return max((step for step in steps if gone >= usual * step), default=None)


def _check(windows: Sequence[Window]) -> None:
    since = [window.since for window in windows]
    if not windows or since != sorted(set(since)):
        raise ChurnError("windows", windows=list(windows))


def _months_on(day: date, windows: Sequence[Window]) -> int:
    in_force = [window.months for window in windows if window.since <= day]
    return in_force[-1] if in_force else windows[0].months


def _lost_on(purchase: date, windows: Sequence[Window]) -> date:
    """First day after ``purchase`` that the window in force finds too late."""
    bounds = [window.since for window in windows[1:]] + [date.max]
    for window, until in zip(windows, bounds, strict=True):
        begins = purchase if window is windows[0] else window.since
        too_late = add_months(purchase, window.months) + _ONE_DAY
        if (lost_on := max(begins, too_late)) < until:
            return lost_on
    return date.max


def _take_back(
    left: dict[date, int],
    void_on: dict[date, date],
    day: date,
    amount: int,
    months: int,
) -> None:
    """Set a return against the purchases of the window before it, latest first."""
    for bought in sorted(left, reverse=True):
        if not amount or more_than_months(bought, months, day):
            break
        taken = min(amount, left[bought])
        amount -= taken
        left[bought] -= taken
        if taken and not left[bought]:
            void_on[bought] = day
