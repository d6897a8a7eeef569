"""Rule A-12: of somebody else's customer only the beginning of the name is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.masking import (
    HIDDEN,
    masked_handle,
    masked_mail,
    masked_name,
    masked_number,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("上海金达珠宝有限公司", "上海＊＊＊"),
        ("金达珠宝", "金达＊＊＊"),
        ("王小明", "王＊＊＊"),
        ("王", "王＊＊＊"),
        ("  ", "＊＊＊"),
    ],
)
def test_rule_a_12_masked_name(name, masked):
    assert masked_name(name) == masked


@given(st.text())
def test_rule_a_12_at_most_two_characters_are_shown(name):
    shown = masked_name(name).removesuffix(HIDDEN)
    assert len(shown) <= 2
    assert name.strip().startswith(shown)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812341234", "138****1234"),
        (" 13812341234 ", "138****1234"),
        ("+8613812341234", "+86****1234"),
        ("1381234123", "13****23"),
        ("12345678", "12****78"),
        ("1234567", "****"),
        ("", ""),
        (" ", ""),
    ],
)
def test_core_18_at_most_a_part_of_a_number_is_shown(number, shown):
    assert masked_number(number) == shown


def test_core_18_mail_and_handle_show_one_letter():
    assert masked_mail("wang@jinda.example") == "w****@jinda.example"
    assert masked_mail("@jinda.example") == ""
    assert masked_handle("wanglei") == "w****"
    assert masked_handle("") == ""
