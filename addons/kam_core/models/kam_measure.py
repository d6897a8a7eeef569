from collections.abc import Callable
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.period import Period


class Scope(NamedTuple):
    """Whose figures are asked for, and for what.

    :param rep_ids: ids of ``kam.sales.rep``
    :param period: days in the zone of the company, half-open
    :param company: one company
    :param category: ``product.category`` with all below them; none: every product
    :param state: ``res.country.state`` of the customer; none: every region
    """

    rep_ids: tuple[int, ...]
    period: Period
    company: models.Model
    category: models.Model
    state: models.Model


class Provider(NamedTuple):
    """Computes measures that come from the same records.

    :param values: ``(codes, scope)`` → ``{(code, rep_id): (value, count)}``, in a
        number of statements that does not depend on how many people are asked for;
        what is nothing may be left out
    :param domain: ``(code, scope)`` → ``(model, Domain)``, the records behind
    :param filters: which of ``category`` and ``state`` can be asked for
    """

    values: Callable
    domain: Callable
    filters: frozenset = frozenset()


class KamMeasure(models.Model):
    """Registry of what can be measured (D8): targets, KPI and dashboards read it.

    A measure is a record of data; the module that ships it computes it by a provider,
    see :meth:`_kam_providers`. Values are integers: money in minor units of the
    currency of the company, counts, hundredths of a percent, days.
    """

    _name = "kam.measure"
    _description = "Measure"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    provider = fields.Char(required=True, readonly=True)
    unit = fields.Selection(
        [
            ("money", "Money"),
            ("count", "Count"),
            ("percent", "Percent"),
            ("days", "Days"),
        ],
        required=True,
        readonly=True,
    )
    description = fields.Text(
        string="Definition", translate=True, help="What counts, in words."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Archived measures are not offered for targets."
    )
    by_category = fields.Boolean(
        string="By Product Category", compute="_compute_filters"
    )
    by_state = fields.Boolean(string="By Region", compute="_compute_filters")

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another measure already has this code."
    )

    # === COMPUTE METHODS === #

    @api.depends("provider")
    def _compute_filters(self):
        providers = self._kam_providers()
        for measure in self:
            provider = providers.get(measure.provider)
            filters = provider.filters if provider else ()
            measure.by_category = "category" in filters
            measure.by_state = "state" in filters

    # === BUSINESS METHODS === #

    @api.model
    def _kam_providers(self):
        """Return :class:`Provider` by name; extend it."""
        return {}

    @api.model
    def _kam_values(self, codes, rep_ids, period, company, category=None, state=None):
        """Return the figures of many people at once, for every code and rep.

        They are computed whether the user may read the records behind or not: who may
        see a figure is for the caller to say.

        :param Period period: of ``engine.period``, days in the zone of ``company``
        :return: ``{(code, rep_id): (value, count)}``; count is the number of records
            that the figure opens, for an average of orders that of the orders
        :raise UserError: an unknown measure, or a filter it does not know
        """
        scope = self._scope(rep_ids, period, company, category, state)
        found = {(code, rep_id): (0, 0) for code in codes for rep_id in rep_ids}
        grouped = {}
        for measure in self._of_codes(codes):
            grouped.setdefault(measure.provider, []).append(measure)
        for name, measures in grouped.items():
            provider = self._provider(measures, name, scope)
            found |= provider.values([measure.code for measure in measures], scope)
        return found

    @api.model
    def _kam_domain(self, code, rep, period, company, category=None, state=None):
        """Return ``(model, Domain)`` of the records behind one figure.

        :raise UserError: an unknown measure, or a filter it does not know
        """
        scope = self._scope(rep.ids, period, company, category, state)
        measure = self._of_codes([code])
        provider = self._provider(measure, measure.provider, scope)
        return provider.domain(code, scope)

    @api.model
    def _kam_action(self, code, rep, period, company, category=None, state=None):
        """Return the action that opens the records behind one figure."""
        model, domain = self._kam_domain(code, rep, period, company, category, state)
        measure = self._of_codes([code])
        return {
            "type": "ir.actions.act_window",
            "name": f"{measure.name}: {rep.name}",
            "res_model": model,
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
        }

    def _scope(self, rep_ids, period, company, category, state):
        return Scope(
            tuple(rep_ids),
            period,
            company,
            category or self.env["product.category"],
            state or self.env["res.country.state"],
        )

    def _of_codes(self, codes):
        """Return the measures of ``codes``, archived ones too, in that order."""
        # figures are computed for whoever may see the target or sheet they stand on
        measures = self.sudo().with_context(active_test=False)
        measures = measures.search([("code", "in", list(codes))])
        by_code = {measure.code: measure for measure in measures}
        missing = [code for code in codes if code not in by_code]
        if missing:
            raise UserError(
                self.env._("There is no measure “%(code)s”.", code=missing[0])
            )
        return measures.browse(by_code[code].id for code in codes)

    def _provider(self, measures, name, scope):
        provider = self._kam_providers()[name]
        asked = {name for name in ("category", "state") if getattr(scope, name)}
        if asked - provider.filters:
            raise UserError(
                self.env._(
                    "“%(measure)s” is not measured by product category or region that "
                    "way. Leave that empty.",
                    measure=measures[0].name,
                )
            )
        return provider
