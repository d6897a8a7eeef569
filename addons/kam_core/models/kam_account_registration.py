from odoo import fields, models


class KamAccount(models.Model):
    """Reports an account came from, and consents to contact it (CORE-10)."""

    _inherit = "kam.account"

    # === FIELDS === #

    registration_ids = fields.One2many(
        "kam.registration",
        "account_id",
        string="Registrations",
        groups="kam_core.kam_core_group_consultant,kam_core.kam_core_group_back_office",
    )
    consent_ids = fields.One2many(
        "kam.contact.consent", "account_id", groups="base.group_system"
    )
