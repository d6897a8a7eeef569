from odoo import fields, models


class KamJobLog(models.Model):
    """A line of the log of a background job."""

    _name = "kam.job.log"
    _description = "Log of a Background Job"
    _inherit = ["kam.protected.mixin"]
    _order = "id desc"
    _rec_name = "message"

    # === FIELDS === #

    job_id = fields.Many2one(
        "kam.job", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level = fields.Selection(
        selection=[("info", "Information"), ("warning", "Remark"), ("error", "Error")],
        required=True,
        readonly=True,
    )
    message = fields.Text(required=True, readonly=True)
