from odoo import fields, models

OUTCOMES = [
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("void", "Void"),
]


class KamApprovalDecision(models.Model):
    """What somebody decided or did in an approval, for good (D5)."""

    _name = "kam.approval.decision"
    _description = "Approval Decision"
    _inherit = ["kam.append.only.mixin"]
    _order = "id desc"
    _rec_name = "outcome"
    _log_access = False

    # === FIELDS === #

    request_id = fields.Many2one(
        "kam.approval.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    task_id = fields.Many2one("kam.approval.task", readonly=True, ondelete="restrict")
    step_name = fields.Char(related="task_id.name", string="Step")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    outcome = fields.Selection(selection=OUTCOMES, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    on_behalf_of_id = fields.Many2one(
        "res.users", string="On Behalf of", readonly=True, ondelete="restrict"
    )
    repeated = fields.Boolean(
        string="Same Person",
        readonly=True,
        help="Counts from the step before, which the same person decided.",
    )
    reason = fields.Char(readonly=True)
    occurred_at = fields.Datetime(string="Time", required=True, readonly=True)

    # === BUSINESS METHODS === #

    def _kam_sentence(self):
        """Return what happened as one line for the chatter of the document."""
        self.ensure_one()
        label = dict(self._fields["outcome"]._description_selection(self.env))
        parts = [label[self.outcome]]
        if self.task_id:
            parts.append(self.task_id.name)
        if self.on_behalf_of_id:
            parts.append(self.env._("on behalf of %s", self.on_behalf_of_id.name))
        if self.repeated:
            parts.append(self.env._("same person as the step before"))
        sentence = " · ".join(parts)
        return f"{sentence}: {self.reason}" if self.reason else sentence
