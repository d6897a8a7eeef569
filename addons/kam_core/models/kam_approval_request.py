from operator import itemgetter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..languages import in_every_language, in_language_of_reader, translate_field
from ..services_token import as_service

STATES = [
    ("open", "Waiting"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("void", "Void"),
]
OPEN_ENDED = {"withdrawn": "none", "void": "none"}  # state of the document afterwards


class KamApprovalRequest(models.Model):
    """One round of the approval of one document (D5).

    It keeps what was submitted and who had to decide by the flow of that moment (P11).
    A new submit is a new round; old rounds stay (P7). Written by the methods below
    only; everybody else is refused by ``kam.protected.mixin``.
    """

    _name = "kam.approval.request"
    _description = "Approval Request"
    _inherit = ["kam.protected.mixin"]
    _kam_is_history = True  # keeps its account from being deleted
    _order = "submitted_at desc, id desc"

    # === FIELDS === #

    name = fields.Char(string="Document", required=True, readonly=True, translate=True)
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document ID", model_field="res_model", required=True, readonly=True
    )
    topic = fields.Char(required=True, readonly=True)
    flow_name = fields.Char(string="Flow", required=True, readonly=True, translate=True)
    round = fields.Integer(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    requester_id = fields.Many2one(
        "res.users",
        string="Submitted by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    beneficiary_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_request_beneficiary_rel",
        string="For",
        readonly=True,
        help="Whom the document is for; like who submits it they never decide it.",
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_tolerance = fields.Float(string="Tolerance (%)", readonly=True)
    distinct_persons = fields.Boolean(readonly=True)
    snapshot = fields.Json(readonly=True)
    snapshot_table = fields.Html(
        string="As Submitted", compute="_compute_snapshot_table", sanitize=False
    )
    account_key = fields.Integer(
        readonly=True, help="ID of the key account, kept when the account goes."
    )
    planned_on = fields.Date(readonly=True)
    backdated = fields.Boolean(
        readonly=True, help="Approved after the planned date had passed (补批)."
    )
    state = fields.Selection(
        selection=STATES, required=True, readonly=True, default="open", index=True
    )
    submitted_at = fields.Datetime(string="Submitted on", required=True, readonly=True)
    closed_at = fields.Datetime(string="Closed on", readonly=True)
    task_ids = fields.One2many("kam.approval.task", "request_id", string="Steps")
    decision_ids = fields.One2many(
        "kam.approval.decision", "request_id", string="History"
    )
    waiting_for_ids = fields.Many2many(
        "res.users", string="Waiting for", compute="_compute_waiting_for_ids"
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    # === CONSTRAINTS === #

    _open_uniq = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'open'",
        "This document is waiting for a decision already.",
    )
    _round_uniq = models.UniqueIndex(
        "(res_model, res_id, round)", "This round exists already."
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "round")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            request.display_name = request.name
            if request.round > 1:
                request.display_name = self.env._(
                    "%(document)s (round %(round)s)",
                    document=request.name,
                    round=request.round,
                )

    @api.depends("snapshot")
    @api.depends_context("lang")
    def _compute_snapshot_table(self):
        row = Markup("<tr><th class='w-25'>%s</th><td>%s</td></tr>")
        for request in self:
            pairs = in_language_of_reader(self.env, request.snapshot or [])
            rows = [row % tuple(pair) for pair in pairs]
            request.snapshot_table = rows and (
                Markup("<table class='table table-sm mb-0'>%s</table>")
                % Markup().join(rows)
            )

    @api.depends("task_ids.state", "task_ids.approver_ids")
    def _compute_waiting_for_ids(self):
        for request in self:
            # who must decide is no secret to who sees the request
            request.waiting_for_ids = request.sudo()._kam_open_task().approver_ids

    @api.depends("state", "requester_id")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        for request in self:
            request.can_withdraw = request.state == "open" and request._kam_is_mine()

    # === ACTION METHODS === #

    def action_open_document(self):
        """Open the document, if it still exists.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        document = self._kam_document()
        if not document:
            raise UserError(self.env._("“%s” was deleted.", self.name))
        document.check_access("read")
        return document._get_records_action()

    # === BUSINESS METHODS - LIFE === #

    @api.model
    def _kam_open(self, document, topic):
        """Submit ``document``: start a round and open its first step.

        The caller has checked that the user may submit it.

        :return: the request
        :raise UserError: no flow or step fits (P1), or nobody could ever decide
        """
        # flows, superiors and tasks are none of the requester's own records
        engine, document = self.sudo(), document.sudo()
        flow, steps = engine._kam_way(document, topic)
        self.flush_model(["state"])  # of the round before, for the unique index
        request = as_service(engine).create(
            engine._kam_prepare_request(document, topic, flow)
        )
        tasks = as_service(engine.env["kam.approval.task"]).create(
            [request._kam_prepare_task(step, document) for step in steps]
        )
        request._kam_translate(document, flow, zip(tasks, steps, strict=True))
        request._kam_record("submitted")
        document._kam_set_approval_state("open")
        request._kam_advance()
        if not request._kam_open_task().approver_ids:
            raise UserError(engine._kam_nobody_message(request))
        return request

    def _kam_way(self, document, topic):
        """Return flow and steps for ``document`` (P1).

        :raise UserError: there are none, with what to configure
        """
        amount = self._kam_company_amount(document)
        flow = self.env["kam.approval.flow"]._kam_match(document, topic, amount)
        steps = flow._kam_steps_for(document, amount) if flow else None
        if steps:
            return flow, steps
        labels = dict(document._kam_approval_topics())
        raise UserError(
            self.env._(
                "No approval flow is configured for “%(topic)s” in %(company)s that "
                "fits this document. A key-account manager can add the flow, or a step "
                "that fits, under Key Accounts, Configuration, Approval Flows.",
                topic=labels.get(topic, topic),
                company=document._kam_approval_company().name,
            )
        )

    def _kam_company_amount(self, document):
        company = document._kam_approval_company()
        amount, currency = document._kam_approval_amount()
        today = self.env["kam.clock"]._today(company)
        return currency._convert(amount, company.currency_id, company, today)

    def _kam_prepare_request(self, document, topic, flow):
        amount, currency = document._kam_approval_amount()
        last = self.search(document._kam_request_domain(), order="round desc", limit=1)
        return {
            "name": document.display_name,
            "res_model": document._name,
            "res_id": document.id,
            "topic": topic,
            "flow_name": flow.name,
            "round": last.round + 1,
            "company_id": flow.company_id.id,
            "requester_id": self.env.uid,
            "beneficiary_ids": [
                Command.set(document._kam_approval_beneficiaries().ids)
            ],
            "amount": amount,
            "currency_id": currency.id,
            "amount_tolerance": flow.amount_tolerance,
            "distinct_persons": flow.distinct_persons,
            # pairs: the database does not keep the order of a dict
            "snapshot": in_every_language(
                document, lambda one: [*one._kam_approval_snapshot().items()]
            ),
            "account_key": document._kam_approval_account().id or 0,
            "planned_on": document._kam_approval_planned_on(),
            "submitted_at": self.env["kam.clock"]._now(),
        }

    def _kam_prepare_task(self, step, document):
        candidates = step._kam_candidates(document, self.requester_id)
        return {
            "request_id": self.id,
            "name": step.name,
            "sequence": step.sequence,
            "days": step.days,
            "approver_ids": [Command.set(candidates.ids)],
            "group_id": step.approver_kind == "role" and step.group_id.id,
        }

    def _kam_translate(self, document, flow, steps):
        """Keep all names as they are now, for readers in whatever language.

        :param steps: pairs of task and step
        """
        names = [
            (self, "name", document, "display_name"),
            (self, "flow_name", flow, "name"),
            *((task, "name", step, "name") for task, step in steps),
        ]
        for record, field, source, name in names:
            words = in_every_language(source, itemgetter(name))
            translate_field(as_service(record), field, words)

    def _kam_advance(self):
        """Open the next step, or close the request after the last one."""
        self.ensure_one()
        waiting = self.task_ids.filtered(lambda task: task.state == "waiting")
        if waiting:
            waiting.sorted()[0]._kam_open()
        else:
            self._kam_close("approved")

    def _kam_close(self, state, reason=None):
        """End the round and tell the document.

        :param str state: approved, refused, withdrawn or void
        :param str reason: for withdrawn and void; a refusal was recorded with its own
        """
        self.ensure_one()
        values = {"state": state, "closed_at": self.env["kam.clock"]._now()}
        if state == "approved" and self._kam_is_late():
            values["backdated"] = True
        as_service(self).write(values)
        if state in OPEN_ENDED:
            self._kam_record(state, reason=reason)
        self.task_ids._kam_void()
        document = self._kam_document()
        if document:
            document._kam_set_approval_state(OPEN_ENDED.get(state, state))
            self._kam_call_hook(document)

    def _kam_is_late(self):
        """Tell whether the planned date has passed (P9)."""
        today = self.env["kam.clock"]._today(self.company_id)
        return bool(self.planned_on and self.planned_on < today)

    def _kam_call_hook(self, document):
        match self.state:
            case "approved":
                document._kam_on_approved(self)
            case "refused":
                document._kam_on_refused(self)
            case "withdrawn":
                document._kam_on_withdrawn(self)

    # === BUSINESS METHODS - PARTS === #

    def _kam_document(self):
        """Return the document in the environment of ``self``; empty if it is gone."""
        self.ensure_one()
        if self.res_model not in self.env:  # its module was uninstalled
            return self.env["kam.approval.mixin"]
        document = self.env[self.res_model].with_company(self.company_id)
        return document.browse(self.res_id).exists()

    def _kam_open_task(self):
        return self.task_ids.filtered(lambda task: task.state == "open")

    def _kam_is_mine(self):
        """Tell whether the user submitted it or it is for the user."""
        return self.env.user in self.requester_id | self.beneficiary_ids

    def _kam_excluded(self):
        """Return who may not decide the next step (P2, P5)."""
        persons = self.requester_id | self.beneficiary_ids
        if self.distinct_persons:
            persons |= self.task_ids.decided_by_id | self.task_ids.on_behalf_of_id
        return persons

    def _kam_record(self, outcome, **values):
        """Add a decision for good, and a note on the document."""
        decision = as_service(self.env["kam.approval.decision"]).create(
            {
                "request_id": self.id,
                "company_id": self.company_id.id,
                "outcome": outcome,
                "user_id": self.env.uid,
                "occurred_at": self.env["kam.clock"]._now(),
                **values,
            }
        )
        document = self._kam_document()
        if document:
            document.message_post(
                body=decision._kam_sentence(),
                partner_ids=self._kam_concerned(outcome).partner_id.ids,
            )

    def _kam_concerned(self, outcome):
        """Return whom a message tells how the round ended; nobody while it goes on."""
        goes_on = self.task_ids.filtered(lambda t: t.state in ("waiting", "open"))
        if outcome == "submitted" or (outcome == "approved" and goes_on):
            return self.env["res.users"]
        return (self.requester_id | self.beneficiary_ids) - self.env.user

    def _kam_nobody_message(self, request):
        return self.env._(
            "Nobody may decide the step “%(step)s”: its approver is missing or "
            "concerned by the document, and %(company)s has no deputy or approval "
            "administrator who is not. An administrator names them under Key Accounts, "
            "Configuration, Settings.",
            step=request._kam_open_task().name,
            company=request.company_id.name,
        )
