from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

APPROVAL_STATES = [
    ("none", "Not Submitted"),
    ("open", "Waiting for Approval"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]
SIDE_MODELS = ("mail.thread", "mail.activity.mixin", "kam.approval.mixin")


class KamApprovalMixin(models.AbstractModel):
    """Documents that have to be approved (D5).

    A document inherits this beside ``mail.thread`` and ``mail.activity.mixin``, has a
    ``company_id``, and overrides the hooks it needs::

        class KamRegistration(models.Model):
            _name = "kam.registration"
            _inherit = ["mail.thread", "mail.activity.mixin", "kam.approval.mixin"]

            def _kam_approval_topics(self):
                return [("registration", self.env._("Registration"))]

            def _kam_approval_beneficiaries(self):
                return self.rep_id.user_id

            def _kam_approval_snapshot(self):
                return {self.env._("Name"): self.name}

            def _kam_on_approved(self, request):
                self._make_account()

            def action_cancel(self):
                self.write({"state": "cancelled"})  # the open steps become void

    *Flow.* Extend ``kam.approval.flow._kam_default_flows`` (see there), or nothing can
    be submitted. *Use.* ``document.action_kam_submit()`` by a user, or
    ``document._kam_submit()`` from code that has checked the user's right; then ask
    ``document.approval_state == "approved"``, or where an amount may have grown since,
    ``document._kam_approval_covers()``. *Rights.* Approvers who may otherwise not read
    the model get a record rule with the domain ``[("can_decide", "=", True)]``: it
    lasts as long as their step is open (P12).

    *Screen.* The form embeds::

        <header>
            <button name="action_kam_submit" type="object" string="Submit"
                class="btn-primary" invisible="not can_submit" />
            <button name="action_kam_approve" type="object" string="Approve"
                class="btn-primary" invisible="not can_decide"
                context="{'kam_round': approval_round}" />
            <button name="action_kam_refuse" type="object" string="Refuse"
                invisible="not can_decide"
                context="{'kam_round': approval_round}" />
            <button name="action_kam_withdraw" type="object" string="Withdraw"
                invisible="not can_withdraw" />
        </header>
        <field name="approval_round" invisible="1" />
        <field name="approval_banner" nolabel="1" readonly="1"
            invisible="not approval_banner" />
    """

    _name = "kam.approval.mixin"
    _description = "Document to Approve"

    # === FIELDS === #

    approval_state = fields.Selection(
        selection=APPROVAL_STATES,
        string="Approval",
        required=True,
        readonly=True,
        default="none",
        copy=False,
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Start every document without approval, whatever a default or copy says.

        :raise AccessError: the values claim an approval
        """
        for vals in vals_list:
            if (vals.get("approval_state") or "none") != "none":
                raise AccessError(self._kam_engine_only_message())
        return super().create([{**v, "approval_state": "none"} for v in vals_list])

    def write(self, vals):
        """Keep what is being decided as it was submitted (P7, P13).

        :raise AccessError: the values contain the state of approval
        :raise UserError: a field is locked while the document waits
        """
        if "approval_state" in vals:
            raise AccessError(self._kam_engine_only_message())
        self._kam_check_unlocked(vals.keys())
        result = super().write(vals)
        waiting = self.filtered(lambda document: document.approval_state == "open")
        cancelled = waiting.filtered(lambda doc: doc._kam_approval_is_cancelled())
        cancelled._kam_approval_void(self.env._("The document was cancelled."))
        return result

    def unlink(self):
        """Close open rounds; here, as a context would switch ``@api.ondelete`` off.

        :raise UserError: a document is approved (P13)
        """
        for document in self:
            if document.approval_state == "approved":
                raise UserError(
                    self.env._(
                        "“%s” is approved and can't be deleted. Cancel it instead.",
                        document.display_name,
                    )
                )
        self.check_access("unlink")
        self._kam_approval_void(self.env._("The document was deleted."))
        return super().unlink()

    # === BUSINESS METHODS - HOOKS === #

    @api.model
    def _kam_approval_topics(self):
        """Return what of this model can be decided as a list of (code, label)."""
        return [(self._table, self._description)]

    def _kam_approval_topic(self):
        """Return the code of the topic a plain submit is about."""
        return self._kam_approval_topics()[0][0]

    def _kam_approval_company(self):
        """Return the company whose flows count."""
        return self.company_id or self.env.company

    def _kam_approval_amount(self):
        """Return (amount, currency) that limits and tolerance are about."""
        return 0.0, self._kam_approval_company().currency_id

    def _kam_approval_beneficiaries(self):
        """Return the users the document is for; none of them may decide it (P2).

        By default the ``user_id`` of the document and its sales rep.
        """
        users = self.env["res.users"]
        if "user_id" in self._fields:
            users |= self.user_id
        if "rep_id" in self._fields:
            users |= self.rep_id.user_id
        return users

    def _kam_approval_snapshot(self):
        """Return what the approver sees of it as {label: text}."""
        return {}

    def _kam_approval_account(self):
        """Return the key account the document is about, or an empty recordset."""
        if "account_id" in self._fields:
            return self.account_id
        return self.env["kam.account"]

    def _kam_approval_planned_on(self):
        """Return the day it is planned for; approved later it is backdated (P9)."""
        return False

    def _kam_approval_locked_fields(self):
        """Return the names of fields that may not change while it waits (P7).

        By default all that users fill in, except ``state`` and ``active``. Lines of
        their own model call ``document._kam_check_unlocked()`` in their own CRUD.
        """
        side = {name for model in SIDE_MODELS for name in self.env[model]._fields}
        return {
            name
            for name, field in self._fields.items()
            if field.store
            and not (field.compute and field.readonly)
            and not field.related
            and name not in side | {"state", "active"}
        }

    def _kam_approval_is_cancelled(self):
        """Tell whether a change has made the document void (P13)."""
        return ("state" in self._fields and self.state in ("cancel", "cancelled")) or (
            "active" in self._fields and not self.active
        )

    def _kam_check_decision(self, outcome):
        """Refuse a decision that comes too early; in superuser mode as who decides.

        :param str outcome: approved or refused
        :raise UserError: with what is missing
        """

    def _kam_on_approved(self, request):
        """Go on after the last approval; in superuser mode as who decided."""

    def _kam_on_refused(self, request):
        """Go on after a refusal; in superuser mode as who decided."""

    def _kam_on_withdrawn(self, request):
        """Go on after a withdrawal; in superuser mode as who withdrew."""

    # === BUSINESS METHODS - CALLS === #

    def _kam_submit(self, topic=None):
        """Start a round; the caller has checked that the user may.

        :param str topic: code, by default what the document says
        :return: the request
        :raise UserError: no flow fits (P1), or it waits or is approved already
        """
        self.ensure_one()
        if self.approval_state == "open":
            raise UserError(
                self.env._("“%s” waits for a decision already.", self.display_name)
            )
        if not self._kam_may_be_submitted():
            raise UserError(self.env._("“%s” is approved already.", self.display_name))
        topic = topic or self._kam_approval_topic()
        return self.env["kam.approval.request"]._kam_open(self, topic)

    def _kam_approval_covers(self, amount=None):
        """Tell whether the approval holds for an amount that may have grown (P8).

        It holds up to the approved amount plus the tolerance of the flow; less is free.

        :param float amount: in the currency of the approved amount; by default what
            the document amounts to now
        """
        self.ensure_one()
        if self.approval_state != "approved":
            return False
        if amount is None:
            amount, _currency = self._kam_approval_amount()
        # how much was approved is no secret
        request = self.sudo()._kam_last_request()
        limit = request.amount * (1 + request.amount_tolerance / 100)
        return request.currency_id.compare_amounts(amount, limit) <= 0

    def _kam_approval_void(self, reason):
        """Close open rounds because there is nothing left to decide (P13)."""
        for document in self.filtered(lambda d: d.approval_state == "open"):
            # the round belongs to the engine
            document.sudo()._kam_last_request()._kam_close("void", reason=reason)

    def _kam_check_unlocked(self, names=None):
        """Refuse changes of what is being decided (P7).

        :param names: fields that would change; by default something always locked
        :raise UserError: the document waits for a decision
        """
        for document in self.filtered(lambda d: d.approval_state == "open"):
            if names is None or document._kam_approval_locked_fields() & set(names):
                raise UserError(
                    self.env._(
                        "“%s” waits for a decision. Withdraw it before changing it.",
                        document.display_name,
                    )
                )

    # === BUSINESS METHODS - ENGINE === #

    @api.model
    def _kam_approval_models(self):
        """Return one empty recordset per model whose documents are approved."""
        names = self.env.registry.descendants([self._name], "_inherit") - {self._name}
        return [self.env[n] for n in sorted(names) if not self.env[n]._abstract]

    def _kam_set_approval_state(self, state):
        """Write the one field that :meth:`write` refuses; for the engine alone.

        The ``write`` of the document is passed over: what follows from a state belongs
        into the hooks.
        """
        models.BaseModel.write(self, {"approval_state": state})
        self.invalidate_recordset(["approval_banner", "can_decide", "can_withdraw"])

    def _kam_request_domain(self):
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)

    def _kam_last_request(self):
        return self.env["kam.approval.request"].search(
            self._kam_request_domain(), order="round desc", limit=1
        )

    def _kam_may_be_submitted(self):
        self.ensure_one()
        if self.approval_state == "approved":
            return not self._kam_approval_covers()
        return self.approval_state != "open"

    def _kam_engine_only_message(self):
        return self.env._("The state of an approval is set by its decisions alone.")
