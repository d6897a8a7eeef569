from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamAccountWeakness(models.Model):
    """Where we are weak with an account, and what is done about it (CORE-05)."""

    _name = "kam.account.weakness"
    _description = "Weakness with a Countermeasure"
    _inherit = ["kam.archive.part.mixin", "kam.follow.up.mixin"]
    _order = "account_id, done_on desc, due_on, id"
    _rec_name = "problem"
    _kam_section = "core"

    # === FIELDS === #

    problem = fields.Char(required=True)
    countermeasure = fields.Text()
    responsible_id = fields.Many2one(
        "res.users", domain="[('share', '=', False)]", index="btree_not_null"
    )
    due_on = fields.Date(string="Due")
    done_on = fields.Date(string="Done")
    result = fields.Text()

    # === CONSTRAINT METHODS === #

    @api.constrains("responsible_id", "account_id")
    def _check_responsible(self):
        self._kam_check_can_read("responsible_id")

    @api.constrains("done_on", "result")
    def _check_done(self):
        self.env["kam.clock"]._check_not_future(self, ("done_on",))
        for weakness in self.filtered("done_on"):
            if not (weakness.result or "").strip():
                raise ValidationError(
                    self.env._(
                        "Say what came of the countermeasure against “%(problem)s” "
                        "before it is done.",
                        problem=weakness.problem,
                    )
                )

    # === BUSINESS METHODS === #

    def _kam_follow_up_fields(self):
        return ["problem", "countermeasure", "responsible_id", "due_on", "done_on"]

    def _kam_follow_up(self):
        if not self.due_on or not self.responsible_id or self.done_on:
            return None
        return {
            "date_deadline": self.due_on,
            "user_id": self.responsible_id.id,
            "summary": (self.countermeasure or "").split("\n")[0] or self.problem,
        }
