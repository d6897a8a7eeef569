"""``make test-odoo``: Odoo's own tests pass with the suite as they do without it.

The tests of a few modules run twice while they are installed into an empty database:
without our add-ons, and with them. What fails only with them is our fault. What fails
in both is Odoo's own in this environment (no network, another browser) and is listed
in one file.
"""

import re

from kamdev import modules, system, testing, workbench
from kamdev.places import CLONE
from kamdev.say import Stop, say, step
from kamdev.shell import stream

SUITES = ("sale", "sales_team", "hr", "contacts")
DATABASE = "kam_odoo"
LIST = CLONE / "tests" / "odoo_failures.txt"
HEADING = """\
# Tests of Odoo's own that fail in the test environment without our add-ons.
# Written by `make test-odoo`; a test that fails only with them is never listed here.
"""
FAILED = re.compile(r" ERROR \S+ (odoo\.\S+): (?:FAIL|ERROR): (.+)")
DONE = re.compile(r"\d+ failed, \d+ error\(s\) of (\d+) tests")


def run(*suites):
    """Run the suites of ``SUITES``, or those named, without and with our add-ons."""
    suites = suites or SUITES
    with workbench.ready("test", testing.REFUSAL, hasty=True) as (bench, server):
        system.require_for_tests()
        this = testing.Round(bench, server)
        own = _failures(this, suites, [])
        found = _failures(this, suites, [modules.CORE])
    if set(suites) == set(SUITES):
        LIST.write_text(HEADING + "".join(f"{name}\n" for name in sorted(own)))
    say(f"{len(own)} of Odoo's own tests fail without the suite, {len(found)} with it.")
    if new := sorted(found - own):
        raise Stop("with the suite installed these fail too:\n" + "\n".join(new))


def _failures(this, suites, ours):
    """Names of the tests that fail where ``suites`` and ``ours`` are installed."""
    title = f"with {', '.join(ours)}" if ours else "without the suite"
    log = this.bench.folder / f"odoo-{'with' if ours else 'without'}.log"
    log.unlink(missing_ok=True)
    with this.copy(None, DATABASE) as database:
        with step(f"Running Odoo's tests of {', '.join(suites)} {title}"):
            command = this.bench.command(
                this.configuration(database),
                *("-d", database, "-i", ",".join([*suites, *ours])),
                *("--test-tags", ",".join(f"/{suite}" for suite in suites)),
                *("--stop-after-init", f"--logfile={log}", "--log-level=warn"),
                "--log-handler=odoo.tests.result:INFO",
            )
            stream(command, cwd=CLONE, env=this.environment())
    return _failed(log, title)


def _failed(log, title):
    text = log.read_text() if log.exists() else ""
    if not any(int(count) for count in DONE.findall(text)):
        raise Stop(f"no test of Odoo ran {title}; see {log}")
    return {f"{module}: {name}" for module, name in FAILED.findall(text)}
