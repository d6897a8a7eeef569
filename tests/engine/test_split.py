"""CARD-01: vouchers below the threshold, cards from it on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.split import (
    SplitError,
    into_cards,
    into_vouchers,
    propose,
)

NOTES = (1000_00, 500_00, 100_00, 50_00)
THRESHOLD, LIMIT = 10_000_00, 5_000_00
AMOUNTS = st.integers(1, 100_000_00)


def proposal(amount, **changes):
    settings = {
        **{"threshold": THRESHOLD, "denominations": NOTES, "card_limit": LIMIT},
        **changes,
    }
    return propose(amount, **settings)


@pytest.mark.parametrize(
    ("amount", "kind", "lines", "rest"),
    [
        (50_00, "voucher", [(50_00, 1)], 0),
        (49_99, "voucher", [], 49_99),
        (1_650_00, "voucher", [(1000_00, 1), (500_00, 1), (100_00, 1), (50_00, 1)], 0),
        (3_000_00, "voucher", [(1000_00, 3)], 0),
        (430_00, "voucher", [(100_00, 4)], 30_00),
        (
            *(9_999_99, "voucher"),
            *([(1000_00, 9), (500_00, 1), (100_00, 4), (50_00, 1)], 49_99),
        ),
        # exactly 10,000: cards
        (10_000_00, "card", [(5_000_00, 2)], 0),
        (10_000_01, "card", [(5_000_00, 2), (1, 1)], 0),
        (12_000_00, "card", [(5_000_00, 2), (2_000_00, 1)], 0),
        (50_000_00, "card", [(5_000_00, 10)], 0),
    ],
)
def test_card_01_proposal(amount, kind, lines, rest):
    assert proposal(amount) == (kind, tuple(lines), rest)


@given(AMOUNTS)
def test_card_01_lines_and_rest_are_the_amount(amount):
    split = proposal(amount)
    assert sum(line.denomination * line.count for line in split.lines) == (
        amount - split.rest
    )
    assert all(line.count > 0 for line in split.lines)
    assert split.kind == ("voucher" if amount < THRESHOLD else "card")


@given(st.integers(THRESHOLD, 10 * THRESHOLD), st.integers(1, 20_000_00))
def test_card_01_as_few_cards_as_the_limit_allows(amount, limit):
    split = proposal(amount, card_limit=limit)
    assert all(line.denomination <= limit for line in split.lines)
    assert sum(line.count for line in split.lines) == -(-amount // limit)
    assert split.rest == 0


@given(st.integers(1, 2_000_00), st.permutations(NOTES))
def test_card_01_no_smaller_set_of_vouchers(amount, notes):
    """Against all sets, counted from the bottom up in units of 50."""
    units = [note // 50_00 for note in notes]
    fewest = [0]
    for value in range(1, amount // 50_00 + 1):
        fewest.append(1 + min(fewest[value - u] for u in units if u <= value))
    split = proposal(amount, denominations=notes)
    assert sum(line.count for line in split.lines) == fewest[amount // 50_00]
    assert split.rest == amount % 50_00


@given(st.integers(1, THRESHOLD - 1), st.sets(AMOUNTS, min_size=1, max_size=5))
def test_card_01_the_rest_is_below_the_smallest_voucher(amount, notes):
    assert 0 <= proposal(amount, denominations=notes).rest < min(notes)


@pytest.mark.parametrize(
    ("amount", "changes", "code"),
    [
        (0, {}, "amount"),
        (-1, {}, "amount"),
        (100, {"denominations": []}, "denominations"),
        (100, {"denominations": [100, 0]}, "denominations"),
        (THRESHOLD, {"card_limit": 0}, "card_limit"),
        (THRESHOLD, {"card_limit": -1}, "card_limit"),
    ],
)
def test_card_01_what_can_not_be_split_is_refused(amount, changes, code):
    with pytest.raises(SplitError) as refusal:
        proposal(amount, **changes)
    assert refusal.value.code == code


@given(AMOUNTS)
def test_card_01_a_manager_may_decide_against_the_threshold(amount):
    assert into_vouchers(amount, NOTES) == proposal(amount, threshold=amount + 1)
    assert into_cards(amount, LIMIT) == proposal(amount, threshold=amount)
