from odoo import api, models


class KamJob(models.Model):
    """Splits with many targets are worked off in the background, each all or none."""

    _inherit = "kam.job"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        return [
            *super()._kam_kinds(),
            ("target_split", self.env._("Split of a Target")),
        ]

    def _kam_job_target_split(self, ids):
        for split in self.env["kam.target.split"].browse(ids).exists():
            split.check_access("write")
            if split.state == "queued":
                split._kam_make(split._kam_wanted())
