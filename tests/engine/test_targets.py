"""CORE-15, rules T11 and T13: targets split, changed, and compared."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.period import period_of
from odoo.addons.kam_core.engine.targets import (
    Factor,
    TargetError,
    Unit,
    Version,
    achievement,
    average_per_head,
    in_force,
    leaf_weights,
    open_amounts,
    over_grid,
    over_time,
    over_units,
    probation,
    proposal,
    share_out,
    unit_weight,
    weighed,
)

WHOLES = st.integers(0, 10**12)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=15).filter(sum)
FACTORS = st.lists(
    st.builds(Factor, st.just("market"), st.integers(1, 20_000)), max_size=2
).map(tuple)
YEAR, NOVEMBER = (period_of(kind, date(2026, 11, 1)) for kind in ("year", "month"))
PROBATION = Factor("probation", 5_000)


@st.composite
def units(draw, depth=3):
    """A tree with unique keys."""
    counter = iter(range(1000))

    def grow(level):
        count = draw(st.integers(0, 3)) if level else 0
        below = tuple(grow(level - 1) for _each in range(count))
        key = f"u{next(counter)}"
        return Unit(key, draw(st.integers(0, 500)), draw(FACTORS), below)

    return grow(depth)


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [3, 3, 3, 3], [25, 25, 25, 25]),
        (7, [1, 1, 5], [1, 1, 5]),
        (10, [55, 25, 20], [6, 2, 2]),  # 5.5 and 2.5 tie: in order
        (1, [1, 2], [0, 1]),
        (0, [5, 0], [0, 0]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (9, [0, 1, 0], [0, 9, 0]),
        (5, [Fraction(1, 3), Fraction(2, 3)], [2, 3]),
    ],
)
def test_core_15_largest_remainder(whole, weights, parts):
    assert share_out(whole, weights) == parts


@given(WHOLES, WEIGHTS)
def test_core_15_parts_add_up_and_keep_to_their_share(whole, weights):
    parts = share_out(whole, weights)
    total = sum(weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        share = whole * weight
        assert share // total <= part <= -(-share // total)


@given(WHOLES, WEIGHTS)
def test_core_15_no_part_is_rounded_up_before_a_larger_remainder(whole, weights):
    parts, total = share_out(whole, weights), sum(weights)
    rest = [whole * weight % total for weight in weights]
    pairs = zip(parts, weights, strict=True)
    up = [part > whole * weight // total for part, weight in pairs]
    raised = [r for r, is_up in zip(rest, up, strict=True) if is_up]
    left = [r for r, is_up in zip(rest, up, strict=True) if not is_up]
    assert not raised or not left or min(raised) >= max(left)


@pytest.mark.parametrize(
    ("whole", "weights", "code"),
    [
        (-1, [1], "whole"),
        (1, [], "weights"),
        (1, [0, 0], "weights"),
        (10, [2, -1], "weights"),
        (0, [-1], "weights"),
    ],
)
def test_core_15_what_can_not_be_split_is_refused(whole, weights, code):
    with pytest.raises(TargetError) as refusal:
        share_out(whole, weights)
    assert refusal.value.code == code


def test_core_15_year_to_quarter_to_month_to_week():
    parts = over_time(12_000_000_01, YEAR, lambda piece: piece.days)
    for kind, count in [("quarter", 4), ("month", 12)]:
        amounts = [part.amount for part in parts if part.kind == kind]
        assert (len(amounts), sum(amounts)) == (count, 12_000_000_01)
    for month in (part for part in parts if part.kind == "month"):
        weeks = [
            part.amount
            for part in parts
            if part.kind == "week" and month.period.holds(part.period.first)
        ]
        assert sum(weeks) == month.amount


@given(WHOLES, st.dictionaries(st.integers(1, 12), st.integers(0, 9), max_size=12))
def test_core_15_parts_of_each_kind_are_the_whole(whole, last_year):
    def weigh(piece):
        return last_year.get(piece.first.month, 0)

    parts = over_time(whole, YEAR, weigh, ("half", "month", "day"))
    for kind in ("half", "month", "day"):
        assert sum(part.amount for part in parts if part.kind == kind) == whole


def test_core_15_split_follows_last_year():
    sales = {1: 100, 2: 300, 3: 0}
    quarter = period_of("quarter", date(2026, 1, 1))
    parts = over_time(1000, quarter, lambda p: sales[p.first.month], ["month"])
    assert [part.amount for part in parts] == [250, 750, 0]


def test_core_15_without_last_year_calendar_days_decide():
    parts = over_time(30, NOVEMBER, lambda piece: 0, ["week"])
    assert [part.amount for part in parts] == [1, 7, 7, 7, 7, 1]


def test_core_15_department_to_team_to_person_with_factors():
    north = Unit(
        "north",
        factors=(Factor("new store opens", 12_000),),
        children=(Unit("Li", 100), Unit("Wu", 100, (PROBATION,))),
    )
    south = Unit("south", children=(Unit("He", 120),))
    assert over_units(3_000, Unit("all", children=(north, south))) == {
        **{"all": 3_000, "north": 1_800, "Li": 1_200, "Wu": 600},
        **{"south": 1_200, "He": 1_200},
    }


@given(WHOLES, units())
def test_core_15_children_get_what_their_parent_has(whole, root):
    amounts = over_units(whole, root)
    pending = [root]
    while pending:
        unit = pending.pop()
        passed_on = sum(amounts.get(child.key, 0) for child in unit.children)
        assert passed_on == amounts[unit.key] or not any(
            map(unit_weight, unit.children)
        )
        pending.extend(child for child in unit.children if child.key in amounts)


def test_core_15_a_team_stands_beside_a_vacant_post_and_an_idle_one():
    team = Unit("team", 999, children=(Unit("Li", 100), Unit("Wu", 100)))
    vacant, idle = Unit("vacant", 100), Unit("idle")
    closed = Unit("closed", 100, (Factor("store closed", 0),))
    amounts = over_units(300, Unit("all", children=(team, vacant, idle, closed)))
    assert amounts == {
        **{"all": 300, "team": 200, "Li": 100, "Wu": 100},
        **{"vacant": 100, "idle": 0, "closed": 0},
    }


def test_core_15_nobody_to_pass_it_to():
    team = Unit("team", 10, children=(Unit("Li", 0),))
    assert over_units(50, team) == {"team": 50, "Li": 0}
    assert over_units(50, Unit("alone")) == {"alone": 50}


@pytest.mark.parametrize(
    ("whole", "children", "code"),
    [
        (-1, (Unit("a", 1),), "whole"),
        (1, (Unit("a", -1), Unit("b", 2)), "weights"),
        (1, (Unit("a", 1), Unit("a", 1)), "twice"),
        (1, (Unit("all", 1),), "twice"),
        (0, (Unit("a"), Unit("a")), "twice"),
        (1, (Unit("a", 1, (Factor("", 9_000),)),), "reason"),
        (1, (Unit("a", 1, (Factor("  ", 9_000),)),), "reason"),
        (1, (Unit("a", 1, (Factor("market", -1),)),), "factor"),
    ],
)
def test_core_15_a_tree_that_can_not_be_split_is_refused(whole, children, code):
    with pytest.raises(TargetError) as refusal:
        over_units(whole, Unit("all", children=children))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("first", "after", "points"),
    [
        ("2026-10-01", "2027-01-01", 5_000),
        ("2026-11-01", "2026-12-01", 5_000),
        ("2026-10-01", "2026-11-16", 7_500),
        ("2026-11-30", "2027-02-01", 9_833),
        ("2026-10-01", "2026-11-01", 10_000),
        ("2026-12-01", "2027-01-01", 10_000),
    ],
)
def test_core_15_probation_counts_half_for_the_days_it_lasts(first, after, points):
    found = probation(NOVEMBER, date.fromisoformat(first), date.fromisoformat(after))
    assert found == ("probation", points)


def test_core_15_the_share_of_probation_is_a_setting():
    whole_month = probation(NOVEMBER, NOVEMBER.first, NOVEMBER.after, 8_000)
    assert whole_month.points == 8_000


def test_core_15_probation_halves_the_target_and_the_whole_is_kept():
    children = (Unit("old", 100), Unit("new", 100, (PROBATION,)))
    assert over_units(300, Unit("team", children=children)) == {
        **{"team": 300, "old": 200, "new": 100}
    }


def test_core_15_factors_are_exact():
    assert weighed(1, [Factor("a", 3_333), Factor("b", 3)]) == Fraction(9_999, 10**8)
    assert proposal(1_000_000, [Factor("market", 10_550)]) == 1_055_000
    assert proposal(1, [PROBATION]) == 1  # half-up
    assert proposal(777, []) == 777


def test_core_15_average_per_head():
    assert average_per_head(1_000_00, 3) == 333_33
    assert average_per_head(0, 3) == 0
    assert average_per_head(5, 0) is None


OLD = Version(100, date(2026, 1, 5), date(2026, 1, 8))


@pytest.mark.parametrize(
    ("new", "day", "amount"),
    [
        (Version(60), "2026-03-31", 100),  # never approved: the old one counts
        (Version(60, date(2026, 3, 10), date(2026, 3, 12)), "2026-03-11", 100),
        (Version(60, date(2026, 3, 10), date(2026, 3, 12)), "2026-03-12", 60),
        (Version(60, date(2026, 4, 1), date(2026, 3, 12)), "2026-03-31", 100),
        (Version(60, None, date(2026, 3, 12)), "2026-03-31", 100),
        (Version(60, date(2026, 3, 10)), "2026-03-31", 100),  # not accepted
        (Version(0, date(2026, 3, 10), date(2026, 3, 10)), "2026-03-31", 0),
    ],
)
def test_core_15_changed_without_approval_the_old_one_counts(new, day, amount):
    assert in_force([OLD, new], date.fromisoformat(day)).amount == amount


@pytest.mark.parametrize(
    ("day", "counts"),
    [("2026-01-05", False), ("2026-01-07", False), ("2026-01-08", True)],
)
def test_core_15_counts_from_the_acceptance(day, counts):
    assert (in_force([OLD], date.fromisoformat(day)) is OLD) is counts


def test_core_15_a_teams_target_needs_no_acceptance():
    teams = [Version(100, date(2026, 1, 5))]
    assert in_force(teams, date(2026, 1, 5), accepting=False) is teams[0]
    assert in_force(teams, date(2026, 1, 5)) is None
    assert in_force([], date(2026, 1, 5)) is None


def test_core_15_the_latest_made_counts_whichever_was_approved_last():
    second = Version(80, date(2026, 3, 20), date(2026, 3, 20))
    third = Version(70, date(2026, 3, 10), date(2026, 3, 10))
    for day in (date(2026, 3, 15), date(2026, 3, 31)):
        assert in_force([OLD, second, third], day) is third


@pytest.mark.parametrize(
    ("actual", "target", "points"),
    [
        (97, 100, 9_700),
        (96_995_00, 100_000_00, 9_700),  # 0.96995 at four places
        (96_994_99, 100_000_00, 9_699),
        (0, 100, 0),
        (1, 1, 10_000),
        (-20, 100, -2_000),
    ],
)
def test_rule_t11_ratio_has_four_places_half_up(actual, target, points):
    assert achievement(actual, target) == points


def test_rule_t13_percent_is_shown_uncapped():
    assert achievement(250, 100) == 25_000


@pytest.mark.parametrize("target", [0, -5])
def test_core_15_nothing_to_reach_is_not_reached(target):
    assert achievement(100, target) is None


def test_core_15_what_is_still_open():
    targets = {"a": 10, "b": 5, "c": 3}
    done = {"a": 4, "b": 9, "d": 1}
    assert open_amounts(targets, done) == {"a": 6, "b": 0, "c": 3}


def test_core_15_grid_favours_nobody_over_the_year():
    rows = over_grid([8] * 12, [dict.fromkeys("abcde", 1)] * 12)
    assert [sum(row.values()) for row in rows] == [8] * 12
    totals = [sum(row[key] for row in rows) for key in "abcde"]
    assert sorted(totals) == [19, 19, 19, 19, 20]


@given(
    st.lists(WHOLES, min_size=1, max_size=12),
    st.lists(st.integers(1, 500), min_size=1, max_size=6),
)
def test_core_15_grid_adds_up_both_ways(wholes, weights):
    row = {str(place): weight for place, weight in enumerate(weights)}
    rows = over_grid(wholes, [row] * len(wholes))
    assert [sum(found.values()) for found in rows] == wholes
    assert all(amount >= 0 for found in rows for amount in found.values())
    for key, weight in row.items():
        exact = Fraction(sum(wholes) * weight, sum(weights))
        assert abs(sum(found[key] for found in rows) - exact) < len(weights)


def test_core_15_grid_keeps_what_is_fixed_and_shares_the_rest():
    rows = over_grid([100, 10], [{"a": 1, "b": 3, "c": 9}] * 2, {"c": [60, 2]})
    assert rows == [{"a": 10, "b": 30, "c": 60}, {"a": 2, "b": 6, "c": 2}]


@pytest.mark.parametrize("fixed", [[11], [-1]])
def test_core_15_grid_refuses_more_than_the_whole(fixed):
    with pytest.raises(TargetError) as refusal:
        over_grid([10], [{"a": 1, "b": 1}], {"b": fixed})
    assert refusal.value.code == "fixed"


def test_core_15_grid_gives_nothing_to_who_is_not_there():
    """A joiner begins in the second period, a leaver is gone in it."""
    rows = over_grid([9, 9], [{"a": 1, "b": 1, "new": 0}, {"a": 1, "b": 0, "new": 1}])
    assert [rows[0]["new"], rows[1]["b"]] == [0, 0]
    assert [sum(row.values()) for row in rows] == [9, 9]
    with pytest.raises(TargetError):
        over_grid([1], [{"a": 0}])


def test_core_15_leaves_weigh_with_the_factors_above_them():
    team = Unit("team", 0, (PROBATION,), (Unit("a", 10), Unit("b", 10, (PROBATION,))))
    assert leaf_weights(Unit("all", children=(team, Unit("c", 4)))) == {
        "a": 5,
        "b": Fraction(5, 2),
        "c": 4,
    }
