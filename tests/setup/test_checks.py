"""The structural checks of `make lint` see what they are there for."""

import pytest

from kamdev import checks
from kamdev.checks import access, layers, modules, names, shape, translation

MANIFEST = """{
    "name": "Key Accounts",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "depends": ["sale"],
}
"""


@pytest.fixture
def clone(tmp_path):
    """A clone with one sound module; returns a function that adds files to it."""

    def write(path, text):
        file = tmp_path / "addons" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return checks.Tree(tmp_path)

    write("kam_core/__manifest__.py", MANIFEST)
    return write


def texts(check, tree):
    return [finding.text for finding in check(tree)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("from odoo import fields", ["an engine imports odoo"]),
        ("import psycopg2", ["an engine imports psycopg2"]),
        ("from ..models import kam_card", ["an engine imports odoo"]),
        ("from odoo.addons.kam_core.engine import money", []),
        ("from . import money", []),
        ("import hmac", []),
    ],
)
def test_d3_engines_are_pure(clone, line, found):
    tree = clone("kam_core/engine/rules.py", f"{line}\n")
    assert texts(layers.engine_is_pure, tree) == found


@pytest.mark.parametrize(
    "line",
    [
        'self.env.cr.execute("SELECT 1")',
        'cr.execute(f"SELECT {x}")',
        'self.env.execute_query(SQL("SELECT 1"))',
        'query = SQL("SELECT 1")',
    ],
)
def test_d3_sql_has_one_home(clone, line):
    tree = clone(
        "kam_core/models/kam_store.py", f"def read(self, cr, x):\n    {line}\n"
    )
    assert texts(layers.sql_has_one_home, tree) == ["SQL text outside queries.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("kam_core/queries.py", 'def f():\n    return SQL("SELECT 1")\n'),
        ("kam_core/queries_trade.py", 'def f():\n    return SQL("SELECT 1")\n'),
        ("kam_core/models/m.py", 'def init(self):\n    cr.execute("CREATE INDEX")\n'),
        ("kam_core/models/m.py", "cr.execute(queries.balance(ids))\n"),
        ("kam_core/models/m.py", 'print("SQL(\\"SELECT\\")")\n'),
    ],
)
def test_d3_sql_that_is_at_home(clone, path, text):
    assert texts(layers.sql_has_one_home, clone(path, text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = self.sudo()\n", ["sudo() without a comment why"]),
        ("x = self.sudo()  # rights are checked by the caller\n", []),
        ("# the till has no rights of its own\nx = self.sudo()\n", []),
        ("# the till has no rights\nx = f(\n    1,\n    2,\n    a.sudo(),\n)\n", []),
        ("self.env.cr.commit()\n", ["commit() without a comment why"]),
    ],
)
def test_privileges_are_explained(clone, text, found):
    tree = clone("kam_core/models/m.py", text)
    assert texts(layers.privileges_are_explained, tree) == found


def test_long_functions_are_found_but_not_long_docstrings(clone):
    long = "def long():\n" + "    x = 1\n" * 40
    told = 'def told():\n    """Tell.\n' + "    More.\n" * 50 + '    """\n'
    found = texts(shape.functions_are_short, clone("kam_core/models/m.py", long + told))
    assert found == ["long has 41 lines; at most 40"]


def test_long_files_are_found(clone):
    found = texts(shape.files_are_short, clone("kam_core/models/m.py", "x = 1\n" * 401))
    assert found == ["401 lines; at most 400"]


MODEL = """
class KamStore(models.Model):
    _name = "kam.store"
    {0}
    {1}
"""
FIELD = "name = fields.Char()"
COMPUTE = "def _compute_x(self): pass"
CREATE = "def create(self, vals): pass"
BUSINESS = "def _open(self): pass"


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ((FIELD, COMPUTE), []),
        ((COMPUTE, CREATE), []),
        ((CREATE, BUSINESS), []),
        ((BUSINESS, COMPUTE), ["KamStore: _compute_x stands too late in the class"]),
        ((CREATE, FIELD), ["KamStore: an attribute stands too late in the class"]),
    ],
)
def test_members_of_models_are_in_order(clone, members, found):
    tree = clone("kam_core/models/kam_store.py", MODEL.format(*members))
    assert texts(shape.members_are_in_order, tree) == found


def test_new_models_need_access_rows(clone):
    clone("kam_core/models/kam_store.py", MODEL.format(FIELD, ""))
    tree = clone("kam_core/security/ir.model.access.csv", "id,model_id:id\n")
    missing = "kam.store has no row in security/ir.model.access.csv"
    assert texts(access.models_have_access_rows, tree) == [missing]
    row = "id,model_id:id\naccess_kam_store_user,model_kam_store\n"
    tree = clone("kam_core/security/ir.model.access.csv", row)
    assert texts(access.models_have_access_rows, tree) == []
    assert texts(access.access_ids_are_official, tree) == []


def test_models_with_a_company_need_a_rule(clone):
    company = 'company_id = fields.Many2one("res.company")'
    tree = clone("kam_core/models/kam_store.py", MODEL.format(FIELD, company))
    missing = "kam.store has company_id but no ir.rule"
    assert texts(access.models_with_company_have_a_rule, tree) == [missing]
    rule = (
        '<odoo><record id="kam_store_rule_company" model="ir.rule">'
        '<field name="model_id" ref="model_kam_store"/></record></odoo>'
    )
    tree = clone("kam_core/security/kam_store_security.xml", rule)
    assert texts(access.models_with_company_have_a_rule, tree) == []


def test_d2_siblings_do_not_depend_on_each_other(clone):
    clone("kam_kpi/__manifest__.py", MANIFEST.replace("sale", "kam_core"))
    sibling = MANIFEST.replace("sale", "kam_kpi")
    tree = clone("kam_visits/__manifest__.py", sibling)
    found = texts(modules.dependencies_form_a_star, tree)
    assert found == ["depends on its sibling kam_kpi"]
    glue = sibling.replace("}", '    "auto_install": True,\n}')
    tree = clone("kam_visits/__manifest__.py", glue)
    assert texts(modules.dependencies_form_a_star, tree) == []


def test_manifests_have_keys_that_odoo_knows(clone):
    odd = MANIFEST.replace("}", '    "maintainers": [],\n    "installable": True,\n}')
    found = texts(modules.manifests_are_plain, clone("kam_core/__manifest__.py", odd))
    assert found == [
        "Odoo knows no key maintainers",
        "installable says no more than the default",
    ]


def test_data_files_are_listed_and_there(clone):
    listing = MANIFEST.replace("}", '    "data": ["views/gone_views.xml"],\n}')
    clone("kam_core/__manifest__.py", listing)
    tree = clone("kam_core/views/kam_store_views.xml", "<odoo/>")
    assert texts(modules.files_of_manifests_exist, tree) == [
        "lists views/gone_views.xml, which is not there",
        "no manifest lists this file",
    ]


@pytest.mark.parametrize(
    ("xml_id", "count"),
    [
        ("kam_store_view_form", 0),
        ("view_kam_store_form", 1),
        ("base.view_users_form", 0),
    ],
)
def test_xml_ids_are_official(clone, xml_id, count):
    text = f'<odoo><record id="{xml_id}" model="ir.ui.view"/></odoo>'
    tree = clone("kam_core/views/kam_store_views.xml", text)
    assert len(texts(names.xml_ids_are_official, tree)) == count


def test_chinese_has_no_gaps(clone):
    text = (
        'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\n'
        'msgid "Store"\nmsgstr "门店"\n\n'
        'msgid "Card"\nmsgstr ""\n\n'
        'msgid ""\n"Long "\n"text"\nmsgstr ""\n"长文"\n\n'
        '#, fuzzy\nmsgid "Voucher"\nmsgstr "券"\n\n'
        '#~ msgid "Gone"\n#~ msgstr ""\n'
    )
    found = list(translation.chinese_is_complete(clone("kam_core/i18n/zh_CN.po", text)))
    assert [(finding.line, finding.text) for finding in found] == [
        (8, "untranslated: Card"),
        (17, "fuzzy translation"),
    ]


def test_global_translation_function_is_refused(clone):
    tree = clone("kam_core/models/m.py", 'x = _("a")\ny = self.env._("b")\n')
    found = texts(translation.texts_are_translated_by_the_environment, tree)
    assert found == ["_(): write self.env._()"]


def test_files_that_do_not_parse_are_left_to_the_linters(clone):
    tree = clone("kam_core/models/m.py", "def (:\n")
    assert [source.path.name for source in tree.sources] == ["__manifest__.py"]
