from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..models.kam_clock import KamClock


@tagged("post_install", "-at_install")
class TestClock(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock = cls.env["kam.clock"]
        cls.shanghai = cls.company("Asia/Shanghai")
        cls.berlin = cls.company("Europe/Berlin")

    @classmethod
    def company(cls, zone):
        company = cls.env["res.company"].create({"name": zone})
        company.partner_id.tz = zone
        return company

    def period(self, kind, day, company=None):
        return self.clock._period(
            kind, date.fromisoformat(day), company or self.shanghai
        )

    def assertPeriod(self, period, start, end):
        self.assertEqual([moment.isoformat(" ") for moment in period], [start, end])

    def test_now_is_the_database_clock_in_whole_seconds(self):
        now = self.clock._now()
        self.assertEqual((now.tzinfo, now.microsecond), (None, 0))
        self.env.cr.execute("SELECT now() AT TIME ZONE 'UTC' - %s < '1 s'", [now])
        self.assertEqual(self.env.cr.fetchone(), (True,))

    def test_now_survives_storing(self):
        partner = self.env["res.partner"].create({"name": "Clock"})
        now = self.clock._now()
        cron = self.env.ref("base.autovacuum_job")
        cron.lastcall = now
        cron.flush_recordset()
        cron.invalidate_recordset()
        self.assertEqual(cron.lastcall, now)
        self.assertTrue(partner)

    def test_sys_03_today_is_the_date_of_the_company(self):
        with patch.object(KamClock, "_now", return_value=datetime(2026, 1, 31, 16)):
            self.assertEqual(self.clock._today(self.shanghai), date(2026, 2, 1))
            self.assertEqual(self.clock._today(self.berlin), date(2026, 1, 31))

    def test_sys_03_month_ends_at_midnight_of_the_company(self):
        self.assertPeriod(
            self.period("month", "2026-01-31"),
            "2025-12-31 16:00:00",
            "2026-01-31 16:00:00",
        )

    def test_sys_03_month_with_a_change_of_clocks(self):
        self.assertPeriod(
            self.period("month", "2026-03-01", self.berlin),
            "2026-02-28 23:00:00",
            "2026-03-31 22:00:00",
        )

    def test_sys_03_day_with_a_change_of_clocks_has_23_or_25_hours(self):
        for day, hours in (("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)):
            with self.subTest(day=day):
                start, end = self.period("day", day, self.berlin)
                self.assertEqual((end - start).total_seconds(), hours * 3600)

    def test_sys_03_day_without_a_midnight_begins_with_the_change(self):
        company = self.company("America/Sao_Paulo")
        self.assertPeriod(
            self.period("day", "2018-11-04", company),
            "2018-11-04 03:00:00",
            "2018-11-05 02:00:00",
        )

    def test_sys_03_day_with_two_midnights_begins_with_the_first(self):
        company = self.company("Atlantic/Azores")
        self.assertPeriod(
            self.period("day", "2026-10-25", company),
            "2026-10-25 00:00:00",
            "2026-10-26 01:00:00",
        )

    def test_sys_03_periods_follow_each_other_without_a_gap(self):
        for kind in ("day", "week", "month", "quarter", "half", "year"):
            for day in ("2024-02-29", "2026-01-01", "2026-10-25", "2026-12-31"):
                with self.subTest(kind=kind, day=day):
                    start, end = self.period(kind, day, self.berlin)
                    self.assertLess(start, end)
                    # Berlin's midnight is late in the evening before, in UTC
                    following = (end + timedelta(hours=6)).date().isoformat()
                    self.assertGreater(following, day)
                    self.assertEqual(self.period(kind, following, self.berlin)[0], end)

    def test_zone_comes_from_contact_then_schedule_then_utc(self):
        company = self.company("Asia/Tokyo")
        company.resource_calendar_id.tz = "Asia/Shanghai"
        self.assertEqual(self.clock._zone(company).zone, "Asia/Tokyo")
        company.partner_id.tz = False
        self.assertEqual(self.clock._zone(company).zone, "Asia/Shanghai")
        company.resource_calendar_id = False
        self.assertEqual(self.clock._zone(company).zone, "UTC")

    def test_zone_of_the_user_does_not_matter(self):
        clock = self.clock.with_context(tz="America/New_York")
        self.assertEqual(
            clock._period("day", date(2026, 11, 22), self.shanghai),
            (datetime(2026, 11, 21, 16), datetime(2026, 11, 22, 16)),
        )
