from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.period import Period

LEVELS = ["year", "quarter", "month", "week", "day"]


class KamTargetSplit(models.Model):
    """A whole shared out over time and people, with the reasons (CORE-15).

    First the figures of last year and the recent average per head are read. Factors
    say why a share is more or less. What is fixed stays; the rest is shared, so the
    table always adds up, over the months as over the people. Then the targets are
    made, in plans to approve. Splitting again makes new versions of the same targets.
    """

    _name = "kam.target.split"
    _description = "Split of a Target"
    _inherit = ["kam.target.amount.mixin"]
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    measure_id = fields.Many2one(
        "kam.measure",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "kam_core.kam_measure_sales_amount", raise_if_not_found=False
        ),
    )
    unit = fields.Selection(related="measure_id.unit")
    category_id = fields.Many2one(
        "product.category", string="Product Category", ondelete="restrict"
    )
    state_id = fields.Many2one(
        "res.country.state", string="Region", ondelete="restrict"
    )
    scope = fields.Selection(
        [("company", "Company"), ("department", "Department"), ("team", "Team")],
        string="Target of",
        required=True,
        default="department",
    )
    department_id = fields.Many2one(
        "hr.department", check_company=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", check_company=True, ondelete="restrict"
    )
    period_kind = fields.Selection(
        [("year", "Year"), ("quarter", "Quarter"), ("month", "Month")],
        string="Period",
        required=True,
        default="year",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self._default_date_from(),
        help="Any day of the period.",
    )
    down_to = fields.Selection(
        [
            ("year", "Year"),
            ("quarter", "Quarters"),
            ("month", "Months"),
            ("week", "Weeks"),
            ("day", "Days"),
        ],
        string="Split down to",
        required=True,
        default="month",
    )
    amount = fields.Float(string="Whole", digits=(16, 2), required=True)
    reason = fields.Char(required=True, help="The seller and who decides read it.")
    factor_ids = fields.One2many(
        "kam.target.split.factor", "split_id", string="Factors"
    )
    unit_ids = fields.One2many(
        "kam.target.split.unit", "split_id", string="People", copy=True
    )
    period_ids = fields.One2many(
        "kam.target.split.period", "split_id", string="Periods", copy=True
    )
    figures = fields.Json(readonly=True, help="Last year's figures by month.")
    last_year = fields.Float(string="Last Year's Amount", readonly=True, digits=(16, 2))
    estimated = fields.Boolean(
        readonly=True, help="Months of last year are not over yet."
    )
    last_year_text = fields.Char(string="Last Year", compute="_compute_proposal")
    average = fields.Float(readonly=True, digits=(16, 2))
    average_text = fields.Char(
        string="Average per Head and Month", compute="_compute_proposal"
    )
    proposal = fields.Float(
        string="Proposed Amount", compute="_compute_proposal", digits=(16, 2)
    )
    proposal_text = fields.Char(
        string="Proposal",
        compute="_compute_proposal",
        help="Last year's figure times the factors of the whole.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    plan_ids = fields.One2many("kam.target.plan", "split_id", string="Plans")
    plan_count = fields.Integer(compute="_compute_plan_count")
    state = fields.Selection(
        [("draft", "Draft"), ("queued", "In the Background"), ("done", "Targets Made")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )

    # === DEFAULT METHODS === #

    def _default_date_from(self):
        today = self.env["kam.clock"]._today(self.env.company)
        return today.replace(year=today.year + 1, month=1, day=1)

    # === COMPUTE METHODS === #

    @api.depends(
        *("measure_id", "scope", "department_id", "team_id", "date_from"),
        "period_kind",
    )
    def _compute_name(self):
        for split in self:
            split.name = split._kam_default_name()

    @api.depends(
        *("last_year", "average", "factor_ids.percent", "factor_ids.unit_id"),
        *("measure_id", "company_id", "factor_ids.reason"),
    )
    def _compute_proposal(self):
        for split in self:
            split.proposal = split._kam_proposal()
            split.proposal_text = split._kam_text(split.proposal)
            split.last_year_text = split._kam_text(split.last_year)
            split.average_text = split._kam_text(split.average)

    @api.depends("plan_ids")
    def _compute_plan_count(self):
        for split in self:
            split.plan_count = len(split.plan_ids)

    # === CONSTRAINT METHODS === #

    @api.constrains("measure_id")
    def _check_measure_id(self):
        for split in self:
            if split.measure_id.behaviour != "sum":
                raise ValidationError(
                    self.env._(
                        "“%(measure)s” does not add up over people and days, so it "
                        "can't be split. Set such targets one by one.",
                        measure=split.measure_id.name,
                    )
                )

    @api.constrains("period_kind", "down_to")
    def _check_down_to(self):
        for split in self:
            if LEVELS.index(split.down_to) < LEVELS.index(split.period_kind):
                raise ValidationError(
                    self.env._("Split down to a shorter period than the whole.")
                )

    @api.constrains("scope", "department_id", "team_id")
    def _check_scope(self):
        names = {"department": "department_id", "team": "team_id"}
        for split in self:
            if split.scope in names and not split[names[split.scope]]:
                raise ValidationError(self.env._("Say whose target is split."))

    @api.constrains("amount")
    def _check_amount(self):
        for split in self:
            if split.amount < 0:
                raise ValidationError(self.env._("A target can't be negative."))
            split._kam_minor(split.amount)

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: the targets are made already"""
        if any(split.state == "done" for split in self):
            raise UserError(
                self.env._("The targets are made. Duplicate the split to change them.")
            )
        return super().write(vals)

    def unlink(self):
        """:raise UserError: the targets are made already"""
        if any(split.state != "draft" for split in self):
            raise UserError(
                self.env._("The targets are made; the split stays to be read.")
            )
        return super().unlink()

    def copy(self, default=None):
        """Take the factors along, each with its share."""
        copies = super().copy(default)
        for split, new in zip(self, copies, strict=True):
            units = dict(zip(split.unit_ids, new.unit_ids, strict=True))
            for factor in split.factor_ids:
                unit = units.get(factor.unit_id, new.unit_ids.browse())
                factor.copy({"split_id": new.id, "unit_id": unit.id})
        return copies

    # === ACTION METHODS === #

    def action_read_figures(self):
        """Read people, last year's figures and averages; what is fixed stays.

        :raise AccessError: the user may not plan targets
        """
        self.check_access("write")
        for split in self:
            split._kam_read_figures()

    def action_use_proposal(self):
        """Take the proposal as the whole.

        :raise AccessError: the user may not plan targets
        """
        self.check_access("write")
        for split in self:
            split.amount = split.proposal

    def action_open_plans(self):
        """Open the plans made.

        :raise AccessError: the user may not read splits
        """
        self.check_access("read")
        return self.plan_ids._get_records_action(name=self.env._("Target Plans"))

    # === BUSINESS METHODS === #

    def _kam_period(self):
        """Return the period of the whole, half-open."""
        self.ensure_one()
        piece = self.env["kam.target"]._kam_piece(self.period_kind, self.date_from)
        return Period(*piece)

    def _kam_target(self, kind, day):
        """Return a target of the whole that is not saved."""
        self.ensure_one()
        return self.env["kam.target"].new(self._kam_whole_vals(kind, day))

    def _kam_default_name(self):
        return self._kam_target(self.period_kind, self.date_from).display_name

    def _kam_whole_vals(self, kind, day):
        """Return the values of a target of the whole in the period around ``day``."""
        department = self.scope == "department" and self.department_id
        team = self.scope == "team" and self.team_id
        piece = self.env["kam.target"]._kam_piece(kind, day)
        return {
            "company_id": self.company_id.id,
            "measure_id": self.measure_id.id,
            "scope": self.scope,
            "department_id": department.id if department else False,
            "team_id": team.id if team else False,
            "rep_id": False,
            "category_id": self.category_id.id,
            "state_id": self.state_id.id,
            "period_kind": kind,
            "date_from": piece.first if piece else False,
        }
