"""CORE-06, rule A-15: how complete an archive is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.completeness import (
    Archive,
    CompletenessError,
    FieldWeight,
    asked_for,
    changes_on,
    checked,
    completeness,
)

TODAY = date(2026, 11, 22)
FRESH = {"basic": date(2026, 11, 1), "important": date(2026, 11, 1)}
TABLE = (
    FieldWeight("address", "basic", 4),
    FieldWeight("phone", "basic", 3),
    FieldWeight("birthday", "basic", 2, kind="person"),
    FieldWeight("industry", "basic", 2, kind="company"),
    FieldWeight("rivals", "important", 5, account_class="strategic"),
    FieldWeight("health", "important", 3, sensitive=True),
)
CODES = [line.code for line in TABLE]
SUBSETS = st.frozensets(st.sampled_from(CODES))
ARCHIVES = st.builds(
    Archive,
    st.sampled_from(["person", "company"]),
    st.sampled_from(["", "strategic", "potential"]),
    SUBSETS,
    SUBSETS,
    SUBSETS,
    st.dictionaries(
        st.sampled_from(["basic", "important"]),
        st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    ),
)


def rated(archive, table=TABLE):
    return completeness(archive, table, 6, TODAY)


def person(*filled, **values):
    values.setdefault("checked_on", FRESH)
    return Archive("person", filled=frozenset(filled), **values)


@pytest.mark.parametrize(
    ("archive", "rate"),
    [
        (person(), 0),
        (person("address"), 4444),
        (person("address", "phone"), 7777),
        (person("address", "phone", "birthday"), 10_000),
        (person("industry", "rivals"), 0),
    ],
)
def test_core_06_rate_is_weighted_and_rounded_down(archive, rate):
    assert rated(archive).rate == rate


def test_core_06_weights_differ_by_kind_and_class():
    filled = frozenset({"address", "industry"})
    company = Archive("company", filled=filled, checked_on=FRESH)
    assert rated(company).rate == 6 * 10_000 // 9
    assert rated(replace(company, account_class="strategic")).rate == 6 * 10_000 // 14
    assert rated(replace(company, kind="person")).rate == 4 * 10_000 // 9


def test_core_06_the_next_three_missing_by_weight():
    archive = person(account_class="strategic", consented=frozenset({"health"}))
    assert rated(archive).missing == (
        ("rivals", 5, "empty"),
        ("address", 4, "empty"),
        ("phone", 3, "empty"),
    )


def test_core_06_equal_weights_keep_the_order_of_the_table():
    table = [FieldWeight(code, "basic", 1) for code in "dbca"]
    assert [item.code for item in rated(person(), table).missing] == ["d", "b", "c"]


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (date(2026, 11, 22), None),
        (date(2026, 5, 22), None),  # six months ago to the day
        (date(2026, 5, 21), "stale"),
        (date(2026, 11, 23), "unchecked"),  # nobody checks in the future
        (None, "unchecked"),
    ],
)
def test_core_06_only_fresh_data_counts(last, why):
    archive = person("address", checked_on={"basic": last} if last else {})
    found = rated(archive, TABLE[:1])
    assert found.rate == (0 if why else 10_000)
    assert found.missing == ((("address", 4, why),) if why else ())
    assert found.to_check == (("basic",) if why else ())


def test_core_06_an_empty_section_has_nothing_to_check():
    assert rated(person(checked_on={})).to_check == ()


def test_rule_a_15_not_applicable_leaves_the_denominator():
    archive = person("address", not_applicable=frozenset({"phone"}))
    assert rated(archive).rate == 4 * 10_000 // 6
    assert "phone" not in [item.code for item in rated(archive).missing]


def test_rule_a_15_nothing_asked_for_is_no_rate():
    archive = person("address", not_applicable=frozenset(CODES))
    assert rated(archive) == (None, (), ())
    assert rated(person("address"), []).rate is None


def test_rule_a_15_sensitive_fields_only_with_consent():
    full = person("address", "phone", "birthday")
    assert rated(full).rate == 10_000
    asked = replace(full, consented=frozenset({"health"}))
    assert rated(asked).rate == 9 * 10_000 // 12
    assert rated(asked).missing == (("health", 3, "empty"),)


def test_rule_a_15_sensitive_data_without_consent_earn_nothing():
    assert rated(person("health"), TABLE[-1:]).rate is None


@pytest.mark.parametrize(
    ("kind", "account_class", "weight"),
    [
        ("company", "", 1),
        ("person", "", 2),
        ("company", "strategic", 3),
        ("person", "strategic", 4),
    ],
)
def test_rule_a_15_the_narrowest_weight_wins(kind, account_class, weight):
    lines = [
        FieldWeight("phone", "basic", 4, "person", "strategic"),
        FieldWeight("phone", "basic", 3, account_class="strategic"),
        FieldWeight("phone", "basic", 2, "person"),
        FieldWeight("phone", "basic", 1),
    ]
    archive = Archive(kind, account_class)
    for table in (lines, lines[::-1]):
        assert [line.weight for line in asked_for(archive, table)] == [weight]


def test_rule_a_15_a_narrower_weight_of_zero_takes_a_field_out():
    table = [*TABLE, FieldWeight("phone", "basic", 0, kind="person")]
    assert rated(person("address", "birthday"), table).rate == 10_000


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (FieldWeight("fax", "basic", -1), "weight"),
        (FieldWeight("address", "important", 1), "ambiguous"),
    ],
)
def test_core_06_a_table_that_can_not_be_read_is_refused(line, code):
    with pytest.raises(CompletenessError) as refusal:
        checked([*TABLE, line])
    assert refusal.value.code == code
    assert refusal.value.data["field"] == line.code


def test_core_06_lines_of_different_reach_are_no_contradiction():
    for_persons = FieldWeight("phone", "basic", 0, kind="person")
    assert checked([*TABLE, for_persons]) == (*TABLE, for_persons)
    with pytest.raises(CompletenessError) as refusal:
        checked([*TABLE, for_persons, for_persons])
    assert refusal.value.data == {"field": "phone", "reach": ("person", "")}


@given(ARCHIVES)
def test_core_06_full_exactly_if_nothing_is_missing(archive):
    found = rated(archive)
    assert found.rate is None or 0 <= found.rate <= 10_000
    assert (found.rate in (None, 10_000)) is (not found.missing)


@given(ARCHIVES, st.sampled_from(CODES))
def test_core_06_filling_a_field_never_lowers_the_rate(archive, code):
    more = replace(archive, filled=archive.filled | {code})
    assert (rated(more).rate or 0) >= (rated(archive).rate or 0)


@pytest.mark.parametrize(
    ("last", "day"),
    [
        (date(2026, 8, 31), date(2027, 3, 1)),  # 31 August + 6 months = 28 February
        (date(2026, 5, 22), date(2026, 11, 23)),  # fresh today for the last time
        (date(2026, 5, 21), None),
        (date(2026, 11, 30), date(2026, 11, 30)),  # dated ahead
    ],
)
def test_core_06_the_day_on_which_the_rate_changes_by_itself(last, day):
    archive = person("address", checked_on={"basic": last})
    assert changes_on(archive, TABLE, 6, TODAY) == day


@pytest.mark.parametrize("archive", [person(), person("address", checked_on={})])
def test_core_06_without_fresh_data_time_changes_nothing(archive):
    assert changes_on(archive, TABLE, 6, TODAY) is None


@given(ARCHIVES)
def test_core_06_nothing_changes_before_that_day(archive):
    day = changes_on(archive, TABLE, 6, TODAY)
    before = (day or date(2030, 1, 1)) - timedelta(days=1)
    assert completeness(archive, TABLE, 6, before) == rated(archive)
    assert day is None or day > TODAY
    assert day is None or completeness(archive, TABLE, 6, day) != rated(archive)
