"""Tills that meet: several server processes, own connections, one database."""

from functools import partial
from uuid import uuid4

import pytest

from shop import MODULES, Shop, at_once, conflicts

ROUNDS = 100


@pytest.fixture(scope="module")
def server(make_server):
    """One server of four processes; each serves one call at a time."""
    return make_server(install=MODULES, workers=4)


@pytest.fixture(scope="module")
def shop(server):
    return Shop(server)


def test_card_05_two_processes_never_overdraw_one_card(shop, server):
    """Each round both tills want more than half; one pays, the other gives back."""
    before = conflicts(server)
    [card] = shop.sell("card_1000", 900)
    left, paid = 1000.0, 0
    for number in range(ROUNDS):
        payer, other = (shop.tills[(number + i) % 2] for i in (0, 1))
        uuid = str(uuid4())
        (key, first), (other_key, second) = at_once(
            partial(payer.hold, card, left * 0.6, order_uuid=uuid),
            partial(other.hold, card, left * 0.6),
        )
        assert first["ok"] and second["ok"]
        assert sorted((first["amount"], second["amount"])) == pytest.approx(
            [left * 0.4, left * 0.6]
        )
        order = payer.order("bead", [(payer.instrument_id, 4, key)], uuid=uuid)
        synced, released = at_once(
            partial(payer.sync, order), partial(other.ask, "release", key=other_key)
        )
        assert (synced["state"], released["state"]) == ("paid", "released")
        left, paid = left - 4, paid + 1
    assert shop.card(card) == ("active", left, 0, left * 0.9)
    assert [amount for _key, amount in shop.entries(card, "capture")] == [-4] * paid
    assert conflicts(server) - before > ROUNDS / 4, "they hardly met"
    shop.assert_sound()


def test_card_05_two_processes_never_spend_the_last_amount_twice(shop):
    """Both want all that is left and pay at once: the sum is what was there."""
    [card] = shop.sell("card_1000", 1000)
    first, second = shop.tills[:2]
    _key, answer = first.hold(card, 994)  # 6 are free: one bead and a half
    assert answer["amount"] == 994
    answers = at_once(partial(first.hold, card, 4), partial(second.hold, card, 4))
    assert sorted(answer["amount"] for _key, answer in answers) == [2, 4]
    _key, refused = first.hold(card, 4)
    assert (refused["ok"], refused["reason"]) == (False, "reserved")
    shop.assert_sound()


def test_card_06_one_key_four_times_is_one_reservation(shop):
    for type_name, amount in (("voucher_500", 430), ("card_1000", 430)):
        [instrument] = shop.sell(type_name, 500)
        till, key = shop.tills[0], str(uuid4())
        scan = partial(till.hold, instrument, 430, key=key, order_uuid="order")
        answers = [answer for _key, answer in at_once(*[scan] * 4)]
        assert answers == [answers[0]] * 4
        assert (answers[0]["ok"], answers[0]["amount"]) == (True, amount)
        assert len(shop.holds(key)) == 1
    shop.assert_sound()


def test_card_06_one_order_four_times_is_one_redemption(shop):
    [voucher] = shop.sell("voucher_500", 450)
    till, uuid = shop.tills[0], str(uuid4())
    key, _answer = till.hold(voucher, 430, order_uuid=uuid)
    order = till.order("ring", [(till.instrument_id, 430, key)], uuid=uuid)
    orders = at_once(*[partial(till.sync, order)] * 4)
    assert {order["id"] for order in orders} == {orders[0]["id"]}
    assert shop.card(voucher) == ("used", 0, 0, 0)
    assert shop.entries(voucher, "capture") == [(key, -430)]
    assert shop.entries(voucher, "forfeit") == [(f"{key}:forfeit", -70)]
    shop.assert_sound()


def test_card_02_two_keys_on_one_voucher_and_one_wins(shop):
    """The other till is told where the voucher is."""
    first, second = shop.tills[:2]
    for voucher in shop.sell("voucher_500", 500, 10):
        answers = [
            answer
            for _key, answer in at_once(
                partial(first.hold, voucher, 430), partial(second.hold, voucher, 430)
            )
        ]
        won, lost = sorted(answers, key=lambda answer: not answer["ok"])
        assert (won["ok"], won["amount"], won["forfeit"]) == (True, 430, 70)
        assert (lost["ok"], lost["reason"]) == (False, "reserved")
        assert f"till {1 + answers.index(won)}" in lost["message"]
    shop.assert_sound()


def test_card_05_two_refunds_of_one_redemption_never_exceed_it(shop):
    [card] = shop.sell("card_1000", 1000)
    till, uuid = shop.tills[0], str(uuid4())
    key, _answer = till.hold(card, 430, order_uuid=uuid)
    till.sync(till.order("ring", [(till.instrument_id, 430, key)], uuid=uuid))
    answers = at_once(
        *[
            partial(other.ask, "refund", key=str(uuid4()), original_key=key, amount=300)
            for other in shop.tills[:2]
        ]
    )
    assert sorted(answer["reason"] for answer in answers) == ["", "too_much"]
    shop.assert_sound()


def test_card_05_four_tills_with_four_cards_do_not_meet(shop, server):
    """No serialization failure: nothing global is written in a sale."""
    tills = shop.tills[:4]
    cards = shop.sell("card_1000", 1000, len(tills))
    before = conflicts(server)

    def sell(till, card):
        for _sale in range(10):
            uuid = str(uuid4())
            key, answer = till.hold(card, 4, order_uuid=uuid)
            assert answer["ok"], answer
            till.sync(till.order("bead", [(till.instrument_id, 4, key)], uuid=uuid))

    at_once(*[partial(sell, *pair) for pair in zip(tills, cards, strict=True)])
    assert conflicts(server) - before == 0
    assert [shop.card(card) for card in cards] == [("active", 960, 0, 960)] * 4
    shop.assert_sound()
