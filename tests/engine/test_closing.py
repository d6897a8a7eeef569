"""CARD-07: the session entry balances at cost basis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.basis import basis_returned, basis_used
from odoo.addons.kam_groupbuy_cards.engine.closing import (
    ClosingError,
    Movement,
    SessionAmounts,
    session_amounts,
)
from odoo.addons.kam_groupbuy_cards.engine.tender import voucher_split

CAPTURE = Movement("capture", -43000, -38700)
FORFEIT = Movement("forfeit", -7000, -6300)
REFUND = Movement("refund", 43000, 38700)
MOVEMENTS = st.lists(
    st.builds(
        Movement,
        st.sampled_from(["capture", "refund", "forfeit"]),
        st.integers(-(10**9), 10**9),
        st.integers(-(10**9), 10**9),
    )
)


@pytest.mark.parametrize(
    ("movements", "expected"),
    [
        ([], (0, 0, 0, 0)),
        ([CAPTURE], (43000, 38700, 4300, 0)),
        ([CAPTURE, FORFEIT], (43000, 45000, 4300, 6300)),
        ([CAPTURE, REFUND], (0, 0, 0, 0)),
        # net negative: a refund in a later session
        ([REFUND], (-43000, -38700, -4300, 0)),
        # sold at face: no concession
        ([("capture", -50000, -50000)], (50000, 50000, 0, 0)),
        # given away: all of it is concession
        ([("capture", -50000, 0)], (50000, 0, 50000, 0)),
        # a forfeit taken back
        ([FORFEIT, ("forfeit", 7000, 6300)], (0, 0, 0, 0)),
    ],
)
def test_card_07_session_amounts(movements, expected):
    assert session_amounts(movements) == SessionAmounts(*expected)


@given(MOVEMENTS)
def test_card_07_payment_is_liability_and_concession_less_forfeit(movements):
    amounts = session_amounts(movements)
    assert amounts.payment == amounts.liability + amounts.concession - amounts.forfeit


@given(MOVEMENTS, st.randoms(use_true_random=False))
def test_card_07_order_of_movements_does_not_matter(movements, random):
    shuffled = random.sample(movements, len(movements))
    assert session_amounts(shuffled) == session_amounts(movements)


@given(MOVEMENTS, MOVEMENTS)
def test_card_07_two_sessions_are_the_sum_of_each(one, other):
    both = zip(session_amounts(one), session_amounts(other), strict=True)
    assert session_amounts([*one, *other]) == tuple(map(sum, both))


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.data())
def test_card_07_a_voucher_used_up_takes_its_basis_off_the_liability(face, basis, data):
    """Use, forfeit and return of a voucher: the liability falls by what is gone."""
    due = data.draw(st.integers(1, 10**6))
    paid, forfeit = voucher_split(face, due)
    took = basis_used(basis, face, 0, paid)
    lost = basis_used(basis, face, paid, forfeit)
    sale = [("capture", -paid, -took), ("forfeit", -forfeit, -lost)]
    assert session_amounts(sale).liability == basis
    back = data.draw(st.integers(0, paid))
    refund = ("refund", back, basis_returned(took, paid, 0, back))
    assert session_amounts([*sale, refund]).liability == basis - refund[2]


@pytest.mark.parametrize("kind", ["issue", "activate", "expire", "adjust", "", None])
def test_card_07_other_movements_are_no_business_of_a_session(kind):
    with pytest.raises(ClosingError) as refusal:
        session_amounts([(kind, 0, 0)])
    assert refusal.value.code == "movement_kind"
