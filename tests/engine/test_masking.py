"""Rule A-12: of somebody else's customer only the beginning of the name is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.masking import HIDDEN, masked_name


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
