from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS === #

    kam_workday_reminded = fields.Integer(
        string="Reminded of Working Days of",
        readonly=True,
        help="Last year whose missing working days the managers were reminded of.",
    )
