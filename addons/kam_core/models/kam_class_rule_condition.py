from odoo import api, fields, models
from odoo.tools import formatLang

from ..engine.classify import Condition
from ..engine.money import to_minor


class KamClassRuleCondition(models.Model):
    """A measure compared with a threshold; all conditions of a rule must hold."""

    _name = "kam.class.rule.condition"
    _description = "Condition of a Classification Rule"
    _order = "rule_id, id"

    # === FIELDS === #

    rule_id = fields.Many2one(
        "kam.class.rule", required=True, ondelete="cascade", index=True
    )
    measure_id = fields.Many2one(
        "kam.account.measure", required=True, ondelete="restrict"
    )
    unit = fields.Selection(related="measure_id.unit")
    operator = fields.Selection(
        [
            (">=", "at least"),
            (">", "more than"),
            ("<=", "at most"),
            ("<", "less than"),
            ("=", "equal to"),
            ("!=", "other than"),
        ],
        required=True,
        default=">=",
    )
    threshold = fields.Float(
        digits=(16, 2),
        required=True,
        help="Amounts are in the currency of the company whose customers are measured.",
    )

    # === COMPUTE METHODS === #

    @api.depends("measure_id.name", "measure_id.kind", "operator", "threshold")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["operator"]._description_selection(self.env))
        for condition in self:
            condition.display_name = " ".join(
                [
                    condition.measure_id.name or "",
                    labels.get(condition.operator, ""),
                    condition._threshold_text(),
                ]
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("rule_id", "measure_id", "operator", "threshold")
    def _check_rules(self):
        self.rule_id._check_rules()

    # === BUSINESS METHODS === #

    def _threshold_text(self):
        digits = 0 if self.threshold == int(self.threshold) else 2
        text = formatLang(self.env, self.threshold, digits=digits)
        return f"{text} %" if self.unit == "percent" else text

    def _kam_condition(self, currency):
        """Return it for the engine, the threshold in the smallest unit.

        :raise EngineError: the threshold is finer than its unit, or too large
        """
        self.ensure_one()
        places = self.env["kam.account.measure"]._kam_places(self.unit, currency)
        return Condition(
            self.measure_id._kam_code(),
            self.operator,
            to_minor(self.threshold, places),
        )
