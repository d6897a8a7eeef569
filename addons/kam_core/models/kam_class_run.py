from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..services_token import as_service
from .kam_job import STOPPED

BUSY = ("measuring", "preview", "applying", "undoing")


class KamClassRun(models.Model):
    """One classification of all customers of a company (CORE-02).

    It measures in the background, shows what it would change and why, applies what was
    approved, and can be undone. It keeps the rules it was made by. A company has one at
    a time. See ``kam_class_run_work.py`` for what runs in the background.
    """

    _name = "kam.class.run"
    _description = "Classification Run"
    _inherit = ["kam.protected.mixin"]
    _order = "id desc"

    # === FIELDS === #

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("measuring", "Measuring"),
            ("preview", "Preview"),
            ("applying", "Applying"),
            ("applied", "Applied"),
            ("undoing", "Undoing"),
            ("undone", "Undone"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="measuring",
    )
    day = fields.Date(string="Measured on", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Started by", required=True, readonly=True
    )
    applied_by_id = fields.Many2one("res.users", string="Applied by", readonly=True)
    applied_on = fields.Datetime(readonly=True)
    scheduled = fields.Boolean(readonly=True)
    snapshot = fields.Json(string="Rules", readonly=True, groups=fields.NO_ACCESS)
    measured = fields.Integer(string="Customers Measured", readonly=True)
    left_out = fields.Integer(
        string="Dismissed Before",
        readonly=True,
        help="Changes that were dismissed in an earlier run and are not asked again.",
    )
    job_id = fields.Many2one("kam.job", readonly=True, groups=fields.NO_ACCESS)
    progress = fields.Integer(compute="_compute_job")
    job_state = fields.Selection(
        selection="_selection_job_state", compute="_compute_job"
    )
    job_hint = fields.Char(compute="_compute_job")
    change_ids = fields.One2many("kam.class.change", "run_id", readonly=True)
    change_count = fields.Integer(compute="_compute_counts")
    approved_count = fields.Integer(compute="_compute_counts")
    open_count = fields.Integer(compute="_compute_counts")
    applied_count = fields.Integer(compute="_compute_counts")
    summary = fields.Html(compute="_compute_summary")

    # === CONSTRAINTS === #

    _busy_uniq = models.UniqueIndex(
        "(company_id) WHERE state IN ('measuring', 'preview', 'applying', 'undoing')",
        "Another classification of this company is not finished; apply or cancel it.",
    )

    # === COMPUTE METHODS === #

    @api.depends("day")
    @api.depends_context("lang")
    def _compute_name(self):
        for run in self:
            day = format_date(self.env, run.day) if run.day else ""
            run.name = self.env._("Classification of %s", day)

    @api.depends("job_id.state", "job_id.done")
    @api.depends_context("lang")
    def _compute_job(self):
        for run in self:
            job = run.sudo().job_id  # how far it is, is no secret
            run.progress = job.progress
            run.job_state = job.state
            run.job_hint = job.hint

    @api.depends("change_ids.state")
    def _compute_counts(self):
        counts = self._counts(["state"])
        for run in self:
            found = {state: number for (state,), number in counts.get(run, ())}
            run.change_count = sum(found.values())
            run.open_count = found.get("proposed", 0)
            run.approved_count = found.get("approved", 0)
            run.applied_count = found.get("applied", 0)

    @api.depends("change_ids.state", "change_ids.kind")
    @api.depends_context("lang")
    def _compute_summary(self):
        counts = self._counts(["kind", "state"])
        changes = self.env["kam.class.change"]
        labels, states = (
            dict(changes._fields[name]._description_selection(self.env))
            for name in ("kind", "state")
        )
        for run in self:
            rows = [
                {"kind": labels[kind], "state": states[state], "count": count}
                for (kind, state), count in counts.get(run, ())
            ]
            run.summary = self.env["ir.qweb"]._render(
                "kam_core.kam_class_run_summary", {"rows": rows}
            )

    def _selection_job_state(self):
        return self.env["kam.job"]._fields["state"]._description_selection(self.env)

    # === ACTION METHODS === #

    def action_start(self):
        """Measure all customers of the current company, and show the run."""
        return self._kam_start(self.env.company)._kam_open()

    def action_open_changes(self):
        """Open what the run proposes, grouped by the kind of change."""
        self.ensure_one()
        self._kam_check(self.mapped("state"))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_class_change_action"
        )
        return action | {"domain": [("run_id", "=", self.id)]}

    def action_approve_all(self):
        """Approve whatever is not decided yet; say how many."""
        return self._decide_open("approved")

    def action_dismiss_all(self):
        """Dismiss whatever is not decided yet; say how many."""
        return self._decide_open("dismissed")

    def action_apply(self):
        """Apply what was approved, in the background.

        :raise UserError: nothing was approved
        """
        self.ensure_one()
        run = self._kam_check(["preview"])
        ids = run._changes("approved").ids
        if not ids:
            raise UserError(
                self.env._("Nothing is approved yet: approve changes, then apply them.")
            )
        now = self.env["kam.clock"]._now()
        run._set_state("applying", applied_by_id=self.env.uid, applied_on=now)
        self._enqueue("classify_apply", ids)

    def action_undo(self):
        """Take back, in the background, whatever the run has changed.

        :raise UserError: it has changed nothing
        """
        self.ensure_one()
        run = self._kam_check(["applied"])
        ids = run._changes("applied").ids
        if not ids:
            raise UserError(self.env._("The run has changed nothing."))
        run._set_state("undoing")
        self._enqueue("classify_undo", ids)

    def action_cancel(self):
        """Give up what is measured or previewed; nothing was changed."""
        for run in self._kam_check(["measuring", "preview"]):
            run.job_id.filtered(
                lambda job: job.state in ("waiting", "running", "failed")
            ).action_cancel()
            run._set_state("cancelled")

    def action_resume(self):
        """Go on, as the current user, where the background work came to a halt.

        :raise UserError: it is still at work
        """
        self.ensure_one()
        run = self._kam_check(["measuring", "applying", "undoing"])
        if run.job_state not in STOPPED:
            raise UserError(self.env._("The background job is still at work."))
        run.job_id.filtered(lambda job: job.state == "failed").action_cancel()
        if run.state == "measuring":
            self._enqueue("classify_measure", run.ids)
        elif run.state == "applying":
            self._enqueue("classify_apply", run._changes("approved").ids)
        else:
            self._enqueue("classify_undo", run._changes("applied").ids)

    # === BUSINESS METHODS === #

    @api.model
    def _kam_start(self, company, scheduled=False):
        """Begin to measure the customers of ``company``; return the run.

        :raise AccessError: if the user is neither manager nor analyst
        :raise UserError: another run is not finished, or there are no rules
        """
        self.env["kam.account"]._kam_check_classifier()
        self._check_none_busy(company)
        rules = self.env["kam.class.rule"]._kam_of(company)
        if not rules:
            raise UserError(
                self.env._("There are no classification rules; write some first.")
            )
        run = as_service(self.sudo()).create(  # runs are made by this service alone
            {
                "company_id": company.id,
                "day": self.env["kam.clock"]._today(company),
                "user_id": self.env.uid,
                "scheduled": scheduled,
                "snapshot": rules._kam_snapshot(company),
            }
        )
        run = run.sudo(False)  # the user goes on with his own rights
        run._enqueue("classify_measure", run.ids)
        return run

    def _check_none_busy(self, company):
        # of whoever; the unique index stands behind it for the same second
        busy = self.sudo().search(
            [("company_id", "=", company.id), ("state", "in", BUSY)], limit=1
        )
        if busy:
            raise UserError(
                self.env._(
                    "“%(run)s” by %(user)s is not finished: apply or cancel it first.",
                    run=busy.name,
                    user=busy.user_id.name,
                )
            )

    def _enqueue(self, kind, ids):
        jobs = self.env["kam.job"].with_company(self.company_id)
        job = jobs._kam_enqueue(kind, self.name, ids, res_model=self._name)
        as_service(self.sudo()).write({"job_id": job.id})  # kept by this service

    def _kam_check(self, states):
        """Return the runs for the service, if the user may decide over them.

        :raise AccessError: if the user is neither manager nor analyst
        :raise UserError: a run is in none of ``states``
        """
        self.env["kam.account"]._kam_check_classifier()
        self.check_access("read")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for run in self:
            if run.state not in states:
                raise UserError(
                    self.env._(
                        "“%(run)s” is in the state “%(state)s”: this is not possible.",
                        run=run.name,
                        state=labels[run.state],
                    )
                )
        return self.sudo()  # seen and decided by one who may

    def _counts(self, names):
        found = {}
        rows = self.env["kam.class.change"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", *names], ["__count"]
        )
        for run, *keys, count in rows:
            found.setdefault(run, []).append((tuple(keys), count))
        return found

    def _changes(self, state):
        return self.change_ids.search(
            [("run_id", "in", self.ids), ("state", "=", state)]
        )

    def _set_state(self, state, **vals):
        as_service(self).write({"state": state, **vals})

    def _decide_open(self, state):
        self.ensure_one()
        run = self._kam_check(["preview"])
        # whether the user may decide is checked again by each proposal
        return run._changes("proposed").sudo(False)._kam_decide(state)

    def _kam_open(self):
        return self._get_records_action(name=self.env._("Classification"))

    def _kam_protected_hint(self):
        return self.env._("Start a classification by “New Run”.")
