"""CORE-10, rules A-12 and A-13: is this customer on file already?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.dedup import (
    DEFAULT,
    Candidate,
    DedupError,
    bigrams,
    candidate,
    compare,
    exact_keys,
    hits,
    least_common,
    likeness,
)

CODE, OTHER_CODE = "91330100799655058B", "914403001922038216"
ADDRESS = "上海市黄浦区南京东路100号12楼1203室"
KEYS = st.text("金达珠宝上海北京", max_size=12)
NONEMPTY = st.text("金达珠宝上海北京", min_size=1, max_size=12)
CANDIDATES = st.builds(
    candidate,
    st.sampled_from(["company", "person"]),
    st.lists(KEYS, max_size=2),
    st.lists(st.sampled_from(["13800138000", "021-61234567", "n/a"]), max_size=2),
    st.sampled_from(["", CODE, OTHER_CODE, "123"]),
    st.sampled_from(["", ADDRESS, ADDRESS.replace("1203", "1204")]),
)


def company(**values):
    return candidate("company", **values)


def person(**values):
    return candidate("person", **values)


def codes(comparison):
    return [reason.code for reason in comparison.reasons]


@pytest.mark.parametrize(
    ("one", "other", "score", "verdict", "reasons"),
    [
        # companies
        ({"tax": CODE}, {"tax": CODE.lower()}, 100, "match", ["same_tax"]),
        (
            *({"names": ["上海金达有限公司"]}, {"names": ["上海金达（集团）"]}),
            *(90, "match", ["same_name"]),
        ),
        (
            *({"names": ["上海金达珠宝"]}, {"names": ["上海市金达珠宝有限公司"]}),
            *(60, "near", ["near_name"]),
        ),
        ({"names": ["上海金达珠宝"]}, {"names": ["上海银达珠宝"]}, 0, None, []),
        (
            *({"names": ["金达", "KAM Ltd"]}, {"names": ["kam", "银泰"]}),
            *(90, "match", ["same_name"]),
        ),
        (
            *({"phones": ["021-61234567"]}, {"phones": ["+86 21 61234567-8"]}),
            *(60, "near", ["same_phone"]),
        ),
        (
            *({"phones": ["13800138000"]}, {"phones": ["138 0013 8000"]}),
            *(70, "near", ["same_mobile"]),
        ),
        ({"address": ADDRESS}, {"address": ADDRESS}, 60, "near", ["same_address"]),
        (
            *({"address": ADDRESS}, {"address": ADDRESS.replace("室", "")}),
            *(20, None, ["near_address"]),
        ),
        ({"address": ADDRESS}, {"address": ADDRESS.replace("3", "4")}, 0, None, []),
        (
            {"names": ["上海金达珠宝"], "address": ADDRESS, "tax": CODE},
            {"names": ["金达珠宝"], "address": ADDRESS, "tax": "DE811907980"},
            *(100, "match", ["near_name", "same_address"]),
        ),
        ({}, {}, 0, None, []),
    ],
)
def test_rule_a_12_companies(one, other, score, verdict, reasons):
    found = compare(company(**one), company(**other))
    assert (found.score, found.verdict, codes(found)) == (score, verdict, reasons)


@pytest.mark.parametrize(
    ("one", "other", "score", "verdict"),
    [
        ({"names": ["王伟"]}, {"names": ["王伟先生"]}, 60, "near"),
        ({"names": ["王小明"]}, {"names": ["王小名"]}, 0, None),
        ({"names": ["Anna Smith"]}, {"names": ["Anna Smits"]}, 20, None),
        ({"phones": ["021-61234567"]}, {"phones": ["021 61234567"]}, 60, "near"),
        ({"address": ADDRESS}, {"address": ADDRESS}, 60, "near"),
        ({"address": ADDRESS}, {"address": ADDRESS.replace("室", "")}, 20, None),
        ({"phones": ["13800138000"]}, {"phones": ["+8613800138000"]}, 90, "match"),
        (
            {"names": ["王伟"], "phones": ["021-61234567"]},
            {"names": ["王伟"], "phones": ["021-61234567"]},
            *(100, "match"),
        ),
        (
            {"names": ["王伟"], "address": ADDRESS},
            {"names": ["王伟"], "address": ADDRESS},
            *(100, "match"),
        ),
    ],
)
def test_rule_a_12_persons(one, other, score, verdict):
    found = compare(person(**one), person(**other))
    assert (found.score, found.verdict) == (score, verdict)


def test_rule_a_12_names_are_not_compared_across_kinds():
    assert compare(person(names=["金达"]), company(names=["金达"])).verdict is None


def test_rule_a_12_phones_are_compared_across_kinds():
    desk = {"phones": ["13800138000"]}
    assert compare(person(**desk), company(**desk)).verdict == "match"
    assert compare(company(**desk), person(**desk)).verdict == "near"


def test_rule_a_12_two_credit_codes_are_two_entities_but_shown():
    group = {"names": ["金达"], "address": ADDRESS, "phones": ["021-61234567"]}
    found = compare(company(**group, tax=CODE), company(**group, tax=OTHER_CODE))
    assert (found.score, found.verdict) == (DEFAULT.match - 1, "near")
    assert codes(found)[-1] == "other_credit_code"


def test_rule_a_12_a_mistyped_credit_code_proves_nothing():
    one = company(names=["金达"], tax=CODE)
    other = company(names=["金达"], tax=OTHER_CODE[:-1] + "X")
    assert compare(one, other).verdict == "match"


def test_rule_a_12_thresholds_are_data():
    strict = replace(DEFAULT, points={("company", "same_name"): 59})
    one, other = company(names=["金达"], tax=CODE), company(names=["金达"], tax=CODE)
    assert compare(one, other, strict) == (59, None, (("same_name", 59, 10_000),))


@pytest.mark.parametrize(
    ("setting", "field", "one", "other"),
    [
        ("name_likeness", "names", ["上海金达珠宝"], ["金达珠宝"]),
        ("address_likeness", "address", "上海金达珠宝", "金达珠宝"),
    ],
)
def test_rule_a_12_alike_from_the_threshold_on(setting, field, one, other):
    """Three of five and three bigrams: 75 %."""
    pair = company(**{field: one}), company(**{field: other})
    at, above = (replace(DEFAULT, **{setting: points}) for points in (7_500, 7_501))
    assert len(compare(*pair, at).reasons) == 1
    assert compare(*pair, above).reasons == ()


@given(CANDIDATES, CANDIDATES)
def test_rule_a_12_comparison_tells_no_values(one, other):
    found = compare(one, other)
    for code, points, alike in found.reasons:
        assert isinstance(points, int) and 0 <= alike <= 10_000
        assert code.isascii() and code.islower()
    assert 0 <= found.score <= 100


@given(CANDIDATES, CANDIDATES)
def test_rule_a_12_the_same_both_ways_within_a_kind(one, other):
    if one.kind == other.kind:
        assert compare(one, other) == compare(other, one)


@given(CANDIDATES)
def test_rule_a_12_whoever_can_be_told_is_found_again(one):
    found = compare(one, one)
    told = any((one.names, one.phones, one.tax, one.address))
    assert (found.verdict is not None) is told


@given(NONEMPTY, NONEMPTY)
def test_rule_a_12_likeness(one, other):
    assert likeness(one, one) == 10_000
    assert likeness(one, other) == likeness(other, one)
    assert (likeness(one, other) > 0) is bool(set(bigrams(one)) & set(bigrams(other)))


@given(KEYS)
def test_rule_a_12_likeness_of_nothing_is_none(key):
    assert likeness(key, "") == likeness("", key) == 0


@given(NONEMPTY, NONEMPTY, st.integers(1, 10_000))
def test_rule_a_12_prefilter_misses_nobody(one, other, wanted):
    """Whoever is alike enough shares the least number: one of the rest, or all."""
    ours, theirs = bigrams(one), set(bigrams(other))
    least = least_common(len(ours), wanted)
    if likeness(one, other) >= wanted:
        assert len(theirs.intersection(ours)) >= least
        rest, others = ours[: len(ours) - least], ours[len(ours) - least :]
        assert theirs.intersection(rest) or theirs.issuperset(others)


@pytest.mark.parametrize(
    ("count", "wanted", "least"),
    [(10, 7_000, 6), (10, 10_000, 10), (10, 5_000, 4), (3, 7_000, 2), (1, 1, 1)],
)
def test_rule_a_12_prefilter_leaves_out_as_many_as_it_can(count, wanted, least):
    assert least_common(count, wanted) == least


@pytest.mark.parametrize(
    ("key", "pairs"),
    [("金达金达", ("达金", "金达")), ("ab", ("ab",)), ("a", ("a",)), ("", ())],
)
def test_rule_a_12_bigrams_are_sorted_and_each_once(key, pairs):
    assert bigrams(key) == pairs


def test_rule_a_12_hits_are_ranked_and_strangers_left_out():
    on_file = {
        7: company(names=["金达珠宝"]),
        3: company(names=["上海金达珠宝"], tax=CODE),
        5: company(names=["银泰"]),
        2: company(names=["金达珠宝"]),
    }
    found = hits(company(names=["上海金达珠宝"]), on_file)
    assert [(key, c.score) for key, c in found] == [(3, 90), (2, 60), (7, 60)]


def test_rule_a_13_keys_of_a_company_are_tax_number_and_names():
    both = company(names=["金达有限公司", "KAM Ltd"], phones=["13800138000"], tax=CODE)
    assert exact_keys(both) == (
        *("company|name|kam", "company|name|金达"),
        f"company|tax|{CODE}",
    )


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        (
            {"names": ["王伟"], "phones": ["13800138000", "021-61234567"]},
            ("person|phone|+8613800138000",),
        ),
        (
            {"names": ["王伟"], "phones": ["021-61234567"]},
            ("person|name|王伟|+862161234567",),
        ),
        (
            {"names": ["王伟"], "address": "上海市1号"},
            ("person|name|王伟|上海1号",),
        ),
        ({"names": ["王伟"]}, ()),
        ({"phones": ["021-61234567"]}, ()),
    ],
)
def test_rule_a_13_keys_of_a_person(values, keys):
    assert exact_keys(person(**values)) == keys


@given(CANDIDATES, CANDIDATES)
def test_rule_a_13_who_shares_a_key_is_at_least_near(one, other):
    if set(exact_keys(one)) & set(exact_keys(other)):
        assert compare(one, other).verdict is not None


def test_rule_a_12_the_shortest_tax_number():
    assert company(tax="DE123456").tax == "DE123456"


@pytest.mark.parametrize("typed", ["0", "无", "-", "n/a", "1234567"])
def test_rule_a_12_a_placeholder_is_no_tax_number(typed):
    assert company(tax=typed).tax == ""
    assert compare(company(tax=typed), company(tax=typed)).verdict is None


@pytest.mark.parametrize("kind", ["", "Company", "contact"])
def test_rule_a_12_unknown_kind_is_refused(kind):
    with pytest.raises(DedupError) as refusal:
        candidate(kind)
    assert refusal.value.code == "kind"


def test_rule_a_12_candidates_are_values():
    one = company(names=["金达"], phones=["n/a", ""], tax="-")
    assert one == Candidate("company", frozenset({"金达"}), frozenset(), "", "")
    assert hash(one) == hash(company(names=["金达公司"]))
