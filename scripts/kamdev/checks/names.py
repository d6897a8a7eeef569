"""Names: XML ids and files as Odoo's guidelines spell them."""

import re
from xml.etree import ElementTree

from kamdev.checks import Finding

VIEW_TYPES = (
    "form|list|kanban|search|graph|pivot|calendar|activity|hierarchy|qweb|report"
)
PATTERNS = {
    "ir.ui.view": rf".+_view_({VIEW_TYPES})(_.+)?|.+_templates?(_.+)?",
    "ir.actions.act_window": r".+_action(_.+)?",
    "ir.actions.server": r".+_action(_.+)?",
    "ir.actions.report": r"action_report_.+|.+_report(_.+)?",
    "ir.rule": r".+_rule(_.+)?",
    "res.groups": r".*group_.+",
    "ir.ui.menu": r".+_menu(_.+)?|menu_.+",
}
VIEW_FILE = re.compile(r".+_(views|templates|menus)\.xml")


def xml_ids_are_official(tree):
    """New views, actions, rules and groups have the official ids."""
    for path in sorted(tree.addons.rglob("*.xml")):
        if {"static", "tests"} & set(path.parts):
            continue
        lines = path.read_text().splitlines()
        for record in ElementTree.parse(path).iter("record"):
            xml_id, pattern = record.get("id", ""), PATTERNS.get(record.get("model"))
            inherits = record.find("field[@name='inherit_id']") is not None
            own = "." not in xml_id
            if pattern and own and not inherits and not re.fullmatch(pattern, xml_id):
                yield Finding(
                    tree.relative(path),
                    _line(lines, xml_id),
                    f"{xml_id}: a {record.get('model')} is named {pattern}",
                )


def _line(lines, xml_id):
    marks = (f'id="{xml_id}"', f"id='{xml_id}'")
    return next(
        (n for n, line in enumerate(lines, 1) if any(mark in line for mark in marks)), 1
    )


def files_are_lower_case(tree):
    """Files of Python and XML have neither capitals nor blanks."""
    for path in sorted(tree.addons.rglob("*")):
        if path.suffix in (".py", ".xml", ".csv") and re.search(r"[A-Z ]", path.name):
            yield Finding(tree.relative(path), 1, "the name has capitals or blanks")


def view_files_say_what_they_hold(tree):
    """Files in ``views/`` end in ``_views``, ``_templates`` or ``_menus``."""
    for path in sorted(tree.addons.glob("*/views/*.xml")):
        if not VIEW_FILE.fullmatch(path.name):
            yield Finding(
                tree.relative(path), 1, "name it …_views, …_templates or …_menus.xml"
            )


CHECKS = [xml_ids_are_official, files_are_lower_case, view_files_say_what_they_hold]
