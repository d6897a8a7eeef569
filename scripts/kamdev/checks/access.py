"""Access: every new model has rights, every model with a company its rule."""

import ast
import csv
from xml.etree import ElementTree

from kamdev.checks import NOT_PRODUCT, Finding

STORED = {"models.Model", "models.TransientModel"}
ACL = "security/ir.model.access.csv"


def _texts(node):
    """A text or a list of texts as a set; anything else is empty."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return set()
    return {value} if isinstance(value, str) else set(value)


def _attributes(node):
    """``_name`` and ``_inherit`` of a class as sets of model names."""
    found = {"_name": set(), "_inherit": set()}
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if getattr(target, "id", None) in found:
                    found[target.id] = _texts(statement.value)
    return found


def _new_models(tree):
    """Model classes that the suite makes itself: (source, class, model name)."""
    for source in tree.sources:
        for node in source.nodes(ast.ClassDef):
            if STORED & {ast.unparse(base) for base in node.bases}:
                found = _attributes(node)
                for name in found["_name"] - found["_inherit"]:
                    yield source, node, name


def _module(source):
    return source.path.parts[1]


def models_have_access_rows(tree):
    """Each new model has a row in its module's ``ir.model.access.csv``."""
    for source, node, name in _new_models(tree):
        path = tree.addons / _module(source) / ACL
        if name.replace(".", "_") not in _models_with_rows(path):
            yield source.finding(node, f"{name} has no row in {ACL}")


def _models_with_rows(path):
    if not path.exists():
        return set()
    with path.open() as file:
        keys = [
            row.get("model_id:id") or row["model_id/id"] for row in csv.DictReader(file)
        ]
    return {key.rsplit("model_", 1)[-1] for key in keys}


def access_ids_are_official(tree):
    """ACL ids read ``access_<model>_<group>``."""
    for path in sorted(tree.addons.glob(f"*/{ACL}")):
        with path.open() as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                model = (row.get("model_id:id") or row["model_id/id"]).rsplit(".", 1)[
                    -1
                ]
                if not row["id"].startswith(f"access_{model.removeprefix('model_')}"):
                    yield Finding(
                        tree.relative(path),
                        number,
                        f"{row['id']}: access_<model>_<group>",
                    )


def models_with_company_have_a_rule(tree):
    """Each new stored model with ``company_id`` has an ``ir.rule``."""
    ruled = set(_ruled_models(tree))
    for source, node, name in _new_models(tree):
        fields = {
            getattr(target, "id", "")
            for statement in node.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
        }
        stored = "models.Model" in {ast.unparse(base) for base in node.bases}
        if stored and "company_id" in fields and name.replace(".", "_") not in ruled:
            yield source.finding(node, f"{name} has company_id but no ir.rule")


def _ruled_models(tree):
    for path in tree.addons.rglob("*.xml"):
        if NOT_PRODUCT & set(path.parts) or "static" in path.parts:
            continue
        for record in ElementTree.parse(path).iter("record"):
            if record.get("model") == "ir.rule":
                for field in record.iterfind("field[@name='model_id']"):
                    yield (field.get("ref") or "").rsplit("model_", 1)[-1]


CHECKS = [
    models_have_access_rows,
    access_ids_are_official,
    models_with_company_have_a_rule,
]
