from odoo import api, models


class KamWorkday(models.Model):
    _inherit = "kam.workday"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_deadlines_changed(self, company):
        """Move the due dates of open approvals with the calendar (T7)."""
        result = super()._kam_deadlines_changed(company)
        today = self.env["kam.clock"]._today(company)
        # the steps belong to the engine
        tasks = self.env["kam.approval.task"].sudo()
        for task in tasks.search(
            [
                ("state", "=", "open"),
                ("due_on", "!=", False),
                ("company_id", "=", company.id),
            ]
        ):
            task._kam_move_due_date(today)
        return result
