"""Which instruments a credit note takes back (CARD-08)."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.money import spread
from odoo.addons.kam_groupbuy_cards.engine.credit import choose


def test_card_08_first_ones_are_preferred():
    assert choose([100, 100, 100], 2, 200) == [0, 1]


def test_card_08_no_count_and_no_amount_that_does_not_fit():
    assert choose([100, 100], 0, 0) is None
    assert choose([100, 100], 3, 300) is None
    assert choose([100, 100], 1, 99) is None
    assert choose([], 1, 0) is None
    assert choose([33334, 33333], 1, 66667) is None


@given(st.integers(0, 10_000), st.integers(1, 7), st.data())
def test_card_08_what_one_line_was_spread_over_can_always_be_credited(
    total, number, data
):
    shares = spread(total, [1] * number)
    count = data.draw(st.integers(1, number))
    wanted = data.draw(st.sampled_from(list(combinations(shares, count))))
    chosen = choose(shares, count, sum(wanted))
    assert chosen is not None
    assert len(set(chosen)) == count
    assert sum(shares[position] for position in chosen) == sum(wanted)
