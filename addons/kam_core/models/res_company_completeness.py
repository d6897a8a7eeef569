from odoo import fields, models


class ResCompany(models.Model):
    """How long the data of an archive are fresh (CORE-06)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_fresh_months = fields.Integer(
        string="Fresh for (Months)",
        default=6,
        required=True,
        help="So long after its last check the data of a section count.",
    )

    # === CONSTRAINTS === #

    _kam_fresh_months_positive = models.Constraint(
        "CHECK(kam_fresh_months > 0)", "Data are fresh for at least one month."
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Rate the archives by the new number of months."""
        result = super().write(vals)
        if "kam_fresh_months" in vals:
            self.env["kam.completeness"]._kam_refresh_later(self)
        return result
