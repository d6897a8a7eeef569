"""CARD-13, CARD-04: codes that can't be guessed, and slips that are noticed."""

import hashlib
import hmac
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine import codes

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
NONCE, OTHER_NONCE = bytes(range(16)), bytes(range(1, 17))
SERIALS = st.integers(0, 10**8 - 1).map("V{:08d}".format)
SEPARATORS = [*" -\t\n\r", "\u3000", "\xa0", "–", "—", "－", "−", "ー", "\u200b"]
CODES = st.builds(codes.derive_code, st.just(KEY), st.just(NONCE), SERIALS)


def test_card_13_code_is_the_truncated_hmac_of_nonce_and_serial():
    """Worked by hand from the standard, not with the code under test."""
    mac = hmac.new(KEY, NONCE + b"V0000001", hashlib.sha256).hexdigest()
    expected = str(int(mac[:20], 16)).rjust(25, "0")
    assert codes.derive_code(KEY, NONCE, "V0000001")[:25] == expected


def test_card_13_printed_codes_stay_valid_for_ever():
    """A change of the derivation would kill every printed code."""
    code = codes.derive_code(KEY, NONCE, "V0000001")
    assert code == "03347750414540459014317509"
    assert (
        codes.code_hash(KEY, code)
        == "5d89ba29e7e326a94dbdeaf18449fd4acf9d87d81bc11bce0e16a6660f2ecddf"
    )
    assert codes.key_id(KEY) == "84e17a2e"


def test_card_13_eighty_bits_need_all_twenty_five_digits():
    assert len(str(2**80 - 1)) == codes.CODE_DIGITS - 1


@given(SERIALS)
def test_card_13_code_depends_on_key_nonce_and_serial(serial):
    made = {
        codes.derive_code(KEY, NONCE, serial),
        codes.derive_code(OTHER_KEY, NONCE, serial),
        codes.derive_code(KEY, OTHER_NONCE, serial),
        codes.derive_code(KEY, NONCE, serial + "0"),
    }
    assert len(made) == 4
    assert all(map(codes.is_well_formed, made))


@pytest.mark.parametrize(
    ("key", "nonce", "serial", "code"),
    [
        (KEY[:31], NONCE, "V1", "key_short"),
        (b"", NONCE, "V1", "key_short"),
        (KEY, NONCE[:15], "V1", "nonce_short"),
        (KEY, b"", "V1", "nonce_short"),
        (KEY, NONCE, "", "serial_missing"),
    ],
)
def test_card_13_no_code_from_a_weak_or_erased_secret(key, nonce, serial, code):
    with pytest.raises(codes.CodeError) as refusal:
        codes.derive_code(key, nonce, serial)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("digits", "check"), [("572", "4"), ("0", "0"), ("", "0"), ("11294", "6")]
)
def test_card_13_check_digit_is_damms(digits, check):
    assert codes.check_digit(digits) == check
    assert codes.check_digit(digits + check) == "0"


@given(CODES)
def test_card_13_every_wrong_digit_is_caught(code):
    for place, right in enumerate(code):
        for wrong in set("0123456789") - {right}:
            assert not codes.is_well_formed(code[:place] + wrong + code[place + 1 :])


@given(CODES)
def test_card_13_every_swap_of_neighbours_is_caught(code):
    for place in range(len(code) - 1):
        left, right = code[place : place + 2]
        swapped = code[:place] + right + left + code[place + 2 :]
        assert left == right or not codes.is_well_formed(swapped)


@given(CODES)
def test_card_04_normalise_undoes_grouped(code):
    assert codes.normalise(codes.grouped(code)) == code


@given(CODES, st.sets(st.integers(0, 25)), st.permutations(SEPARATORS))
def test_card_04_separators_and_full_width_digits_are_forgiven(code, wide, separators):
    digits = [
        chr(0xFF10 + int(digit)) if place in wide else digit
        for place, digit in enumerate(code)
    ]
    pairs = zip_longest(digits, separators, fillvalue="")
    assert codes.normalise("".join(map("".join, pairs))) == code


@pytest.mark.parametrize(
    "raw",
    [
        *("", " ", "abc", "6901234567892", None, False, 12345, b"1" * 26),
        "0" * 25,
        "0" * 27,
        "٠" * 26,
        "²" * 26,
        "0" * 26 + " " * 75,
        "0" * 25 + "x",
        "0.0" * 13,
    ],
)
def test_card_04_what_is_no_code_is_none(raw):
    assert codes.normalise(raw) is None


def test_card_13_grouped_is_five_fives_and_one():
    code = codes.derive_code(KEY, NONCE, "V1")
    assert [len(group) for group in codes.grouped(code).split()] == [5, 5, 5, 5, 5, 1]


@given(CODES)
def test_card_13_hash_is_keyed_and_hides_the_code(code):
    digest = codes.code_hash(KEY, code)
    assert len(digest) == 64
    assert digest != codes.code_hash(OTHER_KEY, code)
    assert digest != hashlib.sha256(code.encode()).hexdigest()


def test_card_13_key_id_tells_keys_apart():
    assert codes.key_id(KEY) != codes.key_id(OTHER_KEY)
    assert len(codes.key_id(KEY)) == 8
    assert codes.key_id(KEY) not in KEY.hex()


@pytest.mark.parametrize(
    ("serial", "shown"), [("V00000123", "••••0123"), ("123", "••••123"), ("", "••••")]
)
def test_card_05_receipt_shows_the_last_four(serial, shown):
    assert codes.masked(serial) == shown
