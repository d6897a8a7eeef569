"""The suite's modules as they stand in the clone: manifests, order, contents."""

import ast
import hashlib

from kamdev.places import ADDONS
from kamdev.say import Stop

CORE = "kam_core"
# Not part of what a database holds; changing them needs no module update.
NOT_INSTALLED = {"tests", "readme", "__pycache__"}


def manifests():
    """Manifests of the installable modules by name.

    :rtype: dict[str, dict]
    """
    found = {}
    for path in sorted(ADDONS.glob("*/__manifest__.py")):
        try:
            manifest = ast.literal_eval(path.read_text())
        except (SyntaxError, ValueError) as error:
            raise Stop(f"the manifest {path} cannot be read: {error}") from error
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def dependencies(names, known):
    """Modules outside the suite that some of its modules need.

    :param names: the suite's modules to look at
    :param known: all :func:`manifests`

    >>> sorted(dependencies(["b"], {"a": {"depends": ["sale"]},
    ...                            "b": {"depends": ["a", "stock"]}}))
    ['sale', 'stock']
    """
    seen, todo, outside = set(), list(names), set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in known:
            todo += known[name].get("depends", [])
        else:
            outside.add(name)
    return outside


def chosen():
    """Modules to install by hand; glue modules come by themselves."""
    return [name for name, m in manifests().items() if not m.get("auto_install")]


def contents():
    """Fingerprint of each module's installed files.

    :rtype: dict[str, str]
    """
    return {name: _fingerprint(ADDONS / name) for name in manifests()}


def _fingerprint(folder):
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not NOT_INSTALLED & set(inside.parts):
            digest.update(f"{inside}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
