from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .approval_case import KamApprovalCase


@tagged("post_install", "-at_install")
class TestApprovalDelegation(KamApprovalCase):
    """Rule P4: the manager is away from 1 to 5 December, finance decides instead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.flow.step_ids.write({"approver_kind": "user", "user_id": cls.manager.id})

    def delegate(self, user=None, delegate=None, **dates):
        user = user or self.manager
        return (
            self.env["kam.approval.delegation"]
            .with_user(user)
            .create(
                {
                    "user_id": user.id,
                    "delegate_id": (delegate or self.finance).id,
                    "company_id": self.company.id,
                    "date_from": "2026-12-01",
                    "date_to": "2026-12-05",
                    **dates,
                }
            )
        )

    def test_rule_p4_only_from_the_first_to_the_last_day(self):
        self.delegate()
        document = self.submitted()
        for day, hour, allowed in (
            ("2026-11-30", 23, False),
            ("2026-12-01", 8, True),
            ("2026-12-05", 23, True),
            ("2026-12-06", 8, False),
        ):
            with self.subTest(day=day):
                self.at(day, hour)
                self.env.invalidate_all()
                seen = document.with_user(self.finance).can_decide
                self.assertEqual(seen, allowed)

    def test_rule_p4_the_day_changes_at_midnight_of_the_company(self):
        self.delegate(date_to="2026-12-01")
        document = self.submitted()
        self.at("2026-12-02", 8)  # midnight in UTC, 8 o'clock in Shanghai
        with self.assertRaises(AccessError):
            self.approve(document, self.finance)

    def test_rule_p4_both_names_are_recorded(self):
        self.delegate()
        document = self.submitted()
        self.at("2026-12-03")
        self.approve(document, self.finance)
        expected = {
            "decided_by_id": self.finance.id,
            "on_behalf_of_id": self.manager.id,
        }
        self.assertRecordValues(
            self.tasks(document), [{"state": "approved", **expected}]
        )
        decision = self.request(document).decision_ids[0]
        self.assertRecordValues(
            decision,
            [
                {
                    "outcome": "approved",
                    "user_id": self.finance.id,
                    "on_behalf_of_id": self.manager.id,
                }
            ],
        )
        self.assertIn("on behalf of kam_manager", document.approval_banner)

    def test_rule_p4_the_absent_person_may_still_decide(self):
        self.delegate()
        document = self.submitted()
        self.at("2026-12-03")
        self.approve(document, self.manager)
        self.assertFalse(self.tasks(document).on_behalf_of_id)

    def test_rule_p4_the_delegate_never_decides_an_own_document(self):
        self.delegate()
        self.at("2026-12-03")
        own = self.submitted(self.finance)
        concerning = self.submitted(user_id=self.finance.id)
        for document in own, concerning:
            self.assertFalse(document.with_user(self.finance).can_decide)
            with self.assertRaises(AccessError):
                self.approve(document, self.finance)

    def test_rule_p4_distinct_persons_bind_the_delegate(self):
        self.steps(
            self.user_step("finance"), self.user_step("manager"), distinct_persons=True
        )
        self.delegate()
        self.at("2026-12-03")
        document = self.submitted()
        self.approve(document, self.finance)
        with self.assertRaises(AccessError):
            self.tasks(document)[1].with_user(self.finance).action_approve()

    def test_rule_p5_distinct_persons_bind_whom_the_delegate_signed_for(self):
        self.steps(
            self.user_step("manager"), self.user_step("manager"), distinct_persons=True
        )
        self.delegate()
        self.at("2026-12-03")
        document = self.submitted()
        self.approve(document, self.finance)  # for the manager
        self.assertEqual(self.tasks(document)[0].on_behalf_of_id, self.manager)
        self.assertDecidedBy(document, self.general_manager)
        for user in (self.manager, self.finance):
            with self.assertRaises(AccessError):
                self.tasks(document)[1].with_user(user).action_approve()

    def test_rule_p4_no_circle_and_no_chain(self):
        self.delegate()
        for user, delegate in (
            (self.finance, self.manager),  # circle
            (self.finance, self.sales_director),  # chain, from its end
            (self.sales_director, self.manager),  # chain, from its start
            (self.manager, self.sales_director),  # two delegates
        ):
            with (
                self.subTest(user=user.login, delegate=delegate.login),
                self.assertRaisesRegex(ValidationError, "On these days"),
                self.env.cr.savepoint(),  # else the next finds this one
            ):
                self.delegate(
                    user, delegate, date_from="2026-12-05", date_to="2027-01-01"
                )

    def test_rule_p4_other_days_are_free(self):
        self.delegate()
        later = {"date_from": "2026-12-06", "date_to": "2026-12-07"}
        self.assertTrue(self.delegate(self.finance, self.manager, **later))

    def test_rule_p4_one_person_may_stand_in_for_several(self):
        self.delegate()
        self.assertTrue(self.delegate(self.sales_director))

    def test_rule_p4_a_delegate_who_cannot_sign_in_is_refused(self):
        self.finance.active = False
        with self.assertRaisesRegex(ValidationError, "can't sign in"):
            self.delegate()

    def test_rule_p4_what_has_begun_only_gets_another_end(self):
        delegation = self.delegate()
        self.at("2026-12-01")
        for change in (
            {"delegate_id": self.sales_director.id},
            {"date_from": "2026-11-01"},
        ):
            with self.assertRaisesRegex(UserError, "has begun"):
                delegation.write(change)
        with self.assertRaisesRegex(UserError, "has begun"):
            delegation.unlink()
        delegation.date_to = "2026-12-02"
        self.at("2026-12-03")
        document = self.submitted()
        self.assertFalse(document.with_user(self.finance).can_decide)

    def test_rule_p4_the_delegate_gets_activities_on_the_first_day(self):
        self.delegate()
        document = self.submitted()
        activities = document.sudo().activity_ids
        self.assertEqual(activities.user_id, self.manager)
        for day, users in (
            ("2026-12-01", self.manager | self.finance),
            ("2026-12-06", self.manager),
        ):
            self.at(day)
            self.env["kam.approval.delegation"]._cron_refresh()
            document.invalidate_recordset(["activity_ids"])
            self.assertEqual(document.sudo().activity_ids.user_id, users)

    def test_rule_p4_everybody_keeps_own_delegations_and_managers_all(self):
        own = self.delegate(self.consultant, self.team_leader)
        other = self.delegate(self.general_manager, self.finance)
        delegations = self.env["kam.approval.delegation"]
        self.assertEqual(delegations.with_user(self.consultant).search([]), own)
        self.assertEqual(delegations.with_user(self.manager).search([]), own | other)
        self.assertFalse(own.with_user(self.team_leader).has_access("write"))
        with self.assertRaises(AccessError):
            delegations.with_user(self.consultant).create(
                {
                    "user_id": self.manager.id,
                    "delegate_id": self.consultant.id,
                    "date_from": "2027-12-01",
                    "date_to": "2027-12-31",
                    "company_id": self.company.id,
                }
            )
        for values in ({"user_id": self.manager.id}, {"company_id": 1}):
            with self.assertRaisesRegex(AccessError, "never changes"):
                own.with_user(self.consultant).write(values)
