"""CARD-03, CARD-13: PINs are kept so that a copy of the database does not tell them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.pins import (
    is_locked,
    is_valid_pin,
    pin_hash,
    pin_matches,
)

KEY = bytes(range(32))
PINS = st.integers(0, 999_999).map("{:04d}".format)
SALTS = st.integers(0, 2**64 - 1).map("{:x}".format)


@pytest.mark.parametrize("pin", ["0000", "1234", "12345", "123456"])
def test_card_03_four_to_six_digits_are_a_pin(pin):
    assert is_valid_pin(pin)


@pytest.mark.parametrize(
    "pin",
    ["", "123", "1234567", "12 4", "12a4", "１２３４", "²²²²", "-123", None, 1234],
)
def test_card_03_anything_else_is_none(pin):
    assert not is_valid_pin(pin)


@given(SALTS, PINS, PINS)
def test_card_13_only_the_right_pin_matches(salt, pin, other):
    kept = pin_hash(KEY, salt, pin)
    assert pin_matches(KEY, salt, pin, kept)
    assert pin_matches(KEY, salt, other, kept) == (pin == other)


@given(SALTS, SALTS, PINS)
def test_card_13_equal_pins_of_two_cards_differ(salt, other_salt, pin):
    equal = pin_hash(KEY, salt, pin) == pin_hash(KEY, other_salt, pin)
    assert equal == (salt == other_salt)


def test_card_13_salt_and_pin_do_not_run_into_each_other():
    assert pin_hash(KEY, "a1", "23456") != pin_hash(KEY, "a12", "3456")


def test_card_13_without_the_key_a_hash_tells_no_pin():
    """The attack a copy of the database allows: all PINs, with no or a wrong key."""
    kept = pin_hash(KEY, "a1", "1234")
    for number in range(10_000):
        pin = f"{number:04d}"
        assert hashlib.sha256(b"a1" + pin.encode()).hexdigest() != kept
        assert not pin_matches(bytes(32), "a1", pin, kept)


def test_card_13_pins_once_set_stay_valid():
    assert (
        pin_hash(KEY, "a1", "1234")
        == "ff37171c0e38b9e7bad0f0ac5d4e336c98d9cdbd08e098bef3a86e7c41dbec03"
    )


@pytest.mark.parametrize(
    ("failures", "most", "locked"),
    [(0, 5, False), (4, 5, False), (5, 5, True), (6, 5, True)],
)
def test_card_13_five_failures_lock(failures, most, locked):
    assert is_locked(failures, most) is locked
