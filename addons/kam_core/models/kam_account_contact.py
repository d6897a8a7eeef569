from odoo import api, fields, models

CONTACT_FIELDS = (
    "phone",
    "email",
    "website",
    "industry_id",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
)


class KamAccount(models.Model):
    """How to reach the customer: kept on its contact, shown and changed here too.

    Whoever may not write contacts may not do so from here either.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    phone = fields.Char(related="partner_id.phone", readonly=False)
    email = fields.Char(related="partner_id.email", readonly=False)
    website = fields.Char(related="partner_id.website", readonly=False)
    industry_id = fields.Many2one(related="partner_id.industry_id", readonly=False)
    street = fields.Char(related="partner_id.street", readonly=False)
    street2 = fields.Char(related="partner_id.street2", readonly=False)
    zip = fields.Char(string="Postcode", related="partner_id.zip", readonly=False)
    city = fields.Char(related="partner_id.city", readonly=False)
    state_id = fields.Many2one(
        related="partner_id.state_id",
        readonly=False,
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one(related="partner_id.country_id", readonly=False)

    # === BUSINESS METHODS === #

    @api.model
    def _kam_section_fields(self):
        """Count what is changed of the contact as a check of the basic section."""
        sections = dict(super()._kam_section_fields())
        sections["basic"] = (*sections["basic"], *CONTACT_FIELDS)
        return sections
