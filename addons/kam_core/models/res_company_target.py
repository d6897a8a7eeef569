from odoo import fields, models


class ResCompany(models.Model):
    """How targets are split (CORE-15)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_probation_share = fields.Float(
        string="Probation Counts (%)",
        digits=(5, 2),
        default=50,
        help="Share of a full target that a seller on probation gets, for the days it "
        "lasts.",
    )
    kam_target_average_months = fields.Integer(
        string="Recent Months",
        default=6,
        help="The average per head of so many whole months is what sellers weigh in a "
        "split.",
    )

    # === CONSTRAINTS === #

    _kam_target_shares = models.Constraint(
        "CHECK(kam_probation_share BETWEEN 0 AND 100 "
        "AND kam_target_average_months BETWEEN 1 AND 36)",
        "Probation counts 0 to 100 percent, and 1 to 36 months are recent.",
    )
