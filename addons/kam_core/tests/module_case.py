"""Checks that hold for every module of the suite.

A module runs them all by one class::

    from odoo.addons.kam_core.tests import module_case


    @tagged("post_install", "-at_install")
    class TestModule(module_case.KamModuleCase):
        module = "kam_visits"
"""

import inspect
import os
from pathlib import Path

import polib
import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.modules import get_module_path
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL, mute_logger
from odoo.tools.translate import TranslationModuleReader

FORBIDDEN_KEYS = {"res_partner", "account_account", "res_partner_bank"}
TRIGGERS = {"kam_core_append_only_row", "kam_core_append_only_truncate"}
MATRIX = "access_matrix.txt"
MATRIX_HEADING = """\
# What each role may do with each model: C create, R read, W write, D delete, by access
# rights alone; record rules narrow down which records. A user has one role only;
# "user" and "portal" have none. With KAM_WRITE_MATRIX=1 the test writes this file.
"""
MATRIX_OPERATIONS = {"C": "create", "R": "read", "W": "write", "D": "unlink"}


class KamModuleCase(TransactionCase):
    """Generic checks of one module; see the module docstring.

    :cvar str module: technical name of the module
    :cvar open_actions: actions any internal user may call, as ``"model.method"``
    """

    allow_inherited_tests_method = True
    module = None
    open_actions = frozenset()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.models = [
            cls.env[name]
            for name, model_class in cls.registry.items()
            if model_class._original_module == cls.module
        ]
        cls.documents = [model for model in cls.models if not model._abstract]
        cls.plain_user = new_test_user(cls.env, "module_case_plain")
        cls.portal_user = new_test_user(
            cls.env, "module_case_portal", "base.group_portal"
        )
        cls.system_user = new_test_user(
            cls.env, "module_case_system", "base.group_system"
        )
        cls.role_users = [cls._role_user(group) for group in cls._role_groups()]

    # === HELPERS === #

    @classmethod
    def _role_groups(cls):
        """Return the XML ids of the groups the suite brings."""
        groups = cls.env["ir.model.data"].search(
            [("model", "=", "res.groups"), ("module", "=like", "kam_%")]
        )
        return groups.mapped("complete_name")

    @classmethod
    def _role_user(cls, group):
        return new_test_user(cls.env, f"module_case_{group}", group)

    def _sample(self, model):
        """Return a record of ``model``; override it to choose, or create one before.

        Without any record it is one that does not exist: enough to be refused by
        access rights.
        """
        found = model.with_context(active_test=False).search([], limit=1)
        return found.with_env(model.env) or model.browse(2**31 - 1)

    def _records_of(self, model):
        """Return the records of ``model`` that the data files of the module bring."""
        data = self.env["ir.model.data"].search(
            [("module", "=", self.module), ("model", "=", model)]
        )
        return self.env[model].browse(data.mapped("res_id")).exists()

    def _append_only_models(self):
        names = self.registry.descendants(["kam.append.only.mixin"], "_inherit")
        return [model for model in self.documents if model._name in names]

    def _public_actions(self, model):
        """Return the names of the ``action_*`` methods that RPC can call."""
        names = {
            name
            for definition in type(model).mro()
            if definition.__module__.startswith("odoo.addons.kam_")
            for name, member in vars(definition).items()
            if name.startswith("action_") and callable(member)
        }
        return sorted(
            name
            for name in names
            if not getattr(getattr(type(model), name), "_api_private", False)
            and f"{model._name}.{name}" not in self.open_actions
        )

    # === MODELS === #

    def test_module_has_models_and_is_named(self):
        self.assertTrue(self.module)
        self.assertTrue(self.models)

    def test_models_have_a_description(self):
        for model in self.models:
            with self.subTest(model=model._name):
                self.assertNotEqual(model._description, model._name)

    def test_models_have_access_rows(self):
        for model in self.documents:
            with self.subTest(model=model._name):
                self.assertTrue(
                    self.env["ir.model.access"].search_count(
                        [("model_id.model", "=", model._name)], limit=1
                    )
                )

    def test_portal_and_public_may_not_change_anything(self):
        public_user = self.env.ref("base.public_user")
        for model in self.documents:
            for user in (self.portal_user, public_user):
                for operation in ("create", "write", "unlink"):
                    with self.subTest(model=model._name, operation=operation):
                        self.assertFalse(model.with_user(user).has_access(operation))

    def test_models_with_a_company_have_a_company_rule(self):
        for model in self.documents:
            if "company_id" in model._fields and not model._transient:
                with self.subTest(model=model._name):
                    rules = self.env["ir.rule"].search(
                        [("model_id.model", "=", model._name), ("groups", "=", False)]
                    )
                    domains = " ".join(rules.mapped("domain_force"))
                    self.assertRegex(domains, r"company_id.*company_ids")

    def test_display_name_works(self):
        for model in self.documents:
            with self.subTest(model=model._name):
                self.assertIsInstance(model.new({}).display_name, (str, bool))
                for record in self._sample(model).exists():
                    self.assertTrue(record.display_name)

    def test_copy_works_or_says_why_not(self):
        for model in filter(lambda model: model._auto, self.documents):  # no views
            for record in self._sample(model).exists():
                with self.subTest(model=model._name), mute_logger("odoo.sql_db"):
                    self.assertTrue(self._copy_or_refusal(record))

    def _copy_or_refusal(self, record):
        try:
            with self.env.cr.savepoint():
                return record.copy()
        except UserError as refusal:
            return str(refusal)
        except psycopg2.errors.UniqueViolation as refusal:
            constraint = record._table_objects[refusal.diag.constraint_name]
            return constraint.get_error_message(record, refusal.diag)

    def test_core_23_access_matrix_is_as_written(self):
        """Every model × every role × create, read, write, delete."""
        path = Path(get_module_path(self.module), "tests", MATRIX)
        table = MATRIX_HEADING + "".join(f"{row}\n" for row in self._access_rows())
        if os.environ.get("KAM_WRITE_MATRIX"):
            path.write_text(table)
        self.assertEqual(table.splitlines(), path.read_text().splitlines())

    def _access_rows(self):
        users = {"user": self.plain_user, "portal": self.portal_user}
        for user in self.role_users:
            name = user.login.rpartition("_group_")[2]
            users["_".join(word[:4] for word in name.split("_"))] = user
        width = max((len(model._name) for model in self.documents), default=0)
        yield " ".join([" " * width, *(name.ljust(9) for name in users)]).rstrip()
        for model in sorted(self.documents, key=lambda model: model._name):
            cells = (self._access_cell(model.with_user(u)) for u in users.values())
            row = [model._name.ljust(width), *(cell.ljust(9) for cell in cells)]
            yield " ".join(row).rstrip()

    def _access_cell(self, model):
        return "".join(
            letter if model.has_access(operation) else "·"
            for letter, operation in MATRIX_OPERATIONS.items()
        )

    # === SCREENS === #

    def test_views_load_for_every_role_that_may_read(self):
        for view in self._records_of("ir.ui.view"):
            root = view
            while root.mode == "extension" and root.inherit_id:
                root = root.inherit_id
            if root.model in self.env:
                self._check_view_loads(root)

    def _check_view_loads(self, view):
        for user in self.role_users:
            model = self.env[view.model].with_user(user)
            if not user.share and model.has_access("read"):
                with self.subTest(view=view.xml_id, user=user.login):
                    loaded = model.get_view(view.id, view.type)
                    self.assertEqual(loaded["model"], view.model)

    def test_menus_open_for_everybody_who_sees_them(self):
        roles = [user for user in self.role_users if not user.share]
        users = [self.plain_user, self.system_user, *roles]
        menus = self._records_of("ir.ui.menu").filtered("action")
        for menu in menus:
            seen_by = [user for user in users if self._has_menu_groups(user, menu)]
            self.assertTrue(seen_by, menu.complete_name)
            for user in seen_by:
                with self.subTest(menu=menu.complete_name, user=user.login):
                    self._check_action_opens(menu.action, user)

    def _has_menu_groups(self, user, menu):
        while menu:
            if menu.group_ids and not menu.group_ids & user.all_group_ids:
                return False
            menu = menu.parent_id
        return True

    def _check_action_opens(self, action, user):
        if action._name != "ir.actions.act_window":
            return
        model = self.env[action.res_model].with_user(user)
        self.assertTrue(model.has_access("read"))
        self.assertTrue(model.get_views(action.views)["views"])

    def test_actions_refuse_outsiders(self):
        for model in self.documents:
            for name in self._public_actions(model):
                for user in (self.plain_user, self.portal_user):
                    with self.subTest(action=f"{model._name}.{name}", user=user.login):
                        self._check_action_refuses(model, name, user)

    def _check_action_refuses(self, model, name, user):
        method = getattr(self._sample(model.with_user(user).sudo()).sudo(False), name)
        parameters = inspect.signature(method).parameters.values()
        required = [p for p in parameters if p.default is p.empty and p.kind < 2]
        self.env.invalidate_all()  # a cached value would be read without a check
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            self.assertRaises(AccessError),
            self.env.cr.savepoint(),
        ):
            method(*[None] * len(required))

    # === APPEND-ONLY TABLES === #

    def test_append_only_models_have_plain_columns(self):
        for model in self._append_only_models():
            for field in model._fields.values():
                with self.subTest(field=str(field)):
                    self.assertFalse(
                        field.store and (field.compute or field.related),
                        "a stored computed field is an UPDATE",
                    )

    def test_append_only_models_have_no_foreign_key_that_a_merge_updates(self):
        for model in self._append_only_models():
            with self.subTest(model=model._name):
                rows = self.env.execute_query(
                    SQL(
                        "SELECT confrelid::regclass::text FROM pg_constraint "
                        "WHERE contype = 'f' AND conrelid = %s::regclass",
                        model._table,
                    )
                )
                self.assertFalse(FORBIDDEN_KEYS & {table for (table,) in rows})

    def test_append_only_tables_have_their_triggers(self):
        for model in self._append_only_models():
            with self.subTest(model=model._name):
                rows = self.env.execute_query(
                    SQL(
                        "SELECT tgname FROM pg_trigger "
                        "WHERE tgrelid = %s::regclass AND NOT tgisinternal",
                        model._table,
                    )
                )
                self.assertEqual({name for (name,) in rows}, TRIGGERS)

    def test_append_only_records_have_no_xml_id(self):
        for model in self._append_only_models():
            with self.subTest(model=model._name):
                self.assertFalse(
                    self.env["ir.model.data"].search_count(
                        [("model", "=", model._name)], limit=1
                    )
                )

    # === TRANSLATION === #

    def _terms(self):
        """Return the English terms of the module as Odoo exports them."""
        reader = TranslationModuleReader(self.env.cr, modules=[self.module])
        return {source for _module, _type, _name, _id, source, *_rest in reader}

    def _translation_file(self, name):
        return polib.pofile(str(Path(get_module_path(self.module), "i18n", name)))

    def test_sys_02_template_has_the_terms_of_the_source(self):
        template = self._translation_file(f"{self.module}.pot")
        self.assertEqual({entry.msgid for entry in template}, self._terms())

    def test_sys_02_chinese_is_complete(self):
        chinese = self._translation_file("zh_CN.po")
        translated = {entry.msgid for entry in chinese.translated_entries()}
        self.assertEqual(self._terms() - translated, set())
        self.assertEqual(chinese.fuzzy_entries(), [])
        self.assertEqual(chinese.untranslated_entries(), [])
