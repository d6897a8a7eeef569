from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Rules of confidentiality (CORE-18)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_export_rows = fields.Integer(
        string="Rows Exported Without Approval",
        default=100,
        help="A permit for more rows needs the approval of somebody else.",
    )
    kam_export_minutes = fields.Integer(
        string="Minutes of a Permit to Export", default=30
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_export_rows", "kam_export_minutes")
    def _check_export_limits(self):
        for company in self:
            if company.kam_export_rows < 0 or company.kam_export_minutes < 1:
                raise ValidationError(
                    self.env._(
                        "A permit lasts one minute at least; rows can't be negative."
                    )
                )
