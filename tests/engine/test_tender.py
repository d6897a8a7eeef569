"""CARD-02, CARD-05: no change, no cash out, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.tender import (
    TenderError,
    order_problem,
    refund_floor,
    voucher_split,
)

AMOUNTS = st.integers(1, 100_000_00)
EXCEEDS, CASH_OUT = "stored_value_exceeds_total", "change_exceeds_cash"


@pytest.mark.parametrize(
    ("face", "due", "amount", "forfeit"),
    [
        (50000, 43000, 43000, 7000),
        (50000, 50000, 50000, 0),
        (50000, 50001, 50000, 0),
        (50000, 1, 1, 49999),
        (5000, 100000, 5000, 0),
    ],
)
def test_card_02_a_voucher_pays_what_is_due_and_gives_no_change(
    face, due, amount, forfeit
):
    assert voucher_split(face, due) == (amount, forfeit)


@given(AMOUNTS, AMOUNTS)
def test_card_02_payment_and_forfeit_are_the_whole_voucher(face, due):
    split = voucher_split(face, due)
    assert sum(split) == face
    assert 0 < split.amount <= due
    assert split.forfeit >= 0
    assert not split.forfeit or split.amount == due


@pytest.mark.parametrize(
    ("face", "due", "code"),
    [(500, 0, "nothing_due"), (500, -1, "nothing_due"), (0, 1, "amount")],
)
def test_card_02_nothing_due_and_empty_vouchers_are_refused(face, due, code):
    with pytest.raises(TenderError) as refusal:
        voucher_split(face, due)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("total", "stored", "cash", "change", "problem"),
    [
        # sale
        (43000, 43000, 0, 0, None),
        (43000, 40000, 3000, 0, None),
        (43000, 40000, 5000, 2000, None),
        (43000, 40000, 5000, -2000, None),
        (43000, 0, 50000, 7000, None),
        (0, 0, 0, 0, None),
        (0, 0, 10000, 10000, None),
        # voucher of 430, an item of 100 removed: 100 in cash
        (33000, 43000, 0, 10000, EXCEEDS),
        (33000, 43000, 0, -10000, EXCEEDS),
        (33000, 33001, 0, 0, EXCEEDS),
        (0, 1, 0, 1, EXCEEDS),
        # change bigger than the cash tendered
        (43000, 40000, 2000, 2001, CASH_OUT),
        (43000, 40000, 0, -2000, CASH_OUT),
        (43000, 43000, 0, 1, CASH_OUT),
        (43000, 40000, -3000, 3000, CASH_OUT),
        # a sale that credits an instrument
        (43000, -1, 43001, 0, EXCEEDS),
        # refund: back to the instrument, partly in cash, or too much
        (-30000, -30000, 0, 0, None),
        (-30000, -20000, -10000, 0, None),
        (-30000, 0, -30000, 0, None),
        (-30000, 0, -40000, 10000, None),
        (-30000, -30001, 1, 0, EXCEEDS),
        (-30000, 1, -30001, 0, EXCEEDS),
        (-30000, -30000, 0, 1, CASH_OUT),
        (-30000, 0, 30000, 1, CASH_OUT),
        (-30000, -10000, -25000, 5000, None),
        (-30000, -10000, -20000, 20001, CASH_OUT),
    ],
)
def test_card_05_no_order_turns_an_instrument_into_cash(
    total, stored, cash, change, problem
):
    assert order_problem(total, stored, cash, change) == problem


@given(AMOUNTS, AMOUNTS, st.integers(0, 10**7), st.integers(0, 10**7))
def test_card_05_an_accepted_sale_brings_in_what_instruments_do_not_pay(
    total, stored, cash, change
):
    if order_problem(total, stored, cash, change) is None:
        assert cash - change >= 0
        assert stored <= total


@pytest.mark.parametrize(
    ("refund", "goods", "total", "stored", "returned", "floor"),
    [
        # all by instrument: all of it back
        (43000, 43000, 43000, 43000, 0, 43000),
        # nothing by instrument
        (43000, 43000, 43000, 0, 0, 0),
        (0, 0, 0, 0, 0, 0),
        # half and half
        (20000, 20000, 40000, 20000, 0, 10000),
        (20000, 40000, 40000, 20000, 10000, 10000),
        # an earlier refund gave more than its share
        (20000, 40000, 40000, 20000, 20000, 0),
        (20000, 40000, 40000, 20000, 15000, 5000),
        # goods exchanged: less money than goods
        (3000, 20000, 40000, 20000, 0, 3000),
        (0, 20000, 40000, 20000, 0, 0),
        (20000, 40000, 40000, 20000, 3000, 17000),
        # half a cent goes to the instrument, and the rest settles it
        (1, 1, 2, 1, 0, 1),
        (1, 2, 2, 1, 1, 0),
        # the order held a return itself: goods above its total
        (50000, 50000, 40000, 20000, 0, 20000),
    ],
)
def test_card_05_at_least_the_share_goes_back(
    refund, goods, total, stored, returned, floor
):
    assert refund_floor(refund, goods, total, stored, returned) == floor


@given(st.lists(AMOUNTS, min_size=1, max_size=8), st.data())
def test_card_05_partial_refunds_lose_no_cent(parts, data):
    """At the floor each time, all goods back give back all that instruments paid."""
    total = sum(parts)
    stored = data.draw(st.integers(0, total))
    returned = goods = 0
    for part in parts:
        goods += part
        floor = refund_floor(part, goods, total, stored, returned)
        returned += floor
        assert abs(returned * total - stored * goods) * 2 <= total
    assert returned == stored


@given(st.lists(AMOUNTS, min_size=1, max_size=8), st.data())
def test_card_05_whatever_was_given_before_the_bounds_hold(parts, data):
    """Exchanges and generous refunds before: bounded, and made up at the end."""
    total = sum(parts)
    stored = data.draw(st.integers(0, total))
    returned = goods = cash = 0
    for part in parts:
        goods += part
        money = data.draw(st.integers(0, part))
        floor = refund_floor(money, goods, total, stored, returned)
        most = min(money, stored - returned)
        assert 0 <= floor <= most
        given_back = data.draw(st.integers(floor, most))
        returned += given_back
        cash += money - given_back
        assert cash * total <= (total - stored) * goods + total


@pytest.mark.parametrize(
    "figures",
    [
        (-1, 1, 2, 1, 0),
        (1, -1, 2, 1, 0),
        (1, 1, -2, -2, -2),
        (1, 1, 2, -1, -1),
        (1, 1, 2, 1, -1),
        (1, 1, 2, 3, 0),
        (1, 1, 2, 1, 2),
    ],
)
def test_card_05_figures_of_no_order_are_refused(figures):
    with pytest.raises(TenderError) as refusal:
        refund_floor(*figures)
    assert refusal.value.code == "amount"
