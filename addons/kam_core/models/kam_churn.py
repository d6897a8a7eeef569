from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, models

from .. import queries_clocks
from ..engine import churn
from ..engine.clocks import Tenure, responsible
from ..engine.money import round_minor

PENDING = "kam_core.churn"


class Facts(NamedTuple):
    """What the churn of one account follows from.

    :param net: minor units by day, with all accounts below it (A-5)
    :param windows: of the engine, as the class of the account changed
    :param classes: ``[(since, class or company)]``
    :param tenures: of the engine
    """

    net: dict
    windows: list
    classes: list
    tenures: list

    def class_on(self, day):
        """Return the class on ``day``, or the company if there was none."""
        held = [holder for since, holder in self.classes if since <= day]
        return held[-1] if held else self.classes[0][1]


class KamChurn(models.AbstractModel):
    """Finds the losses of accounts by their trade (CORE-12; rules A-5 to A-8).

    ``engine.churn`` is the rule. Trade, returns, cancellations, classes, their months
    and owners are all dated, so the losses as of any day can be found again.
    """

    _name = "kam.churn"
    _description = "Churn of Accounts"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_churn_events(self, accounts, as_of):
        """Return ``{account id: (engine Loss, …)}`` as of the end of ``as_of``.

        From what is dated up to that day, so a past period comes out as it was then.
        """
        facts = self._facts(accounts, accounts.sudo()._kam_families())  # as below
        return {
            account_id: churn.losses(found.net, found.windows, as_of)
            for account_id, found in facts.items()
        }

    @api.model
    def _facts(self, accounts, families):
        """Return ``{account id: Facts}`` by a fixed number of statements.

        :param families: as ``accounts._kam_families()`` returns
        """
        accounts = accounts.sudo()  # figures count what the user may not read
        nets = self._nets(accounts, families)
        classes, tenures = self._classes(accounts), self._tenures(accounts)
        holders = {holder for found in classes.values() for _since, holder in found}
        windows = accounts.env["kam.account.class.window"]
        by_holder = windows._kam_by_holder(
            accounts.env["kam.account.class"].union(
                *(item for item in holders if item._name == "kam.account.class")
            ),
            accounts.company_id,
        )
        return {
            account.id: Facts(
                nets[account.id],
                windows._kam_timeline(classes[account.id], by_holder),
                classes[account.id],
                tenures.get(account.id, []),
            )
            for account in accounts
        }

    @api.model
    def _nets(self, accounts, families):
        """Return ``{account id: {day: minor units}}``, of whole families (A-5)."""
        self.env["sale.order"].flush_model(
            ["state", "kam_sold_on", "kam_cancelled_on", "kam_cancelled_amount"]
        )
        trade = self.env["kam.trade"]._table_sql
        ids = sorted({item for members in families.values() for item in members})
        by_account = defaultdict(list)
        rows = self.env.execute_query(queries_clocks.bought_days(trade, ids))
        for account_id, day, net in rows:
            by_account[account_id].append((day, net))
        nets = {}
        for account in accounts:
            currency, found = account.company_id.currency_id, defaultdict(int)
            for member in families[account.id]:
                for day, net in by_account.get(member, ()):
                    found[day] += round_minor(net, currency.decimal_places)
            nets[account.id] = dict(found)
        return nets

    @api.model
    def _classes(self, accounts):
        """Return ``{account id: [(since, class or company)]}``, oldest first."""
        standings = self.env["kam.account.standing"].sudo()  # of all accounts asked for
        rows = standings.search_fetch(
            [("account_id", "in", accounts.ids), ("merged_number", "=", False)],
            ["account_id", "company_id", "date_from", "class_id"],
            order="date_from, id",
        )
        found = defaultdict(dict)
        for row in rows:  # of several of one day the last counts
            found[row.account_id][row.date_from] = row.class_id or row.company_id
        return {
            account.id: self._since_opened(account, list(found[account].items()))
            for account in accounts
        }

    @api.model
    def _since_opened(self, account, history):
        """Add what held before ``history``: no class, unless it began with one."""
        if not history:
            return [(date.min, account.class_id or account.company_id)]
        opened = self.env["kam.clock"]._date_of(account.create_date, account.company_id)
        if history[0][0] > opened:
            return [(date.min, account.company_id), *history]
        return history

    @api.model
    def _tenures(self, accounts):
        """Return ``{account id: [engine Tenure]}``."""
        rows = self.env["kam.account.tenure"].sudo()  # as above
        rows = rows.search_fetch(
            [("account_id", "in", accounts.ids), ("merged_number", "=", False)],
            ["account_id", "rep_id", "date_from", "date_to"],
        )
        return {
            account.id: [
                Tenure(row.rep_id.id, row.date_from, row.date_to or None)
                for row in found
            ]
            for account, found in rows.grouped("account_id").items()
        }

    @api.model
    def _kam_sync_later(self, accounts):
        """Date losses at the end of the transaction, once for all changes of trade."""
        queue = self.env.cr.precommit
        if PENDING not in queue.data:
            queue.add(self._sync_pending)
        queue.data.setdefault(PENDING, set()).update(accounts.ids)

    @api.model
    def _sync_pending(self):
        ids = sorted(self.env.cr.precommit.data.pop(PENDING))
        accounts = self.env["kam.account"].sudo()  # figures are kept by the system
        self._kam_sync(accounts.with_context(active_test=False).browse(ids).exists())

    @api.model
    def _answer(self, facts, day, company):
        """Return ``(owner id or None, charged)`` for ``day`` (A-8)."""
        answer = responsible(facts.tenures, day, company.kam_grace_days)
        return answer.owner, answer.charged
