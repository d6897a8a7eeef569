from odoo import fields, models

from ..engine import targets
from ..engine.period import MONTH, Period, add_months, period_of, slices

SPLIT_KINDS = ("full_time", "probation")


class KamTargetSplit(models.Model):
    """What a split reads: people by their terms, last year, recent averages."""

    _inherit = "kam.target.split"

    # === BUSINESS METHODS === #

    def _kam_read_figures(self):
        self.ensure_one()
        self._kam_read_last_year()
        self._kam_read_people()
        self._kam_read_periods()

    def _kam_read_last_year(self):
        """Read what was done in the months of the period, one year before.

        Plans are made before the year is over: a month that is not over counts as the
        average of those that are, unless it is above that already.
        """
        months = slices(self._kam_period(), MONTH)
        # not saved, so nothing is added up by the database
        targets_ = self.env["kam.target"].concat(
            *(self._kam_target(MONTH, add_months(month.first, -12)) for month in months)
        )
        found = targets_._kam_actuals()
        today = self.env["kam.clock"]._today(self.company_id)
        over = [found[t.id] for t in targets_ if t.date_to < today]
        mean = targets.average_per_head(sum(over), len(over)) or 0
        actuals = [
            found[t.id] if t.date_to < today else max(found[t.id], mean)
            for t in targets_
        ]
        self.estimated = len(over) < len(actuals)
        self.figures = {
            str(month.first): actual
            for month, actual in zip(months, actuals, strict=True)
        }
        self.last_year = self._kam_natural(sum(actuals))

    def _kam_read_people(self):
        """Bring the shares up to date with the terms; keep what is fixed."""
        reps = self._kam_people()
        last_year = self._kam_rep_values(reps, self._kam_year_before())
        recent, months = self._kam_recent()
        totals = self._kam_rep_values(reps, recent)
        head = targets.average_per_head(sum(totals.values()), len(reps) * months) or 0
        self.average = self._kam_natural(head)
        self._kam_drop_units(reps)
        for rep, team in reps.items():
            mean = targets.average_per_head(max(totals[rep.id], 0), months)
            self._kam_put_unit(
                {"kind": "rep", "rep_id": rep.id, "team_id": team.id},
                last_year=self._kam_natural(last_year[rep.id]),
                base=self._kam_natural(mean or max(head, 0)) or 1,
            )

    def _kam_people(self):
        """Return ``{rep: team}`` of who works for the unit in the period, by terms."""
        whole = self._kam_target(self.period_kind, self.date_from)
        terms = self._kam_terms(SPLIT_KINDS)
        mine = terms
        if self.scope != "company":
            places = whole._kam_place_ids()
            mine = terms.filtered(lambda term: term[f"{self.scope}_id"].id in places)
        return {term.rep_id: term.team_id for term in mine}

    def _kam_terms(self, kinds):
        """Return the terms in the period, oldest first."""
        period = self._kam_period()
        # who may plan targets reads the terms; who only reads the split need not
        terms = self.env["kam.sales.rep.term"].sudo()
        return terms.search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "in", kinds),
                ("date_from", "<=", period.last),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", period.first),
            ],
            order="date_from, id",
        )

    def _kam_year_before(self):
        first, after = self._kam_period()
        return Period(add_months(first, -12), add_months(after, -12))

    def _kam_recent(self):
        """Return (period, months): the whole months before today that are recent."""
        months = self.company_id.sudo().kam_target_average_months  # no secret
        today = self.env["kam.clock"]._today(self.company_id)
        after = period_of(MONTH, today).first
        return Period(add_months(after, -months), after), months

    def _kam_rep_values(self, reps, period):
        code = self.measure_id.code
        rep_ids = [rep.id for rep in reps]
        values = self.env["kam.measure"]._kam_values(
            [code], rep_ids, period, self.company_id, self.category_id, self.state_id
        )
        return {rep_id: values[code, rep_id][0] for rep_id in rep_ids}

    def _kam_drop_units(self, reps):
        """Remove who is not there any more, and teams without anybody."""
        present = {rep.id for rep in reps}
        teams = self.env["crm.team"].union(*reps.values())
        if self.scope == "team":
            teams = teams.browse()
        self.unit_ids.filtered(
            lambda unit: (unit.kind == "rep" and unit.rep_id.id not in present)
            or (unit.kind == "team" and unit.team_id not in teams)
        ).unlink()
        for number, team in enumerate(teams):
            sequence = 10 * (number + 1)
            self._kam_put_unit(
                {"kind": "team", "team_id": team.id, "rep_id": False},
                sequence=sequence,
            )

    def _kam_put_unit(self, key, **figures):
        found = self.unit_ids.filtered(
            lambda unit: unit.kind == key["kind"]
            and unit.rep_id.id == key["rep_id"]
            and (unit.rep_id or unit.team_id.id == key["team_id"])
        )
        teams = self.unit_ids.filtered(lambda unit: unit.kind == "team")
        above = teams.filtered(lambda unit: unit.team_id.id == key["team_id"])
        figures.setdefault("sequence", above.sequence + 1 if above else 1000)
        if found:
            found.write({"team_id": key["team_id"], **figures})
        else:
            self.unit_ids.create({"split_id": self.id, **key, **figures})

    def _kam_read_periods(self):
        """Make the rows of the shortest periods; keep what is fixed of them."""
        pieces = slices(self._kam_period(), self.down_to)
        kept = {(row.date_from, row.date_to): row for row in self.period_ids}
        new = []
        for piece in pieces:
            figure = self._kam_natural(self._kam_figure(piece))
            if row := kept.pop((piece.first, piece.last), None):
                row.last_year = figure
            else:
                days = {"date_from": piece.first, "date_to": piece.last}
                new.append({"split_id": self.id, "last_year": figure, **days})
        self.period_ids.create(new)
        self.period_ids.browse(row.id for row in kept.values()).unlink()

    def _kam_figure(self, piece):
        """Return last year's figure of the months that lie in ``piece``."""
        figures = self.figures or {}
        return sum(
            actual
            for first, actual in figures.items()
            if piece.holds(fields.Date.to_date(first))
            and piece.after >= add_months(fields.Date.to_date(first), 1)
        )
