from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import targets
from ..engine.money import divide_half_up
from ..engine.workday import is_workday

LIVE = ("actual", "open_amount")


class KamTarget(models.Model):
    """Actual against target, computed live from the registry of measures (CORE-15).

    A page costs one reading of each source per period on it, however many targets
    there are.
    """

    _inherit = "kam.target"

    # === FIELDS === #

    entered = fields.Float(
        string="Actual by Hand",
        digits=(16, 2),
        help="What was found out, for measures that nothing in the system counts.",
    )
    by_hand = fields.Boolean(related="measure_id.by_hand")
    actual = fields.Float(compute="_compute_actual", digits=(16, 2), aggregator="sum")
    open_amount = fields.Float(
        string="Still Open", compute="_compute_actual", digits=(16, 2), aggregator="sum"
    )
    has_achievement = fields.Boolean(compute="_compute_actual")
    achievement = fields.Float(
        string="Achievement (%)",
        compute="_compute_actual",
        digits=(16, 2),
        help="Not capped: 120 means a fifth more than the target.",
    )
    progress = fields.Float(
        compute="_compute_actual", help="Achievement for the bar, at most 100."
    )
    days_left = fields.Integer(
        string="Working Days Left", compute="_compute_actual", aggregator=None
    )
    projection = fields.Float(
        compute="_compute_actual",
        digits=(16, 2),
        help="Where the period ends at the pace of its working days so far.",
    )
    amount_text = fields.Char(string="Target (Text)", compute="_compute_texts")
    actual_text = fields.Char(string="Actual (Text)", compute="_compute_texts")
    open_text = fields.Char(string="Still Open (Text)", compute="_compute_texts")
    projection_text = fields.Char(string="Projection (Text)", compute="_compute_texts")

    # === COMPUTE METHODS === #

    @api.depends(
        *("amount", "entered", "measure_id", "scope", "date_from", "date_to"),
        *("department_id", "team_id", "rep_id", "category_id", "state_id"),
    )
    def _compute_actual(self):
        complete = self.filtered(lambda t: t.measure_id and t.date_to and t.company_id)
        actuals = complete._kam_actuals()
        days = complete._kam_working_days()
        for target in self:
            actual = actuals.get(target.id, 0)
            target._kam_set_figures(actual, *days.get(target.id, (0, 0)))

    @api.depends("amount", "actual", "open_amount", "projection", "unit")
    def _compute_texts(self):
        for target in self:
            target.amount_text = target._kam_text(target.amount)
            target.actual_text = target._kam_text(target.actual)
            target.open_text = target._kam_text(target.open_amount)
            target.projection_text = target._kam_text(target.projection)

    # === ACTION METHODS === #

    def action_open_records(self):
        """Open the records behind the actual figure.

        :raise AccessError: the user may not read the target
        :raise UserError: the figure was entered by hand
        """
        self.ensure_one()
        self.check_access("read")
        if self.by_hand:
            raise UserError(self.env._("This figure was entered by hand."))
        reps = self.env["kam.sales.rep"].browse(self._kam_members()[self.id])
        model, domain = self.env["kam.measure"]._kam_domain(
            self.measure_id.code,
            reps,
            self._kam_period(),
            self.company_id,
            self.category_id,
            self.state_id,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
        }

    # === BUSINESS METHODS === #

    def _kam_actuals(self):
        """Return ``{target id: actual}`` in integers of the engine.

        One call of the registry for all targets of the same period and filters.
        """
        found = {t.id: t._kam_minor(t.entered) for t in self if t.by_hand}
        counted = self.filtered(lambda target: not target.by_hand)
        members = counted._kam_members()
        for group in counted.grouped(lambda target: target._kam_question()).values():
            values = group._kam_values_of(members)
            found |= {t.id: t._kam_total(values, members[t.id]) for t in group}
        return found

    def _kam_question(self):
        return (
            self.company_id,
            self._kam_period(),
            self.category_id,
            self.state_id,
        )

    def _kam_values_of(self, members):
        company, period, category, state = self[0]._kam_question()
        codes = self.measure_id.mapped("code")
        rep_ids = {rep_id for target in self for rep_id in members[target.id]}
        return self.env["kam.measure"]._kam_values(
            codes, sorted(rep_ids), period, company, category, state
        )

    def _kam_total(self, values, rep_ids):
        """Return the figure of several people: the sum, or the mean of an average."""
        self.ensure_one()
        figures = [values[self.measure_id.code, rep_id] for rep_id in rep_ids]
        if self.measure_id.behaviour != "average":
            return sum(value for value, _count in figures)
        count = sum(count for _value, count in figures)
        total = sum(value * count for value, count in figures)
        return divide_half_up(total, count) if count else 0

    def _kam_working_days(self):
        """Return ``{target id: (working days up to today, after today)}``."""
        days = {}
        found = {}
        for target in self:
            key = (target.company_id, target._kam_period())
            if key not in days:
                days[key] = self._kam_count_days(*key)
            found[target.id] = days[key]
        return found

    @api.model
    def _kam_count_days(self, company, period):
        today = self.env["kam.clock"]._today(company)
        table = self.env["kam.workday"]._day_table(company)
        first = period.first.toordinal()
        days = [period.first.fromordinal(first + n) for n in range(period.days)]
        worked = [day for day in days if is_workday(table, day)]
        past = len([day for day in worked if day <= today])
        return past, len(worked) - past

    def _kam_set_figures(self, actual, past, left):
        self.ensure_one()
        goal = self._kam_minor(self.amount) if self.unit else 0
        points = targets.achievement(actual, goal)
        still_open = targets.open_amounts({"": goal}, {"": actual})[""]
        self.actual = self._kam_natural(actual)
        self.open_amount = self._kam_natural(still_open)
        self.has_achievement = points is not None
        self.achievement = (points or 0) / 100
        self.progress = min(max(self.achievement, 0), 100)
        self.days_left = left
        self.projection = self._kam_natural(self._kam_projected(actual, past, left))

    def _kam_projected(self, actual, past, left):
        """Return where the period ends, if the figure adds up over days."""
        if self.measure_id.behaviour != "sum" or self.by_hand or not left:
            return actual
        return divide_half_up(actual * (past + left), past) if past else 0

    # === BUSINESS METHODS - GROUPS === #

    def _read_group_select(self, aggregate_spec, query):
        """Let live figures be summed up in groups, from the records of each."""
        if self._kam_live_field(aggregate_spec):
            return super()._read_group_select("id:recordset", query)
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_postprocess_aggregate(self, aggregate_spec, raw_values):
        name = self._kam_live_field(aggregate_spec)
        if not name:
            return super()._read_group_postprocess_aggregate(aggregate_spec, raw_values)
        column = super()._read_group_postprocess_aggregate("id:recordset", raw_values)
        return (sum(records.mapped(name)) for records in column)

    @api.model
    def _kam_live_field(self, aggregate_spec):
        name, _colon, function = aggregate_spec.partition(":")
        return name if name in LIVE and function == "sum" else ""
