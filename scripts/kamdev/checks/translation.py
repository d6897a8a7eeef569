"""Translation: texts go through the environment, Chinese is complete."""

import ast
import re

from kamdev.checks import Finding

PO = "i18n/zh_CN.po"
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')


def texts_are_translated_by_the_environment(tree):
    """``self.env._("…")``, never the global ``_("…")``."""
    for source in tree.sources:
        for node in source.nodes(ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "_":
                yield source.finding(node, "_(): write self.env._()")


def chinese_is_complete(tree):
    """``zh_CN.po`` exists for each module that has texts, without gaps."""
    for name in tree.manifests:
        path = tree.addons / name / PO
        if path.exists():
            yield from _gaps(tree, path)
        else:
            yield Finding(tree.relative(path), 1, "missing")


def _gaps(tree, path):
    for line, entry in _entries(path.read_text()):
        if re.search(r"^#,.*\bfuzzy\b", entry, re.M):
            yield Finding(tree.relative(path), line, "fuzzy translation")
        source = _value(entry, "msgid")
        if source and not _value(entry, "msgstr"):
            yield Finding(tree.relative(path), line, f"untranslated: {source[:50]}")


def _entries(text):
    """Entries in use, each with its line number."""
    line = 1
    for block in text.split("\n\n"):
        if not block.lstrip().startswith("#~"):
            yield line, block
        line += block.count("\n") + 2


def _value(entry, key):
    """Text of ``msgid`` or ``msgstr`` with its continuation lines joined.

    >>> _value('msgid ""\\n"a "\\n"b"\\nmsgstr ""', "msgid")
    'a b'
    """
    found = re.search(rf'^{key} ((?:".*"\s*\n?)+)', entry, re.M)
    return "".join(STRING.findall(found.group(1))) if found else ""


CHECKS = [texts_are_translated_by_the_environment, chinese_is_complete]
