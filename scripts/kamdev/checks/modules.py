"""Modules: manifests, the star of dependencies, pinned libraries."""

import re

from kamdev.checks import Finding

CORE = "kam_core"
VERSION = re.compile(r"19\.0\.\d+\.\d+\.\d+")
LICENSE = "LGPL-3"
# Odoo's own test_lint refuses keys it does not know and keys set to their default.
KEYS = {
    "name",
    "version",
    "summary",
    "description",
    "category",
    "author",
    "website",
    "license",
    "depends",
    "data",
    "demo",
    "assets",
    "external_dependencies",
    "application",
    "auto_install",
    "installable",
    "sequence",
    "pre_init_hook",
    "post_init_hook",
    "uninstall_hook",
    "post_load",
    "countries",
    "images",
}
DEFAULTS = {"installable": True, "application": False, "auto_install": False}


def _finding(tree, module, text):
    return Finding(tree.relative(tree.addons / module / "__manifest__.py"), 1, text)


def dependencies_form_a_star(tree):
    """A module depends on the core, never on a sibling; glue modules may (D2)."""
    for name, manifest in tree.manifests.items():
        for other in manifest.get("depends", []):
            is_sibling = other in tree.manifests and other != CORE
            if is_sibling and not manifest.get("auto_install"):
                yield _finding(tree, name, f"depends on its sibling {other}")


def manifests_are_plain(tree):
    """Version, licence and keys of each manifest."""
    for name, manifest in tree.manifests.items():
        if not VERSION.fullmatch(manifest.get("version", "")):
            yield _finding(tree, name, "the version reads 19.0.x.y.z")
        if manifest.get("license") != LICENSE:
            yield _finding(tree, name, f"the licence is {LICENSE}")
        for key in manifest.keys() - KEYS:
            yield _finding(tree, name, f"Odoo knows no key {key}")
        for key, default in DEFAULTS.items():
            if key in manifest and manifest[key] == default:
                yield _finding(tree, name, f"{key} says no more than the default")


def files_of_manifests_exist(tree):
    """What a manifest lists is there, and XML and CSV data is listed."""
    for name, manifest in tree.manifests.items():
        listed = {*manifest.get("data", []), *manifest.get("demo", [])}
        root = tree.addons / name
        for file in listed:
            if not (root / file).exists():
                yield _finding(tree, name, f"lists {file}, which is not there")
        folders = ("data", "demo", "views", "security", "wizards", "report")
        for folder in folders:
            for path in sorted((root / folder).glob("*.[xc][ms][lv]")):
                if str(path.relative_to(root)) not in listed:
                    yield Finding(tree.relative(path), 1, "no manifest lists this file")


def add_ons_are_distributions(tree):
    """Each add-on can be built as a wheel."""
    for name in tree.manifests:
        if not (tree.addons / name / "pyproject.toml").exists():
            yield _finding(tree, name, "has no pyproject.toml (whool)")


def libraries_are_pinned(tree):
    """Every line of the lock files is ``name==version``."""
    for path in sorted(tree.root.glob("requirements*.txt")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line and not line.startswith("#"):
                if not re.fullmatch(r"[\w.-]+==[\w.!+-]+", line):
                    yield Finding(tree.relative(path), number, f"not a pin: {line}")


CHECKS = [
    dependencies_form_a_star,
    manifests_are_plain,
    files_of_manifests_exist,
    add_ons_are_distributions,
    libraries_are_pinned,
]
