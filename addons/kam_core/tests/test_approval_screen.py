from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.kam_approval_flow import KamApprovalFlow
from .approval_case import KamApprovalCase

DEFAULT = {
    "key": "paper",
    "name": "Paper",
    "res_model": "kam.test.document",
    "topic": "paper",
    "steps": [{"name": "Manager", "approver_kind": "superior", "days": 2}],
}


@tagged("post_install", "-at_install")
class TestApprovalScreen(KamApprovalCase):
    """Inbox, banner, activities and the flows every company starts with."""

    # === INBOX === #

    def inbox(self, user):
        tasks = self.env["kam.approval.task"].with_user(user)
        return tasks.search([("can_decide", "=", True)])

    def test_d11_approve_all_says_what_was_done_and_what_was_skipped(self):
        self.steps(self.user_step("finance"))
        papers = [self.submitted(name=name) for name in ("A", "B", "C")]
        tasks = self.inbox(self.finance)
        self.assertEqual(set(tasks.mapped("res_id")), {paper.id for paper in papers})
        self.approve(papers[1], self.finance)
        action = tasks.action_approve()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(
            action["params"]["message"].split("\n"),
            [
                "Approved: 2",
                "Skipped: 1",
                "B: Step 1: “B: Step 1” was already decided by kam_finance "
                "(kam_core.kam_core_group_finance).",
            ],
        )
        self.assertEqual({paper.approval_state for paper in papers}, {"approved"})
        self.assertFalse(self.inbox(self.finance))

    def test_d11_a_hook_that_fails_takes_back_its_own_step_only(self):
        self.steps(self.user_step("finance"))
        good, bad = self.submitted(name="Good"), self.submitted(name="Bad")

        refusal = "Not like this"

        def fail(document, request):
            if document.name == "Bad":
                raise UserError(refusal)

        self.patch(self.registry["kam.test.document"], "_kam_on_approved", fail)
        message = self.inbox(self.finance).action_approve()["params"]["message"]
        self.assertIn("Bad: Step 1: Not like this", message)
        self.assertEqual(
            (good.approval_state, bad.approval_state), ("approved", "open")
        )
        self.assertEqual(self.inbox(self.finance).res_id, bad.id)

    def test_refusing_selected_steps_needs_a_reason(self):
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.refuse(document, self.team_leader, "  ")
        action = self.refuse(document, self.team_leader, "Too late")
        self.assertEqual(action["params"]["message"], "Refused: 1")
        self.assertRecordValues(
            self.tasks(document), [{"state": "refused", "reason": "Too late"}]
        )

    def test_steps_after_a_refusal_are_void(self):
        self.steps(self.user_step("manager"), self.user_step("finance"))
        document = self.submitted()
        self.refuse(document, self.manager)
        self.assertEqual(self.tasks(document).mapped("state"), ["refused", "void"])
        self.assertFalse(document.sudo().activity_ids)

    def test_steps_are_decided_in_their_order(self):
        self.steps(self.user_step("manager"), self.user_step("finance"))
        document = self.submitted()
        with self.assertRaises(AccessError):
            self.tasks(document)[1].with_user(self.finance).action_approve()
        self.approve(document, self.manager, self.finance)
        self.assertEqual(document.hooks, "approved 1")

    # === APPROVERS === #

    def test_kinds_of_approvers(self):
        department = self.env["hr.department"].create(
            {
                "name": "Key Accounts",
                "company_id": self.company.id,
                "manager_id": self.env["hr.employee"]
                .create(
                    {
                        "name": "Head",
                        "user_id": self.sales_director.id,
                        "company_id": self.company.id,
                    }
                )
                .id,
            }
        )
        self.reps["consultant"].term_ids.department_id = department
        owner = (
            self.create_rep(self.team_leader, date_from="2020-01-01")
            if ("team_leader" not in self.reps)
            else self.reps["team_leader"]
        )
        account = self.create_account("Customer", owner)
        role = self.env.ref("kam_core.kam_core_group_company_office")
        for step, expected in (
            ({"approver_kind": "superior"}, self.team_leader),
            ({"approver_kind": "nth_superior", "level": 2}, self.manager),
            ({"approver_kind": "nth_superior", "level": 9}, self.general_manager),
            ({"approver_kind": "department"}, self.sales_director),
            ({"approver_kind": "role", "group_id": role.id}, self.company_office),
            (self.user_step("finance"), self.finance),
            ({"approver_kind": "owner"}, self.team_leader),
        ):
            with self.subTest(step=step):
                self.steps(step)
                document = self.document()
                document.sudo().account_id = account
                document.action_kam_submit()
                self.assertDecidedBy(document, expected)
                self.assertEqual(self.request(document).account_key, account.id)

    # === BANNER, ACTIVITIES === #

    def test_banner_says_who_since_when_and_until_when(self):
        self.flow.step_ids.days = 2
        document = self.submitted()
        self.assertIn(
            "Step 1: waiting for kam_team_leader (kam_core.kam_core_group_team_leader) "
            "since",
            document.approval_banner,
        )
        # 22 November 2026 is a Sunday
        self.assertEqual(self.tasks(document).due_on, date(2026, 11, 24))
        self.assertIn("Due 11/24/2026.", document.approval_banner)

    def test_sys_03_due_dates_move_with_the_calendar(self):
        self.flow.step_ids.days = 2
        document = self.submitted()
        self.env["kam.workday"].create(
            {"day": "2026-11-23", "worked": False, "company_id": self.company.id}
        )
        task = self.tasks(document)
        self.assertEqual(task.due_on, date(2026, 11, 25))
        self.assertEqual(task.activity_ids.date_deadline, date(2026, 11, 25))

    def test_activity_of_each_open_step(self):
        self.steps({**self.user_step("manager"), "days": 2}, self.user_step("finance"))
        document = self.submitted()
        activity = document.sudo().activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.manager.id,
                    "date_deadline": date(2026, 11, 24),
                    "summary": "Approval: Step 1",
                }
            ],
        )
        self.approve(document, self.manager)
        self.assertFalse(activity.active)
        self.assertEqual(document.sudo().activity_ids.user_id, self.finance)
        document.action_kam_withdraw()
        self.assertFalse(document.sudo().activity_ids)

    def test_chatter_tells_every_step(self):
        document = self.submitted()
        self.refuse(document, self.team_leader, "Too vague")
        bodies = " ".join(document.sudo().message_ids.mapped("body"))
        self.assertIn("Submitted", bodies)
        self.assertIn("Refused · Step 1: Too vague", bodies)

    def test_who_submitted_is_told_how_it_ended(self):
        self.steps(self.user_step("manager"), self.user_step("finance"))
        document = self.submitted(user_id=self.back_office.id)
        for user in (self.manager, self.finance):
            self.assertFalse(document.sudo().message_ids.notified_partner_ids)
            self.approve(document, user)
        self.assertEqual(
            document.sudo().message_ids.notified_partner_ids,
            (self.consultant | self.back_office).partner_id,
        )

    def test_request_shows_what_was_submitted_and_escapes_it(self):
        document = self.submitted(name="<b>A&B</b>")
        table = self.request(document).with_user(self.team_leader).snapshot_table
        self.assertIn("&lt;b&gt;A&amp;B&lt;/b&gt;", table)

    # === DEFAULT FLOWS === #

    def test_every_new_company_gets_the_default_flows_once(self):
        flows = self.env["kam.approval.flow"]
        standard = flows._kam_default_flows()

        def defaults(_self):
            return [*standard, DEFAULT]

        self.patch(KamApprovalFlow, "_kam_default_flows", defaults)
        company = self.env["res.company"].create({"name": "West"})
        mine = [
            ("company_id", "=", company.id),
            ("res_model", "=", "kam.test.document"),
        ]
        flow = flows.search(mine)
        self.assertRecordValues(
            flow,
            [
                {
                    "name": "Paper",
                    "topic": "paper",
                    "document_kind": "kam.test.document:paper",
                }
            ],
        )
        self.assertRecordValues(
            flow.step_ids, [{"name": "Manager", "approver_kind": "superior", "days": 2}]
        )
        flow.unlink()
        flows._kam_make_default_flows()
        self.assertFalse(flows.search(mine))
        self.assertTrue(
            flows.search([("company_id", "=", self.company.id), ("name", "=", "Paper")])
        )

    def test_a_new_company_has_an_approval_administrator(self):
        company = self.env["res.company"].create({"name": "West"})
        self.assertEqual(
            company.kam_approval_admin_ids, self.env.ref("base.user_admin")
        )
