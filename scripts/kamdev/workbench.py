"""What a run works with: Odoo, Python libraries, database server, configuration."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kamdev import odoo, places, postgres, python, settings
from kamdev.say import say
from kamdev.shell import clean_environment, run


@dataclass(frozen=True)
class Workbench:
    """Everything that is set up; ``folder`` is this run's part of the instance."""

    folder: Path
    odoo: odoo.Odoo
    libraries: python.Environment
    options: dict

    @property
    def python(self):
        """Interpreter that has Odoo and its libraries."""
        return self.libraries.python

    @property
    def environment(self):
        """Environment of Odoo's processes: nothing is written to the user's home."""
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        return clean_environment(
            HOME=home,
            XDG_CONFIG_HOME=home / ".config",
            XDG_CACHE_HOME=home / ".cache",
            PYTHONUNBUFFERED="1",
        )

    def configuration(self, server, name="odoo.conf", **changes):
        """Write this run's configuration file."""
        return settings.write(
            self.folder / name,
            self.odoo,
            **{
                "data_dir": self.folder / "data",
                "dbfilter": None,
                "log_level": None,
                **server.options,
                **changes,
            },
        )

    def command(self, conf, *arguments, subcommand=None):
        """Command line of Odoo, with a sub-command such as ``i18n export``."""
        before = subcommand.split() if subcommand else []
        return [self.python, "-m", "odoo", *before, "-c", conf, *arguments]

    def call(self, conf, *arguments, what, log, subcommand=None, stdin=None):
        """Run Odoo to its end; see :func:`kamdev.shell.run`."""
        return run(
            self.command(conf, *arguments, subcommand=subcommand),
            what,
            log=self.folder / log,
            cwd=places.CLONE,
            env=self.environment,
            stdin=stdin,
        )


def set_up(part):
    """Provide Odoo and the Python libraries.

    :param part: ``run`` or ``test``; each has databases of its own
    """
    places.prepare_cache()
    if not (places.CACHE / "venv").exists():
        say(f"First set-up on this machine; everything goes into {places.CACHE}")
        places.require_space()
    tree = odoo.provide()
    libraries = python.provide(paths=[tree.importable])
    folder = places.instance_folder() / part
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "clone").write_text(f"{places.CLONE}\n")
    return Workbench(folder, tree, libraries, settings.read())


@contextmanager
def ready(part, refusal, hasty=False):
    """Set up, take the lock of this part, and start the database server.

    :param refusal: sentence for a second one of the same kind
    """
    places.prepare_cache()
    with places.locked(places.instance_folder() / f"{part}.lock", refusal):
        bench = set_up(part)
        folder = bench.folder / "pg"
        with postgres.running(folder, bench.options, bench.libraries, hasty) as server:
            yield bench, server
