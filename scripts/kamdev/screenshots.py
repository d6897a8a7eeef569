"""``make screenshots``: pictures for the docs, from a demo company made anew."""

from kamdev import database, serve, settings, workbench
from kamdev.places import CLONE
from kamdev.say import Stop, step
from kamdev.shell import stream

NAME = "kam_screenshots"
INTERFACE = "127.0.0.1"


def run(*names):
    """Make a demo database, take the pictures, throw the database away.

    :param names: of the pictures; all if none is given
    """
    with workbench.ready("run", serve.REFUSAL) as (bench, server):
        serve.end_orphan(bench)
        port = settings.port(bench.options)
        serve.check_port(INTERFACE, port)
        conf = bench.configuration(
            server,
            "screenshots.conf",
            db_name=NAME,
            dbfilter=f"^{NAME}$",
            http_interface=INTERFACE,
            http_port=port,
        )
        server.drop(NAME)
        database.provide(bench, server, conf, NAME)
        log = bench.folder / "odoo.log"
        with serve.odoo_process(bench, conf, log, "-d", NAME) as process:
            serve.wait_until_up(process, INTERFACE, port, log)
            with step("Taking pictures into docs/images"):
                _take(bench, f"http://{INTERFACE}:{port}", names)
        server.drop(NAME)


def _take(bench, url, names):
    script = CLONE / "scripts" / "screenshots.py"
    notes = bench.folder / "data" / "kam_demo" / f"{NAME}.json"
    command = [bench.python, script, url, notes, CLONE / "docs" / "images", *names]
    if stream(command, cwd=CLONE, env=bench.environment):
        raise Stop("some pictures could not be taken; see above.")
