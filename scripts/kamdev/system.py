"""Programs of the distribution: only for tests, and only after saying so."""

import os
import shutil
from pathlib import Path

from kamdev import debian
from kamdev.say import Stop, say, step
from kamdev.shell import clean_environment, run

CJK_FONTS = Path("/usr/share/fonts/opentype/noto")


def _has_cjk_font():
    return any(CJK_FONTS.glob("NotoSansCJK*"))


def _has_browser():
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return any(shutil.which(name) for name in names)


TEST_PACKAGES = {
    "chromium": _has_browser,
    "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
    "fonts-noto-cjk": _has_cjk_font,
}
LINT_PACKAGES = {
    "nodejs": lambda: shutil.which("node"),
    "npm": lambda: shutil.which("npm"),
}


def require(packages, purpose):
    """Install missing packages as root, else say which command does it.

    :param packages: checks by package name
    """
    missing = [name for name, is_there in packages.items() if not is_there()]
    if not missing:
        return
    install = f"apt-get install --no-install-recommends {' '.join(missing)}"
    if os.geteuid() or not debian.is_debian():
        raise Stop(
            f"{purpose} need {', '.join(missing)}, which only the administrator can "
            "install.\n"
            f"On Debian: sudo apt-get update && sudo {install}"
        )
    say(f"• {purpose} need packages of the distribution; running: {install} -y")
    with step(f"Installing {', '.join(missing)}"):
        env = clean_environment(DEBIAN_FRONTEND="noninteractive")
        run(["apt-get", "update", "-q"], "fetching Debian's package list", env=env)
        run([*install.split(), "-y", "-q"], "installing the packages", env=env)


def require_for_tests():
    """Browser, PDF tool and Chinese fonts."""
    require(TEST_PACKAGES, "the tests")


def require_for_lint():
    """Node for the linters of JavaScript and XML."""
    require(LINT_PACKAGES, "the linters")
