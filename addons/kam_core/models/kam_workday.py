from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..engine import workday


class KamWorkday(models.Model):
    """A day that is not as its weekday says: a holiday or a make-up day 调休 (T4).

    Public holidays and make-up days belong to a country; a company adds its own days.
    What is no row is as the weekday pattern of the working schedule says. The rules
    stand in ``engine/workday.py``; this service gives them the days of a company.
    """

    _name = "kam.workday"
    _description = "Holiday or Make-Up Day"
    _inherit = ["kam.workday.scope.mixin"]
    _order = "day desc, company_id, id"
    _rec_name = "day"

    # === FIELDS === #

    day = fields.Date(required=True, index=True)
    name = fields.Char(string="Occasion", translate=True)
    worked = fields.Boolean(
        string="Make-Up Day", help="Worked although it is a weekend, else a day off."
    )

    # === CONSTRAINTS === #

    _country_day_uniq = models.UniqueIndex(
        "(country_id, day) WHERE company_id IS NULL",
        "The country has this day already; change that row.",
    )
    _company_day_uniq = models.UniqueIndex(
        "(company_id, day) WHERE company_id IS NOT NULL",
        "The company has this day already; change that row.",
    )

    # === COMPUTE METHODS === #

    @api.depends("day", "name")
    def _compute_display_name(self):
        for row in self:
            day = fields.Date.to_string(row.day) or ""
            row.display_name = f"{day} {row.name or ''}".strip()

    # === BUSINESS METHODS === #

    @api.model
    def _day_table(self, company, calendar=None):
        """Return the day table of ``company``, see ``engine/workday.py`` (T4).

        :param calendar: working schedule (resource.calendar) with the weekday pattern;
            default: that of the company
        """
        company_sudo = company.sudo()  # a deadline is for everybody to know
        rows, years = self._rows(company.id, company_sudo.country_id.id)
        weekdays = self._weekdays(calendar or company_sudo.resource_calendar_id)
        return workday.DayTable(rows, years, weekdays)

    @api.model
    def _nth_after(self, end, count, company, calendar=None):
        """Return the ``count``-th working day after ``end`` (T6), as ``Deadline``.

        :param datetime.date end: last day of the period, or day of the event
        :param int count: from 1
        :raise UserError: the table of the company has no working day for a year
        """
        table = self._day_table(company, calendar)
        return self._ask(company, workday.nth_workday_after, table, end, count)

    @api.model
    def _last_of_month(self, day, company, calendar=None):
        """Return the last working day of the month of ``day`` (T8), as ``Deadline``.

        :raise UserError: nobody of the company works in that month
        """
        table = self._day_table(company, calendar)
        return self._ask(company, workday.last_workday_of_month, table, day)

    @api.model
    def _deadline_moment(self, day, company):
        """Return the first moment that is too late for what is due on ``day`` (T6).

        :return: start of the next day in ``company``, naive UTC
        """
        return self.env["kam.clock"]._day_start(day + timedelta(days=1), company)

    @api.model
    def _missing_note(self, years):
        """Return the sentence to show with a deadline of such ``missing_years`` (T5).

        :return: empty if the days of all years were loaded
        """
        if not years:
            return ""
        return self.env._(
            "Calendar for %(years)s missing: holidays and make-up days are not loaded, "
            "the date is computed by weekdays.",
            years=", ".join(map(str, years)),
        )

    @api.model
    def _kam_deadlines_changed(self, company):
        """Extension point: the table of ``company`` was changed (T7).

        Models with deadlines override it, compute the open ones again by
        ``engine.workday.revised`` and log each that moved; passed ones stay.
        """

    @api.model
    @ormcache("company_id", "country_id")
    def _rows(self, company_id, country_id):
        """Return ``({day: worked}, years loaded)``; the company's row wins."""
        mine = Domain("company_id", "=", company_id)
        whole = Domain("company_id", "=", False) & Domain("country_id", "=", country_id)
        # the table is the same for everybody
        rows = self.sudo().search_fetch(mine | whole, ["day", "worked", "company_id"])
        years = self.env["kam.workday.year"].sudo()  # as above
        years = years.search_fetch(mine | whole, ["year"])
        rows = rows.sorted(lambda row: bool(row.company_id))
        return {row.day: row.worked for row in rows}, frozenset(years.mapped("year"))

    @api.model
    def _weekdays(self, calendar):
        """Return the weekdays worked in the pattern of ``calendar``, Monday is 0.

        A day worked every other week counts. Without a pattern: Monday to Friday.
        """
        calendar_sudo = calendar.sudo()  # as the table
        if calendar_sudo.flexible_hours:
            return workday.MONDAY_TO_FRIDAY
        worked = calendar_sudo.attendance_ids.filtered(
            lambda line: line.day_period != "lunch" and not line.display_type
        )
        days = frozenset(int(line.dayofweek) for line in worked)
        return days or workday.MONDAY_TO_FRIDAY

    def _ask(self, company, rule, *args):
        try:
            return rule(*args)
        except workday.WorkdayError as error:
            if error.code != "no_workday":
                raise
            raise UserError(
                self.env._(
                    "%(company)s has no working day in the time in question. Check its "
                    "holidays and make-up days.",
                    company=company.sudo().name,  # a name is no secret
                )
            ) from error
