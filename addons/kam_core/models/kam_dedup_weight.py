from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..engine import dedup


class KamDedupWeight(models.Model):
    """What an agreement between two customers is worth in the check (A-12).

    The limits from which on two are near or the same are settings of the company.
    """

    _name = "kam.dedup.weight"
    _description = "Weight of an Agreement"
    _order = "kind, points desc, id"

    # === FIELDS === #

    kind = fields.Selection(
        [(dedup.COMPANY, "Company"), (dedup.PERSON, "Person")], required=True
    )
    reason = fields.Selection(selection="_kam_reasons", required=True)
    points = fields.Integer(
        required=True,
        help="All agreements together make up to 100 points; 0 is not looked at.",
    )

    # === CONSTRAINTS === #

    _reason_uniq = models.Constraint(
        "UNIQUE(kind, reason)", "This agreement has a weight already; change that one."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "reason")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        reasons = dict(self._kam_reasons())
        for weight in self:
            names = (kinds.get(weight.kind, ""), reasons.get(weight.reason, ""))
            weight.display_name = " · ".join(names)

    # === CONSTRAINT METHODS === #

    @api.constrains("points")
    def _check_points(self):
        if any(not 0 <= weight.points <= 100 for weight in self):
            raise ValidationError(self.env._("Points go from 0 to 100."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _kam_reasons(self):
        return [
            (dedup.SAME_TAX, self.env._("Same tax number")),
            (dedup.SAME_NAME, self.env._("Same name")),
            (dedup.NEAR_NAME, self.env._("Similar name")),
            (dedup.SAME_MOBILE, self.env._("Same mobile")),
            (dedup.SAME_PHONE, self.env._("Same phone")),
            (dedup.SAME_ADDRESS, self.env._("Same address")),
            (dedup.NEAR_ADDRESS, self.env._("Similar address")),
        ]

    @api.model
    @ormcache()
    def _kam_points(self):
        """Return ``{(kind, reason): points}``."""
        weights = self.sudo().search_fetch([])  # the same rule for everybody
        return {(row.kind, row.reason): row.points for row in weights}

    @api.model
    def _kam_thresholds(self, company):
        """Return the thresholds of ``company`` for the engine."""
        settings = company.sudo()  # settings of the company, whoever reports
        return dedup.Thresholds(
            self._kam_points(),
            match=settings.kam_dedup_match,
            near=settings.kam_dedup_near,
            name_likeness=100 * settings.kam_dedup_name_likeness,
            address_likeness=100 * settings.kam_dedup_address_likeness,
        )
