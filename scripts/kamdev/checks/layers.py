"""Layers: pure engines, SQL in one place, explained privileges."""

import ast
import re

FRAMEWORK = {"odoo", "psycopg2", "requests", "werkzeug"}
SIBLING_ENGINE = re.compile(r"odoo\.addons\.kam_\w+\.engine(\.|$)")
SQL_FILES = re.compile(r"(queries(_\w+)?|hooks)\.py")
SQL_METHODS = {"init", "_auto_init"}
SQL_CALLS = re.compile(r"(^|\.)(cr\.execute|execute_query\w*|SQL)$")
# How far above a call its reason may stand.
REASON_LINES = 3


def engine_is_pure(tree):
    """``engine/`` imports Python and other engines, never a framework (D3)."""
    for source in tree.sources:
        if "engine" not in source.path.parts:
            continue
        depth = len(source.path.parts) - source.path.parts.index("engine") - 1
        for node in source.nodes(ast.Import, ast.ImportFrom):
            for name in _imported(node, depth):
                if name.split(".")[0] in FRAMEWORK and not SIBLING_ENGINE.match(name):
                    yield source.finding(node, f"an engine imports {name}")


def _imported(node, depth):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level > depth:
        return ["odoo"]
    return [] if node.level else [node.module]


def sql_has_one_home(tree):
    """Hand-written SQL stands in ``queries….py``, ``hooks.py`` or ``init()`` (D3)."""
    for source in tree.sources:
        if SQL_FILES.fullmatch(source.path.name):
            continue
        allowed = {
            line
            for node in source.nodes(ast.FunctionDef)
            if node.name in SQL_METHODS
            for line in range(node.lineno, node.end_lineno + 1)
        }
        for node in source.nodes(ast.Call):
            if node.lineno not in allowed and _holds_sql(node):
                yield source.finding(node, "SQL text outside queries.py")


def _holds_sql(call):
    """Whether a call is given SQL as a literal text."""
    first = call.args[0] if call.args else None
    literal = isinstance(first, ast.JoinedStr) or (
        isinstance(first, ast.Constant) and isinstance(first.value, str)
    )
    return literal and SQL_CALLS.search(ast.unparse(call.func)) is not None


def privileges_are_explained(tree):
    """Each ``.sudo()`` and ``cr.commit()`` says why, on the line or just above."""
    for source in tree.sources:
        for node in source.nodes(ast.Call):
            name = ast.unparse(node.func)
            if name.endswith(".sudo") or name.endswith("cr.commit"):
                end = node.func.end_lineno
                first = _statement_start(source, node)
                near = source.lines[max(first - REASON_LINES, 0) : end]
                if not any("#" in line for line in near):
                    what = name.rsplit(".", 1)[-1]
                    yield source.finding(end, f"{what}() without a comment why")


def _statement_start(source, node):
    """First line of the statement that holds a node."""
    simple = [
        statement
        for statement in source.nodes(ast.stmt)
        if statement.lineno <= node.lineno <= statement.end_lineno
        and not hasattr(statement, "body")
    ]
    return max((statement.lineno for statement in simple), default=node.lineno)


CHECKS = [engine_is_pure, sql_has_one_home, privileges_are_explained]
