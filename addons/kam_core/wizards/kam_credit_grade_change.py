from odoo import fields, models

from ..answer import answer


class KamCreditGradeChange(models.TransientModel):
    """Asks for a new credit grade and why (CORE-05)."""

    _name = "kam.credit.grade.change"
    _description = "Change Credit Grade"

    # === FIELDS === #

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade")
    current_grade_id = fields.Many2one(related="account_id.credit_grade_id")
    grade_id = fields.Many2one("kam.credit.grade", string="New Grade")
    reason = fields.Text(required=True)

    # === ACTION METHODS === #

    def action_confirm(self):
        """Give the grade; it stands on the account with the reason."""
        self.ensure_one()
        self.check_access("write")
        self.account_id._kam_set_credit_grade(self.grade_id, self.reason)
        return answer(
            self.env._(
                "%(account)s: credit grade %(grade)s",
                account=self.account_id.display_name,
                grade=self.grade_id.display_name or self.env._("none"),
            )
        )
