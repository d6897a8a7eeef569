"""Two managers decide one report in the same second (rule P10)."""

from functools import partial

import pytest

from harness import RpcError
from shop import at_once, conflicts

ROUNDS = 12


def make_user(admin, login, role):
    """Return the id of a user with one role of the suite."""
    group = admin.call(
        *("ir.model.data", "check_object_reference"),
        ["kam_core", f"kam_core_group_{role}"],
    )[1]
    values = {"name": login, "login": login, "password": login}
    return admin.call("res.users", "create", [{**values, "group_ids": [[4, group]]}])


@pytest.fixture(scope="module")
def people(make_server):
    """A server of two processes, the sessions of a seller and of two managers."""
    server = make_server(workers=2)
    admin = server.session()
    seller = make_user(admin, "seller", "consultant")
    [partner] = admin.call("res.users", "read", [[seller], ["partner_id"]])
    admin.call(
        *("kam.sales.rep", "create"),
        [{"partner_id": partner["partner_id"][0], "user_id": seller}],
    )
    managers = ("manager_a", "manager_b")
    for login in managers:
        make_user(admin, login, "manager")
    sessions = [server.session(login, login) for login in managers]
    yield server, server.session("seller", "seller"), sessions


def approve(manager, report):
    """Return None, or why the manager came too late."""
    try:
        manager.call("kam.registration", "action_kam_approve", [[report]])
    except RpcError as refusal:
        return str(refusal)
    return None


def test_rule_p10_one_decides_and_the_other_hears_who(people):
    """Each round both approve at once: one decision, one account, one answer."""
    server, seller, managers = people
    for number in range(ROUNDS):
        values = {"name": f"钜鑫{number}珠宝有限公司", "phone": f"138001380{number:02}"}
        report = seller.call("kam.registration", "create", [[values]])[0]
        seller.call("kam.registration", "action_kam_report", [[report]])
        answers = at_once(*[partial(approve, one, report) for one in managers])
        [refusal] = [answer for answer in answers if answer]
        winner = ("manager_a", "manager_b")[answers.index(None)]
        assert f"was already decided by {winner}" in refusal
        decisions = server.query(
            "SELECT count(*) FROM kam_approval_decision d"
            " JOIN kam_approval_request r ON r.id = d.request_id"
            " WHERE r.res_model = 'kam.registration' AND r.res_id = %s"
            " AND d.outcome = 'approved'",
            [report],
        )
        assert decisions == [(1,)]
        [row] = seller.call("kam.registration", "read", [[report], ["state"]])
        assert row["state"] == "confirmed"
    assert conflicts(server), "they never met"
