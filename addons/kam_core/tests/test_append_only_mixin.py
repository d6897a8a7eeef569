import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import SQL, mute_logger

from ..hooks import drop_append_only_trigger, uninstall_hook
from ..services_token import as_service
from .common import add_test_models, call_kw, run_server_action
from .models import KamTestEntry

MODEL = "kam.test.entry"
TABLE = "kam_test_entry"


@tagged("post_install", "-at_install")
class TestAppendOnlyMixin(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, KamTestEntry)
        cls.entries = cls.env[MODEL]
        cls.entry = as_service(cls.entries).create({"name": "first"})

    def assertTriggerRefuses(self, statement):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(
                psycopg2.errors.RestrictViolation, f"{TABLE} is append-only"
            ),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement)

    def stored_names(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT name FROM %s ORDER BY id", SQL.identifier(TABLE))
        )
        return [name for (name,) in rows]

    def test_card_06_service_adds_entries(self):
        as_service(self.entries).create([{"name": "second"}, {"name": "third"}])
        self.assertEqual(self.stored_names(), ["first", "second", "third"])

    def test_card_06_nobody_else_adds_entries(self):
        with self.assertRaises(AccessError):
            self.entries.create({"name": "forged"})

    def test_card_06_not_even_a_service_changes_or_deletes(self):
        for entry in (self.entry, as_service(self.entry)):
            with self.assertRaisesRegex(AccessError, "nobody may change its"):
                entry.write({"name": "forged"})
            with self.assertRaisesRegex(AccessError, "nobody may delete its"):
                entry.unlink()
        self.assertEqual(self.stored_names(), ["first"])

    def test_card_06_trigger_refuses_sql(self):
        table = SQL.identifier(TABLE)
        self.assertTriggerRefuses(SQL("UPDATE %s SET name = 'forged'", table))
        self.assertTriggerRefuses(SQL("DELETE FROM %s", table))
        self.assertTriggerRefuses(SQL("TRUNCATE %s", table))
        self.assertEqual(self.stored_names(), ["first"])

    def test_card_06_trigger_refuses_the_inner_writers_of_the_orm(self):
        for code in (
            "env[model._name].search([])._write({'name': 'forged'})",
            "records = env[model._name].search([])\n"
            "records._write_multi([{'name': 'forged'}])",
        ):
            with (
                self.subTest(code=code),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(ValueError, "UPDATE is refused"),
                self.env.cr.savepoint(),
            ):
                run_server_action(self.env, MODEL, code)
        self.assertEqual(self.stored_names(), ["first"])

    def test_upgrade_makes_the_triggers_once(self):
        self.entries.init()
        self.entries.init()
        self.assertEqual(
            self.triggers(),
            ["kam_core_append_only_row", "kam_core_append_only_truncate"],
        )

    def test_upgrade_with_a_new_column_needs_the_migration(self):
        class Extension(models.Model):
            _module = None
            _name = MODEL
            _inherit = [MODEL]

            note = fields.Char(default="none")

        model_class = self.registry[MODEL]
        self.addCleanup(self.registry._setup_models__, self.env.cr, [MODEL])
        self.addCleanup(
            setattr, model_class, "_base_classes__", model_class._base_classes__
        )
        add_to_registry(self.registry, Extension)
        self.registry._setup_models__(self.env.cr, [MODEL])
        with (
            mute_logger("odoo.sql_db", "odoo.schema"),
            self.assertRaises(psycopg2.errors.RestrictViolation),
            self.env.cr.savepoint(),
        ):
            self.upgrade()
        drop_append_only_trigger(self.env.cr, TABLE)
        self.upgrade()
        self.assertRecordValues(self.entries.search([]), [{"note": "none"}])
        self.assertTriggerRefuses(SQL("DELETE FROM %s", SQL.identifier(TABLE)))

    def test_uninstall_leaves_no_function(self):
        uninstall_hook(self.env)
        self.assertEqual(self.triggers(), [])
        self.assertFalse(
            self.env.execute_query(
                SQL("SELECT 1 FROM pg_proc WHERE proname = 'kam_core_append_only'")
            )
        )

    def triggers(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass "
                "AND NOT tgisinternal ORDER BY tgname",
                TABLE,
            )
        )
        return [name for (name,) in rows]

    def upgrade(self):
        self.registry.init_models(self.env.cr, [MODEL], {"models_to_check": True})


@tagged("post_install", "-at_install")
class TestAppendOnlyMixinRpc(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, KamTestEntry)
        cls.entry = as_service(cls.env[MODEL]).create({"name": "first"})

    @mute_logger("odoo.http")
    def test_card_06_administrator_is_refused_by_rpc_with_any_context(self):
        self.authenticate("admin", "admin")
        context = {"kam_service": True, "_force_unlink": True}
        for method, args in (
            ("create", [{"name": "forged"}]),
            ("write", [self.entry.ids, {"name": "forged"}]),
            ("unlink", [self.entry.ids]),
        ):
            with self.subTest(method=method):
                with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                    call_kw(self, MODEL, method, args, {"context": context})
        self.assertRecordValues(self.env[MODEL].search([]), [{"name": "first"}])
