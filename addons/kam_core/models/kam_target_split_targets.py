from odoo import fields, models
from odoo.exceptions import UserError

from ..answer import answer
from ..engine.period import DAY, slices
from ..languages import in_every_language
from .kam_target_split import LEVELS

# More targets than this are made in the background; it takes longer than seconds.
AT_ONCE = 400


class KamTargetSplit(models.Model):
    """Making the targets of a split, all or none (CORE-15)."""

    _inherit = "kam.target.split"

    # === ACTION METHODS === #

    def action_make_targets(self):
        """Make the targets with a version each, in plans, and submit the plans.

        :raise AccessError: the user may not plan targets
        :raise UserError: it does not add up, or a change waits already
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("The targets of this split are made already."))
        wanted = self._kam_wanted()
        if len(wanted) > AT_ONCE:
            self.state = "queued"
            job = self.env["kam.job"]._kam_enqueue(
                "target_split", self.name, self.ids, None, "kam.target.split"
            )
            return job._kam_open()
        return self._kam_made_action(*self._kam_make(wanted))

    # === BUSINESS METHODS === #

    def _kam_wanted(self):
        """Return ``[(key, key of the target above, values, amount)]``, wholes first."""
        pieces, wholes, shares = self._kam_grid()
        first = LEVELS.index(self.period_kind)
        kinds = LEVELS[first : LEVELS.index(self.down_to) + 1]
        rows = [(None, wholes), *shares.items()]
        wanted = []
        for unit, amounts in rows:
            if unit is None or unit.kind != "vacancy":
                for kind in kinds:
                    wanted += self._kam_wanted_of(unit, kind, pieces, amounts)
        return wanted

    def _kam_wanted_of(self, unit, kind, pieces, amounts):
        found = []
        for piece in slices(self._kam_period(), kind):
            values = self._kam_values_of(unit, kind, piece.first)
            amount = sum(
                amount
                for leaf, amount in zip(pieces, amounts, strict=True)
                if piece.holds(leaf.first)
            )
            key = (unit, kind, piece.first)
            found.append((key, self._kam_above(*key), values, amount))
        return found

    def _kam_values_of(self, unit, kind, day):
        values = self._kam_whole_vals(kind, day)
        if unit is None:
            return values
        values |= {"department_id": False, "team_id": False, "scope": unit.kind}
        name = "team_id" if unit.kind == "team" else "rep_id"
        return {**values, name: unit[name].id}

    def _kam_above(self, unit, kind, day):
        """Return the key of the target above: the unit's, or the longer period's."""
        if unit is not None:
            teams = self.unit_ids.filtered(
                lambda other: other.kind == "team" and other.team_id == unit.team_id
            )
            return (teams if unit.kind == "rep" and teams else None, kind, day)
        if kind == self.period_kind:
            return None
        longer = LEVELS[LEVELS.index(kind) - 1]
        piece = self.env["kam.target"]._kam_piece(longer, day)
        return (None, longer, piece.first)

    def _kam_make(self, wanted):
        """Make targets and plans; return (targets made, plans, targets left as are)."""
        made = self.env["kam.target"]
        existing = self._kam_existing()
        by_key, amounts, left = {}, {}, 0
        for key, above, values, minor in wanted:
            target = existing.get(self._kam_identity(values))
            if not target and not minor and values["period_kind"] == DAY:
                continue  # days off need no target
            if not target:
                parent = by_key.get(above, made.browse())
                target = made.create({**values, "parent_id": parent.id})
                made += target
            by_key[key] = target
            amount = self._kam_natural(minor)
            if self._kam_is_due(target, amount):
                amounts[target] = amount
            else:
                left += 1
        plans = self.env["kam.target.plan"]._kam_plan_amounts(
            self._kam_plan_name(), self.reason, amounts
        )
        plans.split_id = self
        for plan in plans:
            plan._kam_submit()
        self.state = "done"
        return made, plans, left

    def _kam_plan_name(self):
        """Return the name of the plans, in each language unless it was typed in."""
        words = in_every_language(self, lambda split: split._kam_default_name())
        is_default = isinstance(words, dict) and self.name in words.values()
        return words if is_default else self.name

    def _kam_is_due(self, target, amount):
        """Tell whether ``target`` gets a version: it runs, and the amount is another.

        :raise UserError: a change of it waits for its approval
        """
        today = self.env["kam.clock"]._today(self.company_id)
        if target.date_to < today:
            return False
        if target.pending_version_id.state == "open":
            raise UserError(
                self.env._(
                    "“%s”: a change waits for its approval already.",
                    target.display_name,
                )
            )
        return not target.current_version_id or target.amount != amount

    def _kam_existing(self):
        """Return the targets of the period by what they are about."""
        period = self._kam_period()
        found = self.env["kam.target"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("measure_id", "=", self.measure_id.id),
                ("category_id", "=", self.category_id.id),
                ("state_id", "=", self.state_id.id),
                ("date_from", ">=", period.first),
                ("date_to", "<=", period.last),
            ]
        )
        return {
            (
                target.scope,
                target.department_id.id,
                target.team_id.id,
                target.rep_id.id,
                target.period_kind,
                target.date_from,
            ): target
            for target in found
        }

    def _kam_identity(self, values):
        names = ("scope", "department_id", "team_id", "rep_id", "period_kind")
        return (*(values[name] for name in names), values["date_from"])

    def _kam_made_action(self, made, plans, left):
        message = self.env._(
            "%(made)s targets made, %(plans)s plans submitted.",
            made=len(made),
            plans=len(plans),
        )
        if left:
            message += " " + self.env._("%s targets stay as they are.", left)
        return answer(
            message,
            then={
                "type": "ir.actions.act_window",
                "name": self.env._("Target Plans"),
                "res_model": "kam.target.plan",
                "domain": [("id", "in", plans.ids)],
                "views": [(False, "list"), (False, "form")],
            },
        )


class KamTargetPlan(models.Model):
    _inherit = "kam.target.plan"

    # === FIELDS === #

    split_id = fields.Many2one(
        "kam.target.split", readonly=True, ondelete="restrict", index="btree_not_null"
    )
