"""Virtual environments in the cache, one for each lock file."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from kamdev import debian
from kamdev.places import CACHE, CLONE, built, fingerprint, locked
from kamdev.say import Stop, step
from kamdev.shell import clean_environment, run

COMPLETE = "complete"


@dataclass(frozen=True)
class Environment:
    """A virtual environment with everything of its lock file."""

    folder: Path

    @property
    def python(self):
        return self.folder / "bin" / "python"

    @property
    def libraries(self):
        return self.folder / "lib" / "python3.11" / "site-packages"


def _pip(python):
    """Command that runs pip for an interpreter which may have none of its own."""
    probe = [sys.executable, "-c", "import ensurepip; ensurepip.version()"]
    try:
        run(probe, "looking for pip")
        run([python, "-m", "ensurepip"], "installing pip")
        return [python, "-m", "pip"]
    except Stop:
        return [python, _pip_wheel() / "pip"]


def _pip_wheel():
    """Debian keeps pip for virtual environments in a package of its own."""
    target = CACHE / "pip-wheel"
    if not target.exists():
        files = debian.fetch({"python3-pip-whl": None}, debian.STABLE)
        with built(target) as root:
            debian.unpack(files[0], root)
    return next((target / "usr/share/python-wheels").glob("pip-*.whl"))


def _fill(folder, lock, paths):
    """Make the environment and install its lock file."""
    shutil.rmtree(folder, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", "--without-pip", folder],
        "making the Python environment",
    )
    python = folder / "bin" / "python"
    run(
        [
            *_pip(python),
            *("install", "--no-deps", "--disable-pip-version-check", "--no-input"),
            *("--cache-dir", CACHE / "pip", "-r", lock),
        ],
        "installing the Python libraries",
        log=CACHE / "pip.log",
        env=clean_environment(PIP_REQUIRE_VIRTUALENV="0"),
    )
    links = Environment(folder).libraries / "kam-odoo.pth"
    links.write_text("".join(f"{path}\n" for path in paths))
    (folder / COMPLETE).touch()


def provide(lock="requirements.txt", paths=()):
    """The environment of a lock file, made if need be.

    :param paths: folders to make importable in it
    """
    file = CLONE / lock
    name = fingerprint(file, sys.version, *map(str, paths))
    folder = CACHE / "venv" / name
    if not (folder / COMPLETE).exists():
        with locked(CACHE / "setup.lock"):
            if not (folder / COMPLETE).exists():
                count = file.read_text().count("==")
                with step(f"Installing {count} Python libraries of {lock}"):
                    _fill(folder, file, paths)
    return Environment(folder)
