from datetime import datetime, time

import pytz

from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine.period import period_of


class KamClock(models.AbstractModel):
    """What time it is, and where a period of a company begins and ends (SYS-03).

    The zone of a company is the time zone of its contact, else of its working
    schedule, else UTC; the zone of the user who looks does not matter, so a figure is
    the same for everybody. All moments are naive UTC like ``fields.Datetime``.
    """

    _name = "kam.clock"
    _description = "Company Clock"

    # === BUSINESS METHODS === #

    @api.model
    def _now(self):
        """Return the moment the transaction began, by the clock of the database.

        All servers share that clock. Within one transaction the answer stays the
        same. Tests patch this method and no other.
        """
        # fields.Datetime keeps whole seconds: a stored value reads back equal
        return self.env.cr.now().replace(microsecond=0)

    @api.model
    def _today(self, company):
        """Return the date it is now in ``company``."""
        return self._date_of(self._now(), company)

    @api.model
    def _date_of(self, moment, company):
        """Return the date it was in ``company`` at ``moment``, naive UTC."""
        return pytz.utc.localize(moment).astimezone(self._zone(company)).date()

    @api.model
    def _day_start(self, day, company):
        """Return the moment at which ``day`` begins in ``company``, naive UTC.

        Where clocks go back over midnight a day begins with the first of both
        midnights; where they go forward over it, with the change.

        :param datetime.date day: a date in the zone of the company
        """
        zone, midnight = self._zone(company), datetime.combine(day, time.min)
        try:
            start = zone.localize(midnight, is_dst=None)
        except pytz.AmbiguousTimeError:
            start = zone.localize(midnight, is_dst=True)
        except pytz.NonExistentTimeError:
            start = zone.localize(midnight, is_dst=False)
        return start.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _period(self, kind, day, company):
        """Return the period around ``day`` as half-open ``[start, end)``, naive UTC.

        :param str kind: day, week (from Monday), month, quarter, half or year
        :param datetime.date day: any date of the period, in the zone of the company
        """
        period = period_of(kind, day)
        return (
            self._day_start(period.first, company),
            self._day_start(period.after, company),
        )

    @api.model
    def _check_not_future(self, records, names):
        """Refuse dates that have not come yet.

        :param records: of a model with ``company_id``
        :param names: of date fields
        :raise ValidationError: if one lies after today in the company of its record
        """
        for record in records:
            today = self._today(record.company_id)
            for name in names:
                if record[name] and record[name] > today:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” can't be in the future: %(day)s is after "
                            "today, %(today)s.",
                            field=record._fields[name]._description_string(self.env),
                            day=record[name],
                            today=today,
                        )
                    )

    @api.model
    def _zone(self, company):
        # The zone is no secret, but a seller need not be able to read the schedule.
        company_sudo = company.sudo()
        return pytz.timezone(
            company_sudo.partner_id.tz or company_sudo.resource_calendar_id.tz or "UTC"
        )
