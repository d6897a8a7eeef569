"""Odoo 19.0: the user's own (``ODOO_HOME``), else Debian's package in the cache."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from kamdev import debian
from kamdev.places import CACHE, built, locked
from kamdev.say import Stop, step

SERIES = "19.0"
VERSION = "19.0.0+dfsg-1"
# Odoo's own fonts and scripts are links into these packages.
LINKED = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
]
# Newer ones name their files otherwise (and Odoo needs Font Awesome 4).
LINKED_STABLE = ["fonts-font-awesome", "fonts-inconsolata"]
# Left out by the distribution; its absence logs an error at every asset build.
ABSENT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class Odoo:
    """An Odoo tree.

    :ivar importable: folder to put on Python's path
    :ivar addons: folders of its add-ons
    :ivar package: folder of the package ``odoo``
    """

    importable: Path
    addons: tuple[Path, ...]

    @property
    def package(self):
        return self.importable / "odoo"


def series(package):
    """Version such as ``19.0`` that an Odoo tree says of itself, or None."""
    release = package / "release.py"
    if not release.exists():
        return None
    found = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    return ".".join(found.groups()) if found else None


def find(home):
    """The Odoo in a folder: a source checkout or an installed package tree."""
    importable = home
    if not (home / "odoo").is_dir() and home.name == "odoo":
        importable = home.parent
    addons = [importable / "addons", importable / "odoo" / "addons"]
    has_web = [folder for folder in addons if (folder / "web").is_dir()]
    base = importable / "odoo" / "addons"
    return Odoo(importable, tuple(dict.fromkeys([*has_web, base])))


def _own(home):
    """The Odoo the user named."""
    tree = find(Path(home).expanduser().absolute())
    version = series(tree.package)
    if version != SERIES:
        raise Stop(
            f"ODOO_HOME={home} holds "
            + (f"Odoo {version}" if version else "no Odoo")
            + f"; Odoo {SERIES} is needed.\n"
            "It should be the folder that contains odoo/ and, in a source checkout, "
            "addons/."
        )
    return tree


def _unpacked(target):
    """Fetch Odoo and what its links point to, unpack them, and check the result."""
    if not debian.is_debian():
        raise Stop(
            "Odoo can be fetched only on Debian; this machine is another system.\n"
            f"Get Odoo {SERIES} and name its folder: make run ODOO_HOME=/path/to/odoo"
        )
    with step("Fetching Odoo 19.0 (Debian's package, 210 MB)"):
        files = debian.fetch(
            {"odoo-19": VERSION, **dict.fromkeys(LINKED)}, debian.UNSTABLE
        )
        files += debian.fetch(dict.fromkeys(LINKED_STABLE), debian.STABLE)
    with step("Unpacking Odoo into the cache"), built(target) as root:
        for file in files:
            debian.unpack(file, root)
        tree = find(root / "usr/lib/python3/dist-packages")
        _complete(tree)


def _complete(tree):
    """Check the version and the links of a fresh tree, add the one missing file."""
    version = series(tree.package)
    if version != SERIES:
        raise Stop(
            f"Debian's package now is Odoo {version}; {SERIES} is needed.\n"
            f"Put odoo-19_{VERSION}_all.deb into {debian.DEBS}, or use ODOO_HOME."
        )
    absent = tree.package / ABSENT
    absent.parent.mkdir(parents=True, exist_ok=True)
    absent.touch()
    broken = [path for path in tree.package.rglob("*") if _dangles(path)]
    if broken:
        raise Stop(
            f"{len(broken)} files of Odoo point to nothing, first {broken[0]}.\n"
            "Debian's fonts or scripts have moved; please report it."
        )


def _dangles(path):
    return path.is_symlink() and not path.exists()


def provide():
    """The Odoo to use, fetched if need be."""
    if os.environ.get("ODOO_HOME"):
        return _own(os.environ["ODOO_HOME"])
    target = CACHE / "odoo" / VERSION
    if not target.exists():
        with locked(CACHE / "setup.lock"):
            if not target.exists():
                _unpacked(target)
    return find(target / "usr/lib/python3/dist-packages")
