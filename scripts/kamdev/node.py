"""Linters that run on Node, from ``package-lock.json`` in the cache."""

import shutil

from kamdev import system
from kamdev.places import CACHE, CLONE, built, fingerprint, locked
from kamdev.say import step
from kamdev.shell import clean_environment, run

FILES = ("package.json", "package-lock.json", ".npmrc")


def provide():
    """Folder with the installed packages.

    :return: ``node_modules``
    """
    system.require_for_lint()
    target = CACHE / "npm" / fingerprint(*(CLONE / file for file in FILES))
    if not target.exists():
        with locked(CACHE / "setup.lock"):
            if not target.exists():
                with step("Installing the linters of JavaScript and XML"):
                    _fill(target)
    return target / "node_modules"


def _fill(target):
    with built(target) as folder:
        for file in FILES:
            shutil.copy(CLONE / file, folder)
        run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            "installing the linters of JavaScript and XML",
            cwd=folder,
            env=clean_environment(
                npm_config_cache=CACHE / "npm-cache", npm_config_update_notifier="false"
            ),
        )
