"""Money path 2, reversed: which instruments a credit note takes back."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.money import spread
from odoo.addons.kam_groupbuy_cards.engine.credit import choose


def totals(shares, count):
    return {sum(chosen) for chosen in combinations(shares, count)}


@given(st.integers(1, 1_000_00), st.integers(1, 7), st.integers(1, 7), st.data())
def test_card_07_a_credit_note_takes_back_its_number_and_its_liability(
    amount, quantity, count, data
):
    """Against every choice: found if there is one, and it adds up."""
    shares = spread(amount, [1] * quantity)
    average = amount * count // quantity
    total = data.draw(st.integers(average - 3, average + 3))
    chosen = choose(shares, count, total)
    if chosen is None:
        assert total not in totals(shares, count)
    else:
        assert len(set(chosen)) == count
        assert sum(shares[position] for position in chosen) == total


@pytest.mark.parametrize(
    ("shares", "count", "total", "chosen"),
    [
        ([45000, 45000, 45000], 2, 90000, [0, 1]),
        ([45000, 45000], 1, 44999, None),
        ([33334, 33333, 33333], 3, 100000, [0, 1, 2]),
        ([33333, 33333, 33334], 1, 33334, [2]),
        ([33334, 33333, 33333], 2, 66668, None),
        ([45000], 2, 90000, None),
        ([45000], 0, 0, None),
        ([], 1, 0, None),
    ],
)
def test_card_07_choice_of_a_credit_note(shares, count, total, chosen):
    assert choose(shares, count, total) == chosen
