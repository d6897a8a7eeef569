from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamAccountStrategy(models.Model):
    """What we plan with an account, and what it did (CORE-05, section core)."""

    _name = "kam.account.strategy"
    _description = "Strategy for an Account"
    _inherit = ["kam.archive.part.mixin", "kam.follow.up.mixin"]
    _order = "account_id, start_on desc, id desc"
    _rec_name = "plan"
    _kam_section = "core"

    # === FIELDS === #

    plan = fields.Char(required=True)
    description = fields.Text()
    start_on = fields.Date(
        string="Start",
        required=True,
        default=lambda self: self.env["kam.clock"]._today(self.env.company),
    )
    due_on = fields.Date(string="Due")
    responsible_id = fields.Many2one(
        "res.users", domain="[('share', '=', False)]", index="btree_not_null"
    )
    expected_effect = fields.Text()
    measured_effect = fields.Text()
    verdict = fields.Selection(
        [
            ("reached", "Reached"),
            ("partly", "Partly reached"),
            ("missed", "Missed"),
            ("stopped", "Stopped"),
        ]
    )

    # === CONSTRAINTS === #

    _days_in_order = models.Constraint(
        "CHECK(due_on >= start_on)", "A strategy can't be due before it starts."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("responsible_id", "account_id")
    def _check_responsible(self):
        self._kam_check_can_read("responsible_id")

    @api.constrains("verdict", "measured_effect")
    def _check_verdict(self):
        for strategy in self.filtered("verdict"):
            if not (strategy.measured_effect or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say which effect of “%(plan)s” was measured before you judge "
                        "it.",
                        plan=strategy.plan,
                    )
                )

    # === BUSINESS METHODS === #

    def _kam_follow_up_fields(self):
        return ["plan", "responsible_id", "due_on", "verdict"]

    def _kam_follow_up(self):
        if not self.due_on or not self.responsible_id or self.verdict:
            return None
        return {
            "date_deadline": self.due_on,
            "user_id": self.responsible_id.id,
            "summary": self.plan,
        }
