from odoo import api, fields, models


class KamJob(models.Model):
    """Many accounts pass to another owner in the background."""

    _inherit = "kam.job"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        return [*super()._kam_kinds(), ("assign", self.env._("Change Owner"))]

    def _kam_job_assign(self, ids):
        accounts = self.env["kam.account"].browse(ids).exists()
        accounts._kam_check_manager()
        payload = self.sudo().payload  # the job's own, and nobody else's
        _done, skipped = accounts._kam_assign_many(
            self.env["kam.sales.rep"].browse(payload["rep_id"]),
            payload["reason"],
            fields.Date.to_date(payload["day"]),
            payload.get("over_cap", False),
        )
        return skipped
