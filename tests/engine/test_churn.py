"""CORE-12, rules A-6 to A-8 and T9: lost and won back, as dated events."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.churn import (
    ChurnError,
    Loss,
    Window,
    charge,
    elapsed_step,
    is_lost,
    losses,
    losses_in,
    purchases,
    usual_interval,
)
from odoo.addons.kam_core.engine.clocks import Tenure
from odoo.addons.kam_core.engine.period import Period, add_months, trailing

DATES = st.dates(date(2026, 1, 1), date(2027, 12, 31))
SALES = st.dictionaries(DATES, st.integers(1, 10**6), max_size=8)
NETS = st.dictionaries(DATES, st.integers(-300, 300), max_size=8)


def iso(text):
    return date.fromisoformat(text)


def days(**amounts):
    """Net by day of 2026, as ``m01_31=500``."""
    return {iso(f"2026-{key[1:].replace('_', '-')}"): n for key, n in amounts.items()}


THREE = [Window(iso("2020-01-01"), 3)]


def lost(net, as_of, windows=THREE):
    return [tuple(loss) for loss in losses(net, windows, iso(as_of))]


def event(purchase, lost_on, won_back=None):
    return iso(purchase), iso(lost_on), won_back and iso(won_back)


@pytest.mark.parametrize(
    ("purchase", "last_in_time", "lost_on"),
    [
        ("2026-08-22", "2026-11-22", "2026-11-23"),
        ("2026-11-30", "2027-02-28", "2027-03-01"),
        ("2026-01-31", "2026-04-30", "2026-05-01"),
    ],
)
def test_core_12_lost_strictly_after_three_months(purchase, last_in_time, lost_on):
    net = {iso(purchase): 1}
    assert lost(net, last_in_time) == []
    assert lost(net, lost_on) == [event(purchase, lost_on)]


def test_core_12_lost_and_won_back_are_dated():
    net = days(m01_10=100, m06_01=100, m12_24=100)
    assert lost(net, "2026-12-31") == [
        event("2026-01-10", "2026-04-11", "2026-06-01"),
        event("2026-06-01", "2026-09-02", "2026-12-24"),
    ]


def test_core_12_a_purchase_on_the_last_day_is_in_time():
    assert lost(days(m01_10=100, m04_10=100), "2026-07-10") == []
    assert lost(days(m01_10=100, m04_11=100), "2026-07-10") == [
        event("2026-01-10", "2026-04-11", "2026-04-11")
    ]


def test_core_12_never_bought_is_not_lost():
    assert lost({}, "2026-12-31") == []
    assert lost(days(m01_10=0, m02_10=-50), "2026-12-31") == []


def test_core_12_any_past_period_can_be_computed_again():
    """As of the end of a period, nothing that came later matters."""
    net = days(m01_10=100, m06_01=100)
    april = Period(iso("2026-04-01"), iso("2026-05-01"))
    then = losses(net, THREE, april.last)
    assert [tuple(loss) for loss in losses_in(then, april)] == [
        event("2026-01-10", "2026-04-11")
    ]
    assert then == losses({**net, iso("2026-05-01"): 999}, THREE, april.last)


@given(SALES, DATES)
def test_core_12_lost_exactly_without_a_purchase_in_the_window(net, day):
    """Against the rule as it is written, asked backwards from each day."""
    bought = [sale for sale in net if sale <= day]
    window = trailing(day, 3)
    expected = bool(bought) and not any(map(window.holds, bought))
    assert is_lost(losses(net, THREE, day), day) is expected


@given(NETS, DATES, DATES)
def test_core_12_what_comes_later_changes_no_computed_period(net, as_of, later):
    before = {day: amount for day, amount in net.items() if day <= as_of}
    assert losses(net, THREE, as_of) == losses(before, THREE, as_of)


@given(NETS, DATES, st.integers(1, 12))
def test_rule_a_7_losses_never_overlap(net, as_of, months):
    found = losses(net, [Window(date(2026, 1, 1), months)], as_of)
    for loss in found:
        assert loss.lost_on > add_months(loss.purchase, months)
        assert loss.won_back is None or loss.lost_on <= loss.won_back
    for one, following in zip(found, found[1:], strict=False):
        assert one.won_back and one.won_back <= following.purchase


@given(NETS, DATES)
def test_rule_a_6_returns_alone_never_win_back(net, as_of):
    """Who is lost without his returns is lost with them, or has bought nothing."""
    sales = {day: amount for day, amount in net.items() if amount > 0}
    if is_lost(losses(sales, THREE, as_of), as_of):
        assert is_lost(losses(net, THREE, as_of), as_of) or not any(
            item.void_on is None for item in purchases(net, THREE, as_of)
        )


def test_rule_a_6_a_day_of_nothing_is_no_purchase():
    assert lost(days(m01_10=100, m03_10=0, m03_20=-10), "2026-04-11") == [
        event("2026-01-10", "2026-04-11")
    ]


def test_rule_a_6_a_purchase_taken_back_won_nobody_back():
    net = days(m01_10=100, m05_01=80, m05_20=-80)
    assert lost(net, "2026-05-19") == [event("2026-01-10", "2026-04-11", "2026-05-01")]
    assert lost(net, "2026-05-20") == [event("2026-01-10", "2026-04-11")]


def test_rule_a_6_taken_back_in_part_is_still_a_purchase():
    net = days(m01_10=100, m03_01=80, m03_20=-79)
    assert lost(net, "2026-06-01") == []
    assert lost(net, "2026-06-02") == [event("2026-03-01", "2026-06-02")]


def test_rule_a_6_the_last_bought_is_taken_back_first():
    net = days(m01_10=100, m03_01=80, m03_20=-90)
    found = purchases(net, THREE, iso("2026-12-31"))
    assert [(item.day, item.void_on) for item in found] == [
        (iso("2026-01-10"), None),
        (iso("2026-03-01"), iso("2026-03-20")),
    ]


def test_rule_a_6_a_return_takes_nothing_from_before_the_window():
    net = days(m01_10=900, m04_15=80, m04_20=-1000)
    found = purchases(net, THREE, iso("2026-12-31"))
    assert [item.void_on for item in found] == [None, iso("2026-04-20")]


def test_rule_a_6_a_loss_found_out_by_a_return_is_not_dated_back():
    """Bought in time, taken back after the old window: the quarter before is closed."""
    net = days(m01_10=100, m04_01=80, m05_20=-80)
    assert lost(net, "2026-05-19") == []
    assert lost(net, "2026-05-20") == [event("2026-01-10", "2026-05-20")]


def test_rule_a_6_a_loss_found_out_by_a_return_can_be_won_back():
    net = days(m01_10=100, m04_01=80, m05_20=-80, m05_25=30)
    assert lost(net, "2026-05-31") == [event("2026-01-10", "2026-05-20", "2026-05-25")]


def test_rule_a_6_bought_on_the_day_of_the_loss_came_after_it():
    net = days(m01_10=100, m04_11=80, m05_20=-80)
    assert lost(net, "2026-05-20") == [event("2026-01-10", "2026-04-11")]


@pytest.mark.parametrize(
    ("returned", "taken_back"), [("m04_30", True), ("m05_01", False), ("m05_02", False)]
)
def test_rule_a_6_a_return_is_judged_by_the_window_of_its_day(returned, taken_back):
    windows = [Window(iso("2026-02-01"), 12), Window(iso("2026-05-01"), 3)]
    net = days(m01_10=80, **{returned: -80})
    [found] = purchases(net, windows, iso("2026-12-31"))
    assert (found.void_on is not None) is taken_back


def test_rule_a_6_the_first_window_judges_returns_before_it():
    windows = [Window(iso("2026-12-01"), 3), Window(iso("2026-12-02"), 12)]
    [found] = purchases(days(m01_10=80, m06_01=-80), windows, iso("2026-12-31"))
    assert found.void_on is None


def test_rule_a_6_everything_taken_back_is_never_bought():
    assert lost(days(m01_10=100, m02_10=-100), "2026-12-31") == []


def test_core_12_window_of_the_class_in_force():
    upgraded = [Window(iso("2026-01-01"), 3), Window(iso("2026-03-01"), 12)]
    net = days(m01_10=100)
    assert lost(net, "2027-01-10", upgraded) == []
    assert lost(net, "2027-01-11", upgraded) == [event("2026-01-10", "2027-01-11")]


def test_core_12_a_narrower_window_counts_from_its_day():
    downgraded = [Window(iso("2026-01-01"), 12), Window(iso("2026-07-01"), 3)]
    assert lost(days(m01_10=100), "2026-12-31", downgraded) == [
        event("2026-01-10", "2026-07-01")
    ]


def test_core_12_a_wider_window_undoes_no_loss():
    widened = [Window(iso("2026-01-01"), 3), Window(iso("2026-06-01"), 12)]
    assert lost(days(m01_10=100), "2026-12-31", widened) == [
        event("2026-01-10", "2026-04-11")
    ]


def test_core_12_the_first_window_judges_what_was_before_it():
    late = [Window(iso("2026-12-01"), 3)]
    assert lost(days(m01_10=100), "2026-12-31", late) == [
        event("2026-01-10", "2026-04-11")
    ]


def test_core_12_a_day_is_judged_by_the_window_that_begins_on_it():
    net = days(m01_10=100)
    in_time = [Window(iso("2026-01-01"), 3), Window(iso("2026-04-11"), 12)]
    too_late = [Window(iso("2026-01-01"), 3), Window(iso("2026-04-12"), 12)]
    assert lost(net, "2026-12-31", in_time) == []
    assert lost(net, "2026-12-31", too_late) == [event("2026-01-10", "2026-04-11")]


def test_core_12_lost_from_the_loss_up_to_the_win_back():
    closed = Loss(iso("2026-01-10"), iso("2026-04-11"), iso("2026-05-01"))
    edges = ["2026-04-10", "2026-04-11", "2026-04-30", "2026-05-01"]
    assert [is_lost([closed], iso(day)) for day in edges] == [False, True, True, False]
    assert is_lost([closed._replace(won_back=None)], iso("2027-01-01"))


@pytest.mark.parametrize(
    "windows",
    [
        [],
        [Window(iso("2026-01-02"), 3), Window(iso("2026-01-01"), 3)],
        [Window(iso("2026-01-01"), 3), Window(iso("2026-01-01"), 12)],
    ],
)
def test_core_12_windows_must_decide_each_day(windows):
    with pytest.raises(ChurnError) as refusal:
        losses({}, windows, iso("2026-12-31"))
    assert refusal.value.code == "windows"


YEAR = Period(iso("2026-01-01"), iso("2027-01-01"))
TENURES = [
    Tenure(1, iso("2025-01-01"), iso("2026-04-11")),
    Tenure(2, iso("2026-04-11"), None),
]


def test_rule_a_7_one_charge_per_account_and_period():
    found = losses(days(m01_10=1, m05_01=1, m09_01=1), THREE, iso("2026-12-31"))
    assert len(losses_in(found, YEAR)) == 3
    assert charge(found, YEAR, TENURES) == (1, True)


def test_rule_a_8_the_transfer_on_the_day_of_the_loss_changes_nothing():
    found = losses(days(m01_10=1), THREE, iso("2026-12-31"))
    assert found[0].last_day == iso("2026-04-10")
    assert charge(found, YEAR, TENURES) == (1, True)


def test_rule_a_8_a_new_owner_is_not_charged():
    tenures = [Tenure(2, iso("2026-03-15"), None)]
    first = Loss(iso("2026-01-10"), iso("2026-04-11"), iso("2026-05-01"))
    second = Loss(iso("2026-05-01"), iso("2026-08-02"), None)
    assert charge([first], YEAR, tenures) == (2, False)
    assert charge([first, second], YEAR, tenures) == (2, True)
    assert charge([first], YEAR, []) == (None, False)


def test_rule_a_7_no_loss_no_charge():
    outside = Loss(iso("2025-01-10"), iso("2025-04-11"), None)
    assert charge([outside], YEAR, TENURES) is None


@pytest.mark.parametrize(
    ("gaps", "usual"),
    [([], None), ([30], None), ([30, 90], 30), ([90, 30, 40], 40), ([1, 2, 3, 4], 2)],
)
def test_core_12_usual_interval_is_the_median(gaps, usual):
    bought = [iso("2026-01-01")]
    for gap in gaps:
        bought.append(bought[-1] + timedelta(days=gap))
    assert usual_interval(bought[::-1]) == usual


@pytest.mark.parametrize(
    ("ahead", "step"),
    [(0, None), (19, None), (20, 50), (29, 50), (30, 75), (40, 100), (400, 100)],
)
def test_core_12_early_warning_by_the_customers_own_rhythm(ahead, step):
    bought = [iso("2026-01-01") + timedelta(days=40 * n) for n in range(4)]
    assert elapsed_step(bought, bought[-1] + timedelta(days=ahead)) == step
    assert elapsed_step(bought[:2], bought[-1]) is None


def test_core_12_early_warning_at_the_very_half():
    bought = [iso("2024-01-01") + timedelta(days=400 * n) for n in range(3)]
    assert elapsed_step(bought, bought[-1] + timedelta(days=199)) is None
    assert elapsed_step(bought, bought[-1] + timedelta(days=200)) == 50
