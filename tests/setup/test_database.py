"""SYS: what `make run` does with the database it finds."""

import json

import pytest

from kamdev import database, modules
from kamdev.say import Stop


class FakeServer:
    """A PostgreSQL server that holds one database, or none."""

    def __init__(self, comment=None, base="19.0.1.3", installed=(), tables=True):
        self.comments = {} if comment is None else {"kam": comment}
        self.base = base
        self.installed = installed
        self.tables = tables
        self.done = []

    def names(self):
        return {"postgres", *self.comments}

    def comment(self, name):
        return self.comments[name]

    def set_comment(self, name, text):
        self.comments[name] = text

    def drop(self, name):
        self.done.append("drop")
        del self.comments[name]

    def create(self, name, template="template0"):
        self.done.append("create")
        self.comments[name] = ""

    def query(self, sql, name="postgres"):
        if "pg_tables" in sql:
            return [["1"]] if self.tables else []
        if "latest_version" in sql:
            return [[self.base]]
        return [[name] for name in self.installed]


class FakeBench:
    """Notes what Odoo is called with."""

    def __init__(self):
        self.calls = []

    def call(self, _conf, *arguments, **_options):
        self.calls.append([str(word) for word in arguments])


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(modules, "contents", lambda: {"kam_core": "a", "kam_kpi": "b"})
    monkeypatch.setattr(modules, "chosen", lambda: ["kam_core", "kam_kpi"])
    monkeypatch.setattr(database, "_demo", lambda *_arguments: None)
    return FakeBench()


def finished(**known):
    return "KAM set-up " + json.dumps({"odoo": "19.0", "modules": {}, **known})


def test_sys_first_run_makes_the_database(bench):
    server = FakeServer()
    assert database.provide(bench, server, "conf", "kam") is True
    assert bench.calls[0][:4] == [
        *("-d", "kam", "-i"),
        "kam_core,kam_kpi,sale_management,l10n_cn",
    ]
    assert json.loads(server.comment("kam").removeprefix("KAM set-up ")) == {
        "odoo": "19.0",
        "modules": {"kam_core": "a", "kam_kpi": "b"},
    }


@pytest.mark.parametrize(
    "server",
    [FakeServer("KAM set-up, unfinished"), FakeServer("", tables=False)],
    ids=["while filling it", "between two statements"],
)
def test_sys_interrupted_first_run_starts_over(bench, server):
    assert database.provide(bench, server, "conf", "kam") is True
    assert server.done == ["drop", "create"]


def test_sys_unchanged_modules_are_left_alone(bench):
    known = finished(modules={"kam_core": "a", "kam_kpi": "b"})
    server = FakeServer(known, installed=["kam_core", "kam_kpi"])
    assert database.provide(bench, server, "conf", "kam") is False
    assert bench.calls == []


def test_sys_changed_and_new_modules_are_brought_up_to_date(bench):
    server = FakeServer(finished(modules={"kam_core": "old"}), installed=["kam_core"])
    database.provide(bench, server, "conf", "kam")
    assert bench.calls[0][:6] == ["-d", "kam", "-i", "kam_kpi", "-u", "kam_core"]
    assert '"kam_core": "a"' in server.comment("kam")


def test_sys_database_of_somebody_else_is_never_touched(bench):
    server = FakeServer("the books of 2025")
    with pytest.raises(Stop, match="a database kam that was not made by `make run`"):
        database.provide(bench, server, "conf", "kam")
    assert (server.done, bench.calls) == ([], [])


@pytest.mark.parametrize(
    ("comment", "base"),
    [(finished(odoo="18.0"), "19.0.1.3"), (finished(), "18.0.1.3")],
)
def test_sys_database_of_another_odoo(bench, comment, base):
    with pytest.raises(Stop) as stop:
        database.provide(bench, FakeServer(comment, base), "conf", "kam")
    assert "kam was made by Odoo 18.0; this is 19.0" in str(stop.value)
    assert "make reset" in str(stop.value)
    assert bench.calls == []
