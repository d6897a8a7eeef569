"""The server dies around a commit; the till asks again after the restart.

Inside one transaction all moments are equal, so two of them matter for each call:
before its commit, and after it but before the answer. A till repeats what it does not
know to have worked; nothing may then be half done, lost or done twice.
"""

from uuid import uuid4

import pytest
import requests

from shop import MODULES, Shop

MOMENTS = ("before", "after")


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    return tmp_path_factory.mktemp("crash") / "point"


@pytest.fixture(scope="module")
def server(make_server, bomb):
    return make_server(install=MODULES, env={"KAM_TEST_CRASH": str(bomb)})


@pytest.fixture(scope="module")
def shop(server):
    return Shop(server)


@pytest.fixture
def till(shop):
    return shop.tills[0]


@pytest.fixture
def crash(shop, bomb):
    """Kill the server around the commit of a call and start it again."""

    def crash_then_restart(moment, path, call):
        bomb.write_text(f"{moment} {path}")
        with pytest.raises(requests.ConnectionError):
            call()
        assert shop.server.wait_for_death() == -9
        assert not bomb.exists()
        shop.server.start()
        shop.assert_sound()

    return crash_then_restart


def sale(till, instrument, item="ring", amount=430.0):
    """Scan an instrument for one item; return the key and the order to sync."""
    uuid = str(uuid4())
    key, answer = till.hold(instrument, amount, order_uuid=uuid)
    assert answer["ok"], answer
    order = till.order(item, [(till.instrument_id, amount, key)], uuid=uuid)
    return key, order


@pytest.mark.parametrize("moment", MOMENTS)
def test_card_06_crash_of_a_hold(shop, till, crash, moment):
    [card] = shop.sell("card_1000", 900)
    key = str(uuid4())

    def scan():
        return till.hold(card, 430, key=key, order_uuid="order")[1]

    crash(moment, "pos.payment.method/kam_hold", scan)
    held = 430 if moment == "after" else 0
    assert shop.card(card) == ("active", 1000, held, 900)
    answer = till.ask("status", key=key)
    assert answer["state"] == ("open" if moment == "after" else "none")
    answer = scan()
    assert (answer["ok"], answer["state"], answer["amount"]) == (True, "open", 430)
    assert shop.holds(key) == [("open", 430)]
    assert shop.card(card) == ("active", 1000, 430, 900)
    shop.assert_sound()


@pytest.mark.parametrize("moment", MOMENTS)
def test_card_06_crash_of_a_release(shop, till, crash, moment):
    [voucher] = shop.sell("voucher_500", 450)
    key, _answer = till.hold(voucher, 430)

    def give_back():
        return till.ask("release", key=key)

    crash(moment, "pos.payment.method/kam_release", give_back)
    held = 0 if moment == "after" else 500
    assert shop.card(voucher) == ("active", 500, held, 450)
    assert give_back() == {"ok": True, "state": "released"}
    assert shop.card(voucher) == ("active", 500, 0, 450)
    shop.assert_sound()


@pytest.mark.parametrize("moment", MOMENTS)
def test_card_06_crash_of_a_sale(shop, till, crash, moment):
    [voucher] = shop.sell("voucher_500", 450)
    key, order = sale(till, voucher)
    crash(moment, "pos.order/sync_from_ui", lambda: till.sync(order))
    done = moment == "after"
    assert shop.card(voucher) == (
        ("used", 0, 0, 0) if done else ("active", 500, 500, 450)
    )
    assert till.sync(order)["state"] == "paid"
    assert shop.card(voucher) == ("used", 0, 0, 0)
    assert shop.entries(voucher, "capture") == [(key, -430)]
    assert shop.entries(voucher, "forfeit") == [(f"{key}:forfeit", -70)]
    assert shop.holds(key) == [("captured", 500)]
    shop.assert_sound()


@pytest.mark.parametrize("moment", MOMENTS)
def test_card_06_crash_of_a_refund(shop, till, crash, moment):
    [card] = shop.sell("card_1000", 900)
    key, order = sale(till, card)
    line = till.sync(order)["lines"][0]
    uuid, back = str(uuid4()), str(uuid4())
    announced = {"key": back, "original_key": key, "amount": 430, "order_uuid": uuid}
    assert till.ask("refund", **announced)["ok"]
    refund = till.order(
        "ring", [(till.instrument_id, -430, back)], uuid=uuid, refunded_line=line
    )
    crash(moment, "pos.order/sync_from_ui", lambda: till.sync(refund))
    done = moment == "after"
    assert shop.card(card) == ("active", 1000 if done else 570, 0, 900 if done else 513)
    assert till.ask("refund", **announced)["ok"]
    assert till.sync(refund)["state"] == "paid"
    assert shop.card(card) == ("active", 1000, 0, 900)
    assert shop.entries(card, "refund") == [(back, 430)]
    shop.assert_sound()


@pytest.mark.parametrize("moment", MOMENTS)
def test_card_08_crash_of_an_activation(shop, crash, moment):
    """The payment of the invoice opens the instruments for the tills."""
    sold = shop.ask("invoice", "voucher_500", 450, 2)
    invoice = [sold["invoice_id"]]
    context = {"active_model": "account.move", "active_ids": invoice}
    wizard = shop.admin.call(
        "account.payment.register", "create", [[{}]], context=context
    )

    def pay():
        shop.admin.call(
            "account.payment.register",
            "action_create_payments",
            [wizard],
            context=context,
        )

    def states():
        return [shop.card(voucher)[0] for voucher in sold["instruments"]]

    def invoice_state():
        return shop.admin.call("account.move", "read", [invoice, ["payment_state"]])[0]

    assert states() == ["sold", "sold"]
    crash(moment, "account.payment.register/action_create_payments", pay)
    done = moment == "after"
    assert states() == ["active" if done else "sold"] * 2
    if not done:
        pay()
    assert invoice_state()["payment_state"] in ("paid", "in_payment")
    assert states() == ["active", "active"]
    for voucher in sold["instruments"]:
        assert len(shop.entries(voucher, "activate")) == 1
    shop.assert_sound()


@pytest.mark.parametrize("moment", MOMENTS)
def test_card_07_crash_of_a_closing(shop, crash, moment):
    till = shop.tills[1 + MOMENTS.index(moment)]
    [voucher] = shop.sell("voucher_500", 450)
    till.sync(sale(till, voucher)[1])
    unused = till.hold(*shop.sell("voucher_500", 450), 430)[0]
    crash(moment, "pos.session/close_session_from_ui", till.close)
    done = moment == "after"
    assert shop.session(till) == (("closed", 1) if done else ("opened", 0))
    assert shop.holds(unused) == [("released" if done else "open", 500)]
    if not done:
        assert till.close() == {"successful": True}
    assert shop.session(till) == ("closed", 1)
    assert shop.holds(unused) == [("released", 500)]
    assert shop.entries(voucher, "capture")[0][1] == -430
    shop.assert_sound()
