from odoo import api, models
from odoo.fields import Domain

from .kam_measure import Provider

LOST = "lost_accounts"


class KamMeasure(models.Model):
    """Accounts lost, by who answers for them, and won back (CORE-12; A-7, A-8)."""

    _inherit = "kam.measure"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_providers(self):
        return super()._kam_providers() | {
            "churn": Provider(self._churn_values, self._churn_domain)
        }

    def _churn_values(self, codes, scope):
        found = {}
        for code in codes:
            for rep_id, ids in self._churn_events(code, scope).items():
                found[code, rep_id] = (len(ids), len(ids))
        return found

    def _churn_domain(self, code, scope):
        events = self._churn_events(code, scope)
        return "kam.churn.event", Domain("id", "in", sum(events.values(), []))

    def _churn_events(self, code, scope):
        """Return ``{rep_id: ids of events}``, one for each account and period (A-7).

        The first charged loss of an account in the period is deducted, and no other
        one of it, of whomever.
        """
        name, rep = "won_back_on", "won_back_rep_id"
        domain = self.env["kam.churn"]._events_in(scope.company, scope.period, name)
        if code == LOST:
            name, rep = "lost_on", "rep_id"
            domain = self.env["kam.churn"]._events_in(scope.company, scope.period, name)
            domain &= Domain("charged", "=", True)
        # who may see a figure is decided where it is shown
        events = self.env["kam.churn.event"].sudo().search(domain, order=f"{name}, id")
        found = {}
        for _account, [event, *_later] in events.grouped("account_id").items():
            if event[rep].id in scope.rep_ids:
                found.setdefault(event[rep].id, []).append(event.id)
        return found
