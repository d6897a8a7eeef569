"""Real Odoo servers for tests across processes: races, crashes, two tills.

``make test`` names the configuration and the template database by environment
variables; the tests run without Odoo in their own process (``-p no:odoo``), talk
to servers by JSON-RPC and look into the database by connections of their own.
"""

import configparser
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
import requests

ROOT = Path(__file__).resolve().parents[2]
TEST_ADDONS = ROOT / "tests" / "addons"
START_SECONDS = 90
_numbers = itertools.count(1)


class RpcError(Exception):
    """A call that the server refused.

    :ivar name: Python name of the exception on the server
    """

    def __init__(self, error):
        data = error.get("data") or {}
        self.name = data.get("name", "")
        self.debug = data.get("debug", "")
        super().__init__(data.get("message") or error.get("message"))


class Session:
    """A logged-in user, as a browser would be.

    >>> session.call("res.partner", "read", [[1]], fields=["name"])  # doctest: +SKIP
    """

    def __init__(self, server, login, password):
        self.server = server
        self.http = requests.Session()
        answer = self.post(
            "/web/session/authenticate",
            {"db": server.database, "login": login, "password": password},
        )
        self.uid = answer["uid"]

    def post(self, path, params, timeout=60):
        """JSON-RPC to a controller.

        :raise RpcError: when the server answers with an error
        :raise requests.ConnectionError: when it dies before it answers
        """
        answer = self.http.post(
            self.server.url + path,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=timeout,
        ).json()
        if "error" in answer:
            raise RpcError(answer["error"])
        return answer.get("result")

    def call(self, model, method, args=(), timeout=60, **kwargs):
        """Call a public method of a model."""
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": kwargs,
        }
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.post(path, params, timeout)


class Cluster:
    """The PostgreSQL server under the tests."""

    def __init__(self, options):
        self.options = {
            "host": options.get("db_host"),
            "port": options.get("db_port") or 5432,
            "user": options.get("db_user"),
            "password": options.get("db_password"),
        }

    def connect(self, database):
        """A connection of one's own; every statement commits by itself."""
        given = {k: v for k, v in self.options.items() if v}
        connection = psycopg2.connect(dbname=database, **given)
        connection.autocommit = True
        return connection

    def execute(self, statement):
        """Run a statement on the server as such."""
        with closing(self.connect("postgres")) as connection:
            connection.cursor().execute(statement)

    def copy(self, template, database):
        """Create a database from a template."""
        self.drop(database)
        self.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database):
        """Drop a database, whoever is connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


class OdooServer:
    """An Odoo of its own, which can be killed and started again.

    :ivar url: address of the server
    :ivar database: name of its database
    """

    def __init__(self, bench, database, workers=0, env=None):
        self.bench = bench
        self.database = database
        self.port, gevent_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {**os.environ, **(env or {})}
        self.log = bench.folder / f"{database}-{self.port}.log"
        self.conf = bench.configuration(
            f"{database}-{self.port}.conf",
            db_name=database,
            dbfilter=f"^{database}$",
            http_port=self.port,
            gevent_port=gevent_port,
            workers=workers,
            max_cron_threads=0,
        )
        self.process = None

    def start(self, **env):
        """Start the server and wait until it answers.

        :param env: variables for this start only, such as a crash point
        """
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "odoo", "-c", self.conf, "-d", self.database],
                cwd=ROOT,
                env={**self.env, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return self

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            time.sleep(0.1)
        self.kill9()
        raise AssertionError(f"Odoo did not start:\n{self.log_text()[-3000:]}")

    def is_alive(self):
        """Whether the server process still runs."""
        return self.process is not None and self.process.poll() is None

    def wait_for_death(self, patience=30):
        """Wait until the server has died by itself; return its exit status."""
        return self.process.wait(patience)

    def kill9(self):
        """Kill the server and its workers without warning."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self):
        """End the server as an administrator would."""
        if self.is_alive():
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(15)
        self.kill9()

    def restart(self, **env):
        """Start again, after a kill or a proper end."""
        self.stop()
        return self.start(**env)

    def session(self, login="admin", password="admin"):
        """Log in."""
        return Session(self, login, password)

    @contextmanager
    def connection(self):
        """A database connection outside the server."""
        with closing(self.bench.cluster.connect(self.database)) as connection:
            yield connection

    def query(self, statement, parameters=()):
        """Rows as the database has them committed."""
        with self.connection() as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def log_text(self):
        """What the server has logged so far."""
        return self.log.read_text(errors="replace")


class Bench:
    """What servers of one test run share."""

    def __init__(self, conf, template, folder):
        self.options = read_options(conf)
        self.template = template
        self.folder = folder
        self.cluster = Cluster(self.options)
        self.filestores = Path(self.options["data_dir"]) / "filestore"

    def configuration(self, name, **changes):
        """Write a server's configuration."""
        options = {**self.options, **changes}
        if TEST_ADDONS.is_dir():
            options["addons_path"] += f",{TEST_ADDONS}"
        lines = [f"{key} = {value}" for key, value in options.items()]
        path = self.folder / name
        path.write_text("\n".join(["[options]", *lines, ""]))
        return path

    @contextmanager
    def database(self, install=()):
        """A database of one's own with the suite installed.

        :param install: further modules, for instance of ``tests/addons``
        """
        name = f"kam_process_{os.getpid()}_{next(_numbers)}"
        self.cluster.copy(self.template, name)
        files = self.filestores / name
        if (self.filestores / self.template).exists():
            shutil.copytree(self.filestores / self.template, files)
        try:
            if install:
                self._install(name, install)
            yield name
        finally:
            self.cluster.drop(name)
            shutil.rmtree(files, ignore_errors=True)
            (self.filestores.parent / "kam_keys" / f"{name}.key").unlink(True)

    def _install(self, database, names):
        conf = self.configuration(f"{database}-install.conf")
        command = [sys.executable, "-m", "odoo", "-c", conf, "-d", database]
        command += ["-i", ",".join(names), "--stop-after-init", "--no-http"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr[-3000:]


def read_options(path):
    """Options of an Odoo configuration file."""
    parser = configparser.RawConfigParser()
    parser.read(path)
    return dict(parser["options"])


def free_ports(count):
    """Ports that nobody uses at this moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
