from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..services_token import as_service, is_service, without_permit

AGREED = {"approved_on", "approved_by_id", "accepted_on", "accepted_by_id"}


class KamTargetVersion(models.Model):
    """One amount of a target, from the plan to the seller's consent (CORE-15).

    It counts once it is approved and, for a seller's target, accepted, unless the
    seller has left before the period. Days of both are written by the approval and by
    the seller alone.
    """

    _name = "kam.target.version"
    _description = "Version of a Target"
    _order = "target_id, id desc"

    # === FIELDS === #

    target_id = fields.Many2one(
        "kam.target", required=True, ondelete="cascade", index=True
    )
    plan_id = fields.Many2one(
        "kam.target.plan", ondelete="cascade", index="btree_not_null"
    )
    company_id = fields.Many2one(related="target_id.company_id", store=True)
    rep_id = fields.Many2one(related="target_id.rep_id")
    unit = fields.Selection(related="target_id.unit")
    amount = fields.Float(digits=(16, 2), required=True)
    amount_text = fields.Char(string="Amount (Text)", compute="_compute_amount_text")
    reason = fields.Char(required=True)
    approved_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    accepted_on = fields.Date(readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Waiting for Approval"),
            ("refused", "Refused"),
            ("to_accept", "To Accept"),
            ("agreed", "Agreed"),
        ],
        compute="_compute_state",
    )

    unaccepted_why = fields.Char(
        string="Counts Unaccepted", compute="_compute_unaccepted_why"
    )

    # === COMPUTE METHODS === #

    @api.depends("target_id", "amount")
    def _compute_display_name(self):
        for version in self:
            version.display_name = (
                f"{version.target_id.display_name or ''}: {version.amount_text or ''}"
            )

    @api.depends("amount", "target_id.measure_id", "target_id.company_id")
    def _compute_amount_text(self):
        for version in self:
            target = version.target_id
            version.amount_text = target and target._kam_text(version.amount)

    @api.depends(
        "approved_on",
        "accepted_on",
        "plan_id.approval_state",
        "target_id.date_from",
        "target_id.rep_id.term_ids.date_to",
    )
    def _compute_state(self):
        states = {"open": "open", "refused": "refused"}
        for version in self:
            approval = version.sudo().plan_id.approval_state  # no secret
            if not version.approved_on:
                version.state = states.get(approval, "draft")
            elif not version.accepted_on and version.target_id._kam_needs_acceptance():
                version.state = "to_accept"
            else:
                version.state = "agreed"

    @api.depends("state", "accepted_on")
    @api.depends_context("lang")
    def _compute_unaccepted_why(self):
        for version in self:
            counts = version.state == "agreed" and not version.accepted_on
            left = counts and version.target_id._kam_left_on()
            version.unaccepted_why = left and self.env._(
                "The seller left on %s", format_date(self.env, left)
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("amount", "target_id")
    def _check_amount(self):
        for version in self:
            if version.amount < 0:
                raise ValidationError(self.env._("A target can't be negative."))
            version.target_id._kam_minor(version.amount)

    @api.constrains("plan_id", "target_id")
    def _check_plan(self):
        for version in self:
            plan, target = version.plan_id, version.target_id
            if plan and (plan.rep_id, plan.company_id) != (
                target.rep_id,
                target.company_id,
            ):
                raise ValidationError(
                    self.env._(
                        "“%(target)s” does not belong into the plan “%(plan)s”.",
                        target=target.display_name,
                        plan=plan.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse what is agreed already, and amounts of a period that is over.

        :raise AccessError: the values claim an approval or acceptance
        :raise UserError: the plan is submitted, or the period is over
        """
        service = is_service(self)
        if not service and any(vals.keys() & AGREED for vals in vals_list):
            raise AccessError(self._kam_agreed_message())
        if not service:  # nor by a default
            vals_list = [{**vals, **dict.fromkeys(AGREED, False)} for vals in vals_list]
        versions = super(KamTargetVersion, without_permit(self)).create(vals_list)
        if not service:
            versions._kam_check_open()
            versions._kam_check_not_over()
        return versions

    def write(self, vals):
        """Keep what was submitted or agreed.

        :raise AccessError: the values contain an approval or acceptance
        :raise UserError: the plan is submitted
        """
        if is_service(self):
            return super(KamTargetVersion, without_permit(self)).write(vals)
        if vals.keys() & AGREED:
            raise AccessError(self._kam_agreed_message())
        self._kam_check_open()
        result = super().write(vals)
        self._kam_check_open()
        return result

    def unlink(self):
        """:raise UserError: it was submitted"""
        self._kam_check_open()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _kam_approve(self):
        """Let the versions count from today on, as the user who decided."""
        clock = self.env["kam.clock"]
        for company, versions in self.grouped("company_id").items():
            as_service(versions.sudo()).write(  # the approval alone writes it
                {
                    "approved_on": clock._today(company),
                    "approved_by_id": self.env.uid,
                }
            )

    def _kam_accept(self):
        """Accept as the seller; the caller has checked that it is the seller."""
        clock = self.env["kam.clock"]
        for company, versions in self.grouped("company_id").items():
            as_service(versions.sudo()).write(  # the seller alone writes it
                {
                    "accepted_on": clock._today(company),
                    "accepted_by_id": self.env.uid,
                }
            )
        self.sudo().plan_id._kam_close_reminder()  # the plan reminded of it
        message = self.env._("%s targets accepted.", len(self))
        return self.env["kam.target.plan"]._kam_notification(message)

    def _kam_check_open(self):
        """:raise UserError: a version was submitted or agreed"""
        for version in self:
            plan = version.sudo().plan_id  # whoever may read the version
            if version.approved_on or plan.approval_state in ("open", "approved"):
                raise UserError(
                    self.env._(
                        "“%s” was submitted. Set another amount by a new version.",
                        version.display_name,
                    )
                )

    def _kam_check_not_over(self):
        clock = self.env["kam.clock"]
        for version in self:
            target = version.target_id
            if target.date_to < clock._today(target.company_id):
                raise UserError(
                    self.env._(
                        "%s: the period is over, another amount would not count.",
                        target.display_name,
                    )
                )

    def _kam_agreed_message(self):
        return self.env._(
            "A target is approved by its plan and accepted by the seller alone."
        )
