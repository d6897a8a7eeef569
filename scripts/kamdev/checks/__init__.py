"""Structural checks that no public linter makes: layers, ledgers, access, ids.

Each check is a function that yields findings for a :class:`Tree`; it reads files
and judges, nothing else. ``make lint`` runs them all.
"""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NOT_PRODUCT = {"tests", "migrations"}


@dataclass(frozen=True)
class Finding:
    """A place in a file and what is wrong there."""

    path: Path
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Source:
    """A Python file, parsed."""

    path: Path
    text: str

    @cached_property
    def tree(self):
        return ast.parse(self.text)

    @property
    def is_sound(self):
        """Whether the file parses; ruff says where it does not."""
        try:
            return bool(self.tree)
        except SyntaxError:
            return False

    @cached_property
    def lines(self):
        return self.text.splitlines()

    def nodes(self, *kinds):
        """Nodes of some kinds, in no particular order."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def finding(self, node, text):
        """A finding at a node or a line number."""
        return Finding(self.path, getattr(node, "lineno", node), text)


class Tree:
    """The clone as checks see it."""

    def __init__(self, root):
        self.root = Path(root)
        self.addons = self.root / "addons"

    @cached_property
    def sources(self):
        """Product code of the add-ons: no tests, no migrations."""
        found = [
            Source(path.relative_to(self.root), path.read_text())
            for path in sorted(self.addons.rglob("*.py"))
            if not NOT_PRODUCT & set(path.relative_to(self.addons).parts)
        ]
        return [source for source in found if source.is_sound]

    @cached_property
    def manifests(self):
        """Manifests by module name."""
        return {
            path.parent.name: ast.literal_eval(path.read_text())
            for path in sorted(self.addons.glob("*/__manifest__.py"))
        }

    def relative(self, path):
        """A path as findings show it."""
        return path.relative_to(self.root)


def run(root):
    """All findings of all checks, sorted.

    :rtype: list[Finding]
    """
    from kamdev.checks import access, layers, modules, names, shape, translation

    tree = Tree(root)
    checks = [
        check
        for module in (access, layers, modules, names, shape, translation)
        for check in module.CHECKS
    ]
    found = {finding for check in checks for finding in check(tree)}
    return sorted(found, key=lambda finding: (str(finding.path), finding.line))
