"""Architecture D3 and D10: engines import no framework and count money in integers."""

import ast
import doctest
import sys
from importlib import import_module
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
MODULES = sorted(ADDONS.glob("*/engine/*.py"))
NAMES = [
    f"odoo.addons.{path.parts[-3]}.engine.{path.stem}"
    for path in MODULES
    if path.stem != "__init__"
]
# The two gates of money.py, where floats of the ORM come in and go out.
FLOAT_GATES = {"Amount", "from_minor", "_digits_of"}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def is_pure(name):
    parts = name.split(".")
    if parts[:2] == ["odoo", "addons"]:
        return parts[2].startswith("kam_") and parts[3] == "engine"
    return parts[0] in sys.stdlib_module_names


def is_float(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ast.Div)
    return isinstance(node, ast.Name) and node.id == "float"


def floats(tree):
    for statement in tree.body:
        target = getattr(statement, "targets", [statement])[0]
        name = getattr(target, "name", getattr(target, "id", None))
        if name not in FLOAT_GATES:
            yield from (
                f"{name}:{node.lineno}"
                for node in ast.walk(statement)
                if is_float(node)
            )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_engine_imports_only_the_standard_library_and_engines(path):
    assert [n for n in imported(ast.parse(path.read_text())) if not is_pure(n)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_engine_counts_in_integers(path):
    assert list(floats(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize("name", NAMES)
def test_examples_in_docstrings_hold(name):
    result = doctest.testmod(import_module(name))
    assert result.attempted, "each rule shows a worked example"
    assert not result.failed


def test_odoo_is_not_there():
    with pytest.raises(ImportError):
        import_module("odoo.models")
