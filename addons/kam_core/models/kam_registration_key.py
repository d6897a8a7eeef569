from odoo import fields, models


class KamRegistrationKey(models.Model):
    """What no two open reports may have in common: who is first is first (A-13).

    A unique index decides, also between two reports in the same second. Rows are
    written by queries_registration.py; those given up stay, so that a report after a
    refusal is recognised.
    """

    _name = "kam.registration.key"
    _description = "Exact Key of a Registration"
    _inherit = ["kam.protected.mixin"]
    _log_access = False
    _rec_name = "key"

    # === FIELDS === #

    registration_id = fields.Many2one(
        "kam.registration", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True)
    key = fields.Char(required=True, index=True)
    held = fields.Boolean()

    # === CONSTRAINTS === #

    _held_uniq = models.UniqueIndex(
        "(company_id, key) WHERE held", "This customer was reported already."
    )


class KamRegistration(models.Model):
    _inherit = "kam.registration"

    # === FIELDS === #

    key_ids = fields.One2many(
        "kam.registration.key", "registration_id", groups="base.group_system"
    )
