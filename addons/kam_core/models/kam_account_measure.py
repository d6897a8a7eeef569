from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.classify import PROXIMITY

SALES_KINDS = ("sales", "orders", "largest", "average", "idle")
UNITS = {
    "sales": "money",
    "orders": "count",
    "largest": "money",
    "average": "money",
    "idle": "months",
    "units": "count",
    "influence": "score",
    "government": "flag",
    "proximity": "percent",
}
PERCENT_PLACES = 2  # one basis point


class KamAccountMeasure(models.Model):
    """What is measured of each customer, for rules to compare (CORE-02).

    A measure of trade covers the last months or all trade ever, without or with tax, of
    all goods or of a product category. It counts the customer with all units below it
    (A-5); what was returned in full in that time was not bought (A-6).
    """

    _name = "kam.account.measure"
    _description = "Measure of Customers"
    _inherit = ["kam.code.mixin"]
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Named in the history; it does not change with the language.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("sales", "Sales"),
            ("orders", "Number of Orders"),
            ("largest", "Largest Order"),
            ("average", "Average Order"),
            ("idle", "Months since the Last Order"),
            ("units", "Affiliated Units"),
            ("influence", "Influence Score"),
            ("government", "Government"),
            ("proximity", "Nearness to a Class"),
        ],
        string="What",
        required=True,
        default="sales",
    )
    unit = fields.Selection(
        [
            ("money", "Amount"),
            ("count", "Count"),
            ("months", "Months"),
            ("score", "Points"),
            ("flag", "1 = yes, 0 = no"),
            ("percent", "%"),
        ],
        compute="_compute_unit",
    )
    months = fields.Integer(
        string="Last Months", help="Up to and with today; 0 for all trade ever."
    )
    taxed = fields.Boolean(string="With Tax")
    category_id = fields.Many2one(
        "product.category",
        string="Product Category",
        ondelete="restrict",
        help="With the categories below it; empty for all goods.",
    )
    class_id = fields.Many2one(
        "kam.account.class",
        ondelete="restrict",
        help="How much of what the rules for this class ask is there, in percent.",
    )

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another measure already has this code; choose another one."
    )
    _months_range = models.Constraint(
        "CHECK(months BETWEEN 0 AND 1200)",
        "The months of a measure are between 0 (all trade ever) and 1200.",
    )

    # === COMPUTE METHODS === #

    @api.depends("kind")
    def _compute_unit(self):
        for measure in self:
            measure.unit = UNITS.get(measure.kind)

    # === CONSTRAINT METHODS === #

    @api.constrains("code", "kind", "class_id")
    def _check_class(self):
        """:raise ValidationError: nearness to no class, or a code that is taken"""
        for measure in self:
            if measure.kind == "proximity" and not measure.class_id:
                raise ValidationError(
                    self.env._(
                        "“%(measure)s”: choose the class whose nearness is measured.",
                        measure=measure.name,
                    )
                )
            if measure.code.startswith(PROXIMITY):
                raise ValidationError(
                    self.env._(
                        "A code can't begin with “%(prefix)s”: nearness to a class has "
                        "such codes.",
                        prefix=PROXIMITY,
                    )
                )
        conditions = self.env["kam.class.rule.condition"].search(
            [("measure_id", "in", self.ids)]
        )
        conditions.rule_id._check_rules()

    # === BUSINESS METHODS === #

    def _kam_code(self):
        """Return the name by which the engine knows the measure."""
        self.ensure_one()
        if self.kind == "proximity":
            return PROXIMITY + self.class_id.code
        return self.code

    @api.model
    def _kam_places(self, unit, currency):
        """Return the decimal places between what is shown and the stored integer."""
        if unit == "money":
            return currency.decimal_places
        return PERCENT_PLACES if unit == "percent" else 0

    def _kam_snapshot(self):
        """Return what a run keeps of these measures, by :meth:`_kam_code`."""
        return {
            measure._kam_code(): {
                "name": measure.name,
                "id": measure.id,
                "kind": measure.kind,
                "unit": measure.unit,
                "months": measure.months,
                "taxed": measure.taxed,
                "category": measure.category_id.id,
            }
            for measure in self
        }
