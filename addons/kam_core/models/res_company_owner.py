from odoo import fields, models


class ResCompany(models.Model):
    """Limits of changing owners (A-11)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_cooldown_months = fields.Integer(
        string="Cool-Down of Former Owners",
        default=3,
        help="For so many months an account does not go back to an owner it was taken "
        "from, unless the manager insists; 0 for no cool-down.",
    )

    # === CONSTRAINTS === #

    _kam_cooldown_months_positive = models.Constraint(
        "CHECK(kam_cooldown_months >= 0)", "The months of the cool-down are 0 or more."
    )
