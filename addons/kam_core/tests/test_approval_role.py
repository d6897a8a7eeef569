from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .approval_case import KamApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalRole(KamApprovalCase):
    """A step of a role is for who has it on the day of the decision (P3, P4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env["res.groups"].create({"name": "Auditor"})
        cls.role.user_ids = cls.manager | cls.finance

    def submitted_to_role(self, user=None):
        self.steps({"approver_kind": "role", "group_id": self.role.id})
        return self.submitted(user)

    def test_rule_p3_who_loses_the_role_while_it_waits_decides_no_more(self):
        document = self.submitted_to_role()
        self.assertDecidedBy(document, self.manager, self.finance)
        self.manager.group_ids -= self.role
        self.assertDecidedBy(document, self.finance)
        self.assertEqual(document.sudo().activity_ids.user_id, self.finance)
        with self.assertRaises(AccessError):
            self.approve(document, self.manager)
        self.approve(document, self.finance)
        self.assertEqual(document.approval_state, "approved")

    def test_rule_p3_the_decision_asks_for_the_role_itself(self):
        document = self.submitted_to_role()
        task = self.tasks(document)
        self.env.flush_all()
        self.env.cr.execute(  # behind the back of all that reroutes
            "DELETE FROM res_groups_users_rel WHERE gid = %s AND uid = %s",
            [self.role.id, self.manager.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache("groups")
        self.assertIn(self.manager, task.approver_ids)
        for user, may in ((self.manager, False), (self.finance, True)):
            with self.subTest(user=user.login):
                own = task.with_user(user)
                self.assertEqual(own.sudo(False).can_decide, may)
                found = own.search([("can_decide", "=", True), ("id", "=", task.id)])
                self.assertEqual(bool(found), may)
        with self.assertRaises(AccessError):
            self.approve(document, self.manager)

    def test_rule_p3_without_anybody_of_the_role_the_administrator_decides(self):
        document = self.submitted_to_role()
        self.role.user_ids = False
        self.assertDecidedBy(document, self.administrator)
        self.assertFalse(self.tasks(document).group_id)
        self.approve(document, self.administrator)
        self.assertEqual(document.approval_state, "approved")

    def test_rule_p3_a_role_implied_no_more_is_lost(self):
        self.role.user_ids = False
        higher = self.env["res.groups"].create(
            {"name": "Head", "implied_ids": [Command.link(self.role.id)]}
        )
        higher.user_ids = self.manager
        document = self.submitted_to_role()
        self.assertDecidedBy(document, self.manager)
        higher.implied_ids = False
        self.assertDecidedBy(document, self.administrator)

    def test_rule_p3_a_role_lost_before_a_later_step(self):
        self.steps(
            self.user_step("team_leader"),
            {"approver_kind": "role", "group_id": self.role.id},
        )
        document = self.submitted()
        self.manager.group_ids -= self.role
        self.approve(document, self.team_leader)
        self.assertDecidedBy(document, self.finance)

    def test_rule_p2_superiors_instead_of_a_role_need_not_have_it(self):
        self.role.user_ids = self.manager
        document = self.submitted_to_role(self.manager)
        self.assertDecidedBy(document, self.general_manager)
        self.approve(document, self.general_manager)
        self.assertEqual(document.approval_state, "approved")

    def test_rule_p4_a_delegate_decides_while_the_absent_has_the_role(self):
        self.env["kam.approval.delegation"].create(
            {
                "user_id": self.manager.id,
                "delegate_id": self.sales_director.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        document = self.submitted_to_role()
        other = self.submitted()
        self.approve(document, self.sales_director)
        self.assertEqual(self.tasks(document).on_behalf_of_id, self.manager)
        self.manager.group_ids -= self.role
        with self.assertRaises(AccessError):
            self.approve(other, self.sales_director)
        self.assertNotIn(self.sales_director, other.sudo().activity_ids.user_id)

    def test_rule_p3_a_role_that_has_to_decide_is_not_deleted(self):
        document = self.submitted_to_role()
        self.flow.unlink()
        with self.assertRaisesRegex(UserError, "“Auditor” has to decide"):
            self.role.unlink()
        self.approve(document, self.finance)
        self.role.unlink()
        self.assertEqual(self.tasks(document).decided_by_id, self.finance)
