from datetime import datetime
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services_token import as_service
from .class_case import KamClassRunCase


@tagged("post_install", "-at_install")
class TestClassRunOrder(KamClassRunCase):
    """CORE-02 and A2: one run at a time, who may, companies, nights, halted work."""

    def test_core_02_button_starts_a_run_and_shows_it(self):
        action = self.runs().with_company(self.company).browse().action_start()
        run = self.env["kam.class.run"].browse(action["res_id"])
        self.assertRecordValues(
            run,
            [
                {
                    "state": "measuring",
                    "company_id": self.company.id,
                    "user_id": self.analyst.id,
                    "job_state": "waiting",
                }
            ],
        )

    def test_core_02_second_run_is_refused(self):
        self.start()
        with self.assertRaisesRegex(UserError, "is not finished"):
            self.runs(self.manager)._kam_start(self.company)

    def test_core_02_second_run_of_the_same_second_is_refused(self):
        run = self.start()
        values = {
            "company_id": self.company.id,
            "user_id": self.manager.id,
            "day": self.today,
        }
        runs = as_service(self.env["kam.class.run"])
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            runs.create(values)
            self.env.flush_all()
        run.action_cancel()
        self.assertTrue(self.start(self.manager))

    def test_core_02_who_runs(self):
        for user in (self.consultant, self.back_office, self.finance, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.runs(user).with_company(self.company).action_start()
        run = self.start(self.manager)
        change = self.change_of(run, self.account)
        for name in ("action_approve_all", "action_apply", "action_cancel"):
            with self.subTest(action=name), self.assertRaises(AccessError):
                getattr(run.with_user(self.consultant), name)()
        with self.assertRaises(AccessError):
            change.with_user(self.consultant).action_approve()
        with self.assertRaises(AccessError):
            change.with_user(self.manager).write({"state": "approved"})

    def test_core_02_other_company_is_not_touched(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.env.user.company_ids += west
        other = self.create_account(
            "Jinda West", partner_id=self.account.partner_id.id, company_id=west.id
        )
        self.applied()
        self.assertFalse(other.class_id)
        self.analyst.company_ids += west
        self.assertTrue(self.runs()._kam_start(west))

    def test_a2_scheduled_run_proposes_and_waits(self):
        runs = self.env["kam.class.run"]
        domain = [("company_id", "=", self.company.id)]
        runs._cron_propose()
        self.assertFalse(runs.search(domain))
        self.company.kam_class_every = "week"
        runs._cron_propose()
        self.work()
        first = runs.search(domain)
        self.assertRecordValues(first, [{"state": "preview", "scheduled": True}])
        self.assertFalse(self.account.class_id)
        self.at(datetime(2026, 11, 28, 4), runs._cron_propose)
        self.assertEqual(runs.search(domain), first)
        self.at(datetime(2026, 11, 29, 4), runs._cron_propose)
        self.assertEqual(
            runs.search(domain).mapped("state"), ["measuring", "cancelled"]
        )

    def test_a2_scheduled_run_does_not_disturb_one_being_decided(self):
        self.company.kam_class_every = "day"
        runs = self.env["kam.class.run"]
        runs._cron_propose()
        self.work()
        run = runs.search([("company_id", "=", self.company.id)])
        self.change_of(run, self.near).with_user(self.analyst).action_approve()
        self.at(datetime(2026, 11, 25, 4), runs._cron_propose)
        self.assertEqual(run.state, "preview")
        self.assertEqual(runs.search([("company_id", "=", self.company.id)]), run)

    def at(self, moment, call):
        with patch.object(self.registry["kam.clock"], "_now", lambda _self: moment):
            call()

    def test_core_02_failed_measuring_is_resumed_by_somebody_else(self):
        measuring = self.registry["kam.class.measuring"]
        run = self.runs()._kam_start(self.company)
        with self.assertRaisesRegex(UserError, "still at work"):
            run.action_resume()
        with patch.object(measuring, "_kam_proposals", side_effect=UserError("Boom")):
            self.work()
        self.assertEqual((run.state, run.job_state), ("measuring", "failed"))
        run.with_user(self.manager).action_resume()
        self.work()
        self.assertEqual((run.state, run.job_state), ("preview", "done"))

    def test_core_02_halted_applying_is_resumed_where_it_stopped(self):
        run = self.start()
        run.action_approve_all()
        run.action_apply()
        changes = self.registry["kam.class.change"]
        with (
            patch.object(changes, "_kam_apply", side_effect=ValueError("Boom")),
            mute_logger("odoo.addons.kam_core.models.kam_job_worker"),
        ):
            self.work()
        self.assertEqual((run.state, run.job_state), ("applying", "failed"))
        self.assertFalse(self.account.class_id)
        run.action_resume()
        self.work()
        self.assertEqual((run.state, run.applied_count), ("applied", 3))
