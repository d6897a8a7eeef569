from contextlib import ExitStack
from datetime import datetime
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import config, mute_logger

from ..models.kam_clock import KamClock
from ..models.kam_job import KamJob
from ..models.kam_job_worker import KamJob as KamJobWorker
from ..services_token import as_service

CONSULTANT = "kam_core.kam_core_group_consultant"
MANAGER = "kam_core.kam_core_group_manager"
NOW = datetime(2026, 11, 22, 9)
WORKER_LOG = "odoo.addons.kam_core.models.kam_job_worker"


class JobCase(TransactionCase):
    """Jobs of a kind that exists in tests only: batches of two ids."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jobs = cls.env["kam.job"]
        cls.company = cls.env["res.company"].create({"name": "Jewellery East"})
        cls.consultant = cls.user("job_consultant", CONSULTANT)
        cls.colleague = cls.user("job_colleague", CONSULTANT)
        cls.manager = cls.user("job_manager", MANAGER)
        cls.plain = cls.user("job_plain", "base.group_user")

    @classmethod
    def user(cls, login, groups):
        name = login.replace("_", " ").title()
        return new_test_user(
            cls.env, login, groups, company_id=cls.company.id, name=name
        )

    def setUp(self):
        super().setUp()
        self.handled = []
        case = self

        def handle(job, ids):
            return case.handle(job, ids)

        for target, name, value in (
            (KamClock, "_now", lambda _clock: NOW),
            (KamJob, "_kam_kinds", lambda _model: [("test", "Test")]),
            (KamJob, "_kam_job_batch", lambda _job: 2),
            (KamJob, "_kam_job_test", handle),
        ):
            patcher = patch.object(target, name, value, create=True)
            patcher.start()
            self.addCleanup(patcher.stop)

    def handle(self, job, ids):
        """The work of a batch; tests replace it."""
        self.handled.append(ids)

    def enqueue(self, ids, user=None, **kwargs):
        jobs = self.jobs.with_user(user or self.consultant)
        return jobs._kam_enqueue("test", "Count sheep", ids, **kwargs)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("kam_core.ir_cron_kam_job").method_direct_trigger()
        self.env.invalidate_all()

    def triggers(self):
        cron = self.env.ref("kam_core.ir_cron_kam_job")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def messages(self, job):
        return [(line.level, line.message) for line in job.log_ids.sorted("id")]


@tagged("post_install", "-at_install")
class TestJob(JobCase):
    def test_sys_06_job_is_worked_off_in_batches(self):
        triggers = self.triggers()
        job = self.enqueue([5, 3, 8, 1, 9])
        self.assertEqual(self.triggers(), triggers + 1)
        self.assertRecordValues(
            job,
            [
                {
                    "state": "waiting",
                    "total": 5,
                    "done": 0,
                    "progress": 0,
                    "user_id": self.consultant.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.run_cron()
        self.assertEqual(self.handled, [[5, 3], [8, 1], [9]])
        self.assertRecordValues(
            job,
            [
                {
                    "state": "done",
                    "done": 5,
                    "progress": 100,
                    "started_on": NOW,
                    "ended_on": NOW,
                }
            ],
        )
        self.assertEqual(self.messages(job), [("info", "Done: 5.")])

    def test_sys_06_batches_run_with_the_rights_of_the_user(self):
        seen = []

        def handle(job, ids):
            env = job.env
            seen.append((env.user, env.su, env.companies, job.sudo().payload))

        self.handle = handle
        self.enqueue([1], payload={"day": "2026-11-22"})
        self.run_cron()
        self.assertEqual(
            seen, [(self.consultant, False, self.company, {"day": "2026-11-22"})]
        )

    def test_sys_06_what_was_skipped_is_in_the_log(self):
        self.handle = lambda job, ids: [f"Skipped {ids[0]}: no reason."]
        job = self.enqueue([1])
        self.run_cron()
        self.assertEqual(
            self.messages(job),
            [("warning", "Skipped 1: no reason."), ("info", "Done: 1.")],
        )

    def test_sys_06_nothing_to_do_is_done(self):
        job = self.enqueue([])
        self.run_cron()
        self.assertRecordValues(job, [{"state": "done", "done": 0, "progress": 100}])
        self.assertEqual(self.handled, [])

    def test_sys_06_failure_keeps_what_was_done_and_resume_goes_on(self):
        partner = self.env["res.partner"].create({"name": "Sheep"})

        refusal = "Number 4 ran away."

        def handle(job, ids):
            job.env["res.partner"].sudo().browse(partner.id).name = f"Sheep {ids}"
            if ids == [3, 4]:
                raise UserError(refusal)

        self.handle = handle
        job = self.enqueue([1, 2, 3, 4, 5])
        self.run_cron()
        self.assertRecordValues(
            job, [{"state": "failed", "done": 2, "progress": 40, "ended_on": NOW}]
        )
        self.assertEqual(partner.name, "Sheep [1, 2]")
        self.assertEqual(
            self.messages(job), [("error", "Stopped after 2 of 5: Number 4 ran away.")]
        )
        del self.handle
        triggers = self.triggers()
        job.with_user(self.consultant).action_resume()
        self.assertEqual(self.triggers(), triggers + 1)
        self.run_cron()
        self.assertEqual(self.handled, [[3, 4], [5]])
        self.assertRecordValues(job, [{"state": "done", "done": 5}])

    def test_sys_06_failed_job_does_not_keep_others_from_running(self):
        def handle(job, ids):
            if ids == ["bad"]:
                raise KeyError("bad")
            self.handled.append(ids)

        self.handle = handle
        bad, good = self.enqueue(["bad"]), self.enqueue(["good"])
        with mute_logger(WORKER_LOG):
            self.run_cron()
        self.assertRecordValues(bad + good, [{"state": "failed"}, {"state": "done"}])
        self.assertEqual(
            self.messages(bad), [("error", "Stopped after 0 of 1: KeyError: 'bad'")]
        )

    def test_sys_06_killed_job_goes_on_where_it_stopped(self):
        job = self.enqueue([1, 2, 3])
        as_service(job.sudo()).write({"state": "running", "done": 2})
        self.run_cron()
        self.assertEqual(self.handled, [[3]])
        self.assertEqual(job.state, "done")

    def test_sys_06_conflict_is_tried_again_in_a_new_transaction(self):
        conflicts = [True, True]

        def handle(job, ids):
            self.handled.append(ids)
            if conflicts and conflicts.pop():
                raise psycopg2.errors.SerializationFailure("changed by others")

        self.handle = handle
        job = self.enqueue([1, 2])
        self.run_cron()
        self.assertEqual(self.handled, [[1, 2]] * 3)
        self.assertRecordValues(job, [{"state": "done", "done": 2}])

    @mute_logger(WORKER_LOG)
    def test_sys_06_conflict_without_end_fails_the_job(self):
        def handle(job, ids):
            raise psycopg2.errors.SerializationFailure("changed by others")

        self.handle = handle
        job = self.enqueue([1, 2])
        self.run_cron()
        self.assertRecordValues(job, [{"state": "failed", "done": 0}])

    def test_sys_06_without_time_left_the_rest_waits(self):
        job = self.enqueue([1, 2, 3, 4])
        cron = self.env.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", return_value=0.0):
            self.jobs._cron_run()
            self.assertRecordValues(job, [{"state": "running", "done": 0}])
            self.jobs._cron_run()
        self.assertRecordValues(job, [{"state": "running", "done": 2}])
        self.assertEqual(self.jobs._remaining(), 2)

    def test_sys_06_cancelled_job_stops_and_may_be_resumed(self):
        def handle(job, ids):
            self.handled.append(ids)
            if len(self.handled) == 1:
                job.action_cancel()

        self.handle = handle
        job = self.enqueue([1, 2, 3])
        self.run_cron()
        self.assertRecordValues(job, [{"state": "cancelled", "done": 2}])
        self.assertEqual(
            self.messages(job), [("warning", "Cancelled by Job Consultant.")]
        )
        job.with_user(self.manager).action_resume()
        self.run_cron()
        self.assertEqual(self.handled, [[1, 2], [3]])
        with self.assertRaisesRegex(UserError, "“Count sheep” is in the state “Done”"):
            job.with_user(self.manager).action_cancel()

    def test_sys_06_user_is_told_the_end(self):
        told = []

        def send(user, kind, message, **_kwargs):
            told.append((user, kind, message["type"], message["message"]))

        with patch.object(self.env.registry["res.users"], "_bus_send", send):
            self.enqueue([1])
            self.run_cron()
        self.assertEqual(
            told, [(self.consultant, "simple_notification", "success", "Done: 1.")]
        )

    def test_sys_06_form_says_why_nothing_runs(self):
        job = self.enqueue([1])
        for threads, hint in ((2, ""), (0, "max_cron_threads is 0")):
            self.env.invalidate_all()
            with patch.dict(config.options, {"max_cron_threads": threads}):
                self.assertIn(hint, job.hint or "")
                self.assertEqual(bool(job.hint), bool(hint))
        self.env.ref("kam_core.ir_cron_kam_job").active = False
        self.env.invalidate_all()
        self.assertIn("is switched off", job.hint)

    def test_each_sees_the_own_jobs_and_the_manager_all(self):
        job = self.enqueue([1])
        self.run_cron()
        other = self.env["res.company"].create({"name": "Jewellery West"})
        stranger = new_test_user(
            self.env, "job_stranger", MANAGER, company_id=other.id, company_ids=other
        )
        for user, sees in (
            (self.consultant, True),
            (self.manager, True),
            (self.colleague, False),
            (self.plain, False),
            (stranger, False),
        ):
            with self.subTest(user=user.login):
                mine = job.with_user(user)
                self.assertEqual(mine.search([("id", "=", job.id)]), mine[:sees])
                logs = self.env["kam.job.log"].with_user(user)
                self.assertEqual(
                    bool(logs.search([("job_id", "=", job.id)])), sees, "log"
                )
                if not sees:
                    with self.assertRaises(AccessError):
                        mine.action_resume()

    def test_nobody_writes_jobs_by_hand(self):
        job = self.enqueue([1])
        for user in (self.consultant, self.manager, self.env.ref("base.user_root")):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(AccessError, "started by the screens"):
                    job.with_user(user).write({"state": "done"})
                with self.assertRaises(AccessError):
                    job.log_ids.with_user(user).create(
                        {"job_id": job.id, "level": "info", "message": "Done"}
                    )
        with self.assertRaises(AccessError):
            job.with_user(self.manager).read(["record_ids"])

    def test_action_opens_the_job(self):
        job = self.enqueue([1])
        action = job._kam_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("kam.job", job.id))


@tagged("post_install", "-at_install")
class TestJobWorkers(TransactionCase):
    """Two workers at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            jobs = api.Environment(cr, SUPERUSER_ID, {})["kam.job"]
            with patch.object(KamJob, "_kam_kinds", lambda _model: [("test", "T")]):
                job = as_service(jobs).create(
                    {
                        "kind": "test",
                        "name": "Two workers",
                        "user_id": SUPERUSER_ID,
                        "company_id": jobs.env.company.id,
                        "record_ids": [1, 2],
                        "total": 2,
                        "state": "running",
                    }
                )
        self.job_id = job.id
        self.addCleanup(self.delete_job)

    def delete_job(self):
        with self.registry.cursor() as cr:
            jobs = api.Environment(cr, SUPERUSER_ID, {})["kam.job"]
            as_service(jobs.browse(self.job_id)).unlink()

    def worker(self, stack):
        cr = stack.enter_context(self.registry.cursor())
        return api.Environment(cr, SUPERUSER_ID, {})["kam.job"].browse(self.job_id)

    def test_sys_06_second_worker_leaves_a_job_that_is_being_worked_on(self):
        with ExitStack() as stack:
            first, second = self.worker(stack), self.worker(stack)
            self.assertEqual(first._take(), first)
            self.assertFalse(second._take())
            self.assertIsNone(second._run_batch())
            first.env.cr.rollback()
            second.env.cr.rollback()
            self.assertEqual(second._take(), second)

    @mute_logger("odoo.sql_db")
    def test_sys_06_second_worker_begins_anew_when_the_first_was_faster(self):
        handled = []

        def handle(job, ids):
            handled.append(ids)

        with ExitStack() as stack:
            stack.enter_context(
                patch.object(KamJobWorker, "_kam_job_test", handle, create=True)
            )
            first, second = self.worker(stack), self.worker(stack)
            self.assertEqual(second.state, "running")  # its snapshot is older
            first._run()
            second._run()
        self.assertEqual(handled, [[1, 2]])


@tagged("post_install", "-at_install")
class TestJobScreen(HttpCase):
    def test_sys_06_form_follows_the_progress_by_itself(self):
        jobs = self.env["kam.job"].with_user(self.env.ref("base.user_admin"))
        kinds = patch.object(KamJob, "_kam_kinds", lambda _model: [("test", "Test")])
        with kinds:
            job = jobs._kam_enqueue("test", "Count sheep", [1, 2, 3, 4])
            as_service(job.sudo()).write({"state": "running", "done": 2})
            reads = []
            web_read = self.registry["kam.job"].web_read

            def read_later(records, specification):
                reads.append(records)
                if len(reads) == 3:
                    records.sudo()._advance(2, [])
                return web_read(records, specification)

            read_later._readonly = False  # it writes, other than the original
            with patch.object(self.registry["kam.job"], "web_read", read_later):
                self.start_tour(
                    f"/odoo/kam-jobs/{job.id}", "kam_job_progress", login="admin"
                )
        self.assertGreaterEqual(len(reads), 3)
