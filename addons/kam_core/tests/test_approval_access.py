from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..services_token import SERVICE_KEY, as_service
from .approval_case import KamApprovalCase
from .common import call_kw, run_server_action

CLAIM = {"approval_state": "approved"}


@tagged("post_install", "-at_install")
class TestApprovalAccess(KamApprovalCase):
    """Who sees and does what, and that nobody writes an approval by hand (D5)."""

    def assertOnlyByDecisions(self):
        return self.assertRaisesRegex(AccessError, "set by its decisions alone")

    # === THE STATE OF A DOCUMENT === #

    def test_state_cannot_be_claimed_at_create_or_write(self):
        documents = self.env["kam.test.document"]
        document = self.submitted()
        context = {SERVICE_KEY: True, "default_approval_state": "approved"}
        for user in (self.consultant, self.env.user):
            for env_documents in (
                documents.with_user(user),
                documents.with_user(user).sudo().with_context(**context),
                as_service(documents.with_user(user)),
            ):
                with self.assertOnlyByDecisions():
                    env_documents.create({"name": "Forged", **CLAIM})
                with self.assertOnlyByDecisions():
                    env_documents.browse(document.id).write(CLAIM)
                with self.assertOnlyByDecisions():
                    env_documents.browse(document.id).write({"approval_state": "none"})
        self.assertEqual(document.approval_state, "open")

    def test_state_of_a_new_document_ignores_defaults(self):
        documents = self.env["kam.test.document"].with_user(self.consultant)
        document = documents.with_context(default_approval_state="approved").create({})
        self.assertEqual(document.approval_state, "none")

    def test_state_is_not_copied(self):
        document = self.submitted()
        self.approve(document, self.team_leader)
        self.assertEqual(document.copy().approval_state, "none")
        with self.assertOnlyByDecisions():
            document.copy(CLAIM)

    def test_state_is_not_imported(self):
        documents = self.env["kam.test.document"].with_user(self.consultant)
        result = documents.load(["name", "approval_state"], [["Forged", "approved"]])
        self.assertFalse(result["ids"])
        self.assertIn("set by its decisions alone", result["messages"][0]["message"])

    def test_state_is_not_set_by_a_server_action(self):
        document = self.submitted()
        code = "model.search([]).write({'approval_state': 'approved'})"
        with self.assertOnlyByDecisions():
            run_server_action(self.env, "kam.test.document", code)
        self.assertEqual(document.approval_state, "open")

    # === RECORDS OF THE ENGINE === #

    def test_nobody_writes_requests_tasks_and_decisions(self):
        request = self.request(self.submitted())
        for records, values in (
            (request, {"state": "approved"}),
            (request.task_ids, {"state": "approved"}),
            (request.decision_ids, {"outcome": "approved"}),
        ):
            for user in (self.consultant, self.manager, self.env.user):
                mine = records.with_user(user).with_context(**{SERVICE_KEY: True})
                for forge in (
                    lambda mine=mine, values=values: mine.write(values),
                    lambda mine=mine: mine.unlink(),
                    lambda mine=mine: mine.copy(),
                    lambda mine=mine, values=values: mine.create(values),
                ):
                    with self.assertRaises(AccessError):
                        forge()
        with self.assertRaises(AccessError):
            as_service(request.decision_ids.sudo()).write({"outcome": "approved"})

    def test_who_sees_a_request(self):
        self.steps(self.user_step("finance"), self.user_step("hr"))
        document = self.submitted(user_id=self.back_office.id)
        request = self.request(document)
        for user, sees in (
            (self.consultant, True),  # submitted it
            (self.back_office, True),  # it is for
            (self.finance, True),  # decides now
            (self.hr, False),  # decides later
            (self.team_leader, False),
            (self.plain, False),
            (self.manager, True),
        ):
            with self.subTest(user=user.login):
                for records in (request, request.task_ids, request.decision_ids):
                    found = records.with_user(user).search([("id", "in", records.ids)])
                    self.assertEqual(bool(found), sees)
                    self.assertEqual(records.with_user(user).has_access("read"), sees)
        self.approve(document, self.finance)
        self.env.invalidate_all()
        for user in (self.finance, self.hr):
            self.assertTrue(request.with_user(user).has_access("read"))

    def test_another_company_sees_nothing(self):
        request = self.request(self.submitted())
        west = self.env["res.company"].create({"name": "West"})
        manager = new_test_user(
            self.env,
            "west_manager",
            "kam_core.kam_core_group_general_manager",
            company_id=west.id,
        )
        for record in (request, self.flow):
            seen = record.with_user(manager).with_context(allowed_company_ids=west.ids)
            self.assertFalse(seen.has_access("read"))

    def test_only_managers_keep_flows(self):
        self.flow.with_user(self.manager).name = "Renamed"
        for user in (self.team_leader, self.finance, self.plain):
            self.assertFalse(self.flow.with_user(user).has_access("read"))

    # === ACTIONS === #

    def test_plain_and_portal_users_are_refused(self):
        document = self.submitted()
        portal = new_test_user(self.env, "approval_portal", "base.group_portal")
        for user in (self.plain, portal):
            for name in ("submit", "approve", "refuse", "withdraw"):
                with self.subTest(user=user.login, name=name):
                    if (user, name) == (self.plain, "submit"):
                        continue  # may write this test document
                    mine = document.with_user(user)
                    with self.assertRaises(AccessError):
                        getattr(mine, f"action_kam_{name}")()
            for name in ("approve", "refuse"):
                task = self.tasks(document).with_user(user)
                with self.assertRaises(AccessError):
                    getattr(task, f"action_{name}")()

    def test_buttons_are_shown_to_whom_they_concern(self):
        document = self.document()
        buttons = ("can_submit", "can_withdraw", "can_decide")

        def shown(user):
            mine = document.with_user(user)
            return [mine[name] for name in buttons]

        self.assertEqual(shown(self.consultant), [True, False, False])
        document.action_kam_submit()
        self.assertEqual(shown(self.consultant), [False, True, False])
        self.assertEqual(shown(self.team_leader), [False, False, True])
        self.assertEqual(shown(self.finance), [False, False, False])
        self.approve(document, self.team_leader)
        self.assertEqual(shown(self.consultant), [False, False, False])
        self.assertEqual(shown(self.team_leader), [False, False, False])


@tagged("post_install", "-at_install")
class TestApprovalRpc(HttpCase, KamApprovalCase):
    @mute_logger("odoo.http")
    def test_administrator_is_refused_by_rpc_with_any_context(self):
        document = self.submitted()
        request = self.request(document)
        admin = self.env.ref("base.user_admin")
        admin.company_ids += self.company
        self.authenticate("admin", "admin")
        context = {
            SERVICE_KEY: True,
            "default_approval_state": "approved",
            "allowed_company_ids": self.company.ids,
        }
        name = "kam.test.document"
        for model, method, args in (
            (name, "create", [{"name": "Forged", **CLAIM}]),
            (name, "write", [document.ids, CLAIM]),
            (name, "web_save", [document.ids, CLAIM, {"name": {}}]),
            (name, "copy", [document.ids, CLAIM]),
            (name, "action_kam_approve", [document.ids]),
            ("kam.approval.request", "write", [request.ids, {"state": "approved"}]),
            (
                "kam.approval.task",
                "write",
                [request.task_ids.ids, {"state": "approved"}],
            ),
            ("kam.approval.task", "action_approve", [request.task_ids.ids]),
            ("kam.approval.decision", "create", [{"outcome": "approved"}]),
            (name, "_kam_set_approval_state", [document.ids, "approved"]),
            ("kam.approval.request", "_kam_close", [request.ids, "approved"]),
        ):
            with self.subTest(model=model, method=method):
                with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                    call_kw(self, model, method, args, {"context": context})
        self.assertEqual(document.approval_state, "open")
        self.assertEqual(self.env[name].search_count([("name", "=", "Forged")]), 0)
