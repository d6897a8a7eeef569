"""Two sellers report one customer in the same second (CORE-10, rule A-13)."""

from functools import partial

import pytest

from shop import at_once, conflicts

ROUNDS = 12


@pytest.fixture(scope="module")
def sellers(make_server):
    """A server of two processes, and the sessions of two sellers."""
    server = make_server(workers=2)
    admin = server.session()
    group = admin.call(
        "ir.model.data",
        "check_object_reference",
        ["kam_core", "kam_core_group_consultant"],
    )[1]
    for login in ("seller_a", "seller_b"):
        user = admin.call(
            *("res.users", "create"),
            [
                {
                    "name": login,
                    "login": login,
                    "password": login,
                    "group_ids": [[4, group]],
                }
            ],
        )
        [partner] = admin.call("res.users", "read", [[user], ["partner_id"]])
        admin.call(
            *("kam.sales.rep", "create"),
            [{"partner_id": partner["partner_id"][0], "user_id": user}],
        )
    yield server, [server.session(login, login) for login in ("seller_a", "seller_b")]


def report(seller, draft):
    """Report a draft and return what came of it."""
    seller.call("kam.registration", "action_kam_report", [[draft]])
    [row] = seller.call(
        *("kam.registration", "read"), [[draft], ["number", "state", "winner_number"]]
    )
    return row


def test_rule_a_13_one_wins_and_the_other_learns_the_number(sellers):
    """Each round both report at once: never two, never none."""
    server, sessions = sellers
    for number in range(ROUNDS):
        values = {"name": f"钜鑫{number}珠宝有限公司", "phone": f"138001380{number:02}"}
        drafts = [
            seller.call("kam.registration", "create", [[values]])[0]
            for seller in sessions
        ]
        pairs = zip(sessions, drafts, strict=True)
        rows = at_once(*[partial(report, *pair) for pair in pairs])
        winner, loser = sorted(rows, key=lambda row: row["state"] != "reported")
        assert (winner["state"], loser["state"]) == ("reported", "duplicate")
        assert loser["winner_number"] == winner["number"]
    assert conflicts(server), "they never met"
