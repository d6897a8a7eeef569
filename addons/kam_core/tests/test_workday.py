from datetime import date, datetime
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.kam_clock import KamClock
from ..models.kam_workday import KamWorkday

CONSULTANT = "kam_core.kam_core_group_consultant"
MANAGER = "kam_core.kam_core_group_manager"

# period end: D2 to D5 after it, China | weekdays only | holidays without make-up days
VECTORS = {
    "2025-01-31": (
        "02-06 02-07 02-08 02-10",
        "02-04 02-05 02-06 02-07",
        "02-06 02-07 02-10 02-11",
    ),
    "2025-09-30": (
        "10-10 10-11 10-13 10-14",
        "10-02 10-03 10-06 10-07",
        "10-10 10-13 10-14 10-15",
    ),
    "2025-12-31": (
        "01-05 01-06 01-07 01-08",
        "01-02 01-05 01-06 01-07",
        "01-06 01-07 01-08 01-09",
    ),
    "2026-04-30": (
        "05-07 05-08 05-09 05-11",
        "05-04 05-05 05-06 05-07",
        "05-07 05-08 05-11 05-12",
    ),
    "2026-09-30": (
        "10-09 10-10 10-12 10-13",
        "10-02 10-05 10-06 10-07",
        "10-09 10-12 10-13 10-14",
    ),
}


class WorkdayCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.workdays = cls.env["kam.workday"]
        cls.years = cls.env["kam.workday.year"]
        cls.china = cls.env.ref("base.cn")
        cls.company = cls.new_company("Jewellery East", cls.china)
        cls.abroad = cls.new_company("Jewellery Abroad", cls.env.ref("base.de"))
        cls.manager = new_test_user(
            cls.env, "workday_manager", MANAGER, company_id=cls.company.id
        )

    @classmethod
    def new_company(cls, name, country):
        company = cls.env["res.company"].create(
            {"name": name, "country_id": country.id}
        )
        company.partner_id.tz = "Asia/Shanghai"
        return company

    def second_to_fifth(self, end, company):
        end = date.fromisoformat(end)
        found = (self.workdays._nth_after(end, n, company).day for n in (2, 3, 4, 5))
        return " ".join(day.strftime("%m-%d") for day in found)

    def today(self, moment):
        return patch.object(
            KamClock, "_now", return_value=datetime.fromisoformat(moment)
        )


@tagged("post_install", "-at_install")
class TestWorkday(WorkdayCase):
    def test_rule_t6_deadlines_in_china(self):
        for end, (china, _weekdays, _leaves) in VECTORS.items():
            with self.subTest(end=end):
                self.assertEqual(self.second_to_fifth(end, self.company), china)

    def test_rule_t6_deadlines_by_weekdays(self):
        for end, (_china, weekdays, _leaves) in VECTORS.items():
            with self.subTest(end=end):
                self.assertEqual(self.second_to_fifth(end, self.abroad), weekdays)

    def test_rule_t6_deadlines_with_holidays_without_makeup_days(self):
        self.workdays.search(
            [("worked", "=", True), ("country_id", "=", self.china.id)]
        ).unlink()
        for end, (_china, _weekdays, leaves) in VECTORS.items():
            with self.subTest(end=end):
                self.assertEqual(self.second_to_fifth(end, self.company), leaves)

    def test_rule_t4_first_working_day_may_be_a_makeup_sunday(self):
        deadline = self.workdays._nth_after(date(2025, 12, 31), 1, self.company)
        self.assertEqual(deadline, (date(2026, 1, 4), ()))

    def test_rule_t4_day_of_the_company_wins_over_the_country(self):
        other = self.new_company("Jewellery West", self.china)
        self.workdays.create(
            [
                {"day": "2026-10-10", "company_id": self.company.id},
                {"day": "2026-10-08", "company_id": self.company.id},
            ]
        )
        self.assertEqual(
            self.second_to_fifth("2026-09-30", self.company), "10-12 10-13 10-14 10-15"
        )
        self.assertEqual(
            self.second_to_fifth("2026-09-30", other), VECTORS["2026-09-30"][0]
        )

    def test_rule_t4_weekdays_come_from_the_working_schedule(self):
        calendar = self.env["resource.calendar"].create({"name": "Shop"})
        calendar.attendance_ids.filtered(lambda line: line.dayofweek == "0").unlink()
        calendar.attendance_ids.create(
            {
                "name": "Saturday",
                "calendar_id": calendar.id,
                "dayofweek": "5",
                "hour_from": 9,
                "hour_to": 17,
            }
        )
        friday = date(2026, 11, 20)
        self.assertEqual(
            self.workdays._nth_after(friday, 2, self.abroad, calendar).day,
            date(2026, 11, 24),
        )
        self.abroad.resource_calendar_id = calendar
        self.assertEqual(
            self.workdays._nth_after(friday, 1, self.abroad).day, date(2026, 11, 21)
        )

    def test_rule_t4_without_a_pattern_monday_to_friday_are_worked(self):
        self.abroad.resource_calendar_id = False
        self.assertEqual(
            self.workdays._day_table(self.abroad).weekdays, frozenset((0, 1, 2, 3, 4))
        )

    def test_rule_t5_year_without_days_is_flagged(self):
        deadline = self.workdays._nth_after(date(2026, 12, 31), 2, self.company)
        self.assertEqual(deadline, (date(2027, 1, 4), (2027,)))
        self.assertIn("Calendar for 2027 missing", self.workdays._missing_note((2027,)))
        self.assertEqual(self.workdays._missing_note(()), "")

    def test_rule_t5_country_without_table_is_flagged(self):
        deadline = self.workdays._nth_after(date(2026, 9, 30), 2, self.abroad)
        self.assertEqual(deadline, (date(2026, 10, 2), (2026,)))

    def test_rule_t5_single_day_does_not_make_a_year_known(self):
        self.workdays.create({"day": "2027-01-01", "country_id": self.china.id})
        deadline = self.workdays._nth_after(date(2026, 12, 31), 1, self.company)
        self.assertEqual(deadline, (date(2027, 1, 4), (2027,)))

    def test_rule_t6_due_till_the_end_of_the_day_in_the_company(self):
        self.assertEqual(
            self.workdays._deadline_moment(date(2026, 10, 10), self.company),
            datetime(2026, 10, 10, 16),
        )

    def test_rule_t8_last_working_day_may_be_a_makeup_saturday(self):
        for company, expected in (
            (self.company, (date(2026, 2, 28), ())),
            (self.abroad, (date(2026, 2, 27), (2026,))),
        ):
            with self.subTest(company=company.name):
                found = self.workdays._last_of_month(date(2026, 2, 3), company)
                self.assertEqual(found, expected)

    def test_month_without_a_working_day_is_said_in_words(self):
        self.workdays.create(
            [
                {"day": f"2026-11-{day:02}", "company_id": self.abroad.id}
                for day in range(1, 31)
            ]
        )
        with self.assertRaisesRegex(UserError, "Jewellery Abroad has no working day"):
            self.workdays._last_of_month(date(2026, 11, 3), self.abroad)

    def test_rule_t7_change_is_announced_to_the_companies_concerned(self):
        heard = []

        def hear(_model, company):
            heard.append(company)

        with patch.object(KamWorkday, "_kam_deadlines_changed", hear):
            row = self.workdays.create(
                {"day": "2026-12-24", "company_id": self.abroad.id}
            )
            self.assertEqual(heard, [self.abroad])
            row.company_id = self.company
            self.assertEqual(set(heard[1:]), {self.abroad, self.company})
            heard.clear()
            row.unlink()
            self.assertEqual(heard, [self.company])
            heard.clear()
            self.years.create({"year": 2027, "country_id": self.china.id})
            self.assertIn(self.company, heard)
            self.assertNotIn(self.abroad, heard)

    def test_rule_t7_change_counts_at_once(self):
        end = date(2026, 11, 22)
        self.assertEqual(
            self.workdays._nth_after(end, 1, self.company).day, date(2026, 11, 23)
        )
        row = self.workdays.create({"day": "2026-11-23", "country_id": self.china.id})
        self.assertEqual(
            self.workdays._nth_after(end, 1, self.company).day, date(2026, 11, 24)
        )
        row.worked = True
        self.assertEqual(
            self.workdays._nth_after(end, 1, self.company).day, date(2026, 11, 23)
        )

    def test_table_is_read_by_two_statements_and_then_kept(self):
        end = date(2026, 9, 30)
        self.workdays._day_table(self.company)
        self.registry.clear_cache()
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.workdays._nth_after(end, 2, self.company)
        with self.assertQueryCount(0):
            self.workdays._nth_after(end, 5, self.company)

    def test_manager_keeps_the_days_on_screen(self):
        with Form(self.workdays.with_user(self.manager)) as form:
            form.day = date(2026, 12, 25)
            form.name = "Founder's day"
        self.assertRecordValues(
            form.record,
            [{"country_id": self.china.id, "company_id": False, "worked": False}],
        )

    def test_consultant_reads_and_nobody_sees_days_of_other_companies(self):
        consultant = new_test_user(
            self.env, "workday_consultant", CONSULTANT, company_id=self.company.id
        )
        mine, foreign = self.workdays.create(
            [
                {"day": "2026-12-24", "company_id": self.company.id},
                {"day": "2026-12-24", "company_id": self.abroad.id},
            ]
        )
        for user in (consultant, self.manager):
            found = self.workdays.with_user(user).search([("day", "=", "2026-12-24")])
            self.assertEqual(found, mine)
        with self.assertRaises(AccessError):
            mine.with_user(consultant).worked = True
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).worked = True

    def test_plain_user_gets_deadlines_without_reading_the_table(self):
        plain = new_test_user(self.env, "workday_plain", company_id=self.company.id)
        workdays = self.workdays.with_user(plain)
        self.assertEqual(
            workdays._nth_after(date(2026, 9, 30), 3, self.company).day,
            date(2026, 10, 10),
        )
        with self.assertRaises(AccessError):
            workdays.search([])

    def test_one_row_for_a_day(self):
        day = {"day": "2026-10-01", "country_id": self.china.id}
        for vals in ([day], [{**day, "company_id": self.company.id}] * 2):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.UniqueViolation),
                self.env.cr.savepoint(),
            ):
                self.workdays.create(vals)

    def test_row_says_for_whom_it_holds(self):
        for rows, vals in (
            (self.workdays, {"day": "2026-12-24"}),
            (self.years, {"year": 2027}),
        ):
            with (
                self.subTest(model=rows._name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                rows.create({"country_id": False, **vals})


@tagged("post_install", "-at_install")
class TestWorkdayYear(WorkdayCase):
    def reminders(self, moment):
        """Run the daily job at ``moment``; return the reminders of our companies."""
        with self.today(moment):
            self.years._cron_remind()
        return self.env["mail.activity"].search(
            [("res_model", "=", "kam.workday.year"), ("user_id", "=", self.manager.id)]
        )

    def test_counts_and_days_of_a_year(self):
        year = self.env.ref("kam_core.kam_workday_year_cn_2026")
        self.assertRecordValues(year, [{"holiday_count": 33, "makeup_count": 6}])
        action = year.with_user(self.manager).action_days()
        self.assertEqual(self.workdays.search_count(action["domain"]), 39)

    def test_rule_t5_reminder_from_november_once_a_year(self):
        self.assertFalse(self.reminders("2026-10-31 15:59:59"))
        first = self.reminders("2026-10-31 16:00:00")
        self.assertRecordValues(
            first,
            [
                {
                    "summary": "Load the holidays and make-up days of 2027 for "
                    "Jewellery East",
                    "res_id": self.env.ref("kam_core.kam_workday_year_cn_2026").id,
                    "date_deadline": date(2026, 11, 1),
                }
            ],
        )
        self.assertEqual(self.reminders("2026-12-05 08:00:00"), first)

    def test_rule_t5_reminder_goes_away_when_the_year_is_loaded(self):
        first = self.reminders("2026-11-05 08:00:00")
        self.assertTrue(first)
        self.years.with_user(self.manager).create(
            {"year": 2027, "country_id": self.china.id}
        )
        self.assertFalse(first.exists())
        self.assertFalse(self.reminders("2026-12-05 08:00:00"))

    def test_rule_t5_company_without_a_table_is_not_reminded(self):
        self.reminders("2026-11-05 08:00:00")
        self.assertEqual(self.abroad.kam_workday_reminded, 0)
        self.assertEqual(self.company.kam_workday_reminded, 2027)

    def test_rule_t5_running_year_is_reminded_of_too(self):
        reminders = self.reminders("2027-03-01 08:00:00")
        self.assertIn("of 2027 for", reminders.summary)
