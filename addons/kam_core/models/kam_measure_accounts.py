from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .kam_measure import Provider

BY_REGION = frozenset(("state",))


class KamMeasure(models.Model):
    """Accounts owned and contacts logged."""

    _inherit = "kam.measure"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_providers(self):
        return super()._kam_providers() | {
            "accounts": Provider(
                self._accounts_values, self._accounts_domain, BY_REGION
            ),
            "contacts": Provider(
                self._contacts_values, self._contacts_domain, BY_REGION
            ),
        }

    # === BUSINESS METHODS - ACCOUNTS === #

    def _accounts_values(self, codes, scope):
        # who may see a figure is decided where it is shown
        tenures = self.env["kam.account.tenure"].sudo()
        groups = tenures._read_group(
            self._tenures_of(scope), ["rep_id"], ["account_id:count_distinct"]
        )
        return {
            (code, rep.id): (count, count) for rep, count in groups for code in codes
        }

    def _accounts_domain(self, _code, scope):
        # an account that was archived since was owned all the same
        any_state = Domain("active", "in", (True, False))
        owned = Domain("tenure_ids", "any", self._tenures_of(scope))
        return "kam.account", any_state & owned

    def _tenures_of(self, scope):
        """Return the tenures in force at the end of the last day of the period."""
        last = scope.period.after - timedelta(days=1)
        domain = (
            Domain("company_id", "=", scope.company.id)
            & Domain("rep_id", "in", scope.rep_ids)
            & Domain("date_from", "<=", last)
            & (Domain("date_to", "=", False) | Domain("date_to", ">", last))
        )
        return self._in_states(domain, scope)

    # === BUSINESS METHODS - CONTACTS === #

    def _contacts_values(self, codes, scope):
        # as above
        contacts = self.env["kam.communication"].sudo()
        groups = contacts._read_group(
            self._contacts_of(scope), ["author_id"], ["__count"]
        )
        reps = {rep.user_id: rep.id for rep in self._reps_of(scope) if rep.user_id}
        return {
            (code, reps[user]): (count, count)
            for user, count in groups
            for code in codes
        }

    def _contacts_domain(self, _code, scope):
        return "kam.communication", self._contacts_of(scope)

    def _contacts_of(self, scope):
        first, after = scope.period
        domain = (
            Domain("company_id", "=", scope.company.id)
            & Domain("author_id", "in", self._reps_of(scope).user_id.ids)
            & Domain("day", ">=", first)
            & Domain("day", "<", after)
        )
        return self._in_states(domain, scope)

    def _reps_of(self, scope):
        return self.env["kam.sales.rep"].sudo().browse(scope.rep_ids)  # as above

    def _in_states(self, domain, scope):
        if scope.state:
            domain &= Domain("account_id.partner_id.state_id", "in", scope.state.ids)
        return domain
