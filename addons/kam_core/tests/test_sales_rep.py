from datetime import date, datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestSalesRep(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.reps["consultant"]
        cls.reps_model = cls.env["kam.sales.rep"]

    # === TERMS === #

    def test_core_04_terms_never_overlap(self):
        term = {"rep_id": self.rep.id, "kind": "agent"}
        early = self.assertRaisesRegex(ValidationError, "must end before 2020-01-01")
        with early, self.env.cr.savepoint():
            self.env["kam.sales.rep.term"].create({**term, "date_from": "2019-05-01"})
        self.rep.term_ids.date_to = "2026-06-30"
        overlap = self.assertRaisesRegex(ValidationError, "overlap")
        with overlap, self.env.cr.savepoint():
            self.env["kam.sales.rep.term"].create({**term, "date_from": "2026-06-30"})
        self.env["kam.sales.rep.term"].create({**term, "date_from": "2026-07-01"})
        self.assertEqual(self.rep.kind, "agent")

    def test_core_04_next_term_ends_the_open_one_the_day_before(self):
        with Form(self.rep.with_user(self.hr)) as form:
            with form.term_ids.new() as term:
                term.kind = "part_time"
                term.date_from = date(2026, 11, 1)
        self.assertRecordValues(
            self.rep.term_ids.sorted("date_from"),
            [
                {"kind": "full_time", "date_to": date(2026, 10, 31)},
                {"kind": "part_time", "date_to": False},
            ],
        )
        self.assertEqual(self.rep.kind, "part_time")

    def test_core_04_term_that_ended_yesterday_is_over_after_the_night(self):
        self.rep.term_ids.date_to = self.today
        self.assertRecordValues(
            self.rep, [{"kind": "full_time", "team_id": self.team.id}]
        )
        self.set_now(datetime(2026, 11, 22, 16, 0))  # midnight in Shanghai
        self.reps_model._kam_sync_terms()
        self.assertRecordValues(self.rep, [{"kind": False, "team_id": False}])

    def test_core_04_account_follows_its_owner_to_another_team(self):
        account = self.create_account("Jinda", self.rep)
        team = self.env["crm.team"].create({"name": "West"})
        self.env["kam.sales.rep.term"].create(
            {"rep_id": self.rep.id, "date_from": self.today, "team_id": team.id}
        )
        self.assertEqual(account.team_id, team)

    def test_core_04_consultants_and_hr_read_terms_hr_writes_them(self):
        term = self.rep.term_ids
        term.with_user(self.hr).note = "Seen"
        self.assertEqual(term.with_user(self.consultant).note, "Seen")
        with self.assertRaises(AccessError):
            term.with_user(self.consultant).note = "Mine"
        with self.assertRaises(AccessError):
            term.with_user(self.plain).read(["kind"])

    # === SUPERIORS === #

    def superior(self, user):
        return self.reps_model._kam_superior_of(user, self.company)

    def test_rule_p2_superior_is_manager_then_leader_then_department(self):
        term = self.rep.term_ids
        self.assertEqual(self.superior(self.consultant), self.manager)
        term.manager_id = False
        self.assertEqual(self.superior(self.consultant), self.team_leader)
        head = self.env["hr.employee"].create(
            {"name": "H", "user_id": self.sales_director.id}
        )
        term.write(
            {
                "team_id": False,
                "department_id": self.env["hr.department"]
                .create({"name": "KA", "manager_id": head.id})
                .id,
            }
        )
        self.assertEqual(self.superior(self.consultant), self.sales_director)

    def test_rule_p2_superior_without_term_is_the_employees(self):
        head = self.env["hr.employee"].create(
            {
                "name": "H",
                "user_id": self.general_manager.id,
                "company_id": self.company.id,
            }
        )
        self.env["hr.employee"].create(
            {
                "name": "E",
                "user_id": self.analyst.id,
                "parent_id": head.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self.superior(self.analyst), self.general_manager)

    def test_rule_p2_nobody_is_the_own_superior_also_not_in_a_circle(self):
        manager_term = self.reps["manager"].term_ids  # names the manager himself
        manager_term.team_id = False
        self.assertFalse(self.superior(self.manager))
        manager_term.manager_id = self.consultant
        self.assertEqual(self.superior(self.manager), self.consultant)
        self.assertEqual(self.superior(self.consultant), self.manager)

    def test_rule_p3_archived_superior_is_passed_over(self):
        self.manager.active = False
        self.assertEqual(self.superior(self.consultant), self.team_leader)

    # === PORTAL === #

    def test_core_04_portal_seller_owns_and_sees_nothing_inside(self):
        user = new_test_user(
            self.env,
            "kam_part_time",
            "kam_core.kam_core_group_part_time",
            company_id=self.company.id,
        )
        rep = self.create_rep(user, kind="part_time")
        account = self.create_account("Jinda", rep)
        self.assertRecordValues(
            account, [{"owner_id": rep.id, "owner_user_id": user.id}]
        )
        self.assertEqual(self.reps_model._kam_rep_of(user, self.company), rep)
        for record in (account, rep, rep.term_ids):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["display_name"])

    # === FROM EMPLOYEES === #

    def create_employee(self, name, **values):
        return self.env["hr.employee"].create(
            {"name": name, "company_id": self.company.id, **values}
        )

    def test_core_04_employees_become_sales_reps(self):
        head = self.create_employee("Head", user_id=self.sales_director.id)
        department = self.env["hr.department"].create(
            {"name": "KA", "company_id": self.company.id}
        )
        employee = self.create_employee(
            "Li Na",
            user_id=self.analyst.id,
            parent_id=head.id,
            department_id=department.id,
        )
        employee.with_user(self.hr).action_create_kam_rep()
        rep = self.reps_model.search([("employee_id", "=", employee.id)])
        self.assertRecordValues(
            rep,
            [
                {
                    "partner_id": employee.work_contact_id.id,
                    "user_id": self.analyst.id,
                    "company_id": self.company.id,
                    "kind": "full_time",
                    "department_id": department.id,
                    "manager_id": self.sales_director.id,
                }
            ],
        )
        self.assertEqual(rep.term_ids.date_from, self.today)

    def test_core_04_employees_who_cannot_are_named_with_the_reason(self):
        sells = self.create_employee("Sells", user_id=self.consultant.id)
        left = self.create_employee("Left", active=False)
        unknown = self.create_employee("Unknown")
        unknown.work_contact_id = False
        new = self.create_employee("New")
        answer = (
            (sells | left | unknown | new).with_user(self.hr).action_create_kam_rep()
        )
        message = answer["params"]["message"]
        for said in (
            "1 new sales reps: New",
            "Sells: is a sales rep already",
            "Left: is archived",
            "Unknown: has no work contact",
        ):
            self.assertIn(said, message)
        again = new.with_user(self.hr).action_create_kam_rep()
        self.assertIn("is a sales rep already", again["params"]["message"])

    def test_core_04_manager_makes_a_sales_rep_of_an_employee(self):
        """A manager is no officer of HR, and chooses employees by their names."""
        employee = self.create_employee("New")
        with Form(self.reps_model.with_user(self.manager)) as form:
            form.partner_id = employee.work_contact_id.with_user(self.manager)
            form.employee_id = employee.with_user(self.manager)
            with form.term_ids.new() as term:
                term.date_from = self.today
                term.kind = "probation"
        self.assertEqual(form.record.sudo().employee_id, employee)
        self.assertEqual(form.record.kind, "probation")

    def test_core_04_who_keeps_no_sales_reps_makes_none(self):
        employee = self.create_employee("New")
        for user in (self.consultant, self.analyst, self.plain):
            with self.assertRaises(AccessError):
                employee.with_user(user).action_create_kam_rep()

    def test_core_04_one_user_is_one_sales_rep_of_a_company(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.create_rep(self.consultant)
