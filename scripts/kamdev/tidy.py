"""``make reset`` and ``make clean``."""

import shutil
from contextlib import ExitStack, suppress

from kamdev import places, postgres, settings, workbench
from kamdev.places import CACHE, CLONE
from kamdev.say import say, step

# What set-up makes in the cache; anything else there is not ours to remove.
OURS = (
    *("apt", "debs", "odoo", "venv", "npm", "npm-cache", "pip", "pip-wheel"),
    *("instances", "pip.log", "setup.lock"),
)
BUSY = "`make %s` is running for this clone (process %%s); stop it first."
IN_CLONE = ("build", "dist", ".pytest_cache", ".ruff_cache", ".hypothesis")


def reset():
    """Throw away this clone's databases and files, keep what was downloaded."""
    places.prepare_cache()
    folder = places.instance_folder()
    with _idle(folder), step(f"Removing the databases of {CLONE}"):
        options = settings.read()
        if settings.names_own_server(options):
            _drop_external(options)
        for part in ("run", "test"):
            shutil.rmtree(folder / part, ignore_errors=True)
    say("The next `make run` starts with a fresh database.")


def _drop_external(options):
    """Drop our database on the user's own server, if it is ours."""
    bench = workbench.set_up("run")
    with postgres.running(bench.folder / "pg", options, bench.libraries) as server:
        name = settings.database(options)
        if name in server.names() and server.comment(name).startswith("KAM set-up"):
            server.drop(name)


def clean(everything=""):
    """Remove what set-up made for this clone, or with ``ALL`` for all clones."""
    folder = places.instance_folder()
    with _idle(folder), step(f"Removing what set-up made for {CLONE}"):
        shutil.rmtree(folder, ignore_errors=True)
        for name in IN_CLONE:
            shutil.rmtree(CLONE / name, ignore_errors=True)
        for cached in CLONE.rglob("__pycache__"):
            shutil.rmtree(cached, ignore_errors=True)
    if everything:
        with step(f"Removing downloads and libraries from {CACHE}"):
            for name in OURS:
                shutil.rmtree(CACHE / name, ignore_errors=True)
                with suppress(OSError):
                    (CACHE / name).unlink()
    elif CACHE.exists():
        say(f"Downloads stay in {CACHE} (make clean ALL=1 removes them as well).")


def _idle(folder):
    """Locks of both parts: nothing is removed under a running one."""
    stack = ExitStack()
    for part in ("run", "test"):
        stack.enter_context(places.locked(folder / f"{part}.lock", BUSY % part))
    return stack
