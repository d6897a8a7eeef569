from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Rules of confidentiality (CORE-18)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_export_rows = fields.Integer(
        string="Rows Exported Without Approval",
        default=100,
        help="Of one person within the hours counted. A permit for more needs the "
        "approval of somebody else.",
    )
    kam_export_hours = fields.Integer(
        string="Hours over Which Exports Are Counted", default=24
    )
    kam_export_minutes = fields.Integer(
        string="Minutes of a Permit to Export", default=30
    )

    kam_undertaking_months = fields.Integer(
        string="Months of a Leaver's Undertaking", default=12
    )
    kam_leak_fine_min = fields.Monetary(
        string="Least Fine for a Leak",
        default=1000.0,
        help="Proposed in the record of a leak; nothing is deducted automatically.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_export_rows", "kam_export_hours", "kam_export_minutes")
    def _check_export_limits(self):
        for company in self:
            terms = (company.kam_export_hours, company.kam_export_minutes)
            if company.kam_export_rows < 0 or min(terms) < 1:
                raise ValidationError(
                    self.env._(
                        "A permit lasts one minute at least, exports are counted over "
                        "one hour at least, and rows can't be negative."
                    )
                )

    @api.constrains("kam_undertaking_months", "kam_leak_fine_min")
    def _check_secrecy_terms(self):
        for company in self:
            if company.kam_undertaking_months < 1 or company.kam_leak_fine_min < 0:
                raise ValidationError(
                    self.env._(
                        "An undertaking lasts one month at least; a fine can't be "
                        "negative."
                    )
                )
