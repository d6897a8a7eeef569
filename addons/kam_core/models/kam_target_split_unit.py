from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.targets import presence


class KamTargetSplitUnit(models.Model):
    """Who gets a share of the whole: a team, a seller, or a vacant post (CORE-15)."""

    _name = "kam.target.split.unit"
    _description = "Share of a Split"
    _order = "split_id, sequence, id"
    _check_company_auto = True

    # === FIELDS === #

    split_id = fields.Many2one(
        "kam.target.split", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="split_id.company_id", store=True)
    sequence = fields.Integer(default=100)
    kind = fields.Selection(
        [("team", "Team"), ("rep", "Seller"), ("vacancy", "Vacant Post")],
        required=True,
        default="vacancy",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", check_company=True, ondelete="cascade"
    )
    rep_id = fields.Many2one(
        "kam.sales.rep", string="Seller", check_company=True, ondelete="cascade"
    )
    last_year = fields.Float(readonly=True, digits=(16, 2))
    base = fields.Float(
        string="Weighs",
        digits=(16, 2),
        help="Recent average per month. A team weighs what its sellers weigh.",
    )
    presence = fields.Float(
        string="Counts (%)",
        compute="_compute_presence",
        digits=(5, 2),
        help="For how much of the period the seller counts, by the terms: who joins or "
        "leaves, and who is on probation, counts less.",
    )
    fixed = fields.Boolean(help="Has this amount; the others share the rest.")
    fixed_amount = fields.Float(digits=(16, 2))

    # === CONSTRAINTS === #

    _base_positive = models.Constraint(
        "CHECK(base >= 0 AND fixed_amount >= 0)",
        "Weights and amounts of a split can't be negative.",
    )
    _rep_uniq = models.UniqueIndex(
        "(split_id, rep_id) WHERE rep_id IS NOT NULL",
        "A seller has one share of a split.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "team_id", "rep_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for unit in self:
            name = unit.rep_id.name or unit.team_id.name or ""
            if unit.kind == "vacancy":
                name = self.env._("Vacant post %s", unit.team_id.name or "").strip()
            unit.display_name = name

    @api.depends("rep_id", "kind", "split_id.date_from", "split_id.period_kind")
    def _compute_presence(self):
        for split in self.split_id:
            spells = split._kam_spells()
            period = split._kam_period()
            for unit in self.filtered(lambda unit, split=split: unit.split_id == split):
                unit.presence = float(unit._kam_presence(period, spells) * 100)
        (self - self.filtered("split_id")).presence = 100

    # === CONSTRAINT METHODS === #

    @api.constrains("kind", "team_id", "rep_id")
    def _check_kind(self):
        for unit in self:
            if (unit.kind == "rep") != bool(unit.rep_id) or (
                unit.kind == "team" and not unit.team_id
            ):
                raise ValidationError(
                    self.env._("A share is that of a team, a seller or a vacant post.")
                )

    # === BUSINESS METHODS === #

    def _kam_presence(self, period, spells):
        """Return the share of ``period`` for which it counts; a vacant post fully.

        :param spells: see :meth:`kam.target.split._kam_spells`
        """
        self.ensure_one()
        if self.kind != "rep":
            return Fraction(1)
        return presence(period, spells.get(self.rep_id.id, ()))
