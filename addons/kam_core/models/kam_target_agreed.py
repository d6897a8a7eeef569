from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import targets


class KamTarget(models.Model):
    """How much a target asks for: the version that counts, and the next (CORE-15)."""

    _inherit = "kam.target"

    # === FIELDS === #

    version_ids = fields.One2many("kam.target.version", "target_id", string="Versions")
    current_version_id = fields.Many2one(
        "kam.target.version",
        string="Version in Force",
        compute="_compute_in_force",
        store=True,
    )
    amount = fields.Float(
        string="Target",
        digits=(16, 2),
        compute="_compute_in_force",
        store=True,
        help="Of the version that counts.",
    )
    state = fields.Selection(
        [
            ("none", "No Amount"),
            ("draft", "Draft"),
            ("open", "Waiting for Approval"),
            ("to_accept", "To Accept"),
            ("refused", "Refused"),
            ("in_force", "In Force"),
        ],
        compute="_compute_in_force",
        store=True,
    )
    pending_version_id = fields.Many2one(
        "kam.target.version",
        string="Next Version",
        compute="_compute_pending_version_id",
    )
    pending_text = fields.Char(
        string="Next Amount", compute="_compute_pending_version_id"
    )
    accept_version_id = fields.Many2one(
        "kam.target.version",
        string="Version to Accept",
        compute="_compute_pending_version_id",
    )
    accept_text = fields.Char(
        string="Amount to Accept", compute="_compute_pending_version_id"
    )
    can_accept = fields.Boolean(compute="_compute_pending_version_id")

    # === COMPUTE METHODS === #

    @api.depends(
        "scope",
        "date_from",
        "date_to",
        "rep_id.term_ids.date_to",
        "version_ids.amount",
        "version_ids.approved_on",
        "version_ids.accepted_on",
        "version_ids.plan_id.approval_state",
    )
    def _compute_in_force(self):
        for target in self:
            versions = target.version_ids.sorted("id")
            current = target._kam_version_on(target.date_to)
            target.current_version_id = current
            target.amount = current.amount
            last = versions[-1:].state or "none"
            target.state = "in_force" if current else last

    @api.depends("current_version_id", "version_ids.state", "version_ids.amount")
    @api.depends_context("uid")
    def _compute_pending_version_id(self):
        for target in self:
            versions = target.version_ids.sorted("id")
            waiting = versions.filtered(
                lambda v: v.state in ("draft", "open", "to_accept")
            )
            last = waiting[-1:]
            target.pending_version_id = last
            target.pending_text = target._kam_text(last.amount) if last else False
            mine = target._kam_acceptable()
            target.accept_version_id = mine
            target.accept_text = target._kam_text(mine.amount) if mine else False
            target.can_accept = bool(mine)

    # === ACTION METHODS === #

    def action_accept(self):
        """Accept the approved amounts as the seller whose targets they are.

        :raise AccessError: it is somebody else's target
        :raise UserError: there is nothing to accept, or another amount than on screen
        """
        self.check_access("read")
        versions = self.env["kam.target.version"].union(
            *(target._kam_acceptable(strict=True) for target in self)
        )
        seen = self.env.context.get("kam_version")  # screens pass on what they show
        if seen and seen not in versions.ids:
            raise UserError(
                self.env._(
                    "“%s” got another amount since you opened it. Read it again, then "
                    "accept.",
                    self[:1].display_name,
                )
            )
        return versions._kam_accept()

    def action_change(self):
        """Ask for another amount.

        :raise AccessError: the user may not plan targets
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Amount"),
            "res_model": "kam.target.change",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_target_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _kam_version_on(self, day):
        """Return the version that counts on ``day`` (CORE-15).

        Until a change is approved, and accepted by the seller, the version before it
        counts; for ever, if that comes after the period. Of a period that begins after
        the seller has left, the approval is enough.
        """
        self.ensure_one()
        if not day:
            return self.version_ids.browse()
        states = {
            targets.Version(v.id, v.approved_on or None, v.accepted_on or None): v
            for v in self.version_ids.sorted("id")
        }
        found = targets.in_force(states, day, accepting=self._kam_needs_acceptance())
        return states[found] if found else self.version_ids.browse()

    def _kam_needs_acceptance(self):
        """Tell whether there is a seller who has to accept what was approved."""
        return self.scope == "rep" and not self._kam_left_on()

    def _kam_left_on(self):
        """Return the last day of the seller, if the period begins after it."""
        # when a seller leaves is no secret to who may read the target
        days = self.sudo().rep_id.term_ids.mapped("date_to")
        left = bool(days) and all(days) and max(days)
        return left if left and self.date_from and left < self.date_from else False

    def _kam_acceptable(self, strict=False):
        """Return the version the user may accept.

        :param strict: raise if there is none
        :raise AccessError: it is somebody else's target
        :raise UserError: there is nothing to accept
        """
        self.ensure_one()
        mine = self.scope == "rep" and self.rep_id.user_id == self.env.user
        if strict and not mine:
            raise AccessError(self.env._("Only the seller can accept own targets."))
        waiting = self.version_ids.filtered(lambda v: v.state == "to_accept")
        if strict and not waiting:
            raise UserError(
                self.env._("“%s”: there is nothing to accept.", self.display_name)
            )
        return waiting.sorted("id")[-1:] if mine else waiting.browse()
