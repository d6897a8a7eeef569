from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..services_token import SERVICE_KEY, as_service, is_service
from .common import add_test_models, call_kw, run_server_action
from .models import KamTestProtected

MODEL = "kam.test.protected"


@tagged("post_install", "-at_install")
class TestProtectedMixin(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, KamTestProtected)
        cls.clerk = new_test_user(cls.env, "protected_clerk")
        cls.documents = cls.env[MODEL]
        cls.document = as_service(cls.documents).create({"name": "first"})

    def assertRefused(self, verb):
        return self.assertRaisesRegex(
            AccessError,
            f"“Test Document” is kept by the system: nobody may {verb} its records "
            r"directly\. Use the test\.",
        )

    def test_service_creates_changes_and_deletes(self):
        second = as_service(self.documents).create({"name": "second"})
        as_service(second).write({"name": "changed"})
        self.assertRecordValues(second, [{"name": "changed"}])
        as_service(second).unlink()
        self.assertEqual(self.documents.search([]), self.document)

    def test_clerk_and_superuser_are_refused(self):
        for documents in (self.documents, self.documents.with_user(self.clerk)):
            with self.subTest(user=documents.env.user.login):
                document = documents.browse(self.document.id)
                with self.assertRefused("create"):
                    documents.create({"name": "forged"})
                with self.assertRefused("change"):
                    document.write({"name": "forged"})
                with self.assertRefused("change"):
                    document.name = "forged"
                with self.assertRefused("delete"):
                    document.unlink()
        self.assertRecordValues(self.documents.search([]), [{"name": "first"}])

    def test_clerk_may_read(self):
        document = self.document.with_user(self.clerk)
        self.assertEqual(document.read(["name"])[0]["name"], "first")

    def test_copy_and_import_are_refused_even_to_a_service(self):
        with self.assertRefused("duplicate"):
            as_service(self.document).copy()
        with self.assertRefused("import"):
            as_service(self.documents).load(["name"], [["imported"]])

    def test_a_look_alike_is_no_permit(self):
        for forged in (True, 1, "kam_service", object(), self.documents):
            with self.assertRefused("create"):
                self.documents.with_context(**{SERVICE_KEY: forged}).create({})

    def test_uninstall_flag_opens_nothing(self):
        with self.assertRefused("delete"):
            self.document.with_context(_force_unlink=True).unlink()

    def test_permit_ends_with_the_call(self):
        created = as_service(self.documents).create({"name": "second"})
        self.assertFalse(is_service(created))
        with self.assertRefused("change"):
            created.name = "forged"

    def test_permit_does_not_reach_what_the_call_sets_off(self):
        seen = []

        def spy(records, *args):
            seen.append(is_service(records))

        for method, args in (("write", [{"name": "changed"}]), ("unlink", [])):
            with patch.object(self.registry["base"], method, spy):
                getattr(as_service(self.document), method)(*args)
        self.assertEqual(seen, [False, False])

    def test_server_action_is_refused(self):
        for code in (
            "env[model._name].create({'name': 'forged'})",
            "env[model._name].sudo().search([]).write({'name': 'forged'})",
            "model.with_context(kam_service=True).search([]).unlink()",
        ):
            with self.subTest(code=code), self.assertRaises(AccessError):
                run_server_action(self.env, MODEL, code)
        self.assertRecordValues(self.documents.search([]), [{"name": "first"}])

    def test_server_action_gets_no_permit_from_the_service_that_set_it_off(self):
        permit = as_service(self.documents).env.context[SERVICE_KEY]
        code = "model.create({'name': 'forged'})"
        with self.assertRefused("create"):
            run_server_action(self.env, MODEL, code, **{SERVICE_KEY: permit})

    @mute_logger("odoo.tools.safe_eval")
    def test_server_action_cannot_reach_the_permit(self):
        for code in (
            "from odoo.addons.kam_core.services_token import as_service",
            "model.create.__globals__",
            "as_service(model)",
        ):
            with self.subTest(code=code), self.assertRaises(Exception) as caught:
                run_server_action(self.env, MODEL, code)
            self.assertNotIsInstance(caught.exception, AssertionError)


@tagged("post_install", "-at_install")
class TestProtectedMixinRpc(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, KamTestProtected)
        cls.document = as_service(cls.env[MODEL]).create({"name": "first"})

    @mute_logger("odoo.http")
    def test_administrator_is_refused_by_rpc_with_any_context(self):
        self.authenticate("admin", "admin")
        ids = self.document.ids
        calls = {
            "create": [{"name": "forged"}],
            "web_save": [ids, {"name": "forged"}, {"name": {}}],
            "write": [ids, {"name": "forged"}],
            "unlink": [ids],
            "copy": [ids],
            "load": [["name"], [["forged"]]],
            "name_create": ["forged"],
        }
        context = {SERVICE_KEY: True, "_force_unlink": True, "install_mode": True}
        for method, args in calls.items():
            with self.subTest(method=method):
                with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                    call_kw(self, MODEL, method, args, {"context": context})
        self.assertRecordValues(self.env[MODEL].search([]), [{"name": "first"}])
