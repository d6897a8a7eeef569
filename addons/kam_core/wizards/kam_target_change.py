from odoo import api, fields, models
from odoo.exceptions import UserError

from ..languages import in_every_language


class KamTargetChange(models.TransientModel):
    """Another amount of one target, submitted at once (CORE-15)."""

    _name = "kam.target.change"
    _description = "Set Amount of a Target"

    # === FIELDS === #

    target_id = fields.Many2one("kam.target", required=True, readonly=True)
    company_id = fields.Many2one(related="target_id.company_id")
    now = fields.Char(string="Counts Now", compute="_compute_now")
    amount = fields.Float(
        string="New Amount",
        required=True,
        digits=(16, 2),
        help="Money in the currency of the company; 12.5 for 12.5 %.",
    )
    reason = fields.Char(required=True)

    # === COMPUTE METHODS === #

    @api.depends("target_id")
    def _compute_now(self):
        for wizard in self:
            target = wizard.target_id
            in_force = target.current_version_id
            wizard.now = target.amount_text if in_force else self.env._("nothing")

    # === ACTION METHODS === #

    def action_confirm(self):
        """Submit the amount; say who decides.

        :raise AccessError: the user may not plan targets
        :raise UserError: no reason, a change waits already, or the period is over
        """
        self.ensure_one()
        target = self.target_id
        target.check_access("write")
        if not self.reason.strip():
            raise UserError(self.env._("Say why the target is set so."))
        if target.pending_version_id.state == "open":
            raise UserError(
                self.env._(
                    "“%s”: a change waits for its approval already.",
                    target.display_name,
                )
            )
        plan = self.env["kam.target.plan"]._kam_plan_amounts(
            in_every_language(target, lambda one: one._kam_plan_name()),
            self.reason.strip(),
            {target: self.amount},
        )
        return plan.action_kam_submit()
