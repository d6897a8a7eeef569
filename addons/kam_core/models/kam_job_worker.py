import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, models
from odoo.exceptions import UserError

from ..services_token import as_service
from .kam_job import WORKING

TRIES = 3

_logger = logging.getLogger(__name__)


class KamJob(models.Model):
    """The worker: one scheduled action works the jobs off, the oldest first.

    Each batch is one transaction that also stores how far the job is. So a job that was
    killed goes on where it stopped, and a batch that fails leaves nothing behind but
    the state *failed* and the reason. A row lock keeps two workers apart.
    """

    _inherit = "kam.job"

    # === BUSINESS METHODS === #

    @api.model
    def _cron_run(self):
        # the jobs of all users and companies
        for job in self.sudo().search([("state", "in", WORKING)], order="id"):
            if not job._run():
                break

    def _run(self):
        """Work the job off; return whether there is time for another one."""
        tries = TRIES
        while tries:
            try:
                time_left = self._run_batch(last_try=tries == 1)
            except TransactionRollbackError:
                # Others changed the same rows: only a new transaction sees them.
                self.env.cr.rollback()
                tries -= 1
                continue
            if time_left is None:
                return True
            if not time_left:
                return False
            tries = TRIES
        return False

    def _run_batch(self, last_try=False):
        """Work one batch off and commit it.

        :param last_try: a conflict with another transaction fails the job
        :return: seconds left for this run of the scheduled action; None if the job is
            over or another worker has it
        """
        job = self._take()
        if not job:
            return None
        ids = (job.record_ids or [])[job.done : job.done + job._kam_job_batch()]
        if job.state == "waiting":
            ids = []
            job._set_state("running", started_on=self.env["kam.clock"]._now())
        elif not job._try(ids, last_try):
            ids = []
        return self.env["ir.cron"]._commit_progress(
            len(ids), remaining=self._remaining()
        )

    def _take(self):
        """Return the job, locked for this transaction, if it is to be worked on."""
        job = self.try_lock_for_update(allow_referencing=True)
        job.invalidate_recordset()
        return job.filtered(lambda job: job.state in WORKING)

    def _try(self, ids, last_try):
        """Handle ``ids``; return whether that succeeded."""
        try:
            with self.env.cr.savepoint():
                notes = self._handle(ids)
        except TransactionRollbackError as error:
            if not last_try:
                raise
            self._fail(error)
            return False
        except Exception as error:
            self._fail(error)
            return False
        self._advance(len(ids), notes)
        return True

    def _handle(self, ids):
        """Call the handler as the user who started the job; return its remarks."""
        user = self.user_id
        job = self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang, tz=user.tz
        )
        handler = getattr(job, f"_kam_job_{self.kind}")
        return (handler(ids) or []) if ids else []

    def _advance(self, count, notes):
        for note in notes:
            self._log("warning", note)
        done = self.done + count
        as_service(self).write({"done": done})
        if done >= self.total:
            self._set_state("done", record_ids=False, payload=False)
            self._tell("info", self._text("done"))

    def _fail(self, error):
        if isinstance(error, UserError):
            reason = str(error)
        else:
            _logger.exception("kam.job %s failed", self.id)
            reason = f"{type(error).__name__}: {error}"
        self._set_state("failed")
        self._tell("error", self._text("failed", reason))

    def _text(self, state, reason=""):
        env = self.with_context(lang=self.user_id.lang).env
        if state == "done":
            return env._("Done: %s.", self.total)
        return env._(
            "Stopped after %(done)s of %(total)s: %(reason)s",
            done=self.done,
            total=self.total,
            reason=reason,
        )

    def _tell(self, level, message):
        """Log how the job ended and tell the user who started it."""
        self._log(level, message)
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "danger" if level == "error" else "success",
                "title": self.name,
                "message": message,
                "sticky": level == "error",
            },
        )

    @api.model
    def _remaining(self):
        """Return how many ids wait in all jobs, for the scheduled action."""
        [(total, done)] = self._read_group(
            [("state", "in", WORKING)], [], ["total:sum", "done:sum"]
        )
        return (total or 0) - (done or 0)
