from odoo import api, models


class KamJob(models.Model):
    """The accounts of a large hand-over pass on in the background."""

    _inherit = "kam.job"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        return [*super()._kam_kinds(), ("handover", self.env._("Hand-Over"))]

    def _kam_job_handover(self, ids):
        lines = self.env["kam.handover.line"].browse(ids).exists()
        lines.handover_id._kam_check_manager()
        skipped = lines._kam_pass()
        lines.handover_id._kam_finish()
        return skipped
