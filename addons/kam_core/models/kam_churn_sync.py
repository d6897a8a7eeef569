import json

from odoo import api, fields, models

from .. import queries_clocks
from ..engine import churn
from ..languages import in_language_of_company
from ..services_token import as_service

STORED = {
    "first_bought_on": "date",
    "bought_on": "date",
    "customer_from": "date",
    "customer_until": "date",
    "lost_on": "date",
    "usual_interval": "int",
    "interval_step": "int",
}


class KamChurn(models.AbstractModel):
    """Keeps the events and the figures on accounts in step with the trade."""

    _inherit = "kam.churn"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_sync(self, accounts):
        """Date losses and returns of ``accounts`` up to today.

        What was dated stays: an event is closed, or withdrawn if a purchase that was
        entered later disproves it, and never moved.
        """
        accounts = accounts.sudo()  # figures are kept by the system
        facts = self._facts(accounts)
        events = (
            self.env["kam.churn.event"]
            .sudo()
            .search(  # as above
                [("account_id", "in", accounts.ids)], order="lost_on"
            )
        )
        by_account = events.grouped("account_id")
        clock, new, rows = self.env["kam.clock"], [], []
        todays = {item: clock._today(item) for item in accounts.company_id}
        for account in accounts:
            today, found = todays[account.company_id], facts[account.id]
            dated = by_account.get(account, events.browse())
            new += self._kam_date(account, found, dated, today)
        as_service(events).create(new)
        lost = self._kam_lost(accounts)
        for account in accounts:
            today = todays[account.company_id]
            rows.append(self._row(account, facts[account.id], lost, today))
        self._store(accounts, rows)

    @api.model
    def _kam_date(self, account, facts, events, today):
        """Bring ``events`` of the account in step; return the values of new ones."""
        self._withdraw_disproved(account, facts, events, today)
        withdrawn = events.filtered(lambda event: event.state == "withdrawn")
        events, withdrawn_on = events - withdrawn, set(withdrawn.mapped("lost_on"))
        left = {
            loss.lost_on: loss
            for loss in churn.losses(facts.net, facts.windows, today)
            if loss.lost_on not in withdrawn_on
        }
        for event in events:
            loss = left.get(event.lost_on) or self._overlapping(event, left.values())
            if loss:
                left.pop(loss.lost_on)
            self._close(event, loss, facts, today)
        taken = events.filtered(lambda event: not event.won_back_on)
        return [
            self._event_values(account, loss, facts)
            for loss in left.values()
            if not any(loss.lost_on >= event.lost_on for event in taken)
        ]

    @api.model
    def _overlapping(self, event, losses):
        """Return the loss that is the same one as ``event``, dated otherwise."""
        until = event.won_back_on or fields.Date.to_date("9999-12-31")
        for loss in losses:
            ends = loss.won_back or fields.Date.to_date("9999-12-31")
            if loss.lost_on < until and event.lost_on < ends:
                return loss
        return None

    @api.model
    def _withdraw_disproved(self, account, facts, events, today):
        """Withdraw what a purchase of the account itself, entered later, disproves."""
        losses = churn.losses(facts.net, facts.windows, today)
        known = {(loss.purchase, loss.lost_on) for loss in losses}
        doubtful = [
            event
            for event in events
            if event.state != "withdrawn"
            and (event.purchase_on, event.lost_on) not in known
        ]
        if not doubtful:
            return
        net = self._nets(account, {account.id: [account.id]})[account.id]
        days = self._standing(net, facts.windows, today)
        for event in doubtful:
            between = [day for day in days if event.purchase_on < day < event.lost_on]
            if between:
                env = in_language_of_company(self, account.company_id).env
                event._kam_withdraw(
                    env._("A purchase of %s was entered later.", between[0])
                )

    @api.model
    def _standing(self, net, windows, today):
        """Return the days with a purchase that was not taken back, in order."""
        bought = churn.purchases(net, windows, today)
        return [item.day for item in bought if not item.void_on]

    @api.model
    def _close(self, event, loss, facts, today):
        """Date the winning back of ``event``, or take it back if it was returned."""
        won_back = loss.won_back if loss else event.won_back_on
        if not loss and not won_back:
            days = self._standing(facts.net, facts.windows, today)
            won_back = next((day for day in days if day >= event.lost_on), None)
        if (won_back or False) == event.won_back_on:
            return
        rep_id = False
        if won_back:
            rep_id, _charged = self._answer(facts, won_back, event.company_id)
        as_service(event).write(
            {
                "won_back_on": won_back,
                "won_back_rep_id": rep_id,
                "state": "won_back" if won_back else "lost",
            }
        )

    @api.model
    def _event_values(self, account, loss, facts):
        rep_id, charged = self._answer(facts, loss.last_day, account.company_id)
        holder = facts.class_on(loss.lost_on)
        won_back_rep = False
        if loss.won_back:
            won_back_rep, _charged = self._answer(
                facts, loss.won_back, account.company_id
            )
        return {
            "account_id": account.id,
            "purchase_on": loss.purchase,
            "lost_on": loss.lost_on,
            "won_back_on": loss.won_back,
            "won_back_rep_id": won_back_rep,
            "state": "won_back" if loss.won_back else "lost",
            "class_id": holder.id if holder._name == "kam.account.class" else False,
            "rep_id": rep_id,
            "charged": charged,
        }

    @api.model
    def _kam_lost(self, accounts):
        """Return ``{account id: day since when it is lost}``."""
        events = self.env["kam.churn.event"].sudo()  # as above
        groups = events._read_group(
            [("account_id", "in", accounts.ids), ("state", "=", "lost")],
            ["account_id"],
            ["lost_on:max"],
        )
        return {account.id: day for account, day in groups}

    @api.model
    def _row(self, account, facts, lost, today):
        company = account.company_id
        bought = churn.purchases(facts.net, facts.windows, today)
        days = [item.day for item in bought if not item.void_on]
        voids = [item.void_on for item in bought if item.void_on]
        steps = company._kam_steps(company.kam_interval_steps)
        return {
            "id": account.id,
            "first_bought_on": min(days, default=None),
            "bought_on": max(days, default=None),
            "customer_from": min((item.day for item in bought), default=None),
            "customer_until": max(voids) if voids and not days else None,
            "lost_on": lost.get(account.id),
            "usual_interval": churn.usual_interval(days) or 0,
            "interval_step": churn.elapsed_step(days, today, steps) or 0,
        }

    @api.model
    def _store(self, accounts, rows):
        """Write what has changed on accounts by one statement."""
        accounts.flush_recordset(STORED)
        self.env.execute_query(
            queries_clocks.store(
                accounts._table,
                STORED,
                json.dumps(rows, default=fields.Date.to_string),
            )
        )
        accounts.invalidate_recordset(list(STORED), flush=False)
