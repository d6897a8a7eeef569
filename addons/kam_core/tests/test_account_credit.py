from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services_token import SERVICE_KEY
from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountCredit(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])
        cls.grade_a, cls.grade_c = (
            cls.env.ref(f"kam_core.kam_credit_grade_{code}") for code in "ac"
        )
        cls.env.cr.precommit.run()  # what opening the accounts tracks is done

    def change(self, user, grade, reason="Paid late twice"):
        action = self.account.with_user(user).action_change_credit_grade()
        wizard = self.env[action["res_model"]].with_user(user)
        return (
            wizard.with_context(**action["context"])
            .create({"grade_id": grade.id, "reason": reason})
            .action_confirm()
        )

    def test_core_05_grades_are_records(self):
        grades = self.env["kam.credit.grade"].search([])
        self.assertEqual(grades.mapped("code"), ["A", "B", "C", "D"])
        self.assertEqual(grades[0].display_name, "A – Excellent")
        self.assertTrue(all(grades.mapped("description")))

    def test_core_05_finance_or_manager_changes_the_grade_with_a_reason(self):
        for user, grade in ((self.finance, self.grade_c), (self.manager, self.grade_a)):
            answer = self.change(user, grade, f"Says {user.login}")
            self.assertIn(grade.display_name, answer["params"]["message"])
            self.assertRecordValues(
                self.account,
                [{"credit_grade_id": grade.id, "credit_graded_on": self.today}],
            )
            self.env.cr.precommit.run()
            message = self.account.message_ids[0]
            self.assertIn(f"Says {user.login}", message.body)
            self.assertEqual(message.author_id, user.partner_id)
            self.assertIn(
                grade.display_name,
                message.sudo().tracking_value_ids.mapped("new_value_char"),
            )

    def test_core_05_grade_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.change(self.finance, self.grade_c, "  ")
        self.assertFalse(self.account.credit_grade_id)

    def test_core_05_nobody_else_changes_the_grade(self):
        for user in (self.consultant, self.back_office, self.analyst):
            account = self.account.with_user(user)
            with self.assertRaisesRegex(AccessError, "Only finance"):
                account.action_change_credit_grade()
            with self.assertRaisesRegex(AccessError, "Only finance"):
                account._kam_set_credit_grade(self.grade_a, "Nice people")
            with self.assertRaises(AccessError):
                self.env["kam.credit.grade.change"].with_user(user).create(
                    {"account_id": self.account.id, "reason": "x"}
                )
        self.assertFalse(self.account.credit_grade_id)

    def test_core_05_grade_is_never_written_without_a_reason(self):
        for user in (self.consultant, self.manager, self.finance):
            account = self.account.with_user(user).with_context(**{SERVICE_KEY: True})
            with self.assertRaises(AccessError):
                account.credit_grade_id = self.grade_a
        with self.assertRaisesRegex(AccessError, "Change Credit Grade"):
            self.account.sudo().credit_grade_id = self.grade_a
        self.account.credit_grade_id = False  # no change, as forms and imports send it

    def test_core_05_manager_imports_a_grade_others_do_not(self):
        partner = self.env["res.partner"].create({"name": "Old File"})
        values = {"partner_id": partner.id, "credit_grade_id": self.grade_c.id}
        model = self.env["kam.account"]
        with self.assertRaisesRegex(AccessError, "Only finance"):
            model.with_user(self.back_office).create(values)
        account = model.with_user(self.manager).create(values)
        self.assertEqual(account.credit_grade_id, self.grade_c)

    def test_core_05_finance_keeps_incidents(self):
        model = self.env["kam.credit.incident"].with_user(self.finance)
        incident = model.create(
            {
                "account_id": self.account.id,
                "kind": "late",
                "day": "2026-10-01",
                "amount": 12000,
            }
        )
        incident.settled_on = "2026-11-02"
        self.assertEqual(incident.display_name, "Paid late, 10/01/2026")
        theirs = incident.with_user(self.consultant)
        self.assertEqual(theirs.read(["amount"])[0]["amount"], 12000)
        with self.assertRaises(AccessError):
            theirs.amount = 0
        with self.assertRaises(AccessError):
            incident.unlink()
        incident.with_user(self.manager).unlink()

    def test_core_05_incident_days_are_in_order(self):
        values = {"account_id": self.account.id, "day": "2026-10-01"}
        model = self.env["kam.credit.incident"].with_user(self.finance)
        with self.assertRaisesRegex(ValidationError, "before it happened"):
            model.create({**values, "settled_on": "2026-09-30"})
        with self.assertRaisesRegex(ValidationError, "in the future"):
            model.create({**values, "day": "2026-11-23"})
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            model.create({**values, "amount": -1})

    def test_core_18_incidents_follow_their_account(self):
        incident = self.env["kam.credit.incident"].create(
            {"account_id": self.foreign.id}
        )
        for user in (self.consultant, self.event_planner, self.hr, self.plain):
            with self.assertRaises(AccessError):
                incident.with_user(user).read(["amount"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.event_planner).read(["credit_grade_id"])

    def test_rule_a_1_worse_grade_stays_in_a_merge(self):
        other = self.create_account("Jinda Ltd", opened_on=self.today)
        self.account._kam_set_credit_grade(self.grade_a, "Always pays")
        other._kam_set_credit_grade(self.grade_c, "Paid late twice")
        self.account.opened_on = date(2026, 1, 5)
        self.env["kam.account"]._kam_merge_partners(
            other.partner_id, self.account.partner_id
        )
        self.assertFalse(other.exists())
        self.assertEqual(self.account.credit_grade_id, self.grade_c)
