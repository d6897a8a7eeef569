"""CORE-11, rules A-8 to A-10 and T9: the clock of an owned account."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.clocks import (
    ClockError,
    Evidence,
    Kept,
    Pause,
    Tenure,
    ownership,
    responsible,
)
from odoo.addons.kam_core.engine.period import add_months

ASSIGNED = date(2026, 1, 31)
DATES = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@st.composite
def some_pauses(draw):
    firsts = draw(st.lists(DATES, max_size=4))
    lengths = st.one_of(st.none(), st.integers(0, 60))
    return [
        Pause(first, length if length is None else first + timedelta(days=length), "x")
        for first in firsts
        for length in [draw(lengths)]
    ]


def iso(text):
    return date.fromisoformat(text)


def visit(day, ref=1):
    return Evidence(iso(day), "visit", ref)


def clock(today, *maintenance, pauses=(), assigned=ASSIGNED):
    return ownership(assigned, maintenance, pauses, 3, iso(today))


@pytest.mark.parametrize(
    ("today", "state", "days_left", "step"),
    [
        ("2026-02-28", "running", 61, None),
        ("2026-03-30", "running", 31, None),
        ("2026-03-31", "warning", 30, 30),
        ("2026-04-15", "warning", 15, 30),
        ("2026-04-16", "warning", 14, 14),
        ("2026-04-26", "warning", 4, 14),
        ("2026-04-27", "warning", 3, 3),
        ("2026-04-30", "warning", 0, 3),
        ("2026-05-01", "overdue", -1, None),
        ("2026-06-01", "overdue", -32, None),
    ],
)
def test_core_11_warnings_ahead_and_overdue_strictly_after(
    today, state, days_left, step
):
    found = clock(today)
    assert (found.state, found.days_left, found.step) == (state, days_left, step)
    assert found.due == iso("2026-04-30")


def test_core_11_the_last_maintenance_is_the_evidence():
    found = clock("2026-04-01", visit("2026-02-10"), visit("2026-03-05", 2))
    assert found.evidence == visit("2026-03-05", 2)
    assert (found.start, found.source) == (iso("2026-03-05"), "maintained")
    assert found.due == iso("2026-06-05")


def test_core_11_a_planned_visit_is_no_maintenance_yet():
    found = clock("2026-04-01", visit("2026-02-10"), visit("2026-04-02", 2))
    assert found.evidence == visit("2026-02-10")
    assert clock("2026-04-02", visit("2026-04-02", 2)).evidence.ref == 2


def test_rule_a_9_never_contacted_runs_from_the_assignment():
    found = clock("2026-01-31")
    assert (found.state, found.source, found.evidence) == ("running", "assigned", None)
    assert found.start == ASSIGNED


def test_rule_a_9_a_new_owner_has_the_whole_time():
    found = clock("2026-02-01", visit("2025-11-15"))
    assert (found.start, found.source) == (ASSIGNED, "assigned")
    assert found.evidence == visit("2025-11-15")
    assert clock("2026-02-01", visit("2026-01-31")).source == "maintained"


def test_rule_a_10_a_pause_moves_the_end_and_is_visible():
    leave = Pause(iso("2026-03-01"), iso("2026-03-11"), "leave")
    found = clock("2026-03-05", pauses=[leave])
    assert (found.state, found.reasons) == ("paused", ("leave",))
    assert (found.due, found.step) == (iso("2026-05-10"), None)
    assert clock("2026-02-28", pauses=[leave]).days_left == found.days_left == 61


def test_rule_a_10_a_pause_without_end_has_no_due_date():
    lock = Pause(iso("2026-04-20"), None, "locked")
    found = clock("2027-12-31", pauses=[lock])
    assert (found.state, found.due, found.days_left) == ("paused", None, 11)


def test_rule_a_10_overlapping_pauses_count_once():
    pauses = [
        Pause(iso("2026-03-05"), iso("2026-03-11"), "contract"),
        Pause(iso("2026-03-01"), iso("2026-03-08"), "leave"),
        Pause(iso("2026-03-11"), iso("2026-03-12"), "locked"),
    ]
    found = clock("2026-03-06", pauses=pauses)
    assert found.due == iso("2026-05-11")
    assert found.reasons == ("leave", "contract")
    assert clock("2026-03-08", pauses=pauses).reasons == ("contract",)
    assert clock("2026-03-11", pauses=pauses).reasons == ("locked",)
    assert clock("2026-03-05", pauses=pauses).reasons == ("leave", "contract")


def test_rule_a_10_a_pause_after_the_end_comes_too_late():
    late = Pause(iso("2026-05-01"), None, "leave")
    assert clock("2026-05-02", pauses=[late]).state == "overdue"
    in_time = Pause(iso("2026-04-30"), None, "leave")
    assert clock("2026-05-02", pauses=[in_time]).state == "paused"
    assert clock("2026-04-29", pauses=[in_time]).due is None


def test_rule_a_10_a_pause_before_the_start_moves_nothing():
    early = Pause(iso("2026-01-01"), iso("2026-02-01"), "leave")
    assert clock("2026-02-01", pauses=[early]).due == iso("2026-04-30")
    half = Pause(iso("2026-01-01"), iso("2026-02-02"), "leave")
    assert clock("2026-02-01", pauses=[half]).due == iso("2026-05-01")


def test_rule_a_10_a_pause_that_ends_before_it_begins_is_refused():
    wrong = Pause(iso("2026-03-02"), iso("2026-03-01"), "leave")
    with pytest.raises(ClockError) as refusal:
        clock("2026-04-01", pauses=[wrong])
    assert refusal.value.code == "pause"


@given(DATES, some_pauses())
def test_rule_a_10_exactly_the_days_not_paused_run(today, pauses):
    """Day by day: what is left goes down by one for each day that is not paused."""
    found = ownership(ASSIGNED, [], pauses, 3, today)
    whole = (add_months(ASSIGNED, 3) - ASSIGNED).days
    days = [ASSIGNED + timedelta(days=n) for n in range(1, (today - ASSIGNED).days + 1)]
    ran = sum(
        not any(p.first <= day and (p.after is None or day < p.after) for p in pauses)
        for day in days
    )
    assert (found.days_left < 0) is (found.state == "overdue")
    if found.state == "overdue":
        assert ran >= whole
    elif today >= ASSIGNED:
        assert found.days_left == whole - ran


@given(DATES, some_pauses(), st.lists(DATES, max_size=4))
def test_core_11_overdue_exactly_after_due(today, pauses, visits):
    maintenance = [Evidence(day, "visit", 1) for day in visits]
    found = ownership(ASSIGNED, maintenance, pauses, 3, today)
    assert (found.state == "overdue") is (found.due is not None and today > found.due)
    assert (found.state == "warning") is (found.step is not None)
    assert found.due is None or found.due >= add_months(found.start, 3)


TENURES = [
    Tenure(1, iso("2026-01-01"), iso("2026-06-01")),
    Tenure(2, iso("2026-06-01"), iso("2026-08-01")),
    Tenure(3, iso("2026-09-01"), None),
]


@pytest.mark.parametrize(
    ("last_day", "owner", "charged"),
    [
        ("2025-12-31", None, False),
        ("2026-01-29", 1, False),
        ("2026-01-30", 1, True),  # the thirtieth day
        ("2026-05-31", 1, True),
        ("2026-06-01", 2, False),
        ("2026-08-15", None, False),  # nobody's
        ("2026-09-30", 3, True),
    ],
)
def test_rule_a_8_the_owner_on_the_last_day_answers(last_day, owner, charged):
    assert responsible(TENURES, iso(last_day)) == (owner, charged)


def test_rule_a_8_days_of_grace_are_a_setting():
    assert responsible(TENURES, iso("2026-06-01"), grace_days=1).charged
    assert not responsible(TENURES, iso("2026-06-30"), grace_days=31).charged


@pytest.mark.parametrize(
    ("tenure", "code"),
    [
        (Tenure(9, iso("2026-05-01"), None), "owners"),
        (Tenure(9, iso("2026-05-01"), iso("2026-04-01")), "tenure"),
    ],
)
def test_rule_a_8_a_history_that_contradicts_itself_is_refused(tenure, code):
    with pytest.raises(ClockError) as refusal:
        responsible([*TENURES, tenure], iso("2026-05-15"))
    assert refusal.value.code == code


def test_rule_a_8_an_owner_of_no_day_is_nobody():
    same_day = Tenure(9, iso("2026-05-15"), iso("2026-05-15"))
    assert responsible([*TENURES, same_day], iso("2026-05-15")).owner == 1


# === KEPT === #

LATE = iso("2026-05-10")  # assigned on 31 January, due on 30 April


def kept_clock(kept, pauses=(), maintenance=(), today=LATE, assigned=ASSIGNED):
    return ownership(assigned, maintenance, pauses, 3, today, kept=kept)


def test_rule_a_11_kept_days_run_from_the_decision():
    clock = kept_clock(Kept(LATE, 20))
    assert (clock.state, clock.source) == ("warning", "kept")
    assert (clock.start, clock.due, clock.days_left) == (LATE, iso("2026-05-30"), 20)
    assert kept_clock(Kept(LATE, 20), today=iso("2026-05-31")).state == "overdue"


def test_rule_a_11_keeping_never_shortens():
    early = Kept(iso("2026-02-10"), 5)
    assert kept_clock(early) == kept_clock(None)
    same = Kept(iso("2026-04-10"), 20)  # ends on 30 April as well
    assert kept_clock(same) == kept_clock(None)


def test_rule_a_11_maintenance_after_keeping_counts_if_it_lasts_longer():
    clock = kept_clock(Kept(LATE, 20), maintenance=[visit("2026-05-10")])
    assert (clock.source, clock.due) == ("maintained", iso("2026-08-10"))
    clock = kept_clock(Kept(LATE, 200), maintenance=[visit("2026-05-10")])
    assert (clock.source, clock.due) == ("kept", iso("2026-11-26"))


def test_rule_a_11_keeping_is_for_the_owner_of_the_time():
    clock = kept_clock(Kept(iso("2026-04-29"), 300), assigned=iso("2026-04-30"))
    assert (clock.source, clock.due) == ("assigned", iso("2026-07-30"))


def test_rule_a_10_pauses_move_the_end_of_kept_days():
    pause = Pause(iso("2026-05-15"), iso("2026-05-25"), "leave")
    assert kept_clock(Kept(LATE, 20), [pause]).due == iso("2026-06-09")
