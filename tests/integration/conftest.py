"""Fixtures for tests with real server processes (see ``harness.py``)."""

import os

import pytest

from harness import Bench, OdooServer


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """Configuration and template database that ``make test`` prepared."""
    if "KAM_TEST_CONF" not in os.environ:
        raise pytest.UsageError('run these by: make test ARGS="tests/integration"')
    return Bench(
        os.environ["KAM_TEST_CONF"],
        os.environ["KAM_TEST_TEMPLATE"],
        tmp_path_factory.mktemp("servers"),
    )


@pytest.fixture(scope="module")
def make_server(bench):
    """Factory of started servers; they and their databases go with the module.

    ``make_server()`` makes a database of its own; ``make_server(database=other.
    database)`` adds a process on the same one; ``install=["kam_test_crash"]`` adds
    modules of ``tests/addons``; ``env={…}`` and ``workers=2`` are the server's.
    """
    servers, databases = [], []

    def make(database=None, install=(), workers=0, env=None):
        if database is None:
            context = bench.database(install)
            database = context.__enter__()
            databases.append(context)
        server = OdooServer(bench, database, workers, env)
        servers.append(server)
        return server.start()

    yield make
    for server in servers:
        server.kill9()  # their databases go: no need to wait for a proper end
    for context in databases:
        context.__exit__(None, None, None)
