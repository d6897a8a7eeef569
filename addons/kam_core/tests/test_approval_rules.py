from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_case import KamApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalRules(KamApprovalCase):
    """One test or more per rule of approvals, P1 to P13."""

    # === P1: NO FLOW, NO STEP === #

    def test_rule_p1_without_a_flow_submitting_is_refused(self):
        self.flow.active = False
        document = self.document()
        with self.assertRaisesRegex(
            UserError,
            "No approval flow is configured for “Paper” in Jewellery East that fits",
        ):
            document.action_kam_submit()
        self.assertEqual(document.approval_state, "none")
        self.assertFalse(self.request(document))

    def test_rule_p1_a_flow_of_another_topic_or_company_does_not_fit(self):
        other = self.env["res.company"].create({"name": "West"})
        for values in ({"topic": "budget"}, {"company_id": other.id}):
            with self.subTest(values=values):
                self.steps({"approver_kind": "superior"}, **values)
                with self.assertRaisesRegex(UserError, "No approval flow"):
                    self.document().action_kam_submit()

    def test_rule_p1_condition_and_amount_choose_the_flow(self):
        self.steps({"approver_kind": "superior"}, condition="[('name', '=', 'A')]")
        high = self.create_flow([self.user_step("general_manager")], amount_from=1000)
        self.assertDecidedBy(self.submitted(name="A"), self.team_leader)
        self.assertDecidedBy(
            self.submitted(name="A", amount=1000), self.general_manager
        )
        high.amount_from = 1000.01
        with self.assertRaisesRegex(UserError, "No approval flow"):
            self.submitted(name="B", amount=1000)

    def test_rule_p1_no_step_that_fits_is_refused(self):
        self.steps({"approver_kind": "superior", "amount_from": 100})
        with self.assertRaisesRegex(UserError, "No approval flow"):
            self.submitted(amount=99.99)
        self.assertDecidedBy(self.submitted(amount=100), self.team_leader)

    def test_rule_p1_only_the_steps_that_fit_have_to_be_passed(self):
        self.steps(
            self.user_step("manager"),
            {**self.user_step("sales_director"), "amount_from": 500},
        )
        small, large = self.submitted(amount=499.99), self.submitted(amount=500)
        self.approve(small, self.manager)
        self.approve(large, self.manager)
        self.assertEqual(small.approval_state, "approved")
        self.assertDecidedBy(large, self.sales_director)

    def test_rule_p1_a_condition_that_does_not_fit_the_document_is_refused(self):
        for condition in ("[('nothing', '=', 1)]", "user.id", "[("):
            with self.subTest(condition=condition), self.assertRaises(ValidationError):
                self.flow.condition = condition

    def test_rule_p1_a_condition_that_broke_later_refuses(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_approval_flow SET condition = %s WHERE id = %s",
            ["[('gone', '=', 1)]", self.flow.id],
        )
        self.flow.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "can't be evaluated any more"):
            self.submitted()

    # === P2, P6: NEVER ONESELF === #

    def test_rule_p2_the_requester_never_decides_the_superior_does(self):
        self.steps(self.user_step("manager"))
        document = self.submitted(self.manager)
        self.assertDecidedBy(document, self.general_manager)
        with self.assertRaises(AccessError):
            self.approve(document, self.manager)

    def test_rule_p2_nor_does_the_person_the_document_is_for(self):
        self.steps(self.user_step("team_leader"))
        document = self.submitted(user_id=self.team_leader.id)
        self.assertDecidedBy(document, self.manager)

    def test_rule_p2_superiors_who_are_concerned_are_passed_over(self):
        self.steps(self.user_step("team_leader"))
        document = self.submitted(self.manager, user_id=self.team_leader.id)
        self.assertDecidedBy(document, self.general_manager)

    def test_rule_p2_at_the_top_the_deputy_decides(self):
        document = self.submitted(self.general_manager)
        self.assertDecidedBy(document, self.finance)
        self.steps(self.user_step("general_manager"))
        document = self.submitted(self.general_manager)
        self.assertDecidedBy(document, self.finance)

    def test_rule_p2_a_concerned_deputy_leaves_it_to_the_administrator(self):
        self.steps(self.user_step("general_manager"))
        document = self.submitted(self.general_manager, user_id=self.finance.id)
        self.assertDecidedBy(document, self.administrator)

    def test_rule_p2_of_a_role_the_others_decide(self):
        second = self.create_user("manager", login="second_manager")
        group = self.env.ref("kam_core.kam_core_group_manager")
        group.user_ids = self.manager | second
        self.steps({"approver_kind": "role", "group_id": group.id})
        self.assertDecidedBy(self.submitted(), self.manager, second)
        self.assertDecidedBy(self.submitted(self.manager), second)

    def test_rule_p6_a_managers_application_goes_to_the_general_manager(self):
        self.assertDecidedBy(self.submitted(), self.team_leader)
        self.assertDecidedBy(self.submitted(self.manager), self.general_manager)

    # === P3: NOBODY THERE === #

    def test_rule_p3_without_approver_the_administrator_decides(self):
        self.reps["consultant"].term_ids.manager_id = False
        document = self.submitted()
        self.assertDecidedBy(document, self.administrator)
        self.assertEqual(
            document.sudo().activity_ids.mapped("user_id"), self.administrator
        )
        self.assertEqual(document.approval_state, "open")

    def test_rule_p3_archived_or_external_approver(self):
        self.steps(self.user_step("manager"))
        self.manager.active = False
        self.assertDecidedBy(self.submitted(), self.administrator)

    def test_rule_p3_who_is_archived_while_it_waits_is_replaced(self):
        self.steps(self.user_step("manager"))
        document = self.submitted()
        self.manager.active = False
        self.assertDecidedBy(document, self.administrator)
        self.assertEqual(
            document.sudo().activity_ids.mapped("user_id"), self.administrator
        )

    def test_rule_p3_archived_before_a_later_step(self):
        self.steps(self.user_step("manager"), self.user_step("sales_director"))
        document = self.submitted()
        self.sales_director.active = False
        self.approve(document, self.manager)
        self.assertDecidedBy(document, self.administrator)

    def test_rule_p3_without_administrator_submitting_is_refused(self):
        self.company.kam_approval_admin_ids = False
        self.reps["consultant"].term_ids.manager_id = False
        with self.assertRaisesRegex(UserError, "Nobody may decide the step “Step 1”"):
            self.submitted()

    def test_rule_p3_an_administrator_named_later_gets_what_waits(self):
        self.steps(self.user_step("manager"))
        document = self.submitted()
        self.company.kam_approval_admin_ids = False
        self.manager.active = False
        self.assertDecidedBy(document)
        self.assertEqual(document.approval_state, "open")
        self.company.kam_approval_admin_ids = self.administrator
        self.assertDecidedBy(document, self.administrator)

    # === P5: THE SAME PERSON TWICE === #

    def test_rule_p5_one_decision_counts_for_consecutive_steps(self):
        self.steps(self.user_step("manager"), self.user_step("manager"))
        document = self.submitted()
        self.approve(document, self.manager)
        self.assertRecordValues(
            self.tasks(document),
            [
                {
                    "state": "approved",
                    "decided_by_id": self.manager.id,
                    "repeated": False,
                },
                {
                    "state": "approved",
                    "decided_by_id": self.manager.id,
                    "repeated": True,
                },
            ],
        )
        self.assertRecordValues(
            self.request(document).decision_ids.sorted("id"),
            [
                {"outcome": "submitted", "repeated": False},
                {"outcome": "approved", "repeated": False},
                {"outcome": "approved", "repeated": True},
            ],
        )
        self.assertEqual(document.approval_state, "approved")

    def test_rule_p5_not_across_another_person(self):
        self.steps(
            self.user_step("manager"),
            self.user_step("finance"),
            self.user_step("manager"),
        )
        document = self.submitted()
        self.approve(document, self.manager, self.finance)
        self.assertDecidedBy(document, self.manager)

    def test_rule_p5_distinct_persons_where_signatures_must_differ(self):
        self.steps(
            self.user_step("manager"), self.user_step("manager"), distinct_persons=True
        )
        document = self.submitted()
        self.approve(document, self.manager)
        self.assertDecidedBy(document, self.general_manager)
        with self.assertRaises(AccessError):
            self.tasks(document)[1].with_user(self.manager).action_approve()

    # === P7: EDITING === #

    def test_rule_p7_a_waiting_document_is_locked(self):
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "Withdraw it before changing it"):
            document.name = "Other"
        with self.assertRaisesRegex(UserError, "Withdraw it before changing it"):
            document.sudo().write({"amount": 5})

    def test_rule_p7_withdraw_change_and_a_new_round(self):
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "Only"):
            document.with_user(self.team_leader).action_kam_withdraw()
        document.action_kam_withdraw()
        self.assertEqual(document.hooks, "withdrawn 1")
        document.name = "Other"
        document.action_kam_submit()
        self.assertRecordValues(
            document.approval_request_ids.sorted("round"),
            [
                {"round": 1, "state": "withdrawn", "name": "Paper 1"},
                {"round": 2, "state": "open", "name": "Other"},
            ],
        )
        self.assertEqual(self.request(document).snapshot, [["Name", "Other"]])

    def test_rule_p7_a_refused_round_stays(self):
        document = self.submitted()
        self.refuse(document, self.team_leader, "Too vague")
        self.assertEqual(document.approval_state, "refused")
        self.assertEqual(document.hooks, "refused 1")
        document.action_kam_submit()
        self.assertRecordValues(
            document.approval_request_ids.sorted("round"),
            [{"round": 1, "state": "refused"}, {"round": 2, "state": "open"}],
        )
        self.assertIn("Too vague", document.approval_banner)

    # === P8: AMOUNT === #

    def test_rule_p8_more_than_the_tolerance_needs_a_new_approval(self):
        self.flow.amount_tolerance = 10
        document = self.submitted(amount=1000)
        self.assertFalse(document._kam_approval_covers(1000))
        self.approve(document, self.team_leader)
        for amount, covered in (
            (1, True),
            (1000, True),
            (1100, True),
            (1100.01, False),
        ):
            with self.subTest(amount=amount):
                self.assertEqual(document._kam_approval_covers(amount), covered)
        with self.assertRaisesRegex(UserError, "is approved already"):
            document.action_kam_submit()
        document.amount = 1100.01
        document.action_kam_submit()
        self.assertFalse(document._kam_approval_covers())
        self.approve(document, self.team_leader)
        self.assertTrue(document._kam_approval_covers())

    # === P9: BACKDATED === #

    def test_rule_p9_approved_after_the_planned_date_is_marked(self):
        for planned_on, backdated in (("2026-11-22", False), ("2026-11-21", True)):
            with self.subTest(planned_on=planned_on):
                document = self.submitted(planned_on=planned_on)
                self.approve(document, self.team_leader)
                self.assertEqual(self.request(document).backdated, backdated)

    # === P10: TWO CLICKS === #

    def test_rule_p10_the_second_click_hears_who_decided(self):
        group = self.env.ref("kam_core.kam_core_group_finance")
        second = self.create_user("finance", login="second_finance")
        group.user_ids = self.finance | second
        self.steps({"approver_kind": "role", "group_id": group.id})
        document = self.submitted()
        self.approve(document, self.finance)
        with self.assertRaisesRegex(UserError, "was already decided by kam_finance"):
            self.approve(document, second)
        self.assertEqual(self.tasks(document).decided_by_id, self.finance)

    def test_rule_p10_a_stale_cache_does_not_decide_again(self):
        self.steps(self.user_step("finance"))
        document = self.submitted()
        task = self.tasks(document)
        self.assertEqual(task.state, "open")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_approval_task SET state = 'refused', decided_by_id = %s "
            "WHERE id = %s",
            [self.manager.id, task.id],
        )
        with self.assertRaisesRegex(UserError, "already decided by"):
            task.with_user(self.finance)._kam_decide("approved")
        self.assertEqual(task.decided_by_id, self.manager)
        self.assertEqual(document.approval_state, "open")

    @mute_logger("odoo.sql_db")
    def test_rule_p10_one_document_has_one_open_round(self):
        request = self.request(self.submitted())
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO kam_approval_request (name, res_model, res_id, topic, "
                "flow_name, round, company_id, requester_id, state, submitted_at) "
                "SELECT name, res_model, res_id, topic, flow_name, 9, company_id, "
                "requester_id, state, submitted_at FROM kam_approval_request "
                "WHERE id = %s",
                [request.id],
            )

    # === P11: SNAPSHOT === #

    def test_rule_p11_a_running_request_keeps_its_flow(self):
        self.steps(self.user_step("manager"), self.user_step("finance"))
        document = self.submitted()
        self.flow.step_ids[1].user_id = self.sales_director
        self.flow.step_ids[0].unlink()
        self.flow.write({"name": "Changed", "distinct_persons": True})
        self.assertDecidedBy(document, self.manager)
        self.approve(document, self.manager)
        self.assertDecidedBy(document, self.finance)
        self.flow.unlink()
        self.approve(document, self.finance)
        self.assertRecordValues(
            self.request(document),
            [{"state": "approved", "flow_name": "Paper", "distinct_persons": False}],
        )

    # === P12: READING === #

    def test_rule_p12_the_right_to_read_ends_with_the_decision(self):
        self.env["ir.rule"].create(
            {
                "name": "Own",
                "model_id": self.env["ir.model"]._get_id("kam.test.document"),
                "domain_force": "['|', ('create_uid', '=', user.id), "
                "('can_decide', '=', True)]",
            }
        )
        self.steps(self.user_step("finance"), self.user_step("manager"))
        document = self.submitted()
        self.assertTrue(document.with_user(self.finance).has_access("read"))
        self.assertFalse(document.with_user(self.manager).has_access("read"))
        self.approve(document, self.finance)
        self.assertFalse(document.with_user(self.finance).has_access("read"))
        self.assertTrue(document.with_user(self.manager).has_access("read"))
        self.assertNotIn(self.finance.partner_id, document.sudo().message_partner_ids)

    # === P13: CANCELLED, DELETED === #

    def test_rule_p13_cancelling_closes_what_is_open(self):
        for values in ({"state": "cancelled"}, {"active": False}):
            with self.subTest(values=values):
                document = self.submitted()
                document.write(values)
                self.assertEqual(document.approval_state, "none")
                self.assertEqual(self.request(document).state, "void")
                self.assertEqual(self.tasks(document).mapped("state"), ["void"])
                self.assertFalse(document.sudo().activity_ids)

    def test_rule_p13_deleting_closes_what_is_open(self):
        document = self.submitted()
        request = self.request(document)
        document.unlink()
        self.assertRecordValues(request, [{"state": "void", "name": "Paper 1"}])
        with self.assertRaisesRegex(UserError, "was deleted"):
            request.with_user(self.consultant).action_open_document()

    def test_rule_p13_approved_documents_are_not_deleted(self):
        document = self.submitted()
        self.approve(document, self.team_leader)
        for user in (self.consultant, self.env.user):
            with self.assertRaisesRegex(UserError, "is approved and can't be deleted"):
                document.with_user(user).with_context(_force_unlink=True).unlink()
