"""CARD-11: the law on prepaid cards, each limit at its edge."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_groupbuy_cards.engine.prepaid import (
    COMPANY,
    PERSON,
    Instrument,
    PrepaidError,
    Rules,
    Sale,
    problems,
)

LAW = Rules(
    valid_from=date(2012, 11, 1),
    most_named=5_000_00,
    most_anonymous=1_000_00,
    transfer_from_company=5_000_00,
    transfer_from_person=50_000_00,
    identity_from_anonymous=10_000_00,
    identity_for_named=True,
    months_anonymous=36,
    expiry_for_named=False,
)
DAY = date(2026, 11, 22)


def card(load, **values):
    return Instrument(named=True, load=load, **values)


def voucher(load, count=1, months=36):
    return Instrument(named=False, load=load, months=months, count=count)


def sale(*instruments, buyer=COMPANY, **values):
    values = {"day": DAY, "by_transfer": True, "identified": True, **values}
    return Sale(buyer=buyer, instruments=instruments, **values)


def codes(case):
    return [problem.code for problem in problems(case, [LAW])]


@pytest.mark.parametrize(
    ("case", "broken"),
    [
        # balance, also after a top-up
        (sale(card(5_000_00)), []),
        (sale(card(5_000_01)), ["balance_limit"]),
        (sale(card(2_000_00, balance=3_000_00)), []),
        (sale(card(2_000_01, balance=3_000_00)), ["balance_limit"]),
        (sale(voucher(1_000_00)), []),
        (sale(voucher(1_000_01)), ["balance_limit"]),
        (sale(card(6_000_00), card(7_000_00)), ["balance_limit"] * 2),
        # transfer instead of cash
        (sale(voucher(1_000_00, 4), by_transfer=False), []),
        (sale(voucher(1_000_00, 5), by_transfer=False), ["transfer_required"]),
        (sale(voucher(999_99, 5), by_transfer=False), []),
        (sale(card(5_000_00), by_transfer=False), ["transfer_required"]),
        (sale(card(4_999_99, count=10), buyer=PERSON, by_transfer=False), []),
        (
            sale(card(5_000_00, count=10), buyer=PERSON, by_transfer=False),
            ["transfer_required"],
        ),
        # cut up to stay below: what was bought before on the day counts
        (sale(voucher(1_000_00), by_transfer=False, earlier=3_999_99), []),
        (
            sale(voucher(1_000_00), by_transfer=False, earlier=4_000_00),
            ["transfer_required"],
        ),
        # identity
        (sale(card(1), identified=False), ["identity_required"]),
        (sale(voucher(999_99, 10), identified=False), []),
        (sale(voucher(1_000_00, 10), identified=False), ["identity_required"]),
        (
            sale(voucher(1_000_00), identified=False, earlier_anonymous=9_000_00),
            ["identity_required"],
        ),
        (
            sale(card(1), voucher(1_000_00, 10), identified=False),
            ["identity_required"],
        ),
        # validity
        (sale(voucher(100_00, months=35)), ["validity_short"]),
        (sale(voucher(100_00, months=1)), ["validity_short"]),
        (sale(voucher(100_00, months=0)), []),
        (sale(card(100_00, months=36)), ["expiry_on_named"]),
        # nothing sold
        (sale(), []),
    ],
)
def test_card_11_each_limit_at_its_edge(case, broken):
    assert codes(case) == broken


def test_card_11_a_problem_carries_the_figures_of_its_sentence():
    case = sale(card(6_000_00), by_transfer=False, identified=False)
    assert problems(case, [LAW]) == [
        ("balance_limit", {"balance": 6_000_00, "most": 5_000_00, "named": True}),
        (
            "transfer_required",
            {"amount": 6_000_00, "limit": 5_000_00, "buyer": "company"},
        ),
        ("identity_required", {"named": True}),
    ]


@pytest.mark.parametrize(
    ("day", "broken"),
    [
        (date(2012, 10, 31), []),
        (date(2012, 11, 1), ["balance_limit"]),
        (date(2026, 12, 31), ["balance_limit"]),
        (date(2027, 1, 1), []),
        (date(2027, 6, 30), []),
    ],
)
def test_card_11_the_rules_of_the_day_judge(day, broken):
    change = date(2027, 1, 1)
    rules = [
        replace(LAW, valid_until=change),
        replace(LAW, valid_from=change, most_named=8_000_00),
    ]
    case = replace(sale(card(6_000_00)), day=day)
    assert [problem.code for problem in problems(case, rules)] == broken


def test_card_11_two_rules_for_a_day_are_refused():
    with pytest.raises(PrepaidError) as refusal:
        problems(sale(), [LAW, LAW])
    assert refusal.value.code == "rules_overlap"


def test_card_11_who_is_neither_company_nor_person_is_refused():
    with pytest.raises(PrepaidError, match="buyer: buyer='agent'"):
        problems(sale(buyer="agent"), [LAW])


def test_card_11_without_rules_nothing_is_broken():
    both = (card(10**9, months=1), voucher(10**9, months=1))
    for buyer in (COMPANY, PERSON):
        extreme = sale(*both, buyer=buyer, by_transfer=False, identified=False)
        assert problems(extreme, []) == []
        assert problems(extreme, [Rules(date(2000, 1, 1))]) == []


@given(
    st.lists(
        st.builds(
            Instrument,
            named=st.booleans(),
            load=st.integers(1, 10_000_00),
            balance=st.integers(0, 5_000_00),
            months=st.integers(0, 60),
            count=st.integers(1, 20),
        ),
        max_size=4,
    ),
    st.sampled_from([COMPANY, PERSON]),
    st.integers(0, 60_000_00),
)
def test_card_11_transfer_and_identity_heal_all_that_is_not_the_instrument(
    instruments, buyer, earlier
):
    open_sale = Sale(DAY, buyer, tuple(instruments), False, False, earlier, earlier)
    healed = replace(open_sale, by_transfer=True, identified=True)
    left = {"balance_limit", "validity_short", "expiry_on_named"}
    assert codes(healed) == [code for code in codes(open_sale) if code in left]
