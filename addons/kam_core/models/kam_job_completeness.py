from odoo import api, models

from .kam_completeness import BATCH

KIND = "completeness"


class KamJob(models.Model):
    """Rates archives in the background after the table of weights was changed."""

    _inherit = "kam.job"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        return [*super()._kam_kinds(), (KIND, self.env._("Completeness of archives"))]

    def _kam_job_batch(self):
        return BATCH if self.kind == KIND else super()._kam_job_batch()

    def _kam_job_completeness(self, ids):
        """Rate the accounts ``ids``; those deleted in between are left out."""
        service = self.env["kam.completeness"]
        service._kam_refresh(service._accounts().browse(ids))
