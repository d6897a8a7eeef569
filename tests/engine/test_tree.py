"""CORE-05, rule A-5: subsidiaries roll up to the group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.tree import TreeError, below, cycle, heads, roll_up

GROUP = {1: None, 2: 1, 3: 1, 4: 3, 5: 4, 9: None}


@st.composite
def trees(draw):
    """Parents below their own number, so without cycles, in any order."""
    size = draw(st.integers(1, 15))
    parents = {
        node: draw(st.one_of(st.none(), st.integers(-1, node - 1)))
        for node in range(size)
    }
    return {node: parents[node] for node in draw(st.permutations(range(size)))}


VALUES = st.dictionaries(st.integers(0, 16), st.integers(-(10**9), 10**9))


def line_up(parents, node):
    """The node and all above it, by walking."""
    found = []
    while node in parents:
        found.append(node)
        node = parents[node]
    return found


@pytest.mark.parametrize(
    ("values", "totals"),
    [
        ({}, {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 9: 0}),
        ({5: 7}, {1: 7, 2: 0, 3: 7, 4: 7, 5: 7, 9: 0}),
        (
            {1: 1, 2: 20, 3: 300, 4: -4_000, 9: 5},
            {1: -3_679, 2: 20, 3: -3_700, 4: -4_000, 5: 0, 9: 5},
        ),
        ({77: 5}, {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 9: 0}),
    ],
)
def test_rule_a_5_subsidiaries_count_for_the_group(values, totals):
    assert roll_up(GROUP, values) == totals


@given(trees(), VALUES)
def test_core_05_each_value_counts_once_for_each_node_above(parents, values):
    totals = roll_up(parents, values)
    for node in parents:
        under = [item for item in parents if node in line_up(parents, item)]
        assert totals[node] == sum(values.get(item, 0) for item in under)
        assert sorted(below(parents, node)) == sorted(under)


@given(trees(), VALUES)
def test_core_05_totals_of_the_heads_are_all_there_is(parents, values):
    totals = roll_up(parents, values)
    own = sum(values.get(node, 0) for node in parents)
    assert sum(totals[head] for head in set(heads(parents).values())) == own


@given(trees())
def test_core_05_head_is_the_last_on_the_way_up(parents):
    assert heads(parents) == {node: line_up(parents, node)[-1] for node in parents}


def test_core_05_a_parent_that_is_not_there_is_not_invented():
    parents = {2: 1, 3: 2}
    assert roll_up(parents, {1: 100, 2: 20, 3: 3}) == {2: 23, 3: 3}
    assert heads(parents) == {2: 2, 3: 2}


@pytest.mark.parametrize(
    ("parents", "nodes"),
    [
        ({1: 1}, [1]),
        ({1: 2, 2: 1}, [1, 2]),
        ({1: 2, 2: 3, 3: 1, 4: 1, 5: 4, 6: None}, [1, 2, 3]),
    ],
)
def test_core_05_a_cycle_is_refused_and_named(parents, nodes):
    assert cycle(parents) == nodes
    asks = (lambda: roll_up(parents, {}), lambda: heads(parents))
    for ask in (*asks, lambda: below(parents, 1)):
        with pytest.raises(TreeError) as refusal:
            ask()
        assert refusal.value.data == {"nodes": nodes}


def test_core_05_without_cycle_none_is_named():
    assert cycle(GROUP) == []
    assert cycle({}) == []


def test_core_05_deep_groups_need_no_recursion():
    deep = {node: node - 1 or None for node in range(1, 50_001)}
    assert roll_up(deep, {50_000: 1})[1] == 1
    assert heads(deep)[50_000] == 1
    assert below(deep, 1)[-1] == 50_000
