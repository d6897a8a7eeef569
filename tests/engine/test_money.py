"""Architecture D10: money enters and leaves the engine exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine import money

MINOR = st.integers(-money.MINOR_LIMIT + 1, money.MINOR_LIMIT - 1)
DECIMALS = st.integers(0, 3)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(sum)


@pytest.mark.parametrize(
    ("amount", "decimals", "minor"),
    [
        (0, 2, 0),
        (430, 2, 43000),
        ("430.10", 2, 43010),
        (" 7 ", 2, 700),
        ("-0.01", 2, -1),
        (Decimal("0.07"), 2, 7),
        (430.1, 2, 43010),
        (0.1 + 0.2, 2, 30),
        (1.1 * 3, 2, 330),
        (-1e3, 2, -100000),
        (500, 0, 500),
        (1.234, 3, 1234),
    ],
)
def test_to_minor_is_exact(amount, decimals, minor):
    assert money.to_minor(amount, decimals) == minor


@pytest.mark.parametrize("amount", [0.005, "0.001", Decimal("1.999"), 430.015, 1e-12])
def test_finer_than_the_currency_is_refused(amount):
    with pytest.raises(money.FractionalAmountError) as refusal:
        money.to_minor(amount, 2)
    assert refusal.value.code == "fractional_amount"


@pytest.mark.parametrize(
    "amount",
    [
        *(float("nan"), float("inf"), -float("inf"), Decimal("NaN"), Decimal("sNaN")),
        *(True, False, None, [], b"1", 1j),
        *("", "abc", "1e3", "1_000", "1,5", "0x10", "NaN", "１２", "--1", "1."),
        *(10**13, -(10**13), 1e300, "9" * 25, 10**400, Decimal("1e999999")),
    ],
)
def test_what_is_no_amount_is_refused(amount):
    for read in (money.to_minor, money.round_minor):
        with pytest.raises(money.InvalidAmountError) as refusal:
            read(amount, 2)
        assert refusal.value.code == "invalid_amount"


@pytest.mark.parametrize(
    ("amount", "minor"),
    [(1.005, 101), (1.0049999, 100), (-1.005, -101), (2.675, 268), (1 / 3, 33)],
)
def test_round_minor_goes_half_away_from_zero(amount, minor):
    assert money.round_minor(amount, 2) == minor


@given(MINOR, DECIMALS)
def test_out_and_in_again_is_the_same_amount(minor, decimals):
    assert money.to_minor(money.from_minor(minor, decimals), decimals) == minor
    assert money.round_minor(money.from_minor(minor, decimals), decimals) == minor


@given(MINOR, st.integers(1, 10**12))
def test_divide_half_up_is_off_by_at_most_a_half_and_symmetric(numerator, denominator):
    quotient = money.divide_half_up(numerator, denominator)
    assert abs(2 * (numerator - quotient * denominator)) <= denominator
    assert money.divide_half_up(-numerator, denominator) == -quotient


@given(MINOR, WEIGHTS)
def test_spread_adds_up_and_no_part_is_off_by_a_cent(total, weights):
    parts = money.spread(total, weights)
    whole = sum(weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total * weight) <= whole


@given(MINOR, WEIGHTS)
def test_spread_mirrors_the_sign(total, weights):
    assert money.spread(-total, weights) == [-p for p in money.spread(total, weights)]


@pytest.mark.parametrize(
    ("total", "weights"), [(1, []), (1, [0, 0]), (10, [3, -1]), (0, [-1, 1])]
)
def test_spread_refuses_weights_that_carry_nothing(total, weights):
    with pytest.raises(money.SpreadError):
        money.spread(total, weights)


def test_spread_of_nothing_is_nothing():
    assert money.spread(0, [0, 0]) == [0, 0]
