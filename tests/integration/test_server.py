"""The harness itself, and with it that a real server runs with the suite (SYS)."""

import pytest

from harness import RpcError


@pytest.fixture(scope="module")
def server(make_server):
    return make_server()


def test_server_answers_a_logged_in_user(server):
    partner = server.session().call("res.users", "read", [[2]], fields=["login"])
    assert partner == [{"id": 2, "login": "admin"}]


def test_refusals_come_back_with_their_name(server):
    with pytest.raises(RpcError) as refused:
        server.session().call("res.users", "no_such_method", [[2]])
    assert refused.value.name == "builtins.AttributeError"


def test_own_connection_sees_what_the_server_committed(server):
    made = server.session().call("res.partner", "create", [{"name": "Seen"}])
    found = server.query("SELECT id FROM res_partner WHERE name = %s", ("Seen",))
    assert found == [(made[0] if isinstance(made, list) else made,)]


def test_server_comes_back_after_a_kill(server):
    server.kill9()
    assert not server.is_alive()
    assert server.restart().session().uid == 2


def test_server_runs_without_warnings(server):
    lines = server.log_text().splitlines()
    loud = [line for line in lines if " WARNING " in line or " ERROR " in line]
    # odoo.http tells of the call that a test above had refused
    assert [line for line in loud if "odoo.http: " not in line] == []
