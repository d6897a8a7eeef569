from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Limits of the duplicate check (A-12)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_dedup_match = fields.Integer(
        string="Same Customer From",
        default=90,
        help="Points from which on two customers are taken for the same.",
    )
    kam_dedup_near = fields.Integer(
        string="Similar From",
        default=60,
        help="Points from which on a customer is shown as similar.",
    )
    kam_dedup_name_likeness = fields.Integer(
        string="Similar Names",
        default=70,
        help="Common pairs of characters of similar names, in per cent.",
    )
    kam_dedup_address_likeness = fields.Integer(
        string="Similar Addresses",
        default=80,
        help="Common pairs of characters of similar addresses, in per cent.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_dedup_match", "kam_dedup_near")
    def _check_dedup_points(self):
        for company in self:
            if not 1 <= company.kam_dedup_near <= company.kam_dedup_match <= 100:
                raise ValidationError(
                    self.env._(
                        "“Similar From” goes from 1 point to “Same Customer From”, and "
                        "that up to 100."
                    )
                )

    @api.constrains("kam_dedup_name_likeness", "kam_dedup_address_likeness")
    def _check_dedup_likeness(self):
        for company in self:
            for name in ("kam_dedup_name_likeness", "kam_dedup_address_likeness"):
                if not 1 <= company[name] <= 100:
                    raise ValidationError(
                        self.env._("Similar is from 1 to 100 per cent.")
                    )
