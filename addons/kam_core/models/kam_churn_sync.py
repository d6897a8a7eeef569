from odoo import api, fields, models

from ..engine import churn
from ..languages import in_language_of_company
from ..services_token import as_service
from .kam_account_churn import CHURN_FIELDS

EVENT_FIELDS = (
    *("account_id", "company_id", "state"),
    *("purchase_on", "lost_on", "won_back_on"),
)


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
        figures = self._kam_date_all(accounts, accounts._kam_families())
        accounts._kam_store(CHURN_FIELDS, figures)

    @api.model
    def _kam_date_all(self, accounts, families):
        """Bring the events in step; return ``{account id: values of CHURN_FIELDS}``.

        :param families: as ``accounts._kam_families()`` returns
        """
        facts = self._facts(accounts, families)
        events = self.env["kam.churn.event"].sudo()  # as above
        events = events.search_fetch(
            [("account_id", "in", accounts.ids)], EVENT_FIELDS, order="lost_on"
        )
        by_account = events.grouped("account_id")
        clock, new = self.env["kam.clock"], []
        todays = {item: clock._today(item) for item in accounts.company_id}
        for account in accounts:
            today, found = todays[account.company_id], facts[account.id]
            dated = by_account.get(account, events.browse())
            new += self._kam_date(account, found, dated, today)
        events._kam_add(new)
        lost = self._kam_lost(accounts)
        steps = {
            company: company._kam_steps(company.kam_interval_steps)
            for company in accounts.company_id
        }
        return {
            account.id: self._figures(
                facts[account.id],
                lost.get(account.id),
                todays[account.company_id],
                steps[account.company_id],
            )
            for account in accounts
        }

    @api.model
    def _kam_date(self, account, facts, events, today):
        """Bring ``events`` of the account in step; return the values of new ones."""
        losses = churn.losses(facts.net, facts.windows, today)
        self._withdraw_disproved(account, facts, events, losses, today)
        withdrawn = events.filtered(lambda event: event.state == "withdrawn")
        events, withdrawn_on = events - withdrawn, set(withdrawn.mapped("lost_on"))
        left = {
            loss.lost_on: loss for loss in losses if loss.lost_on not in withdrawn_on
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
    def _withdraw_disproved(self, account, facts, events, losses, today):
        """Withdraw what a purchase of the account itself, entered later, disproves."""
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
        rep_id = None
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
        won_back_rep = None
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
            "class_id": holder.id if holder._name == "kam.account.class" else None,
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
    def _figures(self, facts, lost_on, today, steps):
        """Return the values of CHURN_FIELDS for one account."""
        bought = churn.purchases(facts.net, facts.windows, today)
        days = [item.day for item in bought if not item.void_on]
        voids = [item.void_on for item in bought if item.void_on]
        return {
            "first_bought_on": min(days, default=None),
            "bought_on": max(days, default=None),
            "customer_from": min((item.day for item in bought), default=None),
            "customer_until": max(voids) if voids and not days else None,
            "lost_on": lost_on,
            "usual_interval": churn.usual_interval(days) or 0,
            "interval_step": churn.elapsed_step(days, today, steps) or 0,
        }
