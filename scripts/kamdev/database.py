"""The database of ``make run``: made once, brought up to date when modules change.

What set-up knows about a database stands in the database's own comment, so it
can neither get lost nor survive the database.
"""

import json

from kamdev import modules
from kamdev.odoo import SERIES
from kamdev.places import CLONE
from kamdev.postgres import quoted
from kamdev.say import Stop, step

UNFINISHED = "KAM set-up, unfinished"
FINISHED = "KAM set-up "
# Quotation screens and the Chinese chart of accounts for the demo company.
EXTRA_MODULES = ["sale_management", "l10n_cn"]
DEMO = CLONE / "scripts" / "demo.py"


def provide(bench, server, conf, name):
    """Make the database, or bring it up to date.

    :return: whether it was made now
    """
    if name in server.names():
        note = server.comment(name)
        if not _is_leftover(server, name, note):
            _update(bench, server, conf, name, _known(server, name, note))
            return False
        with step(f"Removing the database {name} that an interrupted run left"):
            server.drop(name)
    _make(bench, server, conf, name)
    return True


def _is_leftover(server, name, note):
    """Whether an interrupted run of ours left the database unfinished."""
    tables = "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"
    return note == UNFINISHED or not (note or server.query(tables, name))


def _known(server, name, note):
    """What set-up noted about a finished database; Stop if it is not ours."""
    if not note.startswith(FINISHED):
        raise Stop(
            f"there is a database {name} that was not made by `make run`.\n"
            "Choose another name: make run KAM_DB=kam_demo"
        )
    known = json.loads(note.removeprefix(FINISHED))
    made_by = {known["odoo"], _base_series(server, name)} - {SERIES}
    if made_by:
        raise Stop(
            f"the database {name} was made by Odoo {made_by.pop()}; this is {SERIES}.\n"
            "Migrate it, choose another name with KAM_DB, "
            "or throw it away and start anew with: make reset"
        )
    return known


def _base_series(server, name):
    rows = server.query(
        "SELECT latest_version FROM ir_module_module WHERE name = 'base'", name
    )
    return ".".join(rows[0][0].split(".")[:2]) if rows else None


def _note(server, name):
    known = {"odoo": SERIES, "modules": modules.contents()}
    server.set_comment(name, FINISHED + json.dumps(known))


def _make(bench, server, conf, name):
    chosen = modules.chosen() + EXTRA_MODULES
    server.create(name)
    server.set_comment(name, UNFINISHED)
    with step(f"Creating the database {name} with {', '.join(chosen)} (2 minutes)"):
        bench.call(
            conf,
            *("-d", name, "-i", ",".join(chosen), "--load-language=en_US,zh_CN"),
            *("--stop-after-init", "--no-http", "--log-level=warn"),
            what="creating the database",
            log="create.log",
        )
    if DEMO.exists():
        with step("Filling it with the demo company"):
            _demo(bench, conf, name)
    _note(server, name)


def _demo(bench, conf, name):
    """Run ``demo.build`` inside Odoo's shell."""
    script = (
        f"import sys; sys.path.insert(0, {str(DEMO.parent)!r})\n"
        "import demo\n"
        "demo.build(env)\n"
        "env.cr.commit()\n"
    )
    bench.call(
        conf,
        *("-d", name, "--no-http", "--log-level=warn"),
        subcommand="shell",
        what="filling the database with demo data",
        log="demo.log",
        stdin=script,
    )


def _update(bench, server, conf, name, known):
    """Install new modules and update changed ones."""
    now = modules.contents()
    installed = {row[0] for row in server.query(_installed(now), name)} if now else ()
    new = [module for module in modules.chosen() if module not in installed]
    changed = [
        module
        for module, print_ in now.items()
        if module in installed and known["modules"].get(module) != print_
    ]
    if not new and not changed:
        return
    words = ["-i", ",".join(new)] if new else []
    words += ["-u", ",".join(changed)] if changed else []
    with step(f"Updating {', '.join(new + changed)} in the database {name}"):
        bench.call(
            conf,
            *("-d", name, *words, "--load-language=zh_CN"),
            *("--stop-after-init", "--no-http", "--log-level=warn"),
            what="updating the database",
            log="update.log",
        )
    _note(server, name)


def _installed(names):
    listed = ", ".join(quoted(name) for name in names)
    return (
        "SELECT name FROM ir_module_module"
        f" WHERE state = 'installed' AND name IN ({listed})"
    )
