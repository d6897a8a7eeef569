from odoo import api, fields, models
from odoo.fields import Domain

from .kam_measure import Provider

TARGET_KINDS = [
    ("sales", "Sales"),
    ("visits", "Visits"),
    ("development", "Development"),
    ("store", "Customers to the Store"),
    ("deals", "Deals"),
    ("satisfaction", "Satisfaction"),
    ("market_share", "Market Share"),
    ("product_mix", "Product Mix"),
]


class KamMeasure(models.Model):
    """What a measure is good for as a target, and figures entered by hand (CORE-15)."""

    _inherit = "kam.measure"

    # === FIELDS === #

    behaviour = fields.Selection(
        [
            ("sum", "Adds up over people and days"),
            ("level", "Adds up over people, stands at the end of the period"),
            ("average", "Average"),
        ],
        string="Kind of Figure",
        compute="_compute_behaviour",
        help="Only what adds up over people and days can be split.",
    )
    by_hand = fields.Boolean(
        string="Entered by Hand", compute="_compute_behaviour", help="On the target."
    )

    # === COMPUTE METHODS === #

    @api.depends("code", "provider")
    def _compute_behaviour(self):
        behaviours = self._kam_behaviours()
        for measure in self:
            measure.behaviour = behaviours.get(measure.code, "sum")
            measure.by_hand = measure.provider == "by_hand"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_behaviours(self):
        """Return ``{code: behaviour}`` of measures that do not simply add up."""
        return {
            "average_order": "average",
            "accounts_owned": "level",
            "market_share": "average",
        }

    @api.model
    def _kam_target_kinds(self):
        """Return ``{code: kind of target}`` to propose; modules add theirs."""
        return {
            "sales_orders": "deals",
            "customers_sold": "deals",
            "new_customers": "development",
            "accounts_owned": "development",
            "contacts_logged": "development",
            "market_share": "market_share",
        }

    @api.model
    def _kam_providers(self):
        return super()._kam_providers() | {
            "by_hand": Provider(
                self._by_hand_values,
                self._by_hand_domain,
                frozenset(("category", "state")),
            )
        }

    def _by_hand_values(self, codes, scope):
        # who may see a figure is decided where it is shown
        targets = self.env["kam.target"].sudo()
        targets = targets.search(self._by_hand_targets(codes, scope))
        return {
            (target.measure_id.code, target.rep_id.id): (
                target._kam_minor(target.entered),
                1,
            )
            for target in targets
        }

    def _by_hand_domain(self, code, scope):
        return "kam.target", self._by_hand_targets([code], scope)

    def _by_hand_targets(self, codes, scope):
        return (
            Domain("company_id", "=", scope.company.id)
            & Domain("measure_id.code", "in", codes)
            & Domain("rep_id", "in", scope.rep_ids)
            & Domain("date_from", "=", scope.period.first)
            & Domain("date_to", "=", scope.period.last)
            & Domain("category_id", "=", scope.category.id)
            & Domain("state_id", "=", scope.state.id)
        )
