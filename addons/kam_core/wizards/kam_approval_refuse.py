from odoo import fields, models
from odoo.exceptions import UserError


class KamApprovalRefuse(models.TransientModel):
    """Why steps are refused; the requester reads it on the document."""

    _name = "kam.approval.refuse"
    _description = "Refuse Approval"

    # === FIELDS === #

    task_ids = fields.Many2many(
        "kam.approval.task", string="Steps", required=True, readonly=True
    )
    reason = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_apply(self):
        """Refuse; tell which steps were skipped and why (D11).

        :raise AccessError: none of the steps is the user's to decide
        :raise UserError: no reason is given
        """
        self.ensure_one()
        own = self.search([("id", "=", self.id)])  # not the dialog of somebody else
        own.task_ids._kam_check_mine()
        if not own.reason.strip():
            raise UserError(self.env._("Say why; the requester will read it."))
        return own.task_ids._kam_decide_many("refused", own.reason.strip())
