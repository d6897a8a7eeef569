"""CARD-07, architecture money path 5: the cost basis by cumulation."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.basis import (
    BasisError,
    basis_returned,
    basis_used,
)

AMOUNTS = st.integers(1, 5_000_00)


@st.composite
def lots(draw):
    """A basis and the uses that empty an instrument, to the last cent."""
    uses = draw(st.lists(AMOUNTS, min_size=1, max_size=12))
    return draw(st.integers(0, 2 * sum(uses))), uses


@pytest.mark.parametrize(
    ("basis", "face", "before", "now", "taken"),
    [
        (45000, 50000, 0, 43000, 38700),
        (45000, 50000, 43000, 7000, 6300),
        (45000, 50000, 0, 50000, 45000),
        (50000, 50000, 0, 1, 1),
        (0, 50000, 0, 50000, 0),
        (1, 3, 0, 1, 0),
        (1, 3, 1, 1, 1),
        (1, 3, 2, 1, 0),
        (45000, 50000, 10, 0, 0),
    ],
)
def test_card_07_basis_of_a_use(basis, face, before, now, taken):
    assert basis_used(basis, face, before, now) == taken


@given(lots())
def test_card_07_any_sequence_of_uses_takes_exactly_the_basis(lot):
    basis, uses = lot
    taken = [
        basis_used(basis, sum(uses), sum(uses[:n]), use) for n, use in enumerate(uses)
    ]
    assert sum(taken) == basis
    assert min(taken) >= 0


@given(st.integers(0, 10_000_00), AMOUNTS, st.data())
def test_card_07_who_uses_more_takes_no_less_basis(basis, face, data):
    before = data.draw(st.integers(0, face))
    more = data.draw(st.integers(0, face - before))
    less = data.draw(st.integers(0, more))
    assert basis_used(basis, face, before, less) <= basis_used(
        basis, face, before, more
    )


@given(st.integers(0, 10_000_00), AMOUNTS, st.data())
def test_card_07_returns_restore_exactly_what_the_capture_took(basis, face, data):
    before = data.draw(st.integers(0, face - 1))
    captured = data.draw(st.integers(1, face - before))
    took = basis_used(basis, face, before, captured)
    cuts = sorted(data.draw(st.lists(st.integers(0, captured), max_size=5)))
    bounds = [0, *cuts, captured]
    pairs = list(pairwise(bounds))
    back = [basis_returned(took, captured, low, high - low) for low, high in pairs]
    assert sum(back) == took
    assert min(back) >= 0


@given(st.integers(1, 9_999), st.integers(100, 9_999), st.data())
def test_card_07_uses_and_partial_returns_mixed_end_at_the_basis(basis, face, data):
    """A ledger of captures and returns in any order: when empty, nothing is left."""
    used = booked = 0
    captures = []
    for _step in range(12):
        if captures and data.draw(st.booleans()):
            capture = data.draw(st.sampled_from(captures))
            amount = data.draw(st.integers(0, capture["amount"] - capture["back"]))
            if amount:
                booked -= basis_returned(
                    capture["basis"], capture["amount"], capture["back"], amount
                )
                capture["back"] += amount
                used -= amount
        elif used < face:
            amount = data.draw(st.integers(1, face - used))
            took = basis_used(basis, face, used, amount, booked=booked)
            captures.append({"amount": amount, "basis": took, "back": 0})
            used, booked = used + amount, booked + took
        assert 0 <= booked <= basis
    if used < face:
        booked += basis_used(basis, face, used, face - used, booked=booked)
    assert booked == basis


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((-1, 100, 0, 1), "basis_range"),
        ((100, 0, 0, 0), "basis_range"),
        ((100, 100, -1, 1), "basis_range"),
        ((100, 100, 1, -1), "basis_range"),
        ((100, 100, 60, 41), "basis_overdrawn"),
    ],
)
def test_card_07_impossible_uses_are_refused(args, code):
    for share in (basis_used, basis_returned):
        with pytest.raises(BasisError) as refusal:
            share(*args)
        assert refusal.value.code == code


@pytest.mark.parametrize("booked", [-1, 101])
def test_card_07_a_ledger_that_booked_the_impossible_is_refused(booked):
    with pytest.raises(BasisError, match="basis_overdrawn"):
        basis_used(100, 100, 50, 10, booked=booked)
