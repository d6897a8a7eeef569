from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import money, targets
from ..engine.period import slices
from .kam_target_split import LEVELS

PRESENT_KINDS = ("full_time", "probation", "agent", "store")


class KamTargetSplit(models.Model):
    """How a whole is shared: first over time, then each period over the people.

    Teams, quarters and the year are sums of that, so it adds up both ways.
    """

    _inherit = "kam.target.split"

    # === BUSINESS METHODS === #

    def _kam_proposal(self):
        """Return last year's figure times the factors of the whole."""
        factors = self.factor_ids.filtered(lambda factor: not factor.unit_id)
        base = money.round_minor(self.last_year, self._kam_decimals())
        return self._kam_natural(targets.proposal(base, factors._kam_factors()))

    def _kam_grid(self):
        """Return (pieces, whole per piece, {share: amounts per piece}).

        :raise UserError: what is fixed is more than the whole, or nobody takes the rest
        """
        self.ensure_one()
        pieces = slices(self._kam_period(), self.down_to)
        try:
            wholes = self._kam_over_time(pieces)
            return pieces, wholes, self._kam_over_people(pieces, wholes)
        except targets.TargetError as error:
            raise UserError(self._kam_error_message(error, pieces)) from error

    # === BUSINESS METHODS - TIME === #

    def _kam_over_time(self, pieces):
        """Return the whole of each piece: fixed ones first, the others share."""
        whole = self._kam_minor(self.amount)
        parts = self._kam_proposed(whole, pieces)
        fixed = {
            row.date_from: self._kam_minor(row.fixed_amount)
            for row in self.period_ids
            if row.fixed
        }
        given = [fixed.get(piece.first) for piece in pieces]
        rest = whole - sum(amount or 0 for amount in given)
        if rest < 0:
            raise targets.TargetError("fixed_periods", rest=rest)
        free = [0 if amount is not None else 1 for amount in given]
        weights = [part * is_free for part, is_free in zip(parts, free, strict=True)]
        shares = targets.share_out(rest, weights if any(weights) else free)
        return [
            share if amount is None else amount
            for share, amount in zip(shares, given, strict=True)
        ]

    def _kam_proposed(self, whole, pieces):
        """Return what each piece gets by last year, and within months by days."""
        first = LEVELS.index(self.period_kind) + 1
        kinds = LEVELS[first : LEVELS.index(self.down_to) + 1]
        if not kinds:
            return [whole]
        parts = targets.over_time(whole, self._kam_period(), self._kam_weigh, kinds)
        found = {part.period: part.amount for part in parts if part.kind == kinds[-1]}
        return [found[piece] for piece in pieces]

    def _kam_weigh(self, piece):
        if piece.first.day == piece.after.day == 1:  # whole months
            return max(self._kam_figure(piece), 0)
        past, left = self.env["kam.target"]._kam_count_days(self.company_id, piece)
        return past + left

    # === BUSINESS METHODS - PEOPLE === #

    def _kam_over_people(self, pieces, wholes):
        """Return ``{share: amounts per piece}``; a team has what its people have."""
        keys = {unit: str(number) for number, unit in enumerate(self.unit_ids)}
        if not keys:
            return {}
        below = self._kam_below()
        tree = self._kam_unit(None, below, keys)
        spells = self._kam_spells()
        weights = self._kam_weights(pieces, tree, keys, spells)
        fixed = self._kam_fixed(wholes, weights, keys)
        rows = targets.over_grid(wholes, weights, fixed)
        leaves = {
            unit: [row[key] for row in rows]
            for unit, key in keys.items()
            if key in weights[0]
        }
        return {unit: self._kam_sum(unit, below, leaves) for unit in self.unit_ids}

    def _kam_below(self):
        """Return ``{team or None: its shares}``."""
        teams = {unit.team_id: unit for unit in self.unit_ids if unit.kind == "team"}
        below = {}
        for unit in self.unit_ids:
            above = teams.get(unit.team_id) if unit.kind != "team" else None
            below.setdefault(above, []).append(unit)
        return below

    def _kam_unit(self, unit, below, keys):
        """Return the tree of the engine below ``unit``; None is the whole."""
        children = tuple(self._kam_unit(c, below, keys) for c in below.get(unit, ()))
        if unit is None:
            return targets.Unit("", children=children)
        factors = self.factor_ids.filtered(
            lambda factor: factor.unit_id and factor.unit_id in (unit, unit._origin)
        )
        base = money.round_minor(unit.base, 2)
        return targets.Unit(keys[unit], base, factors._kam_factors(), children)

    def _kam_weights(self, pieces, tree, keys, spells):
        """Return per piece the weight of every share that has none below it."""
        leaves = targets.leaf_weights(tree)
        units = {keys[unit]: unit for unit in self.unit_ids if keys[unit] in leaves}
        return [
            {
                key: leaves[key] * unit._kam_presence(piece, spells)
                for key, unit in units.items()
            }
            for piece in pieces
        ]

    def _kam_fixed(self, wholes, weights, keys):
        """Return ``{key: amounts per piece}`` of fixed shares, as the whole goes."""
        fixed = {}
        for unit in self.unit_ids:
            key = keys[unit]
            if unit.fixed and key in weights[0]:
                there = [
                    whole * bool(row[key])
                    for whole, row in zip(wholes, weights, strict=True)
                ]
                amount = self._kam_minor(unit.fixed_amount)
                fixed[key] = targets.share_out(amount, there)
        return fixed

    def _kam_sum(self, unit, below, leaves):
        if unit in leaves:
            return leaves[unit]
        parts = [self._kam_sum(child, below, leaves) for child in below.get(unit, ())]
        return [sum(column) for column in zip(*parts, strict=True)]

    def _kam_spells(self):
        """Return ``{rep id: [(first day, day after, basis points)]}`` by the terms."""
        company = self.company_id.sudo()  # settings of the company are no secret
        share = money.round_minor(company.kam_probation_share, 2)
        spells = {}
        for term in self._kam_terms(PRESENT_KINDS):
            points = share if term.kind == "probation" else targets.WHOLE
            last = term.date_to or self._kam_period().last
            after = fields.Date.add(last, days=1)
            spells.setdefault(term.rep_id.id, []).append(
                (term.date_from, after, points)
            )
        return spells

    def _kam_error_message(self, error, pieces):
        """Return the sentence for what the engine refused."""
        if error.code == "fixed_periods":
            return self.env._("The fixed periods are more than the whole.")
        if error.code == "fixed":
            piece = pieces[error.data["place"]]
            return self.env._(
                "The fixed shares are more than there is from %(first)s to %(last)s. "
                "Leave somebody open who takes up the rest.",
                first=piece.first,
                last=piece.last,
            )
        return self.env._(
            "Nobody is left to take the rest: leave a period and a seller open, and "
            "let somebody weigh something in every period."
        )
