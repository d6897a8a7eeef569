from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # === FIELDS === #

    kam_coverage_days = fields.Integer(
        related="company_id.kam_coverage_days", readonly=False
    )
    kam_depth_contacts = fields.Integer(
        related="company_id.kam_depth_contacts", readonly=False
    )
    kam_min_covered = fields.Integer(
        related="company_id.kam_min_covered", readonly=False
    )
    kam_uncovered_days = fields.Integer(
        related="company_id.kam_uncovered_days", readonly=False
    )
    kam_key_influence = fields.Selection(
        related="company_id.kam_key_influence", readonly=False
    )
    kam_red_alarms = fields.Integer(related="company_id.kam_red_alarms", readonly=False)
    kam_influence_rule = fields.Selection(
        related="company_id.kam_influence_rule", readonly=False
    )
