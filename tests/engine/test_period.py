"""SYS-03, rules T1, T9 and T10: calendar periods and distances in months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.period import (
    KINDS,
    Period,
    PeriodError,
    add_months,
    more_than_months,
    neighbour,
    period_of,
    slices,
    trailing,
    within_days,
)

DATES = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ANY_KIND = st.sampled_from(KINDS)


def iso(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_rule_t9_calendar_months_are_clipped(day, months, moved):
    assert add_months(iso(day), months) == iso(moved)


@pytest.mark.parametrize(
    ("day", "more"),
    [("2027-02-27", False), ("2027-02-28", False), ("2027-03-01", True)],
)
def test_rule_t9_more_than_three_months_is_strictly_after(day, more):
    assert more_than_months(iso("2026-11-30"), 3, iso(day)) is more


@given(DATES, st.integers(0, 40))
def test_rule_t9_months_end_in_the_right_month(day, months):
    moved = add_months(day, months)
    apart = (moved.year - day.year) * 12 + moved.month - day.month
    assert apart == months
    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@given(DATES, st.integers(1, 24), st.integers(0, 800))
def test_rule_t9_backwards_is_the_counterpart_of_forwards(day, months, ago):
    """Each day is in the trailing window exactly if it is not longer ago."""
    then = day - timedelta(days=ago)
    assert trailing(day, months).holds(then) is not more_than_months(then, months, day)


def test_rule_t9_trailing_window_ends_with_the_day():
    assert trailing(iso("2026-11-22"), 3) == (iso("2026-08-22"), iso("2026-11-23"))


def test_rule_t10_within_a_week_is_seven_calendar_days():
    assert within_days(iso("2026-09-28"), 7) == iso("2026-10-05")


@pytest.mark.parametrize(
    ("kind", "first", "after"),
    [
        ("day", "2026-11-22", "2026-11-23"),
        ("week", "2026-11-16", "2026-11-23"),
        ("month", "2026-11-01", "2026-12-01"),
        ("quarter", "2026-10-01", "2027-01-01"),
        ("half", "2026-07-01", "2027-01-01"),
        ("year", "2026-01-01", "2027-01-01"),
    ],
)
def test_rule_t1_periods_are_half_open(kind, first, after):
    assert period_of(kind, iso("2026-11-22")) == (iso(first), iso(after))


@given(ANY_KIND, DATES)
def test_rule_t1_each_day_is_in_one_period_of_each_kind(kind, day):
    found = period_of(kind, day)
    assert found.holds(day)
    assert found.holds(found.first) and found.holds(found.last)
    assert not found.holds(found.after)
    assert period_of(kind, found.last) == found
    assert found.days == (found.last - found.first).days + 1


@given(ANY_KIND, DATES, st.integers(-30, 30))
def test_rule_t1_periods_follow_without_gap(kind, day, steps):
    here, following = neighbour(kind, day, steps), neighbour(kind, day, steps + 1)
    assert here.after == following.first
    assert neighbour(kind, here.last, -steps) == period_of(kind, day)


@given(ANY_KIND, ANY_KIND, DATES)
def test_core_15_slices_are_the_whole(outer, inner, day):
    whole = period_of(outer, day)
    pieces = slices(whole, inner)
    assert (pieces[0].first, pieces[-1].after) == whole
    assert all(a.after == b.first for a, b in zip(pieces, pieces[1:], strict=False))
    assert all(
        len({period_of(inner, d) for d in (p.first, p.last)}) == 1 for p in pieces
    )


@pytest.mark.parametrize(
    ("outer", "inner", "count"),
    [
        ("year", "quarter", 4),
        ("year", "half", 2),
        ("quarter", "month", 3),
        ("year", "month", 12),
        ("week", "day", 7),
        ("week", "month", 1),
    ],
)
def test_core_15_number_of_slices(outer, inner, count):
    assert len(slices(period_of(outer, iso("2026-11-22")), inner)) == count


def test_core_15_weeks_are_cut_at_the_end_of_the_month():
    weeks = slices(period_of("month", iso("2026-11-01")), "week")
    assert weeks[0] == (iso("2026-11-01"), iso("2026-11-02"))
    assert weeks[-1] == (iso("2026-11-30"), iso("2026-12-01"))


@pytest.mark.parametrize("kind", ["", "decade", "Month", None])
def test_unknown_kind_is_refused(kind):
    for ask in (period_of, lambda k, d: neighbour(k, d, 1)):
        with pytest.raises(PeriodError) as refusal:
            ask(kind, iso("2026-11-22"))
        assert refusal.value.code == "kind"


def test_empty_period_has_no_slices():
    day = iso("2026-11-22")
    with pytest.raises(PeriodError) as refusal:
        slices(Period(day, day), "day")
    assert refusal.value.code == "empty"
