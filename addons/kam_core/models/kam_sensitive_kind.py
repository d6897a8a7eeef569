from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KamSensitiveKind(models.Model):
    """A kind of sensitive personal data, or of consent (CORE-18, A17)."""

    _name = "kam.sensitive.kind"
    _description = "Kind of Sensitive Data"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    holds_value = fields.Boolean(
        default=True, help="Otherwise it records a consent alone, and to whom."
    )
    needs_guardian = fields.Boolean(
        help="The consent is given by a parent or guardian, who is named."
    )
    retention_months = fields.Integer(
        string="Kept for (Months)",
        required=True,
        default=24,
        aggregator=None,
        help="From the consent on; then the value is erased.",
    )
    archive_codes = fields.Char(
        string="Fields of the Archive",
        help="Codes, separated by commas, that are asked for with this consent.",
    )

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint("UNIQUE(code)", "Another kind has this code.")

    # === CONSTRAINT METHODS === #

    @api.constrains("archive_codes")
    def _check_archive_codes(self):
        for kind in self:
            self.env["kam.account"]._kam_check_codes(kind._kam_codes())

    @api.constrains("retention_months")
    def _check_retention(self):
        if any(kind.retention_months < 1 for kind in self):
            raise ValidationError(
                self.env._("Sensitive data are kept for one month at least.")
            )

    # === BUSINESS METHODS === #

    def _kam_codes(self):
        return {code.strip() for code in (self.archive_codes or "").split(",")} - {""}
