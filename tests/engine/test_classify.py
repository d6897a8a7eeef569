"""CORE-01, CORE-02 and CORE-04: classes and levels by rules, each with its why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.classify import (
    Change,
    Condition,
    Evidence,
    Finding,
    Rule,
    RuleError,
    Standing,
    changes,
    decide,
    evaluate,
    finding,
    proximity,
    ruleset,
)

SALES_50K = Condition("sales", ">=", 50_000_00)
RULES = ruleset(
    [
        Rule("I1", "class", "important", (Condition("government", "=", 1),), 1),
        Rule("S1", "class", "strategic", (Condition("influence", ">=", 90),), 2),
        Rule("G1", "class", "group", (Condition("units", ">=", 3),), 3, "secondary"),
        Rule("H1", "class", "high", (SALES_50K, Condition("orders", ">=", 2)), 4),
        Rule("H2", "class", "high", (Condition("largest", ">=", 30_000_00),), 5),
        Rule(
            "P1", "class", "potential", (Condition("proximity:high", ">=", 8_000),), 9
        ),
        Rule("L1", "level", "gold", (Condition("sales", ">=", 100_000_00),), 1),
        Rule("L2", "level", "silver", (SALES_50K,), 2),
        Rule("L3", "level", "basic", (), 3),
        Rule("M1", "lead", "", (Condition("sales", ">", 500_000_00),)),
    ]
)
MEASURES = ["government", "influence", "units", "sales", "orders", "largest"]
VALUES = st.dictionaries(
    st.sampled_from(MEASURES),
    st.one_of(st.none(), st.integers(-10, 100), st.integers(0, 600_000_00)),
)


def verdict(**values):
    return evaluate(RULES, values)


def said(found):
    return found.primary, found.secondary, found.level, found.lead


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, (None, (), "basic", False)),
        ({"sales": 49_999_99, "orders": 9}, ("potential", (), "basic", False)),
        ({"sales": 50_000_00, "orders": 2}, ("high", ("potential",), "silver", False)),
        ({"sales": 50_000_00, "orders": 1}, (None, (), "silver", False)),
        ({"largest": 30_000_00}, ("high", ("potential",), "basic", False)),
        ({"units": 3}, (None, ("group",), "basic", False)),
        (
            {"government": 1, "influence": 95, "units": 5},
            ("important", ("group", "strategic"), "basic", False),
        ),
        (
            {"sales": 500_000_00, "orders": 8},
            ("high", ("potential",), "gold", False),
        ),
        ({"sales": 500_000_01, "orders": 8}, ("high", ("potential",), "gold", True)),
        ({"sales": None, "orders": 8}, (None, (), "basic", False)),
    ],
)
def test_core_02_class_level_and_lead(values, expected):
    assert said(verdict(**values)) == expected


def test_core_02_the_why_names_rule_measured_value_and_threshold():
    found = verdict(sales=60_000_00, orders=2)
    [why] = [item for item in found.findings if item.rule == "H1"]
    assert why == Finding(
        *("H1", "class", "high", True),
        (
            Evidence("sales", ">=", 50_000_00, 60_000_00, True),
            Evidence("orders", ">=", 2, 2, True),
        ),
    )


def test_core_02_the_why_of_a_rule_that_does_not_apply():
    found = finding(RULES.rules[0], {})
    assert (found.applies, found.evidence[0].value) == (False, None)


@pytest.mark.parametrize(
    ("sign", "below", "equal", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("<=", True, True, False),
        ("<", True, False, False),
        ("=", False, True, False),
        ("!=", True, False, True),
    ],
)
def test_core_02_edges_of_each_operator(sign, below, equal, above):
    rule = Rule("r", "level", "x", (Condition("sales", sign, 100),))
    applies = [finding(rule, {"sales": sales}).applies for sales in (99, 100, 101)]
    assert applies == [below, equal, above]
    assert not finding(rule, {"sales": None}).applies


def test_core_02_priority_decides_then_code():
    everybody = [
        Rule(code, "class", code, (), priority)
        for code, priority in [("c", 1), ("b", 2), ("a", 2), ("d", 1)]
    ]
    found = evaluate(ruleset(everybody), {})
    assert (found.primary, found.secondary) == ("c", ("a", "b", "d"))
    assert [item.rule for item in found.findings] == ["c", "d", "a", "b"]


def test_core_01_a_secondary_rule_never_makes_the_primary_class():
    first = Rule("a", "class", "group", (), 1, "secondary")
    second = Rule("b", "class", "high", (), 2)
    assert said(evaluate(ruleset([first, second]), {}))[:2] == ("high", ("group",))
    assert said(evaluate(ruleset([first]), {}))[:2] == (None, ("group",))


@pytest.mark.parametrize(
    ("values", "near"),
    [
        ({"sales": 40_000_00, "orders": 2}, 8_000),
        ({"sales": 80_000_00, "orders": 1}, 5_000),
        ({"sales": 49_999_99, "orders": 2}, 9_999),
        ({"sales": 50_000_00, "orders": 2}, 10_000),
        ({"sales": -5, "orders": 2}, 0),
        ({"orders": 2}, 0),
    ],
)
def test_core_02_nearness_is_that_of_the_least_fulfilled_condition(values, near):
    [rule] = [rule for rule in RULES.rules if rule.code == "H1"]
    assert proximity(rule, values) == near


def test_core_02_nearness_of_a_limit_is_all_or_nothing():
    rule = Rule("r", "class", "x", (Condition("overdue", "<=", 10),))
    assert [proximity(rule, {"overdue": n}) for n in (10, 11)] == [10_000, 0]


@pytest.mark.parametrize("threshold", [1, 100])
def test_core_02_equal_is_not_more(threshold):
    rule = Rule("r", "class", "x", (Condition("sales", ">", threshold),))
    near = [proximity(rule, {"sales": threshold + more}) for more in (0, 1)]
    assert near == [9_999, 10_000]


def test_core_02_nothing_is_near_a_class_without_rules():
    rule = Rule("r", "class", "x", (Condition("proximity:nobody", ">=", 1),))
    [found] = evaluate(ruleset([rule]), {"sales": 1}).findings
    assert (found.applies, found.evidence[0].value) == (False, 0)


def test_core_01_potential_meets_or_nears_the_thresholds():
    near = verdict(sales=40_000_00, orders=2)
    assert said(near)[:2] == ("potential", ())
    [why] = [item for item in near.findings if item.rule == "P1"]
    assert why.evidence == (("proximity:high", ">=", 8_000, 8_000, True),)
    assert verdict(sales=39_999_99, orders=2).primary is None


@given(VALUES)
def test_core_02_equal_values_give_an_equal_verdict(values):
    assert evaluate(
        ruleset(RULES.rules[::-1]), dict(reversed(values.items()))
    ) == evaluate(RULES, values)


@given(VALUES)
def test_core_02_a_run_over_all_decides_as_the_explanation_says(values):
    assert decide(RULES, values) == said(evaluate(RULES, values))
    applying = [item for item in evaluate(RULES, values).findings if item.applies]
    levels = [item.target for item in applying if item.kind == "level"]
    assert decide(RULES, values).level == levels[0]


@given(VALUES)
def test_core_02_every_class_given_has_a_rule_that_applies(values):
    found = evaluate(RULES, values)
    speaking = {item.target for item in found.findings if item.applies}
    assert {*found.secondary, found.primary, found.level} - {None} <= speaking
    assert found.primary not in found.secondary


@given(VALUES, st.integers(0, len(RULES.rules) - 1))
def test_core_02_a_rule_applies_exactly_if_it_is_wholly_near(values, place):
    rule = RULES.rules[place]
    assert finding(rule, values).applies is (proximity(rule, values) == 10_000)


@given(VALUES, VALUES)
def test_core_02_applied_changes_leave_nothing_to_change(before, after):
    then, now = evaluate(RULES, before), evaluate(RULES, after)
    proposed = changes(Standing(*said(then)), now)
    applied = Standing(*said(then))._replace(**{c.field: c.after for c in proposed})
    assert said(applied) == said(now)
    assert changes(applied, now) == ()
    assert all(change.why for change in proposed)


def test_core_02_a_gain_is_explained_by_the_rule_that_applies():
    now = verdict(sales=100_000_00, orders=1)
    assert changes(Standing(level="silver"), now) == (
        Change(
            *("level", "silver", "gold"),
            (Finding("L1", "level", "gold", True, now.findings[1].evidence),),
        ),
    )


def test_core_02_a_loss_is_explained_by_the_rules_that_no_longer_apply():
    proposed = changes(Standing("high", level="gold", lead=True), verdict(sales=1))
    explained = {change.field: [why.rule for why in change.why] for change in proposed}
    assert explained == {"primary": ["H1", "H2"], "level": ["L1", "L3"], "lead": ["M1"]}


def test_core_02_a_class_that_moves_is_explained_on_both_sides():
    standing = Standing("important", ("strategic",), "basic")
    proposed = changes(standing, verdict(influence=90))
    explained = {change.field: [why.rule for why in change.why] for change in proposed}
    assert explained == {"primary": ["I1", "S1"], "secondary": ["S1"]}


def test_core_02_pinned_fields_are_left_alone():
    standing = Standing("strategic", ("high",), "gold", True, frozenset({"level"}))
    proposed = changes(standing, verdict(units=3))
    assert [(c.field, c.after) for c in proposed] == [
        ("primary", None),
        ("secondary", ("group",)),
        ("lead", False),
    ]


def test_core_02_a_pinned_primary_keeps_what_the_rules_say_as_secondary():
    standing = Standing("strategic", pinned=frozenset({"primary", "level"}))
    [change] = changes(standing, verdict(government=1, influence=90))
    assert (change.field, change.after) == ("secondary", ("important",))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "grade"}, "kind"),
        ({"role": "third"}, "role"),
        ({"target": ""}, "target"),
        ({"conditions": (Condition("sales", "=>", 1),)}, "operator"),
        ({"code": "L1"}, "twice"),
        ({"conditions": (Condition("proximity:potential", ">", 1),)}, "nested"),
        (
            {
                "target": "potential",
                "conditions": (Condition("proximity:potential", ">", 1),),
            },
            "nested",
        ),
    ],
)
def test_core_02_rules_that_can_not_be_applied_are_refused(change, code):
    good = Rule("X1", "class", "high", (SALES_50K,))
    assert ruleset([*RULES.rules, good])
    with pytest.raises(RuleError) as refusal:
        ruleset([*RULES.rules, replace(good, **change)])
    assert refusal.value.code == code
