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

    @api.model
    def _kam_enqueue_completeness(self, ids, company_ids):
        """Queue the accounts ``ids`` of the companies ``company_ids``.

        The job replaces those that have not begun and would do a part of it.
        """
        # whoever started them: their work is done by this one
        waiting = self.sudo().search([("kind", "=", KIND), ("state", "=", "waiting")])
        for job in waiting.try_lock_for_update(allow_referencing=True):
            if set(job.payload) <= set(company_ids):
                job._set_state("cancelled")
                job._log("info", self.env._("Replaced by a newer job."))
        return self._kam_enqueue(
            KIND,
            self.env._("Completeness of archives"),
            ids,
            payload=company_ids,
            res_model="kam.account",
        )

    def _kam_job_completeness(self, ids):
        """Rate the accounts ``ids``; those deleted in between are left out."""
        service = self.env["kam.completeness"]
        service._kam_refresh(service._accounts().browse(ids))
