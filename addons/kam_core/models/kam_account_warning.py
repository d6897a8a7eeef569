import json

from odoo import api, fields, models
from odoo.fields import Domain

from .. import queries_clocks
from .kam_account_churn import CHURN_FIELDS
from .kam_account_clock import CLOCK_FIELDS

CLOCK = "kam_core.mail_activity_type_clock"
INTERVAL = "kam_core.mail_activity_type_interval"
BATCH = 5000  # accounts of a transaction
MARKS = {
    "watched_on": "date",
    "clock_warned_start": "date",
    "clock_warned_step": "int",
    "interval_warned_on": "date",
    "interval_warned_step": "int",
}
# What is remembered when a step has warned: the day it counts from, and the step.
CLOCK_MARKS = {"clock_warned_start": "clock_start", "clock_warned_step": "clock_step"}
INTERVAL_MARKS = {
    "interval_warned_on": "bought_on",
    "interval_warned_step": "interval_step",
}
# What the watch of a night reads of an account, and nothing else.
READ = (
    *("active", "company_id", "class_id", "create_date"),
    *("owner_id", "owned_since", *MARKS),
)


class KamAccount(models.Model):
    """Watches all accounts every night and warns ahead (CORE-11, CORE-12, A14).

    Each step of a clock warns once, and a night without run loses none: a step lasts
    until the next. The first night of an account is silent, whatever its past: what was
    imported warns nobody (A-20).
    """

    _inherit = "kam.account"

    # === FIELDS === #

    watched_on = fields.Date(readonly=True, copy=False)
    clock_warned_start = fields.Date(readonly=True, copy=False)
    clock_warned_step = fields.Integer(readonly=True, copy=False, aggregator=None)
    interval_warned_on = fields.Date(readonly=True, copy=False)
    interval_warned_step = fields.Integer(readonly=True, copy=False, aggregator=None)

    # === BUSINESS METHODS === #

    @api.model
    def _cron_watch(self, batch=BATCH):
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
        accounts, last = self.with_context(active_test=False), 0
        while found := accounts.search(
            domain & Domain("id", ">", last), limit=batch, order="id"
        ):
            last = found[-1].id
            found._kam_watch(today)
            left = self.env["ir.cron"]._commit_progress(len(found))
            self.env.invalidate_all()
            if not left:
                return False
        return True

    def _kam_watch(self, today):
        """Read clocks and churn of these accounts of one company anew, and warn.

        The statements are the same for many accounts; what warns adds some.
        """
        self.fetch(READ)
        rows = self._kam_watched()
        clock = self.filtered(lambda account: account._warns_of_clock(rows[account.id]))
        interval = self.filtered(
            lambda account: account._warns_of_interval(rows[account.id])
        )
        known = self.filtered("watched_on")
        self._kam_drop_warnings(clock, interval, rows)
        self._kam_mark_warned(clock, interval, rows)
        for values in rows.values():
            values["watched_on"] = today
        self._kam_store(CLOCK_FIELDS | CHURN_FIELDS | MARKS, rows)
        self._kam_schedule_warnings(clock & known, interval & known)

    def _kam_watched(self):
        """Date losses; return ``{account id: values}`` of clocks and churn."""
        accounts = self.sudo()  # clocks and losses count whatever was done
        families = accounts._kam_families()
        figures = self.env["kam.churn"]._kam_date_all(accounts, families)
        return {
            account.id: values | figures[account.id]
            for account, values in accounts._kam_clocks(families)
        }

    def _kam_store(self, columns, rows):
        """Write what has changed of these accounts by one statement.

        :param dict columns: SQL types by name
        :param dict rows: values of all columns by account id
        """
        self.flush_recordset(columns)
        rows = [{"id": account_id, **values} for account_id, values in rows.items()]
        text = json.dumps(rows, default=fields.Date.to_string)
        self.env.execute_query(queries_clocks.store(self._table, columns, text))
        self.invalidate_recordset(list(columns), flush=False)

    def _kam_watch_quietly(self):
        """Let the next night be silent: old data were brought in (A-20)."""
        self.sudo().filtered("watched_on").watched_on = False  # kept by the system

    def _warns_of_clock(self, values):
        same = (self.clock_warned_start or None) == values["clock_start"]
        step = values["clock_step"]
        return step and (not same or step < self.clock_warned_step)

    def _warns_of_interval(self, values):
        same = (self.interval_warned_on or None) == values["bought_on"]
        step = values["interval_step"]
        return (
            step
            and (not same or step > self.interval_warned_step)
            and self.active
            and not values["lost_on"]
        )

    def _kam_drop_warnings(self, clock, interval, rows):
        """Take away warnings that are done with, or make place for the next step."""
        in_time = self.filtered(
            lambda account: (
                rows[account.id]["clock_state"] not in ("warning", "overdue")
            )
        )
        bought = self.filtered(lambda account: not rows[account.id]["interval_step"])
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

    def _kam_mark_warned(self, clock, interval, rows):
        """Add to ``rows`` which steps have warned, now or before."""
        for accounts, marks in ((clock, CLOCK_MARKS), (interval, INTERVAL_MARKS)):
            warned = set(accounts.ids)
            for account in self:
                values = rows[account.id]
                for name, source in marks.items():
                    now = account.id in warned
                    values[name] = values[source] if now else account[name] or None
