from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # === FIELDS === #

    kam_task_id = fields.Many2one(
        "kam.approval.task",
        string="Approval Step",
        index="btree_not_null",
        ondelete="cascade",
    )
