from odoo import api, fields, models
from odoo.fields import Domain

REMIND_FROM_MONTH = 11
REMINDER = "kam_core.mail_activity_type_workday_year"


class KamWorkdayYear(models.Model):
    """A year whose holidays and make-up days were entered (T5).

    It is said explicitly: a single day off that a company enters early does not make a
    year known. Deadlines in a year that is not loaded are computed by weekdays and say
    so; from November on the key-account managers are reminded of the next year.
    """

    _name = "kam.workday.year"
    _description = "Year of the Working-Day Table"
    _inherit = ["kam.workday.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "year desc, company_id, id"
    _rec_name = "year"

    # === FIELDS === #

    year = fields.Integer(required=True, aggregator=None)
    note = fields.Char(string="Source", help="Where the days were taken from.")
    holiday_count = fields.Integer(string="Days off", compute="_compute_counts")
    makeup_count = fields.Integer(string="Make-Up Days", compute="_compute_counts")

    # === CONSTRAINTS === #

    _year_range = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2200)", "Enter the year with four digits."
    )
    _country_year_uniq = models.UniqueIndex(
        "(country_id, year) WHERE company_id IS NULL",
        "The year is loaded already for this country.",
    )
    _company_year_uniq = models.UniqueIndex(
        "(company_id, year) WHERE company_id IS NOT NULL",
        "The year is loaded already for this company.",
    )

    # === COMPUTE METHODS === #

    @api.depends("year", "country_id", "company_id")
    def _compute_counts(self):
        for year in self:
            days = self.env["kam.workday"].search_fetch(year._day_domain(), ["worked"])
            year.makeup_count = len(days.filtered("worked"))
            year.holiday_count = len(days) - year.makeup_count

    @api.depends("year", "country_id", "company_id")
    def _compute_display_name(self):
        for year in self:
            scope = year.company_id.name or year.country_id.name or ""
            year.display_name = f"{year.year or ''} {scope}".strip()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        years = super().create(vals_list)
        years._close_reminders()
        return years

    # === ACTION METHODS === #

    def action_days(self):
        """Open the days of the year; what is added there belongs to it."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_workday_action"
        )
        context = {
            "default_company_id": self.company_id.id,
            "default_country_id": self.country_id.id,
        }
        return {**action, "domain": list(self._day_domain()), "context": context}

    # === BUSINESS METHODS === #

    def _day_domain(self):
        self.ensure_one()
        if not self.year:
            return Domain.FALSE
        scope = Domain("company_id", "=", self.company_id.id)
        if not self.company_id:
            scope &= Domain("country_id", "=", self.country_id.id)
        return (
            scope
            & Domain("day", ">=", f"{self.year}-01-01")
            & Domain("day", "<=", f"{self.year}-12-31")
        )

    @api.model
    def _cron_remind(self):
        """Remind once per company and year, from November on, of the next year (T5).

        Companies that use no table are left alone.
        """
        for company in self.env["res.company"].search([("active", "=", True)]):
            missing = self._due_reminder(company)
            if missing:
                self._remind(company, missing)

    def _due_reminder(self, company):
        """Return the missing year to remind ``company`` of, or None."""
        today = self.env["kam.clock"]._today(company)
        years = self.env["kam.workday"]._day_table(company).years
        wanted = [today.year]
        if today.month >= REMIND_FROM_MONTH:
            wanted.append(today.year + 1)
        reminded = company.kam_workday_reminded
        missing = [year for year in wanted if year not in years and year > reminded]
        return missing[0] if years and missing else None

    def _remind(self, company, missing):
        company.kam_workday_reminded = missing
        last = self._of_company(company)[:1]
        for user in self._managers(company):
            env = self.with_context(lang=user.lang).env
            last.activity_schedule(
                REMINDER,
                user_id=user.id,
                date_deadline=self.env["kam.clock"]._today(company),
                summary=env._(
                    "Load the holidays and make-up days of %(year)s for %(company)s",
                    year=missing,
                    company=company.name,
                ),
            )

    def _managers(self, company):
        group = self.env.ref("kam_core.kam_core_group_manager")
        return group.all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids
        )

    def _of_company(self, company):
        """Return the years loaded for ``company``, the last one first."""
        return self.search(
            Domain("company_id", "=", company.id)
            | Domain("company_id", "=", False)
            & Domain("country_id", "=", company.country_id.id)
        )

    def _close_reminders(self):
        """Take back the reminders of companies that now have the year."""
        for company in self._companies():
            years = self.env["kam.workday"]._day_table(company).years
            if company.kam_workday_reminded in years:
                # the reminders of other managers too
                self.sudo()._of_company(company).activity_unlink([REMINDER])
