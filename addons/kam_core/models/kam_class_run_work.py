import json
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..services_token import as_service
from .kam_class_run import BUSY

DAYS = {"day": 1, "week": 7}


class KamClassRun(models.Model):
    """What a run does in the background, and the runs of the night."""

    _inherit = "kam.class.run"

    # === BUSINESS METHODS === #

    def _kam_measure(self):
        """Measure all customers and put down what is to change."""
        self.ensure_one()
        measuring = self.env["kam.class.measuring"]
        count, proposals = measuring._kam_proposals(self.company_id, self.snapshot)
        changes = as_service(self.env["kam.class.change"])
        rows = [changes._kam_vals(self, proposal) for proposal in proposals]
        dismissed = self._dismissed()
        asked = [
            row
            for row in rows
            if _key(row["partner_id"], row["before"], row["after"]) not in dismissed
        ]
        changes.create(asked)
        left_out = len(rows) - len(asked)
        self._set_state("preview", measured=count, left_out=left_out)

    def _dismissed(self):
        """Return the keys of changes that were dismissed and are not asked again."""
        changes = self.env["kam.class.change"].search_fetch(
            [("company_id", "=", self.company_id.id), ("state", "=", "dismissed")],
            ["partner_id", "before", "after"],
        )
        return {
            _key(change.partner_id.id, change.before, change.after)
            for change in changes
        }

    def _kam_work(self, ids, method, failed, last):
        """Apply or undo changes one by one; tell which ones were left alone.

        :param str method: of ``kam.class.change``
        :param str failed: state of a change that was left alone
        :param str last: state of the run once all are done
        """
        notes = []
        for change in self.env["kam.class.change"].browse(ids).exists():
            try:
                with self.env.cr.savepoint():
                    getattr(change, method)()
            except UserError as refusal:
                change._put(failed)
                as_service(change).write({"note": str(refusal)})
                notes.append(str(refusal))
        waiting = {"applied": "approved", "undone": "applied"}[last]
        if not self._changes(waiting):
            self._set_state(last)
        return notes

    # === BUSINESS METHODS - SCHEDULE === #

    @api.model
    def _cron_propose(self):
        """Measure overnight where the company wishes it; somebody still decides."""
        companies = self.env["res.company"].sudo()  # of all companies
        for company in companies.search([("kam_class_every", "!=", False)]):
            if self._is_due(company):
                self._propose(company)

    def _is_due(self, company):
        last = self.search(
            [("company_id", "=", company.id), ("scheduled", "=", True)], limit=1
        )
        today = self.env["kam.clock"]._today(company)
        step = timedelta(days=DAYS[company.kam_class_every])
        return not last or last.day + step <= today

    def _propose(self, company):
        """Start a run; one of another night that nobody has looked at makes way."""
        stale = self.search(
            [
                ("company_id", "=", company.id),
                ("scheduled", "=", True),
                ("state", "=", "preview"),
            ]
        )
        if stale and len(stale._changes("proposed")) == stale.change_count:
            stale.action_cancel()
        if not self.search_count(
            [("company_id", "=", company.id), ("state", "in", BUSY)], limit=1
        ):
            self.with_company(company)._kam_start(company, scheduled=True)


def _key(partner_id, before, after):
    """Return what makes a proposal the same as an earlier one, whatever its order."""
    return partner_id, *(json.dumps(found, sort_keys=True) for found in (before, after))
