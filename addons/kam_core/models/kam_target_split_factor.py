from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.money import to_minor
from ..engine.targets import Factor


class KamTargetSplitFactor(models.Model):
    """Why a whole or a share is more or less than its base (CORE-15)."""

    _name = "kam.target.split.factor"
    _description = "Factor of a Split"
    _order = "split_id, id"

    # === FIELDS === #

    split_id = fields.Many2one(
        "kam.target.split", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="split_id.company_id", store=True)
    unit_id = fields.Many2one(
        "kam.target.split.unit",
        string="For",
        ondelete="cascade",
        domain="[('split_id', '=', split_id)]",
        help="Empty: it changes the proposal for the whole.",
    )
    kind = fields.Selection(
        [
            ("market", "Market Demand"),
            ("policy", "Change of Policy"),
            ("vacancy", "Vacant Post"),
            ("probation", "Probation"),
            ("other", "Other"),
        ],
        required=True,
        default="market",
    )
    percent = fields.Float(
        required=True, digits=(6, 2), default=100, help="100 leaves it as it is."
    )
    reason = fields.Char(required=True)

    # === CONSTRAINTS === #

    _percent_positive = models.Constraint(
        "CHECK(percent >= 0)", "A factor can't be negative."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("reason")
    def _check_reason(self):
        for factor in self:
            if not factor.reason.strip():
                raise ValidationError(self.env._("Say why, for each factor."))

    @api.constrains("unit_id", "split_id")
    def _check_unit_id(self):
        for factor in self:
            if factor.unit_id and factor.unit_id.split_id != factor.split_id:
                raise ValidationError(
                    self.env._("The factor is for a share of another split.")
                )

    # === BUSINESS METHODS === #

    def _kam_factors(self):
        """Return the factors for the engine, in basis points."""
        return tuple(
            Factor(factor.reason or "–", to_minor(f"{factor.percent:.2f}", 2))
            for factor in self
        )
