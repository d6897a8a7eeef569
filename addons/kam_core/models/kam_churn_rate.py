from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..engine.money import divide_half_up


class Rate(NamedTuple):
    """Churn of a company in a period.

    :param at_start: customers when it began who were not lost
    :param lost: accounts lost in it, each once (A-7)
    :param lost_of_start: those of them who were customers when it began
    :param won_back: accounts won back in it, each once
    :param rate: hundredths of a per cent of ``lost_of_start``; None without customers
    :param domains: ``{figure: (model, Domain)}`` of what is behind each figure
    """

    at_start: int
    lost: int
    lost_of_start: int
    won_back: int
    rate: int | None
    domains: dict


class KamChurn(models.AbstractModel):
    """The churn of any period, past ones as well (CORE-12)."""

    _inherit = "kam.churn"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_churn_rate(self, company, period):
        """Return the :class:`Rate` of ``company`` in ``period``, of the engine.

        Whoever may ask is for the caller to say; the domains show each reader what
        that reader may see.
        """
        customers = self._customers_on(company, period.first)
        lost = self._events_in(company, period, "lost_on")
        won_back = self._events_in(company, period, "won_back_on")
        accounts = self.env["kam.account"].sudo()  # see above
        accounts = accounts.with_context(active_test=False)
        at_start = accounts.search_count(customers)
        of_start = customers & Domain("churn_event_ids", "any", lost)
        lost_of_start = accounts.search_count(of_start)
        return Rate(
            at_start,
            self._count_accounts(lost),
            lost_of_start,
            self._count_accounts(won_back),
            divide_half_up(lost_of_start * 10_000, at_start) if at_start else None,
            {
                "at_start": ("kam.account", customers),
                "lost": ("kam.churn.event", lost),
                "lost_of_start": ("kam.account", of_start),
                "won_back": ("kam.churn.event", won_back),
            },
        )

    @api.model
    def _customers_on(self, company, day):
        """Return the domain of accounts that had bought before ``day``, not lost.

        As it was known on that day: what was returned later had been bought.
        """
        lost = (
            Domain("state", "!=", "withdrawn")
            & Domain("lost_on", "<", day)
            & (Domain("won_back_on", "=", False) | Domain("won_back_on", ">=", day))
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("active", "in", (True, False))
            & Domain("customer_from", "<", day)
            & (
                Domain("customer_until", "=", False)
                | Domain("customer_until", ">=", day)
            )
            & Domain("churn_event_ids", "not any", lost)
        )

    @api.model
    def _events_in(self, company, period, name):
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "!=", "withdrawn")
            & Domain(name, ">=", period.first)
            & Domain(name, "<=", period.after - timedelta(days=1))
        )

    @api.model
    def _count_accounts(self, domain):
        events = self.env["kam.churn.event"].sudo()  # as above
        [(count,)] = events._read_group(domain, [], ["account_id:count_distinct"])
        return count
