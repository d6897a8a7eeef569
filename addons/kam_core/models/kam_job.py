from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..services_token import as_service

WORKING = ("waiting", "running")
STOPPED = ("failed", "cancelled")


class KamJob(models.Model):
    """Long work that runs in the background, with its progress on screen (SYS-06).

    A model adds a kind of work by three extensions of this model: the kind in
    :meth:`_kam_kinds`, a method ``_kam_job_<kind>(ids)`` that handles one batch, and
    the size of a batch in :meth:`_kam_job_batch` if 100 does not suit. A batch is one
    transaction. See ``kam_job_worker.py`` for how jobs are worked off.
    """

    _name = "kam.job"
    _description = "Background Job"
    _inherit = ["kam.protected.mixin"]
    _order = "id desc"

    # === FIELDS === #

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(selection="_kam_kinds", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Started by", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    res_model = fields.Char(string="Model", readonly=True)
    record_ids = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    payload = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    total = fields.Integer(readonly=True, aggregator=None)
    done = fields.Integer(readonly=True, aggregator=None)
    progress = fields.Integer(compute="_compute_progress", help="Percent done.")
    started_on = fields.Datetime(readonly=True)
    ended_on = fields.Datetime(readonly=True)
    log_ids = fields.One2many("kam.job.log", "job_id", readonly=True)
    hint = fields.Char(compute="_compute_hint")

    # === COMPUTE METHODS === #

    @api.depends("done", "total", "state")
    def _compute_progress(self):
        for job in self:
            finished = 100 if job.state == "done" else 0
            job.progress = job.done * 100 // job.total if job.total else finished

    @api.depends("state")
    @api.depends_context("lang")
    def _compute_hint(self):
        """Say why a job does not begin, as far as this server can know."""
        # whether the scheduled action is on, is no secret
        cron = self.env.ref("kam_core.ir_cron_kam_job").sudo()
        hint = ""
        if not cron.active:
            hint = self.env._(
                "The scheduled action “%(name)s” is switched off: jobs wait until an "
                "administrator switches it on.",
                name=cron.name,
            )
        elif not config["max_cron_threads"]:
            hint = self.env._(
                "This server runs no scheduled actions (max_cron_threads is 0): jobs "
                "wait until a server of this database does."
            )
        for job in self:
            job.hint = hint if job.state in WORKING else ""

    # === ACTION METHODS === #

    def action_cancel(self):
        """Stop after the batch that is running; what was done stays.

        :raise UserError: it is over already
        """
        for job in self._checked(WORKING + ("failed",)):
            job._set_state("cancelled")
            job._log("warning", self.env._("Cancelled by %s.", self.env.user.name))

    def action_resume(self):
        """Go on where a failed or cancelled job stopped.

        :raise UserError: it runs or is done
        """
        jobs = self._checked(STOPPED)
        for job in jobs:
            job._set_state("waiting")
            job._log("info", self.env._("Resumed by %s.", self.env.user.name))
        jobs._trigger()

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        """Return ``(kind, label)`` of all kinds of work; extend it."""
        return []

    def _kam_job_batch(self):
        """Return how many ids one batch takes; extend it by :attr:`kind`."""
        return 100

    @api.model
    def _kam_enqueue(self, kind, name, ids, payload=None, res_model=None):
        """Queue work for the current user and company, and have it begin soon.

        The batches run with the rights, company and language of that user.

        :param str kind: one of :meth:`_kam_kinds`
        :param str name: translated, what the work is about
        :param list ids: what is worked off, in this order, each once
        :param payload: whatever else the handler needs, as plain JSON
        :return: the job; ``job._kam_open()`` is the action that shows its progress
        """
        vals = {
            "kind": kind,
            "name": name,
            "user_id": self.env.uid,
            "company_id": self.env.company.id,
            "res_model": res_model,
            "record_ids": list(ids),
            "payload": payload,
            "total": len(ids),
        }
        job = as_service(self.sudo()).create(vals)  # nobody may write jobs by hand
        job._trigger()
        return job.sudo(False)

    def _kam_open(self):
        """Return the action that shows the job and its progress."""
        return self._get_records_action(name=self.env._("Background Job"))

    def _checked(self, states):
        """Return the jobs for the service, if the user may steer them.

        :raise AccessError: somebody else's job
        :raise UserError: its state is none of ``states``
        """
        self.check_access("read")
        jobs = self.sudo()  # seen by the user, so steered by the user
        labels = dict(self._fields["state"]._description_selection(self.env))
        for job in jobs:
            if job.state not in states:
                raise UserError(
                    self.env._(
                        "“%(job)s” is in the state “%(state)s”: this is not possible.",
                        job=job.name,
                        state=labels[job.state],
                    )
                )
        return jobs

    def _set_state(self, state, **vals):
        ended = self.env["kam.clock"]._now() if state not in WORKING else False
        as_service(self).write({"state": state, "ended_on": ended, **vals})

    def _log(self, level, message):
        as_service(self.env["kam.job.log"].sudo()).create(  # the service alone logs
            [{"job_id": job.id, "level": level, "message": message} for job in self]
        )

    def _trigger(self):
        # a seller's job sets off the scheduled action, which is the system's
        self.env.ref("kam_core.ir_cron_kam_job").sudo()._trigger()

    def _kam_protected_hint(self):
        return self.env._("Jobs are started by the screens whose work they do.")
