from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..services_token import SERVICE_KEY
from .registration_case import CODE, NOON, KamRegistrationCase

CHECK_STATEMENTS = 30


@tagged("post_install", "-at_install")
class TestRegistration(KamRegistrationCase):
    # === REPORTING === #

    def test_core_10_report_waits_for_the_manager(self):
        registration = self.report()
        self.assertRecordValues(
            registration,
            [
                {
                    "state": "reported",
                    "reported_at": NOON,
                    "reporter_id": self.reps["consultant"].id,
                    "hold_until": date(2026, 12, 6),
                    "approval_state": "open",
                    "verdict": "clear",
                    "account_id": False,
                }
            ],
        )
        self.assertRegex(registration.number, r"^BB\d{6}$")
        self.assertRegex(registration.reported_exact, r"^2026-11-22 04:00:00\.\d{6}$")
        [task] = registration.sudo()._kam_open_tasks().sudo()
        self.assertEqual(task.approver_ids, self.manager)

    def test_core_10_confirmed_customer_is_the_reporters_from_the_report_on(self):
        registration = self.report(
            name_en="Juxin Ltd", tax_number=CODE, contact_name="王伟"
        )
        self.at(2026, 11, 25, 4, 0)
        account = self.confirm(registration)
        self.assertRecordValues(
            registration,
            [
                {
                    "state": "confirmed",
                    "account_id": account.id,
                    "decided_by_id": self.manager.id,
                    "protected_until": date(2027, 2, 25),
                }
            ],
        )
        self.assertRecordValues(
            account,
            [
                {
                    "name": "上海钜鑫珠宝有限公司",
                    "kind": "company",
                    "owner_id": self.reps["consultant"].id,
                    "owned_since": date(2026, 11, 22),
                    "opened_on": date(2026, 11, 22),
                    "keeper_id": self.consultant.id,
                    "other_names": "Juxin Ltd",
                }
            ],
        )
        self.assertEqual(account.partner_id.vat, CODE)
        self.assertEqual(account.stakeholder_ids.name, "王伟")
        self.assertTrue(account.with_user(self.consultant).has_access("write"))

    def test_core_10_setting_confirms_what_resembles_nobody(self):
        self.company.kam_registration_auto = True
        self.assertRecordValues(
            self.report(),
            [{"state": "confirmed", "decided_by_id": False, "approval_state": "none"}],
        )
        alike = self.report("上海钜鑫珠宝行", phone="13900139000", user=self.rival)
        self.assertEqual((alike.state, alike.verdict), ("reported", "near"))

    def test_core_10_refused_with_the_reason_and_reported_again(self):
        registration = self.report()
        self.refuse(registration, "Customer of headquarters")
        self.assertRecordValues(
            registration, [{"state": "refused", "outcome": "Customer of headquarters"}]
        )
        action = registration.action_kam_report_again()
        again = registration.browse(action["res_id"])
        self.assertEqual((again.state, again.previous_id), ("draft", registration))
        for attempt in (again, self.draft()):
            with self.refused(ValidationError, "Customer of headquarters"):
                attempt.action_kam_report()
        again.again_reason = "Headquarters has released it"
        again.action_kam_report()
        self.assertEqual(again.state, "reported")
        with self.refused(UserError, "still counts"):
            again.action_kam_report_again()

    def test_core_10_withdrawn_frees_the_customer(self):
        registration = self.report()
        registration.action_kam_withdraw()
        self.assertEqual(registration.state, "withdrawn")
        self.assertEqual(self.report(user=self.rival).state, "reported")

    def test_core_10_unconfirmed_report_lapses(self):
        registration = self.report()
        self.at(2026, 12, 6, 15, 59)  # the last minute in Shanghai
        self.env["kam.registration"]._cron_lapse()
        self.assertEqual(registration.state, "reported")
        self.at(2026, 12, 6, 16, 0)
        self.env["kam.registration"]._cron_lapse()
        self.assertRecordValues(
            registration, [{"state": "lapsed", "approval_state": "none"}]
        )
        self.assertEqual(self.report(user=self.rival).state, "reported")

    def test_core_10_bad_input_is_told(self):
        for values, sentence in (
            ({"tax_number": CODE[:-1]}, "18 characters, this one has 17"),
            ({"tax_number": CODE[:-1] + "8"}, "check digit"),
            ({"tax_number": CODE[:-1] + "V"}, "digits and capital letters"),
            ({"phone": "6123 4567"}, "area code"),
        ):
            with self.refused(ValidationError, sentence):
                self.draft(**values)
        with self.refused(ValidationError, "by the name alone"):
            self.report(phone=False)
        self.assertEqual(self.report(phone=False, tax_number=CODE).state, "reported")

    def test_core_10_back_office_reports_for_a_seller(self):
        values = {"reporter_id": self.reps["consultant"].id}
        registration = self.report(user=self.back_office, **values)
        self.assertEqual(registration.reported_at, NOON)
        self.assertEqual(registration.reporter_user_id, self.consultant)
        registration.with_user(self.consultant).action_kam_withdraw()
        self.assertEqual(registration.state, "withdrawn")

    def test_core_10_back_office_files(self):
        registration = self.report()
        with self.refused(UserError, "not confirmed"):
            registration.with_user(self.back_office).action_kam_file()
        self.confirm(registration)
        with self.assertRaises(AccessError):
            registration.action_kam_file()
        registration.with_user(self.back_office).action_kam_file()
        self.assertRecordValues(
            registration,
            [{"filed_on": self.today, "filed_by_id": self.back_office.id}],
        )

    def test_core_10_verified_by_somebody_else_and_signed(self):
        registration = self.report()
        with self.assertRaises(AccessError):
            self.verify(registration, self.consultant)
        row = self.verify(
            registration,
            self.back_office,
            note="Called the switchboard",
            verified_by_id=self.manager.id,
            verified_at="2020-01-01 00:00:00",
        )
        self.assertRecordValues(
            row, [{"verified_by_id": self.back_office.id, "verified_at": NOON}]
        )
        leaders = self.report("银泰", user=self.team_leader, phone="13600136000")
        with self.refused(AccessError, "Somebody else verifies"):
            self.verify(leaders, self.team_leader)

    # === FORGING === #

    def test_core_10_nothing_can_be_forged(self):
        forged = self.draft(
            number="BB1", account_id=1, protected_until="2030-01-01", outcome="Mine"
        )
        self.assertRecordValues(
            forged, [{"account_id": False, "protected_until": False, "outcome": False}]
        )
        self.assertNotEqual(forged.number, "BB1")
        for values in ({"reported_at": "2020-01-01"}, {"state": "confirmed"}):
            for user in (self.consultant, self.back_office):
                values = {**values, "reporter_id": self.reps["consultant"].id}
                with self.refused(AccessError, "Only a key-account manager"):
                    self.draft(user=user, **values)
        with self.assertRaises(AccessError):
            self.draft(reporter_id=self.reps["rival"].id)
        registration = self.report()
        account = self.owned("银泰", phone="13500135000")
        for user in (self.consultant, self.manager):
            record = registration.with_user(user)
            for values in (
                {"state": "confirmed"},
                {"reported_at": "2020-01-01 00:00:00"},
                {"reported_exact": "2020"},
                {"account_id": account.id},
                {"filed_on": "2026-11-22"},
                {"reporter_id": self.reps["rival"].id},
                {"name": "Other"},
                {"approval_state": "approved"},
            ):
                # while it waits the approval says so first, else the registration
                with self.subTest(values=values), self.assertRaises(UserError):
                    record.with_context(**{SERVICE_KEY: True}).write(values)
        with self.assertRaises(AccessError):
            registration.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            registration.with_user(self.manager).hit_ids.create(
                {"registration_id": registration.id}
            )

    def test_core_10_only_who_may_decides(self):
        registration = self.report()
        for user in (self.consultant, self.team_leader, self.back_office):
            with self.assertRaises(AccessError):
                registration.with_user(user).action_kam_approve()
            with self.assertRaises(AccessError):
                registration.with_user(user).action_kam_confirm()
        self.assertEqual(registration.state, "reported")

    # === ROLES === #

    def test_core_10_each_role_sees_its_registrations(self):
        mine = self.report()
        other = self.report("银泰", user=self.rival, phone="13600136000")
        alien_team = self.env["crm.team"].create({"name": "Other"})
        self.reps["rival"].term_ids.team_id = alien_team
        both = mine | other
        for role, sees in (
            ("consultant", mine),
            ("team_leader", mine),
            ("manager", both),
            ("back_office", both),
        ):
            found = self.env["kam.registration"].with_user(self.users[role])
            self.assertEqual(found.search([]) & both, sees, role)
        for user in (self.plain, self.hr, self.analyst, self.event_planner):
            with self.assertRaises(AccessError):
                mine.with_user(user).read(["name"])
        self.assertFalse(
            self.env["kam.registration"].with_user(self.finance).search([])
        )

    # === IMPORT === #

    def test_rule_a_20_import_keeps_the_past_and_tells_nobody(self):
        imported = self.env["kam.registration"].with_user(self.manager)
        mails = self.env["mail.mail"].search_count([])
        result = imported.load(
            ["name", "phone", "reporter_id/.id", "reported_at", "state", "kind"],
            [
                [
                    *("钜旧公司", "13300133000", str(self.reps["consultant"].id)),
                    *("2021-03-04 05:06:07", "confirmed", "company"),
                ],
                [
                    *("钜待公司", "13300133001", str(self.reps["consultant"].id)),
                    *("2026-11-20 05:06:07", "reported", "company"),
                ],
            ],
        )
        self.assertFalse(result["messages"])
        old, waiting = self.env["kam.registration"].browse(result["ids"])
        self.assertRecordValues(
            old,
            [
                {
                    "state": "confirmed",
                    "reported_at": datetime(2021, 3, 4, 5, 6, 7),
                    "protected_until": date(2021, 6, 4),
                    "decided_by_id": False,
                }
            ],
        )
        self.assertRecordValues(
            old.account_id,
            [
                {
                    "owner_id": self.reps["consultant"].id,
                    "owned_since": date(2021, 3, 4),
                    "opened_on": date(2021, 3, 4),
                }
            ],
        )
        self.assertRecordValues(
            waiting,
            [{"state": "reported", "reported_at": datetime(2026, 11, 20, 5, 6, 7)}],
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertTrue(self.confirm(waiting))

    def test_rule_a_20_past_is_not_the_future(self):
        with self.refused(ValidationError, "future"):
            self.draft(
                user=self.manager,
                reporter_id=self.reps["consultant"].id,
                reported_at="2027-01-01 00:00:00",
            )

    # === EFFORT === #

    def test_core_10_statements_of_a_check(self):
        self.owned()
        registration = self.draft()
        registration.action_kam_check()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(CHECK_STATEMENTS):
            registration.action_kam_check()
            self.env.flush_all()

    def test_core_10_queue_takes_as_many_statements_for_many_reports(self):
        """Each is like an account, and like all reports before it."""
        self.owned()
        reports = self.env["kam.registration"]
        for number in range(6):
            reports += self.report(
                f"上海钜鑫珠宝{number}行", phone=f"021612345{number:02}"
            )
        self.assertGreaterEqual(len(reports.hit_ids), 6)
        shown = ["reporter_id", "reported_lines", "hit_lines", "verdict"]
        counts = []
        for some in (reports[1:2], reports, reports[1:2], reports):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.manager).read(shown)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[3], counts[2] + 1)  # other reports are hits, too
