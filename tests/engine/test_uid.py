"""CARD-04: one chip has one number, whatever reader reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.uid import (
    UidError,
    canonical_uid,
    is_goods_barcode,
)

PADDED = {4: 10, 7: 17, 10: 25}


def usable(uid):
    return any(uid) and not (len(uid) == 4 and uid[0] in (0x08, 0x88))


CHIPS = st.sampled_from([4, 7, 10]).flatmap(
    lambda size: st.binary(min_size=size, max_size=size).filter(usable)
)
NXP_CHIPS = st.binary(min_size=6, max_size=6).map(lambda rest: b"\x04" + rest)


def typed(uid, profile):
    """What a reader of this profile types."""
    shown = uid[::-1] if profile.endswith("_reversed") else uid
    if profile.startswith("hex"):
        return shown.hex()
    return str(int.from_bytes(shown, "big")).zfill(PADDED[len(uid)])


@given(CHIPS, st.sampled_from(["hex", "hex_reversed", "dec", "dec_reversed"]))
def test_card_04_every_profile_reads_the_same_chip(uid, profile):
    assert canonical_uid(typed(uid, profile), profile) == uid.hex().upper()


@given(CHIPS.filter(lambda uid: uid[0] and uid[-1]))
def test_card_04_decimals_without_padding_are_read_too(uid):
    for profile in ("dec", "dec_reversed"):
        raw = typed(uid, profile).lstrip("0")
        assert canonical_uid(raw, profile) == uid.hex().upper()


@given(NXP_CHIPS.filter(lambda uid: uid[-1] != 0x04))
def test_card_04_auto_reads_seven_bytes_of_nxp_either_way(uid):
    for profile in ("hex", "hex_reversed", "dec", "dec_reversed"):
        assert canonical_uid(typed(uid, profile), "auto") == uid.hex().upper()


@given(CHIPS)
def test_card_04_canonical_is_its_own_canonical(uid):
    canonical = uid.hex().upper()
    assert canonical_uid(canonical, "hex") == canonical


@pytest.mark.parametrize(
    ("raw", "profile", "uid"),
    [
        ("E43AC9D2", "hex", "E43AC9D2"),
        ("d2c93ae4", "hex_reversed", "E43AC9D2"),
        ("3829058002", "dec", "E43AC9D2"),
        ("3536403172", "dec_reversed", "E43AC9D2"),
        ("E4 3A C9 D2\r\n", "auto", "E43AC9D2"),
        ("3829058002", "auto", "E43AC9D2"),
        ("e4-3a-c9-d2", "auto", "E43AC9D2"),
        ("Ｅ４３ＡＣ９Ｄ２", "auto", "E43AC9D2"),
        # codes that Odoo's own rules would take for coupon, cashier, discount
        ("0441A2B3C4D5E6", "auto", "0441A2B3C4D5E6"),
        ("E6D5C4B3A24104", "auto", "0441A2B3C4D5E6"),
        ("0411223344556677", "dec", "01760165602A85"),
        ("2215998877", "auto", "8415759D"),
        # digits only, of a length of hex
        ("12345678", "auto", "12345678"),
        ("12345678", "dec", "00BC614E"),
        ("04112233445566", "auto", "04112233445566"),
        # padding tells the size, and so does the value
        ("4294967295", "dec", "FFFFFFFF"),
        ("4294967296", "dec", "00000100000000"),
        ("04294967295", "dec", "000000FFFFFFFF"),
        ("00000000000000001", "dec", "00000000000001"),
        ("000000000000000001", "dec", "00000000000000000001"),
        # 04 at both ends: taken as it comes
        ("04112233445504", "auto", "04112233445504"),
        # 08 and 88 mean something in front of four bytes only
        ("08112233445566", "hex", "08112233445566"),
        ("88112233445566", "hex", "88112233445566"),
    ],
)
def test_card_04_what_readers_type(raw, profile, uid):
    assert canonical_uid(raw, profile) == uid


@pytest.mark.parametrize(
    ("raw", "profile", "code"),
    [
        ("", "auto", "digits"),
        ("GC#E43AC9D2", "auto", "digits"),
        ("E43AC9D2", "dec", "digits"),
        ("E43AC9G2", "hex", "digits"),
        ("00000000", "hex", "digits"),
        ("0", "dec", "digits"),
        ("٤٣٢١٠٩٨٧٦٥", "auto", "digits"),
        ("A" * 65, "hex", "digits"),
        (None, "auto", "digits"),
        (3829058002, "dec", "digits"),
        ("E43AC9", "auto", "length"),
        ("E43AC9D2A", "hex", "length"),
        ("E43AC9D2A1", "hex", "length"),
        ("9" * 25, "dec", "length"),
        ("0" * 25 + "1", "dec", "length"),
        ("08A1B2C3", "hex", "random"),
        ("C3B2A108", "hex_reversed", "random"),
        ("0144814787", "dec", "random"),
        ("08A1B2C3", "auto", "random"),
        ("8804A1B2", "hex", "incomplete"),
        ("E43AC9D2", "bcd", "profile"),
    ],
)
def test_card_04_what_is_no_chip_number_is_refused(raw, profile, code):
    with pytest.raises(UidError) as refusal:
        canonical_uid(raw, profile)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "barcode",
    ["40170725", "036000291452", "6901234567892", "10614141000415", " 6901234567892\n"],
)
def test_card_04_bar_codes_of_goods_are_told_from_chips(barcode):
    assert is_goods_barcode(barcode)
    digit = barcode.strip()[-1]
    for wrong in set("0123456789") - {digit}:
        assert not is_goods_barcode(barcode.strip()[:-1] + wrong)


@pytest.mark.parametrize(
    "barcode", ["", "0", "0000000000", "4017072A", "00040170725", "000000000000000"]
)
def test_card_04_other_lengths_and_letters_are_no_bar_code_of_goods(barcode):
    assert not is_goods_barcode(barcode)
