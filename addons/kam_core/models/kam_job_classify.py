from odoo import api, models


class KamJob(models.Model):
    """Classifies customers in the background (CORE-02).

    Measuring is one batch, as one statement measures all customers.
    """

    _inherit = "kam.job"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        return [
            *super()._kam_kinds(),
            ("classify_measure", self.env._("Measure Customers")),
            ("classify_apply", self.env._("Apply Classes and Levels")),
            ("classify_undo", self.env._("Undo Classes and Levels")),
        ]

    def _kam_job_classify_measure(self, ids):
        self._class_runs(ids)._kam_measure()

    def _kam_job_classify_apply(self, ids):
        return self._class_run(ids)._kam_work(ids, "_kam_apply", "skipped", "applied")

    def _kam_job_classify_undo(self, ids):
        return self._class_run(ids)._kam_work(ids, "_kam_undo", "kept", "undone")

    def _class_run(self, ids):
        # what runs here was approved by one who may
        changes = self.env["kam.class.change"].sudo().browse(ids)
        return self._class_runs(changes.exists().run_id.ids)

    def _class_runs(self, ids):
        """Return the runs for the service, if the user may still decide over them."""
        self.env["kam.account"]._kam_check_classifier()
        return self.env["kam.class.run"].sudo().browse(ids)  # as above
