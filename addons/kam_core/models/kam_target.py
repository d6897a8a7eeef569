from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.period import MONTH, WEEK, Period, period_of, slices
from .kam_measure_target import TARGET_KINDS

PERIOD_KINDS = [
    ("year", "Year"),
    ("quarter", "Quarter"),
    ("month", "Month"),
    ("week", "Week"),
    ("day", "Day"),
]
IDENTITY = {
    "company_id",
    "measure_id",
    "scope",
    "department_id",
    "team_id",
    "rep_id",
    "category_id",
    "state_id",
    "period_kind",
    "date_from",
}
KEPT = {"amount", "current_version_id", "state", "date_to", "voluntary"}


class KamTarget(models.Model):
    """What is to be reached of a measure by somebody in a period (CORE-15).

    How much, is on dated versions: the one that counts was agreed, the ones before and
    after it stay to be read. Amounts are in natural units: money in the currency of the
    company, percent, counts, days.
    """

    _name = "kam.target"
    _description = "Target"
    _inherit = ["kam.target.amount.mixin"]
    _order = "date_from desc, date_to desc, scope, id"
    _rec_names_search = ["measure_id", "rep_id", "team_id", "department_id"]
    _check_company_auto = True

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    measure_id = fields.Many2one("kam.measure", required=True, ondelete="restrict")
    unit = fields.Selection(related="measure_id.unit")
    kind = fields.Selection(
        TARGET_KINDS,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    scope = fields.Selection(
        [
            ("company", "Company"),
            ("department", "Department"),
            ("team", "Team"),
            ("rep", "Seller"),
        ],
        string="Target of",
        required=True,
        default="rep",
    )
    department_id = fields.Many2one(
        "hr.department", check_company=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", check_company=True, ondelete="restrict"
    )
    rep_id = fields.Many2one(
        "kam.sales.rep",
        string="Seller",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    user_id = fields.Many2one(related="rep_id.user_id")
    whose = fields.Char(string="For", compute="_compute_display_name")
    category_id = fields.Many2one(
        "product.category", string="Product Category", ondelete="restrict"
    )
    state_id = fields.Many2one(
        "res.country.state", string="Region", ondelete="restrict"
    )
    period_kind = fields.Selection(
        PERIOD_KINDS, string="Period", required=True, default="month"
    )
    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=lambda self: self.env["kam.clock"]._today(self.env.company),
        help="Any day of the period. A week across the end of a month is cut there.",
    )
    date_to = fields.Date(
        string="To", compute="_compute_date_to", store=True, precompute=True
    )
    period_name = fields.Char(string="Period of Time", compute="_compute_period_name")
    parent_id = fields.Many2one("kam.target", check_company=True, index=True)
    child_ids = fields.One2many("kam.target", "parent_id", string="Split into")
    voluntary = fields.Boolean(
        readonly=True,
        help="Set by a part-timer for himself: nobody approves it, and nothing follows "
        "from missing it.",
    )
    # === CONSTRAINTS === #

    _identity_uniq = models.UniqueIndex(
        "(company_id, measure_id, scope, COALESCE(department_id, 0), "
        "COALESCE(team_id, 0), COALESCE(rep_id, 0), COALESCE(category_id, 0), "
        "COALESCE(state_id, 0), period_kind, date_from)",
        "There is a target of this measure, period and scope already. Change it.",
    )

    # === COMPUTE METHODS === #

    @api.depends("measure_id", "category_id")
    def _compute_kind(self):
        kinds = self.env["kam.measure"]._kam_target_kinds()
        for target in self:
            kind = kinds.get(target.measure_id.code, "sales")
            is_mix = kind == "sales" and target.category_id
            target.kind = "product_mix" if is_mix else kind

    @api.depends("period_kind", "date_from")
    def _compute_date_to(self):
        for target in self:
            period = self._kam_piece(target.period_kind, target.date_from)
            target.date_to = period.last if period else False

    @api.depends("period_kind", "date_from", "date_to")
    def _compute_period_name(self):
        for target in self:
            target.period_name = target._kam_period_words()

    @api.depends(
        *("measure_id", "category_id", "state_id", "period_name", "scope"),
        *("company_id", "department_id", "team_id", "rep_id"),
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        for target in self:
            target.whose = target._kam_whose()
            parts = (target._kam_subject(), target.whose)
            target.display_name = ", ".join(part for part in parts if part)

    # === CONSTRAINT METHODS === #

    @api.constrains("scope", "department_id", "team_id", "rep_id")
    def _check_scope(self):
        names = {"department": "department_id", "team": "team_id", "rep": "rep_id"}
        for target in self:
            set_names = {name for name in names.values() if target[name]}
            if set_names != {names.get(target.scope)} - {None}:
                raise ValidationError(
                    self.env._(
                        "Say whose target it is: the company, one department, one team "
                        "or one seller."
                    )
                )

    @api.constrains("measure_id", "category_id", "state_id")
    def _check_filters(self):
        for target in self:
            measure = target.measure_id
            if (target.category_id and not measure.by_category) or (
                target.state_id and not measure.by_state
            ):
                raise ValidationError(
                    self.env._(
                        "“%(measure)s” is not measured by product category or region "
                        "that way. Leave that empty.",
                        measure=measure.name,
                    )
                )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A target can't be part of itself."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Let a period begin on its first day, whatever day of it is given."""
        for vals in vals_list:
            self._kam_check_not_forged(vals)
        defaults = self.default_get(["period_kind", "date_from"]) | {"voluntary": False}
        return super().create(
            [self._kam_first_day({**defaults, **vals}) for vals in vals_list]
        )

    def write(self, vals):
        """Keep what a target is about once an amount of it was decided.

        :raise AccessError: the values contain what versions say
        :raise UserError: an agreed target would be about something else
        """
        self._kam_check_not_forged(vals)
        if vals.keys() & IDENTITY and self.version_ids.filtered(
            lambda version: version.state != "draft"
        ):
            raise UserError(
                self.env._(
                    "What a target is about can't change any more: an amount of it was "
                    "submitted. Make another target."
                )
            )
        if vals.keys() & {"period_kind", "date_from"}:
            for target in self:
                own = {"period_kind": target.period_kind, "date_from": target.date_from}
                super(KamTarget, target).write(self._kam_first_day({**own, **vals}))
            return True
        return super().write(vals)

    def unlink(self):
        """Refuse here, not by ``@api.ondelete``: an RPC context switches that off.

        :raise UserError: an amount was submitted or agreed
        """
        for target in self:
            if target.version_ids.filtered(lambda version: version.state != "draft"):
                raise UserError(
                    self.env._(
                        "An amount of “%s” was submitted, so it can't be deleted. "
                        "Change it to 0 instead.",
                        target.display_name,
                    )
                )
        return super().unlink()

    # === BUSINESS METHODS === #

    @api.model
    def _kam_piece(self, kind, day):
        """Return the period of ``kind`` around ``day``; weeks end with the month."""
        day = fields.Date.to_date(day)
        if not (kind and day):
            return None
        if kind == WEEK:
            weeks = slices(period_of(MONTH, day), WEEK)
            return next(piece for piece in weeks if piece.holds(day))
        return period_of(kind, day)

    def _kam_period(self):
        """Return the period of the target, half-open (T1)."""
        self.ensure_one()
        return Period(self.date_from, fields.Date.add(self.date_to, days=1))

    def _kam_whose(self):
        """Return the name of whose target it is."""
        self.ensure_one()
        names = {"department": "department_id", "team": "team_id", "rep": "rep_id"}
        # who stands on a target that may be read may be named
        return self.sudo()[names.get(self.scope, "company_id")].display_name or ""

    def _kam_subject(self):
        """Return what the target is about: measure, goods, region and period."""
        self.ensure_one()
        # what stands on a target that may be read may be named
        target = self.sudo()
        parts = (
            target.measure_id.name,
            target.category_id.name,
            target.state_id.name,
            target.period_name,
        )
        return ", ".join(part for part in parts if part)

    def _kam_plan_name(self):
        """Return the name of a plan of this target alone; sellers it bears anyway."""
        return self._kam_subject() if self.rep_id else self.display_name

    def _kam_period_words(self):
        self.ensure_one()
        first = self.date_from
        if not first:
            return ""
        match self.period_kind:
            case "year":
                return str(first.year)
            case "quarter":
                return f"{first.year} Q{(first.month + 2) // 3}"
            case "month":
                return f"{first:%Y-%m}"
            case "week":
                return f"{first} – {self.date_to:%m-%d}"
        return str(first)

    @api.model
    def _kam_first_day(self, vals):
        piece = self._kam_piece(vals.get("period_kind"), vals.get("date_from"))
        return {**vals, "date_from": piece.first} if piece else vals

    def _kam_check_not_forged(self, vals):
        if vals.keys() & KEPT and not self.env.su:
            raise AccessError(
                self.env._("The amount that counts follows from the versions alone.")
            )
