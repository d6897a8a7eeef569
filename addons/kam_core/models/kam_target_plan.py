from odoo import api, fields, models
from odoo.exceptions import UserError

from ..languages import in_language_of_reader, translate_field


class KamTargetPlan(models.Model):
    """Amounts of targets that are decided together (CORE-15).

    A department's plan is approved by the general manager. A seller's plan is approved
    by the manager, and then accepted by the seller: until then the amounts before
    count.
    """

    _name = "kam.target.plan"
    _description = "Target Plan"
    _inherit = ["mail.thread", "mail.activity.mixin", "kam.approval.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    rep_id = fields.Many2one(
        "kam.sales.rep",
        string="Seller",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty for the plan of company, departments and teams.",
    )
    user_id = fields.Many2one(related="rep_id.user_id")
    reason = fields.Char(required=True)
    version_ids = fields.One2many("kam.target.version", "plan_id", string="Amounts")
    version_count = fields.Integer(string="Targets", compute="_compute_version_count")
    accepted_on = fields.Date(compute="_compute_version_count")
    can_accept = fields.Boolean(compute="_compute_can_accept")

    # === COMPUTE METHODS === #

    @api.depends("name", "rep_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            name, rep = plan.name or "", plan.rep_id.name
            plan.display_name = f"{name}: {rep}" if rep and rep not in name else name

    @api.depends("version_ids.accepted_on")
    def _compute_version_count(self):
        for plan in self:
            versions = plan.version_ids
            days = versions.mapped("accepted_on")
            plan.version_count = len(versions)
            plan.accepted_on = all(days) and max(days, default=False)

    @api.depends("version_ids.state", "rep_id.user_id")
    @api.depends_context("uid")
    def _compute_can_accept(self):
        for plan in self:
            waiting = plan.version_ids.filtered(lambda v: v.state == "to_accept")
            plan.can_accept = bool(waiting) and plan.user_id == self.env.user

    # === ACTION METHODS === #

    def action_accept(self):
        """Accept all amounts of the plan as the seller, and no later ones.

        :raise AccessError: it is somebody else's plan
        :raise UserError: there is nothing to accept
        """
        self.check_access("read")
        waiting = self.version_ids.filtered(lambda v: v.state == "to_accept")
        if not waiting:
            raise UserError(self.env._("There is nothing to accept."))
        for target in waiting.target_id:
            target._kam_acceptable(strict=True)
        return waiting._kam_accept()

    # === BUSINESS METHODS - APPROVAL === #

    def _kam_approval_topics(self):
        return [
            ("target_department", self.env._("Plan of a department")),
            ("target_personal", self.env._("Plan of a seller")),
        ]

    def _kam_approval_topic(self):
        return "target_personal" if self.rep_id else "target_department"

    def _kam_approval_snapshot(self):
        return {
            version.target_id.display_name: self._kam_change_words(version)
            for version in self.version_ids.sorted("id")
        } | {self.env._("Reason"): self.reason}

    def _kam_change_words(self, version):
        before = version.target_id.current_version_id
        words = [before.amount_text] if before else []
        return " → ".join([*words, version.amount_text])

    def _kam_on_approved(self, request):
        self.version_ids._kam_approve()
        awaited = "to_accept" in self.version_ids.mapped("state")
        if awaited and self.user_id and not self.user_id.share:
            env = self.with_context(lang=self.user_id.lang).env
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=env._("Accept your targets"),
            )

    # === BUSINESS METHODS === #

    def _kam_submit(self, topic=None):
        """Submit what has amounts.

        :raise UserError: nothing to decide, or see the mixin
        :raise ValidationError: a target is somebody else's by now
        """
        if not self.version_ids:
            raise UserError(self.env._("The plan has no amounts."))
        self.version_ids._kam_check_not_over()
        self.version_ids._check_plan()  # a target may have changed hands since
        return super()._kam_submit(topic)

    def _kam_close_reminder(self):
        for plan in self:
            if not plan.version_ids.filtered(lambda v: v.state == "to_accept"):
                plan.activity_ids.filtered(
                    lambda activity: activity.user_id == self.env.user
                ).action_feedback()

    @api.model
    def _kam_plan_amounts(self, name, reason, amounts):
        """Make plans of new amounts: one for units, one for each seller.

        :param name: what they are about, see :func:`~..languages.in_every_language`
        :param amounts: ``{target: amount in natural units}``
        :return: the plans, not submitted
        """
        plans = self.browse()
        by_rep = {}
        for target, amount in amounts.items():
            by_rep.setdefault(target.rep_id, []).append((target, amount))
        for rep, pairs in by_rep.items():
            plan = self.create(
                {
                    "name": in_language_of_reader(self.env, name),
                    "rep_id": rep.id,
                    "company_id": pairs[0][0].company_id.id,
                    "reason": reason,
                    "version_ids": [
                        fields.Command.create(
                            {"target_id": t.id, "amount": a, "reason": reason}
                        )
                        for t, a in pairs
                    ],
                }
            )
            translate_field(plan, "name", name)
            plans += plan
        return plans
