from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestAccountWarning(KamTradeCase):
    """The nightly watch; the account is to be maintained until 2026-12-01."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_now(datetime(2026, 10, 1, 4))
        cls.account = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 9, 1))
        cls.rep.term_ids.manager_id = cls.manager

    def setUp(self):
        super().setUp()
        self.set_now(datetime(2026, 10, 1, 4))

    def night(self, day, hour=4, **options):
        self.set_now(datetime(day.year, day.month, day.day, hour))
        progress = patch.object(
            self.registry["ir.cron"], "_commit_progress", lambda *_args, **_kw: 60.0
        )
        with progress:
            accounts = self.env["kam.account"].with_context(allowed_company_ids=[])
            accounts._cron_watch(**options)
        self.env.invalidate_all()

    def warnings(self, account=None, kind="clock"):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "kam.account"),
                ("res_id", "=", (account or self.account).id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref(f"kam_core.mail_activity_type_{kind}").id,
                ),
            ]
        )

    def told(self, **options):
        found = self.warnings(**options)
        return sorted(found.user_id.mapped("login"))

    # === CLOCK === #

    def test_core_11_owner_and_manager_are_warned_at_each_step_once(self):
        self.night(date(2026, 10, 2))
        self.night(date(2026, 10, 31))  # 31 days
        self.assertFalse(self.warnings())
        self.night(date(2026, 11, 1))  # 30 days
        self.assertEqual(self.told(), ["kam_consultant", "kam_manager"])
        first = self.warnings()
        self.assertIn("30 days left", first[0].summary)
        self.assertEqual(first[0].date_deadline, date(2026, 12, 1))
        first.unlink()  # done
        self.night(date(2026, 11, 2))
        self.assertFalse(self.warnings())
        self.night(date(2026, 11, 17))  # 14 days
        self.assertIn("14 days left", self.warnings()[0].summary)
        self.night(date(2026, 11, 28))  # 3 days; the step before makes place
        self.assertEqual(len(self.warnings()), 2)
        self.assertIn("3 days left", self.warnings()[0].summary)

    def test_core_11_a_night_without_run_loses_no_warning(self):
        self.night(date(2026, 10, 2))
        self.night(date(2026, 11, 19))  # neither the 30th nor the 14th day
        self.assertEqual(self.told(), ["kam_consultant", "kam_manager"])
        self.assertIn("12 days left", self.warnings()[0].summary)

    def test_core_11_maintenance_ends_the_warning(self):
        self.night(date(2026, 10, 2))
        self.night(date(2026, 11, 2))
        self.assertTrue(self.warnings())
        self.env["kam.communication"].create(
            {
                "account_id": self.account.id,
                "day": date(2026, 11, 2),
                "content": "Asked for bracelets",
            }
        )
        self.night(date(2026, 11, 3))
        self.assertFalse(self.warnings())
        self.night(date(2027, 1, 3))  # 30 days before 2 February
        self.assertIn("30 days left", self.warnings()[0].summary)

    def test_core_11_steps_are_a_setting_of_the_company(self):
        self.company.kam_clock_steps = "7"
        self.night(date(2026, 10, 2))
        self.night(date(2026, 11, 23))
        self.assertFalse(self.warnings())
        self.night(date(2026, 11, 24))
        self.assertTrue(self.warnings())

    def test_rule_a_11_nothing_moves_by_itself(self):
        self.night(date(2026, 10, 2))
        self.night(date(2027, 6, 1))
        self.assertRecordValues(
            self.account, [{"owner_id": self.rep.id, "clock_state": "overdue"}]
        )

    def test_rule_t2_it_is_the_day_of_the_company(self):
        self.night(date(2026, 10, 2))
        self.night(date(2026, 10, 31), hour=15)  # 23:00 in Shanghai
        self.assertFalse(self.warnings())
        self.night(date(2026, 10, 31), hour=17)  # 1 November there
        self.assertTrue(self.warnings())
        self.assertEqual(self.account.watched_on, date(2026, 11, 1))

    def test_rule_a_20_import_warns_nobody(self):
        self.night(date(2026, 11, 20))  # the first night of both
        self.assertFalse(self.warnings())
        self.set_now(datetime(2026, 11, 21, 4))
        self.env["res.partner"].create({"name": "Jinda Old"})
        accounts = self.env["kam.account"].with_user(self.manager)
        result = accounts.load(
            ["partner_id", "owner_id", "opened_on"],
            [["Jinda Old", self.rep.name, "2026-09-05"]],
        )
        self.assertFalse(result["messages"])
        imported = self.env["kam.account"].browse(result["ids"])
        self.night(date(2026, 11, 21))
        self.assertFalse(self.warnings(imported))
        self.night(date(2026, 12, 2))  # the next step
        self.assertTrue(self.warnings(imported))

    def test_core_11_owner_without_access_is_not_told(self):
        rep = self.create_rep(self.plain)
        self.account._kam_assign(rep, "Agent", date(2026, 9, 1))
        self.night(date(2026, 10, 2))
        self.night(date(2026, 11, 2))
        self.assertEqual(self.told(), ["kam_manager"])

    # === USUAL INTERVAL === #

    def test_core_12_owner_is_warned_by_the_usual_interval(self):
        """A14: bought every 30 days, last on 2026-09-10."""
        for moment in ("2026-07-12", "2026-08-11", "2026-09-10"):
            self.sell(self.account, 100, f"{moment} 04:00:00")
        self.night(date(2026, 9, 11))
        self.night(date(2026, 9, 24))
        self.assertFalse(self.warnings(kind="interval"))
        self.night(date(2026, 9, 25))  # 15 days
        self.assertEqual(self.told(kind="interval"), ["kam_consultant"])
        self.assertRecordValues(
            self.account,
            [
                {
                    "usual_interval": 30,
                    "interval_step": 50,
                    "bought_on": date(2026, 9, 10),
                }
            ],
        )
        self.warnings(kind="interval").unlink()
        self.night(date(2026, 9, 26))
        self.assertFalse(self.warnings(kind="interval"))
        self.night(date(2026, 10, 10))  # 30 days; 75 per cent was slept through
        self.assertIn("100 %", self.warnings(kind="interval").summary)
        self.sell(self.account, 100, "2026-10-10 04:00:00")
        self.night(date(2026, 10, 11))
        self.assertFalse(self.warnings(kind="interval"))

    def test_rule_a_20_imported_orders_warn_nobody(self):
        self.night(date(2026, 10, 2))
        for moment in ("2026-07-01", "2026-08-01", "2026-09-01"):
            order = self.sell(self.account, 100, f"{moment} 04:00:00")
            order.with_context(import_file=True).date_order = f"{moment} 05:00:00"
        self.night(date(2026, 10, 3))
        self.assertEqual(self.account.interval_step, 100)
        self.assertFalse(self.warnings(kind="interval"))

    def test_core_11_watch_takes_as_many_statements_for_many(self):
        accounts = self.env["kam.account"]
        for number in range(8):
            accounts += self.create_account(
                f"A{number}", self.rep, opened_on=date(2026, 9, 20)
            )
        self.env.flush_all()
        counts = []
        accounts._kam_watch(date(2026, 10, 1))  # caches
        for some in (accounts[:2], accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._kam_watch(date(2026, 10, 1))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 40)

    def test_core_11_night_reaches_every_account_batch_by_batch(self):
        accounts = self.account
        for number in range(4):
            accounts += self.create_account(f"A{number}")
        accounts[1].active = False
        day = date(2026, 10, 2)
        self.night(day, batch=2)
        self.assertEqual(accounts.mapped("watched_on"), [day] * 5)
        self.assertEqual(accounts.mapped("clock_checked_on"), [day] * 5)

    def test_core_11_night_leaves_no_trace_but_the_figures(self):
        """Who changed an account last is a person, not the night."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE kam_account SET write_uid = %s, write_date = '2026-01-01'",
            [self.consultant.id],
        )
        self.env.invalidate_all()
        self.night(date(2026, 10, 2))
        self.assertRecordValues(
            self.account,
            [
                {
                    "write_uid": self.consultant.id,
                    "write_date": datetime(2026, 1, 1),
                    "clock_days_left": 60,
                }
            ],
        )
