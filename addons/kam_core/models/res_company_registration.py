from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Rules of registration (CORE-10)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_registration_auto = fields.Boolean(
        string="Confirm Automatically",
        help="Confirm a report at once when nobody on file resembles the customer. "
        "Otherwise the manager confirms each one.",
    )
    kam_registration_hold_days = fields.Integer(
        string="Unconfirmed Reports Lapse After",
        default=14,
        help="Days for which an unconfirmed report keeps its place.",
    )
    kam_registration_protect_months = fields.Integer(
        string="Confirmed Customers Are Protected For",
        default=3,
        help="Months for which nobody else can report a confirmed customer.",
    )
    kam_registration_portal_limit = fields.Integer(
        string="Reports through the Portal",
        default=10,
        help="What a seller can report through the portal in a day: each report tells "
        "something of who is on file. 0 for no limit.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_registration_portal_limit")
    def _check_registration_portal_limit(self):
        if any(company.kam_registration_portal_limit < 0 for company in self):
            raise ValidationError(self.env._("A limit can't be negative."))

    @api.constrains("kam_registration_hold_days", "kam_registration_protect_months")
    def _check_registration_terms(self):
        for company in self:
            terms = (
                company.kam_registration_hold_days,
                company.kam_registration_protect_months,
            )
            if min(terms) < 0:
                raise ValidationError(self.env._("A term can't be negative."))
