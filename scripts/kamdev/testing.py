"""``make test``: everything the suite promises, in the order of what fails fastest.

1. pure rules and set-up messages (no database);
2. every module alone: it installs on nothing but its own dependencies;
3. all modules together: their tests, browser tours, and one tour of Odoo's own;
4. real server processes (``tests/integration``).
"""

import os
import re
import shutil
import time
from contextlib import contextmanager

from kamdev import modules, reports, system, workbench
from kamdev.places import CLONE, fingerprint
from kamdev.say import Stop, say, seconds, step
from kamdev.shell import stream

REFUSAL = (
    "`make test` is already running for this clone (process %s).\n"
    "Wait for its end or stop it, then call again."
)
# What the add-ons are tested with besides what they need themselves.
BESIDE = {"sale_management", "l10n_cn"}
PURE = ("tests/engine", "tests/setup")
# One of Odoo's own tours: the till still works with the suite installed.
CORE_TOUR = "point_of_sale/tests/test_frontend.py::TestUi::test_01_pos_basic_order"
DATABASE = "kam_test"
COMPLETE = "KAM test template"
# Odoo's log lines, and those of docutils about a module's description.
WARNING = re.compile(r" (WARNING|ERROR|CRITICAL) |\((WARNING|ERROR)/\d\)")


class Round:
    """One run of ``make test``: its workbench, its results."""

    def __init__(self, bench, server):
        self.bench = bench
        self.server = server
        self.reports = bench.folder / "reports"
        self.reports.mkdir(exist_ok=True)
        self.problems = []
        known = modules.manifests()
        # A larger template is made from a smaller one that is there already.
        self.needs = [modules.dependencies([name], known) for name in known]

    # --- running pytest -------------------------------------------------------

    def pytest(self, name, *arguments, database=None):
        """Run pytest; its output goes to the terminal, its result to a report."""
        report = self.reports / f"{name}.xml"
        odoo = ["-p", "no:odoo"] if database is None else self._odoo_options(database)
        command = [
            *(self.bench.python, "-m", "pytest", "-q", f"--junitxml={report}"),
            *("-p", "no:cacheprovider", "-c", "pyproject.toml", "--rootdir=."),
            *odoo,
            *arguments,
        ]
        status = stream(command, cwd=CLONE, env=self.environment())
        if status not in (0, 5):
            self.problems.append(f"{name} failed")

    def environment(self):
        """Where tests and benchmarks find the configuration and the database."""
        temporary = self.bench.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            **self.bench.environment,
            "TMPDIR": str(temporary),
            "KAM_TEST_CONF": str(self.configuration(DATABASE)),
            "KAM_TEST_TEMPLATE": DATABASE,
        }

    def _odoo_options(self, database):
        conf = self.configuration(database)
        return [
            *(f"--odoo-config={conf}", f"--odoo-database={database}"),
            *("--odoo-log-level=error", "--odoo-http"),
            f"--odoo-extra=logfile={self.reports / database}.log",
        ]

    def configuration(self, database):
        """Configuration for a test database."""
        return self.bench.configuration(
            self.server,
            f"{database}.conf",
            dbfilter=f"^{database}$",
            max_cron_threads=0,
            screenshots=self.bench.folder / "screenshots",
        )

    # --- databases ------------------------------------------------------------

    def install(self, database, names):
        """Install modules into a database; return the warnings this gave."""
        output = self.bench.call(
            self.configuration(database),
            *("-d", database, "-i", ",".join(sorted(names))),
            *("--stop-after-init", "--no-http", "--log-level=warn"),
            what=f"installing {', '.join(sorted(names))}",
            log=f"install-{database}.log",
        )
        return [line for line in output.splitlines() if WARNING.search(line)]

    def install_own(self, database, names, how=""):
        """Install the suite's modules; a warning on the way is a failure."""
        with step(f"Installing {', '.join(names)}{how}"):
            warnings = self.install(database, names)
        self.problems += [f"installing{how} warned: {line[:300]}" for line in warnings]

    def template(self, names):
        """A database with Odoo's modules only, made once and kept.

        :return: its name, which tells what is in it
        """
        name = _template_name(self.bench.odoo, names)
        if self._is_complete(name):
            return name
        with step(f"Installing Odoo's {', '.join(sorted(names))} as test template"):
            self._duplicate(self._smaller_template(names), name)
            self.install(name, names)
            self.server.set_comment(name, COMPLETE)
        return name

    def _smaller_template(self, names):
        """The largest template that lacks something of ``names``, or None."""
        smaller = sorted((some for some in self.needs if some < names), key=len)
        found = [_template_name(self.bench.odoo, some) for some in smaller]
        return next(filter(self._is_complete, reversed(found)), None)

    def _is_complete(self, name):
        return name in self.server.names() and self.server.comment(name) == COMPLETE

    @contextmanager
    def copy(self, template, database):
        """A database and its filestore copied from a template, dropped at the end."""
        self._duplicate(template, database)
        try:
            yield database
        finally:
            self._remove(database)

    def _duplicate(self, template, database):
        """Make a database anew, empty or from a template with its filestore."""
        self._remove(database)
        self.server.create(database, template or "template0")
        if template and self._filestore(template).exists():
            shutil.copytree(
                self._filestore(template),
                self._filestore(database),
                copy_function=os.link,
            )

    def _remove(self, database):
        self.server.drop(database)
        shutil.rmtree(self._filestore(database), ignore_errors=True)

    def _filestore(self, database):
        return self.bench.folder / "data" / "filestore" / database

    # --- stages ---------------------------------------------------------------

    def pure(self):
        """Rules without a database, messages of set-up."""
        paths = [path for path in PURE if (CLONE / path).is_dir()]
        self.pytest("pure", *paths)

    def alone(self, name, known):
        """A module installs on nothing but what it names; the core is tested so."""
        template = self.template(modules.dependencies([name], known))
        database = f"{DATABASE}_alone"
        with self.copy(template, database):
            self.install_own(database, [name], " alone")
            if name == modules.CORE:
                self.pytest("kam_core alone", "addons/kam_core", database=database)

    @contextmanager
    def suite(self, known):
        """A database with all modules."""
        outside = modules.dependencies(known, known) | BESIDE
        with self.copy(self.template(outside), DATABASE):
            self.install_own(DATABASE, known)
            yield DATABASE

    def together(self, known):
        """All modules in one database: their tests, and a tour of Odoo's own."""
        with self.suite(known):
            tour = self._core_tour(modules.dependencies(known, known))
            with self.copy(DATABASE, f"{DATABASE}_modules") as database:
                self.pytest("modules", "addons", *tour, database=database)
            self.processes()

    def _core_tour(self, installed):
        if "point_of_sale" not in installed:
            return []
        return [str(self.bench.odoo.package / "addons" / CORE_TOUR)]

    def processes(self):
        """Real server processes, crashes and races."""
        if any((CLONE / "tests/integration").glob("test_*.py")):
            self.pytest("processes", "tests/integration")


def _template_name(odoo, names):
    return f"kam_base_{fingerprint(str(odoo.importable), *sorted(names))}"


def run(*arguments):
    """Run the tests, all of them or those that pytest's arguments choose."""
    started = time.monotonic()
    with workbench.ready("test", REFUSAL, hasty=True) as (bench, server):
        system.require_for_tests()
        for leftover in ("reports", "tmp"):
            shutil.rmtree(bench.folder / leftover, ignore_errors=True)
        this = Round(bench, server)
        known = modules.manifests()
        if arguments:
            _some(this, known, arguments)
        else:
            _all(this, known)
        shutil.rmtree(bench.folder / "tmp", ignore_errors=True)
        say(f"\n{reports.summary(this.reports)}\nin {seconds(started)}")
        problems = this.problems + reports.problems(this.reports)
        if problems:
            raise Stop("the tests did not pass:\n" + "\n".join(problems))


def _all(this, known):
    this.pure()
    for name in known:
        this.alone(name, known)
    if known:
        this.together(known)


def _some(this, known, arguments):
    """Only what pytest is asked for: pure tests, processes, or modules' tests."""
    paths = [word for word in arguments if "tests/" in word or "addons" in word]
    if paths and all(path.startswith(PURE) for path in paths):
        this.pytest("chosen", *arguments)
        return
    with this.suite(known) as database:
        if paths and all("tests/integration" in path for path in paths):
            database = None
        this.pytest("chosen", *arguments, database=database)
