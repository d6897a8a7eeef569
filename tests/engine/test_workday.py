"""SYS-03, rules T4 to T8: working days with holidays and make-up days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.workday import (
    Deadline,
    WorkdayError,
    day_table,
    is_workday,
    last_workday_of_month,
    missing_years,
    nth_workday_after,
    revised,
)


def days(first, last):
    """Dates from ``first`` to ``last``, both included, as ISO text."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


# The days the State Council announced for 2025 and 2026.
HOLIDAYS = (
    days("2025-01-01", "2025-01-01")
    | days("2025-01-28", "2025-02-04")
    | days("2025-04-04", "2025-04-06")
    | days("2025-05-01", "2025-05-05")
    | days("2025-05-31", "2025-06-02")
    | days("2025-10-01", "2025-10-08")
    | days("2026-01-01", "2026-01-03")
    | days("2026-02-15", "2026-02-23")
    | days("2026-04-04", "2026-04-06")
    | days("2026-05-01", "2026-05-05")
    | days("2026-06-19", "2026-06-21")
    | days("2026-09-25", "2026-09-27")
    | days("2026-10-01", "2026-10-07")
)
MAKEUPS = set(
    map(
        date.fromisoformat,
        ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]
        + ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20"]
        + ["2026-10-10"],
    )
)
YEARS = {2025, 2026}
CHINA = day_table(HOLIDAYS, MAKEUPS, YEARS)
WEEKDAYS = day_table([], [], [])
LEAVES_ONLY = day_table(HOLIDAYS, [], YEARS)
DATES = st.dates(date(2025, 1, 1), date(2026, 12, 1))


def second_to_fifth(table, end):
    end = date.fromisoformat(end)
    found = (nth_workday_after(table, end, n).day for n in (2, 3, 4, 5))
    return " ".join(day.strftime("%m-%d") for day in found)


@pytest.mark.parametrize(
    ("end", "china", "weekdays", "leaves_only"),
    [
        (
            "2025-01-31",
            "02-06 02-07 02-08 02-10",
            "02-04 02-05 02-06 02-07",
            "02-06 02-07 02-10 02-11",
        ),
        (
            "2025-09-30",
            "10-10 10-11 10-13 10-14",
            "10-02 10-03 10-06 10-07",
            "10-10 10-13 10-14 10-15",
        ),
        (
            "2025-12-31",
            "01-05 01-06 01-07 01-08",
            "01-02 01-05 01-06 01-07",
            "01-06 01-07 01-08 01-09",
        ),
        (
            "2026-04-30",
            "05-07 05-08 05-09 05-11",
            "05-04 05-05 05-06 05-07",
            "05-07 05-08 05-11 05-12",
        ),
        (
            "2026-09-30",
            "10-09 10-10 10-12 10-13",
            "10-02 10-05 10-06 10-07",
            "10-09 10-12 10-13 10-14",
        ),
    ],
)
def test_rule_t6_working_days_after_the_period(end, china, weekdays, leaves_only):
    assert second_to_fifth(CHINA, end) == china
    assert second_to_fifth(WEEKDAYS, end) == weekdays
    assert second_to_fifth(LEAVES_ONLY, end) == leaves_only


def test_rule_t6_first_counted_day_after_new_year_is_the_worked_sunday():
    first = nth_workday_after(CHINA, date(2025, 12, 31), 1)
    assert first == Deadline(date(2026, 1, 4), ())
    assert first.day.strftime("%A") == "Sunday"


def test_rule_t6_the_end_itself_is_never_counted():
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)
    for end in (friday, date(2026, 11, 21), date(2026, 11, 22)):
        assert nth_workday_after(CHINA, end, 1).day == monday


@given(DATES, st.integers(1, 12))
def test_rule_t6_exactly_count_working_days_lie_between(end, count):
    due = nth_workday_after(CHINA, end, count).day
    between = (end + timedelta(days=n) for n in range(1, (due - end).days + 1))
    assert sum(is_workday(CHINA, day) for day in between) == count
    assert is_workday(CHINA, due)


@pytest.mark.parametrize("count", [0, -1])
def test_rule_t6_counts_from_one(count):
    with pytest.raises(WorkdayError) as refusal:
        nth_workday_after(CHINA, date(2026, 1, 1), count)
    assert refusal.value.code == "count"


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-10-09", True),  # a Friday without a row
        ("2026-10-01", False),  # a holiday on a weekday
        ("2026-10-03", False),  # a holiday on a weekend
        ("2026-10-10", True),  # a make-up Saturday
        ("2026-10-11", False),  # a Sunday without a row
    ],
)
def test_rule_t4_explicit_row_wins_over_the_weekday(day, worked):
    assert is_workday(CHINA, date.fromisoformat(day)) is worked


def test_rule_t4_weekday_pattern_of_the_employee():
    store = day_table(HOLIDAYS, MAKEUPS, YEARS, weekdays={2, 3, 4, 5, 6})
    assert not is_workday(store, date(2026, 11, 23))  # Monday
    assert is_workday(store, date(2026, 11, 22))  # Sunday
    assert not is_workday(store, date(2026, 10, 4))  # holiday on a Sunday


def test_rule_t4_a_day_is_not_both():
    with pytest.raises(WorkdayError) as refusal:
        day_table(HOLIDAYS, [date(2026, 10, 1)], YEARS)
    assert refusal.value.data == {"days": [date(2026, 10, 1)]}


@pytest.mark.parametrize(
    ("end", "due", "missing"),
    [
        ("2026-12-31", "2027-01-04", (2027,)),
        ("2026-12-30", "2027-01-01", (2027,)),
        ("2026-12-29", "2026-12-31", ()),
        ("2024-12-30", "2025-01-02", (2024,)),
        ("2027-06-30", "2027-07-02", (2027,)),
    ],
)
def test_rule_t5_a_year_without_data_is_flagged(end, due, missing):
    found = nth_workday_after(CHINA, date.fromisoformat(end), 2)
    assert found == (date.fromisoformat(due), missing)


def test_rule_t5_one_row_does_not_make_a_year_known():
    table = day_table([date(2027, 1, 1)], [], [2026])
    assert nth_workday_after(table, date(2026, 12, 31), 1) == (
        date(2027, 1, 4),
        (2027,),
    )


def test_rule_t5_each_missing_year_is_named():
    found = missing_years(CHINA, date(2024, 5, 1), date(2028, 1, 1))
    assert found == (2024, 2027, 2028)


@pytest.mark.parametrize(
    ("month", "last"),
    [
        ("2026-02-01", "2026-02-28"),  # make-up Saturday
        ("2026-01-31", "2026-01-30"),
        ("2026-05-15", "2026-05-29"),
        ("2026-09-01", "2026-09-30"),
        ("2025-01-10", "2025-01-27"),  # spring festival from the 28th
    ],
)
def test_rule_t8_last_working_day_of_the_month(month, last):
    found = last_workday_of_month(CHINA, date.fromisoformat(month))
    assert found == (date.fromisoformat(last), ())


def test_rule_t8_and_t5_flagged_too():
    assert last_workday_of_month(CHINA, date(2027, 2, 1)) == (
        date(2027, 2, 26),
        (2027,),
    )


def test_rule_t8_nobody_works_in_the_month():
    closed = day_table(days("2026-02-01", "2026-02-28"), [], YEARS)
    with pytest.raises(WorkdayError) as refusal:
        last_workday_of_month(closed, date(2026, 2, 1))
    assert refusal.value.code == "no_workday"


def test_rule_t6_a_calendar_that_never_works_is_refused():
    with pytest.raises(WorkdayError) as refusal:
        nth_workday_after(day_table([], [], [], weekdays=[]), date(2026, 2, 1), 1)
    assert refusal.value.code == "no_workday"


@pytest.mark.parametrize(
    ("due", "recomputed", "kept"),
    [
        ("2026-10-09", "2026-10-13", "2026-10-09"),  # passed: stays
        ("2026-10-10", "2026-10-13", "2026-10-13"),  # due today: still open
        ("2026-10-13", "2026-10-12", "2026-10-12"),
        ("2026-10-13", "2026-10-08", "2026-10-10"),  # never into the past
    ],
)
def test_rule_t7_open_deadlines_move_passed_ones_stay(due, recomputed, kept):
    today = date(2026, 10, 10)
    moved = revised(date.fromisoformat(due), date.fromisoformat(recomputed), today)
    assert moved == date.fromisoformat(kept)
