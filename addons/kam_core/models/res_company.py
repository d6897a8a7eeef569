from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS === #

    kam_workday_reminded = fields.Integer(
        string="Reminded of Working Days of",
        readonly=True,
        help="Last year whose missing working days the managers were reminded of.",
    )
    kam_lost_months = fields.Integer(
        string="Lost After",
        default=3,
        help="Months without sale after which an account without class is lost; a "
        "class has its own.",
    )

    # === CONSTRAINTS === #

    _kam_lost_months_positive = models.Constraint(
        "CHECK(kam_lost_months > 0)", "The months are at least one."
    )
