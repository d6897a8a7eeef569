from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..engine.period import Period, slices
from .kam_target_split import LEVELS

MOST_COLUMNS = 12


class KamTargetSplit(models.Model):
    """The table of a split before anything is made."""

    _inherit = "kam.target.split"

    # === COMPUTE METHODS === #

    @api.depends(
        *("amount", "scope", "department_id", "team_id", "measure_id"),
        *("date_from", "period_kind", "down_to", "company_id", "figures"),
        *("unit_ids.base", "unit_ids.fixed", "unit_ids.fixed_amount"),
        *("unit_ids.team_id", "unit_ids.rep_id", "unit_ids.kind"),
        *("period_ids.fixed", "period_ids.fixed_amount"),
        *("factor_ids.percent", "factor_ids.unit_id", "factor_ids.reason"),
    )
    def _compute_preview(self):
        for split in self:
            split.preview = split._kam_preview()

    # === BUSINESS METHODS === #

    def _kam_preview(self):
        self.ensure_one()
        if not (self.date_from and self.measure_id and self.unit_ids):
            return False
        try:
            pieces, wholes, shares = self._kam_grid()
        except (UserError, ValidationError) as refusal:
            return Markup("<div class='alert alert-warning mb-0'>%s</div>") % str(
                refusal
            )
        rows = [(self._kam_whole_name(), wholes, "fw-bold")]
        rows += [
            (
                unit.display_name,
                amounts,
                "fw-bold" if unit.kind == "team" else "text-muted ps-3",
            )
            for unit, amounts in sorted(
                shares.items(), key=lambda share: share[0].sequence
            )
        ]
        return self._kam_table(pieces, rows)

    def _kam_whole_name(self):
        return self._kam_target(self.period_kind, self.date_from)._kam_whose()

    def _kam_table(self, pieces, rows):
        columns = self._kam_columns(pieces)
        head = Markup().join(
            Markup("<th class='text-end text-nowrap'>%s</th>") % name
            for name, _places in columns
        )
        body = Markup().join(
            self._kam_row(name, amounts, css, columns) for name, amounts, css in rows
        )
        return Markup(
            "<div class='table-responsive'><table class='table table-sm small mb-0'>"
            "<thead><tr><th></th><th class='text-end'>%s</th>%s</tr></thead>"
            "<tbody>%s</tbody></table></div>"
        ) % (self.env._("Total"), head, body)

    def _kam_row(self, name, amounts, css, columns):
        sums = [sum(amounts[place] for place in places) for _name, places in columns]
        cells = Markup().join(
            Markup("<td class='text-end text-nowrap'>%s</td>") % self._kam_cell(amount)
            for amount in [sum(amounts), *sums]
        )
        return Markup("<tr><td class='text-nowrap %s'>%s</td>%s</tr>") % (
            css,
            name,
            cells,
        )

    def _kam_cell(self, minor):
        return f"{self._kam_natural(minor):,.{self._kam_decimals()}f}"

    def _kam_columns(self, pieces):
        """Return ``[(name, places of pieces)]``; many pieces are shown together."""
        targets = self.env["kam.target"]
        kind = self._kam_column_kind()
        columns = {}
        for place, piece in enumerate(pieces):
            first = targets._kam_piece(kind, piece.first).first
            columns.setdefault(first, []).append(place)
        return [
            (self._kam_column_name(kind, Period(first, first)), places)
            for first, places in columns.items()
        ]

    def _kam_column_kind(self):
        """Return the shortest kind of period that makes no more than a table takes."""
        first, last = LEVELS.index(self.period_kind), LEVELS.index(self.down_to)
        for kind in reversed(LEVELS[first : last + 1]):
            if len(slices(self._kam_period(), kind)) <= MOST_COLUMNS:
                return kind
        return self.period_kind

    def _kam_column_name(self, kind, piece):
        target = self.env["kam.target"].new(
            {"period_kind": kind, "date_from": piece.first}
        )
        return target.period_name
