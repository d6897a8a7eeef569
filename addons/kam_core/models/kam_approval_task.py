from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from .. import queries
from ..engine import workday
from ..services_token import as_service

STATES = [
    ("waiting", "Later"),
    ("open", "To Decide"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("void", "Void"),
]


class KamApprovalTask(models.Model):
    """One step of one round: who may decide it, and who did (D5).

    ``approver_ids`` are the candidates of the flow until the step opens, then the
    persons who really may decide (P2, P3); a delegate of one of them may too (P4).
    Of a role, whoever has it no more may not. Nobody in ``excluded_ids`` may, in
    whatever role.
    """

    _name = "kam.approval.task"
    _description = "Approval Step"
    _inherit = ["kam.protected.mixin"]
    _order = "request_id desc, sequence, id"

    # === FIELDS === #

    request_id = fields.Many2one(
        "kam.approval.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(string="Step", required=True, readonly=True, translate=True)
    sequence = fields.Integer(required=True, readonly=True)
    days = fields.Integer(string="Working Days", readonly=True)
    state = fields.Selection(
        selection=STATES, required=True, readonly=True, default="waiting"
    )
    approver_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_task_approver_rel",
        string="To Decide by",
        context={"active_test": False},
        readonly=True,
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who decides must have this role; empty where others decide instead.",
    )
    excluded_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_task_excluded_rel",
        string="May Not Decide",
        context={"active_test": False},
        readonly=True,
    )
    opened_at = fields.Datetime(string="Since", readonly=True)
    due_on = fields.Date(string="Due", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="restrict"
    )
    on_behalf_of_id = fields.Many2one(
        "res.users", string="On Behalf of", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Decided on", readonly=True)
    repeated = fields.Boolean(
        string="Same Person",
        readonly=True,
        help="The same person decided the step before; that decision counts (P5).",
    )
    reason = fields.Char(readonly=True)
    can_decide = fields.Boolean(
        string="Mine to Decide",
        compute="_compute_can_decide",
        search="_search_can_decide",
    )
    document = fields.Char(related="request_id.display_name", string="Document")
    res_model = fields.Char(related="request_id.res_model", store=True, index=True)
    res_id = fields.Many2oneReference(
        related="request_id.res_id", model_field="res_model", store=True
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    requester_id = fields.Many2one(related="request_id.requester_id")
    flow_name = fields.Char(related="request_id.flow_name")
    amount = fields.Monetary(related="request_id.amount")
    currency_id = fields.Many2one(related="request_id.currency_id")
    snapshot_table = fields.Html(related="request_id.snapshot_table", sanitize=False)
    activity_ids = fields.One2many("mail.activity", "kam_task_id")

    # === COMPUTE METHODS === #

    @api.depends("name", "request_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"{task.document}: {task.name}"

    @api.depends("state", "approver_ids", "excluded_ids", "group_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for task in self:
            # the rules for tasks ask this field
            task.can_decide = task.state == "open" and task.sudo()._kam_authority()

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._kam_domain_of(self.env.user)
        for delegation in self.env["kam.approval.delegation"]._kam_received():
            mine |= self._kam_domain_of(delegation.user_id) & Domain(
                "company_id", "=", delegation.company_id.id
            )
        return (
            Domain("state", "=", "open")
            & Domain("company_id", "in", self.env.user.company_ids.ids)
            & Domain("excluded_ids", "not in", [self.env.uid])
            & mine
        )

    # === ACTION METHODS === #

    def action_approve(self):
        """Approve the selected steps; tell which were skipped and why (D11).

        :raise AccessError: none of them is the user's to decide
        """
        return self._kam_decide_many("approved")

    def action_refuse(self):
        """Ask why the selected steps are refused.

        :raise AccessError: none of them is the user's to decide
        """
        self._kam_check_mine()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "kam.approval.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_task_ids": self.ids},
        }

    def action_open_document(self):
        """Open the document of the step.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        return self.request_id.action_open_document()

    # === BUSINESS METHODS - DECIDE === #

    def _kam_decide(self, outcome, reason=None):
        """Decide one step as the user of the environment.

        :param str outcome: approved or refused
        :raise AccessError: it is not the user's to decide (P2, P4)
        :raise UserError: somebody decided before (P10)
        """
        self.ensure_one()
        # the user has no right to write what the engine keeps
        task = self.sudo()
        principal = task._kam_authority()
        if not principal:
            raise AccessError(self._kam_not_yours_message())
        task.request_id._kam_document()._kam_check_decision(outcome)
        values = task._kam_decision_values(outcome, principal - self.env.user, reason)
        self.flush_model()
        if not self.env.execute_query(queries.decide_task(task.id, values)):
            task.invalidate_recordset()
            raise UserError(task._kam_already_message())
        task._kam_decided(outcome)

    def _kam_decision_values(self, outcome, on_behalf_of, reason=None, repeated=False):
        return {
            "state": outcome,
            "decided_by_id": self.env.uid,
            "on_behalf_of_id": on_behalf_of.id or None,
            "decided_at": self.env["kam.clock"]._now(),
            "reason": reason or None,
            "repeated": repeated,
            "write_uid": self.env.uid,
            "write_date": self.env["kam.clock"]._now(),
        }

    def _kam_decided(self, outcome):
        """Record the decision the row now holds, and go on."""
        self.invalidate_recordset()
        # the columns above were written by SQL
        self.modified(["state", "decided_by_id", "on_behalf_of_id"])
        self.request_id._kam_record(
            outcome,
            task_id=self.id,
            user_id=self.decided_by_id.id,
            on_behalf_of_id=self.on_behalf_of_id.id,
            repeated=self.repeated,
            reason=self.reason,
        )
        self._kam_close_activities()
        if outcome == "approved":
            self.request_id._kam_advance()
        else:
            self.request_id._kam_close("refused")

    def _kam_authority(self):
        """Return for whom the user may decide this step: self, or who delegated.

        :return: one user or none
        """
        self.ensure_one()
        router = self.env["kam.approval.router"]
        user = router._kam_able(self.env.user, self.company_id) - self.excluded_ids
        if not user or self.state == "waiting":
            return self.env["res.users"]
        approvers = self._kam_holders()
        if user in approvers:
            return user
        received = self.env["kam.approval.delegation"]._kam_received(self.company_id)
        return (received.user_id & approvers)[:1]

    def _kam_holders(self):
        """Return the approvers who have the role of the step still, if it has one."""
        return self.approver_ids.filtered(
            lambda user: not self.group_id or self.group_id in user.all_group_ids
        )

    @api.model
    def _kam_domain_of(self, user):
        """Return the domain of the steps that ``user`` is an approver of."""
        roles = [False, *user.all_group_ids.ids]
        return Domain("approver_ids", "in", user.ids) & Domain("group_id", "in", roles)

    def _kam_check_mine(self):
        """:raise AccessError: none of the steps is, or was, the user's to decide"""
        # the user need not be able to read a step to be told so
        if not any(task._kam_authority() for task in self.sudo().exists()):
            raise AccessError(self._kam_not_yours_message())

    def _kam_decide_many(self, outcome, reason=None):
        """Decide each of several steps by itself (D11).

        :return: action that tells what was done and what not, and why
        :raise AccessError: none of them is the user's to decide
        """
        self._kam_check_mine()
        done, skipped = self.browse(), []
        for task in self:
            try:
                with self.env.cr.savepoint():
                    task._kam_decide(outcome, reason)
                done |= task
            except UserError as error:
                # the name of what the user selected
                skipped.append(f"{task.sudo().exists().display_name}: {error}")
        return self._kam_answer(outcome, done, skipped)

    # === BUSINESS METHODS - LIFE === #

    def _kam_open(self):
        """Let the persons decide who may; the rules P2, P3 and P5 apply now."""
        self.ensure_one()
        today = self.env["kam.clock"]._today(self.company_id)
        excluded = self.request_id._kam_excluded()
        as_service(self).write(
            {
                **self._kam_route(excluded),
                "state": "open",
                "opened_at": self.env["kam.clock"]._now(),
                "due_on": self._kam_due_date(today),
                "excluded_ids": [Command.set(excluded.ids)],
            }
        )
        if not self._kam_repeat():
            self._kam_schedule_activities()

    def _kam_repeat(self):
        """Let the decision of the step before count again for the same person (P5)."""
        before = self.request_id.task_ids.filtered(lambda t: t.state == "approved")
        before = before.sorted()[-1:]
        principal = before.on_behalf_of_id or before.decided_by_id
        if not principal & self.approver_ids:
            return False
        values = self._kam_decision_values(
            "approved", before.on_behalf_of_id, repeated=True
        )
        as_service(self).write({**values, "decided_by_id": before.decided_by_id.id})
        self._kam_decided("approved")
        return True

    def _kam_reroute(self):
        """Find deciders for open steps that have lost theirs (P3)."""
        for task in self.filtered(lambda task: task.state == "open"):
            as_service(task).write(task._kam_route(task.excluded_ids))
            task._kam_schedule_activities()

    def _kam_route(self, excluded):
        """Return the values that say who decides now (P2, P3).

        A step of a role is for who has it; whoever decides instead need not have it.
        """
        holders = self._kam_holders()
        deciders = self.env["kam.approval.router"]._kam_deciders(
            holders, excluded, self.company_id
        )
        return {
            "approver_ids": [Command.set(deciders.ids)],
            "group_id": deciders <= holders and self.group_id.id,
        }

    def _kam_void(self):
        """Close the steps that were not decided."""
        undecided = self.filtered(lambda task: task.state in ("waiting", "open"))
        as_service(undecided).write({"state": "void"})
        undecided.activity_ids.unlink()

    def _kam_due_date(self, opened_on):
        """Return the last working day to decide, if the step has a time limit."""
        if not self.days:
            return False
        workdays = self.env["kam.workday"]
        return workdays._nth_after(opened_on, self.days, self.company_id).day

    def _kam_move_due_date(self, today):
        """Compute the due date by the changed calendar, not into the past (T7)."""
        opened_on = self.env["kam.clock"]._date_of(self.opened_at, self.company_id)
        due_on = workday.revised(self.due_on, self._kam_due_date(opened_on), today)
        if due_on != self.due_on:
            as_service(self).write({"due_on": due_on})
            self.activity_ids.date_deadline = due_on
            document = self.request_id._kam_document()
            document.message_post(body=self._kam_waiting_line())

    # === BUSINESS METHODS - ACTIVITIES === #

    def _kam_schedule_activities(self):
        """Give each person who may decide one activity on the document."""
        document = self.request_id._kam_document()
        delegates = (
            self.env["kam.approval.delegation"]
            ._kam_given(self.approver_ids, self.company_id)
            .delegate_id
        )
        users = (self.approver_ids | delegates) - self.excluded_ids
        (self.activity_ids.filtered(lambda a: a.user_id not in users)).unlink()
        followers = document.message_partner_ids
        for user in users - self.activity_ids.user_id:
            words = self.with_context(lang=user.lang)
            document.activity_schedule(
                "kam_core.mail_activity_type_approval",
                date_deadline=self.due_on
                or self.env["kam.clock"]._today(self.company_id),
                summary=words.env._("Approval: %s", words.name),
                user_id=user.id,
                kam_task_id=self.id,
            )
        # who decides one step does not follow the document for ever (P12)
        document.message_unsubscribe((document.message_partner_ids - followers).ids)

    def _kam_close_activities(self):
        """Mark the activity of who decided as done, remove those of the others."""
        done = self.activity_ids.filtered(lambda a: a.user_id == self.decided_by_id)
        (self.activity_ids - done).unlink()
        done.action_archive()
