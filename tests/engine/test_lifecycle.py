"""CARD-08: what may become of an instrument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine import lifecycle
from odoo.addons.kam_groupbuy_cards.engine.lifecycle import EVENTS, STATES, may

ALLOWED = {
    "new": {"receive": "received"},
    "received": {"sell": "sold", "succeed": "active"},
    "sold": {"activate": "active", "freeze": "frozen", "buy_back": "bought_back"},
    "active": {
        **{"capture": "active", "refund": "active", "top_up": "active"},
        **{"suspend": "sold", "use_up": "used", "freeze": "frozen"},
        **{"expire": "expired", "replace": "replaced", "buy_back": "bought_back"},
    },
    "used": {"refund": "active"},
    "expired": {
        **{"refund": "expired", "extend": "active", "freeze": "frozen"},
        **{"replace": "replaced", "buy_back": "bought_back"},
    },
    "frozen": {"refund": "frozen", "replace": "replaced", "buy_back": "bought_back"},
    "replaced": {},
    "bought_back": {},
}


@pytest.mark.parametrize("state", STATES)
def test_card_08_each_state_and_event(state):
    moves = {event: may(state, event) for event in EVENTS}
    assert {event: after for event, after in moves.items() if after} == ALLOWED[state]


@pytest.mark.parametrize("before", ["sold", "active", "expired"])
def test_card_08_unfreeze_goes_back_to_where_it_was(before):
    assert may(before, "freeze") == "frozen"
    assert may("frozen", "unfreeze", before=before) == before


@pytest.mark.parametrize(
    "before", ["new", "received", "used", "frozen", "replaced", "bought_back", None, ""]
)
def test_card_08_unfreeze_makes_nothing_active_by_mistake(before):
    assert may("frozen", "unfreeze", before=before) is None


@pytest.mark.parametrize("state", set(STATES) - {"frozen"})
def test_card_08_only_frozen_ones_are_unfrozen(state):
    assert may(state, "unfreeze", before="active") is None


@given(st.sampled_from(STATES), st.text())
def test_card_08_unknown_events_and_states_lead_nowhere(state, event):
    assert event in EVENTS or may(state, event) is None
    assert may(event + "?", "refund") is None


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=30))
def test_card_08_no_way_back_to_life_but_a_refund(events):
    """Any history: the dead stay dead, the used wait for a refund, paid means sold."""
    state, before = "new", None
    seen = [state]
    for event in events:
        after = may(state, event, before)
        if after is None:
            continue
        assert after in STATES
        assert state not in lifecycle.TERMINAL
        assert state != "used" or (event, after) == ("refund", "active")
        assert event != "capture" or state == "active"
        before = state if event == "freeze" else before
        state = after
        seen.append(state)
    assert "active" not in seen or "received" in seen


def test_card_08_every_state_can_be_reached():
    reached, frontier = {"new"}, ["new"]
    while frontier:
        found = set(ALLOWED[frontier.pop()].values()) - reached
        reached |= found
        frontier += found
    assert reached == set(STATES)
