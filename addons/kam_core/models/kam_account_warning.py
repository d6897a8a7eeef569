import json

from odoo import api, fields, models
from odoo.fields import Domain

from .. import queries_clocks

CLOCK = "kam_core.mail_activity_type_clock"
INTERVAL = "kam_core.mail_activity_type_interval"
MARKS = {
    "watched_on": "date",
    "clock_warned_start": "date",
    "clock_warned_step": "int",
    "interval_warned_on": "date",
    "interval_warned_step": "int",
}


class KamAccount(models.Model):
    """Watches all accounts every night and warns ahead (CORE-11, CORE-12, A14).

    Each step of a clock warns once, and a night without run loses none: a step lasts
    until the next. The first night of an account is silent, whatever its past: what was
    imported warns nobody (A-20).
    """

    _inherit = "kam.account"

    # === FIELDS === #

    watched_on = fields.Date(readonly=True, copy=False, index=True)
    clock_warned_start = fields.Date(readonly=True, copy=False)
    clock_warned_step = fields.Integer(readonly=True, copy=False, aggregator=None)
    interval_warned_on = fields.Date(readonly=True, copy=False)
    interval_warned_step = fields.Integer(readonly=True, copy=False, aggregator=None)

    # === BUSINESS METHODS === #

    @api.model
    def _cron_watch(self, batch=500):
        """Bring clocks and churn up to date, company by company, once a day (T2)."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = self.env["kam.clock"]._today(company)
            if not self._kam_watch_company(company, today, batch):
                return

    def _kam_watch_company(self, company, today, batch):
        """Watch all accounts of ``company``; return whether there is time left."""
        domain = Domain("company_id", "=", company.id) & (
            Domain("watched_on", "=", False) | Domain("watched_on", "<", today)
        )
        accounts = self.with_context(active_test=False)
        while found := accounts.search(domain, limit=batch, order="id"):
            found._kam_watch(today)
            left = self.env["ir.cron"]._commit_progress(len(found))
            found.invalidate_recordset()
            if not left:
                return False
        return True

    def _kam_watch(self, today):
        """Read clocks and churn of these accounts of one company anew, and warn."""
        self._kam_refresh_clock()
        self.env["kam.churn"]._kam_sync(self)
        clock = self.filtered(lambda account: account._warns_of_clock())
        interval = self.filtered(lambda account: account._warns_of_interval())
        known = self.filtered("watched_on")
        self._kam_drop_warnings(clock, interval)
        self._kam_schedule_warnings(clock & known, interval & known)
        self._kam_mark_warned(clock, interval, today)

    def _kam_watch_quietly(self):
        """Let the next night be silent: old data were brought in (A-20)."""
        self.sudo().filtered("watched_on").watched_on = False  # kept by the system

    def _warns_of_clock(self):
        same = self.clock_warned_start == self.clock_start
        return self.clock_step and (
            not same or self.clock_step < self.clock_warned_step
        )

    def _warns_of_interval(self):
        same = self.interval_warned_on == self.bought_on
        return (
            self.interval_step
            and (not same or self.interval_step > self.interval_warned_step)
            and self.active
            and not self.lost_on
        )

    def _kam_drop_warnings(self, clock, interval):
        """Take away warnings that are done with, or make place for the next step."""
        in_time = self.filtered(
            lambda account: account.clock_state not in ("warning", "overdue")
        )
        bought = self.filtered(lambda account: not account.interval_step)
        for type_id, accounts in (
            (CLOCK, clock | in_time),
            (INTERVAL, interval | bought),
        ):
            self.env["mail.activity"].sudo().search(  # whoever has got them
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", accounts.ids),
                    ("activity_type_id", "=", self.env.ref(type_id).id),
                ]
            ).unlink()

    def _kam_schedule_warnings(self, clock, interval):
        told = (clock | interval)._kam_whom_to_warn()
        values = [
            account._kam_clock_warning(user)
            for account in clock
            for user in told[account]
        ]
        values += [
            account._kam_interval_warning(user)
            for account in interval
            for user in told[account] & account.owner_user_id
        ]
        # the list is the reminder: nobody gets a mail per account
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )

    def _kam_whom_to_warn(self):
        """Return ``{account: users}``: the owner and the manager, if they see it.

        Asked once for the accounts of an owner that are as confidential as each other:
        the same users see them.
        """
        told = {}
        groups = self.grouped(lambda account: (account.owner_id, account.secrecy))
        for (rep, _secrecy), accounts in groups.items():
            manager = rep.manager_id or rep._kam_superior_of(
                rep.user_id, rep.company_id
            )
            users = (rep.user_id | manager).filtered(accounts[:1]._kam_is_seen_by)
            told |= dict.fromkeys(accounts, users)
        return told

    def _kam_clock_warning(self, user):
        env = self.with_context(lang=user.lang).env
        return {
            **self._kam_warning(CLOCK, user),
            "date_deadline": self.clock_due,
            "summary": env._(
                "Maintain until %(day)s: %(days)s days left (owner: %(owner)s)",
                day=self.clock_due,
                days=self.clock_days_left,
                owner=self.owner_id.name,
            ),
        }

    def _kam_interval_warning(self, user):
        env = self.with_context(lang=user.lang).env
        return {
            **self._kam_warning(INTERVAL, user),
            "date_deadline": self.env["kam.clock"]._today(self.company_id),
            "summary": env._(
                "%(step)s %% of the usual %(usual)s days between two purchases have "
                "passed since %(day)s",
                step=self.interval_step,
                usual=self.usual_interval,
                day=self.bought_on,
            ),
        }

    def _kam_warning(self, type_id, user):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref(type_id).id,
            "user_id": user.id,
            "automated": True,
        }

    def _kam_mark_warned(self, clock, interval, today):
        """Remember which steps have warned, for all accounts by one statement."""
        self.flush_recordset(MARKS)
        rows = [
            {
                "id": account.id,
                "watched_on": today,
                **account._kam_marks("clock", account in clock, account.clock_start),
                **account._kam_marks(
                    "interval", account in interval, account.bought_on
                ),
            }
            for account in self
        ]
        self.env.execute_query(
            queries_clocks.store(
                self._table, MARKS, json.dumps(rows, default=fields.Date.to_string)
            )
        )
        self.invalidate_recordset(list(MARKS), flush=False)

    def _kam_marks(self, name, warns, since):
        on = "clock_warned_start" if name == "clock" else "interval_warned_on"
        step = f"{name}_warned_step"
        return {
            on: (since if warns else self[on]) or None,
            step: self[f"{name}_step"] if warns else self[step],
        }
