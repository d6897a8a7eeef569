from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..services_token import as_service
from .approval_case import KamApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalStale(KamApprovalCase):
    """What was changed since an approver looked at it (P3, P7)."""

    def test_rule_p7_nobody_decides_what_is_not_on_the_screen_any_more(self):
        document = self.submitted()
        shown = document.with_user(self.team_leader).with_context(
            kam_round=document.approval_round
        )
        document.action_kam_withdraw()
        document.name = "Other"
        document.action_kam_submit()
        for attempt in (shown.action_kam_approve, shown.action_kam_refuse):
            with self.assertRaisesRegex(UserError, "submitted again, since you opened"):
                attempt()
        self.assertEqual(document.approval_state, "open")
        document.invalidate_recordset()
        shown.with_context(kam_round=shown.approval_round).action_kam_approve()
        self.assertEqual(document.approval_state, "approved")

    def test_rule_p7_every_form_passes_on_the_round_it_shows(self):
        for model in self.env["kam.approval.mixin"]._kam_approval_models():
            if not model._name.startswith("kam.test"):
                view = self.env["ir.ui.view"].search(
                    [("model", "=", model._name), ("arch_db", "like", "kam_approve")]
                )
                with self.subTest(model=model._name):
                    self.assertTrue(view)
                    arch = etree.fromstring(view.arch)
                    for name in ("action_kam_approve", "action_kam_refuse"):
                        [button] = arch.findall(f".//button[@name='{name}']")
                        self.assertIn("approval_round", button.get("context"))

    def test_rule_p3_who_may_not_work_in_the_company_any_more(self):
        document = self.submitted()
        task = self.tasks(document)
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.team_leader.write(
            {"company_ids": [Command.set(west.ids)], "company_id": west.id}
        )
        self.assertDecidedBy(document, self.administrator)
        self.assertEqual(document.activity_ids.user_id, self.administrator)
        as_service(task).approver_ids = self.team_leader | self.administrator
        with self.assertRaises(AccessError):
            task.with_user(self.team_leader).action_approve()
        self.approve(document, self.administrator)
