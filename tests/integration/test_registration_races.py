"""Two sellers report one customer in the same second (CORE-10, rule A-13)."""

import re
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


@pytest.fixture(scope="module")
def part_timer(sellers):
    """The session of a part-time seller, who only has the portal."""
    server, _sessions = sellers
    admin = server.session()
    group = admin.call(
        "ir.model.data",
        "check_object_reference",
        ["kam_core", "kam_core_group_part_time"],
    )[1]
    login = "part_timer"
    values = {"name": login, "login": login, "password": login}
    user = admin.call(
        "res.users", "create", [{**values, "group_ids": [[6, 0, [group]]]}]
    )
    [partner] = admin.call("res.users", "read", [[user], ["partner_id"]])
    term = {"kind": "part_time", "date_from": "2020-01-01"}
    admin.call(
        *("kam.sales.rep", "create"),
        [
            {
                "partner_id": partner["partner_id"][0],
                "user_id": user,
                "term_ids": [[0, 0, term]],
            }
        ],
    )
    return server, server.session(login, login)


def test_rule_a_13_a_double_click_in_the_portal_is_one_report(part_timer):
    """The form is sent twice at once: both answers show the same report."""
    server, session = part_timer
    url = f"{server.url}/my/registrations/new"
    token = re.search(r'csrf_token" value="(\w+)"', session.http.get(url).text)[1]
    for number in range(3):
        # a person by name and address: no key of the report would stop the second
        values = {"kind": "person", "name": f"王小明{number}", "street": f"{number}号"}
        values["csrf_token"] = token
        answers = at_once(*[partial(session.http.post, url, data=values)] * 2)
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.url for answer in answers}) == 1
    rows = server.query(
        "SELECT state FROM kam_registration WHERE name LIKE %s", ("王小明%",)
    )
    assert rows == [("reported",)] * 3
