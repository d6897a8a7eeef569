from bisect import bisect_right
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import split_every

from .. import queries_completeness as queries
from ..engine.completeness import Archive, changes_on, completeness

BATCH = 1000
PENDING = "kam_core.completeness"
BANDS = ("below_30", "from_30", "from_60", "from_80", "complete")
BAND_FROM = (0, 3000, 6000, 8000, 10_000)  # basis points
STORED = (
    "has_completeness",
    "completeness",
    "completeness_band",
    "missing_codes",
    "sections_to_check",
    "stale_on",
)


class Read(NamedTuple):
    """What is on file of one account.

    :param terms: what it is rated by: the table, N months, today
    """

    account_id: int
    archive: Archive
    terms: tuple


class KamCompleteness(models.AbstractModel):
    """Rates archives in bulk (CORE-06, rule A-15).

    However many accounts there are, one statement reads what is on file of up to
    :data:`BATCH` of them, and one writes what has changed. The rule itself is
    ``engine.completeness``.
    """

    _name = "kam.completeness"
    _description = "Completeness of Archives"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_completeness_of(self, accounts):
        """Return the engine's ``Completeness`` of each account today, by its id."""
        return {
            read.account_id: completeness(read.archive, *read.terms)
            for read in self._read(accounts)
        }

    @api.model
    def _kam_values_of(self, accounts):
        """Return the values of the stored fields of each account, by its id."""
        return {read.account_id: self._values(read) for read in self._read(accounts)}

    @api.model
    def _kam_refresh(self, accounts):
        """Bring the stored fields up to date; return the accounts that changed.

        Two statements for each :data:`BATCH` accounts.
        """
        changed = accounts.browse()
        for ids in split_every(BATCH, accounts.ids):
            batch = accounts.browse(ids)
            values = self._kam_values_of(batch)
            rows = [{"id": account_id, **vals} for account_id, vals in values.items()]
            batch.flush_recordset(STORED)
            stored = self.env.execute_query(queries.store(rows))
            changed += accounts.browse(row_id for (row_id,) in stored)
        changed.invalidate_recordset([*STORED, "next_missing"], flush=False)
        return changed

    @api.model
    def _kam_refresh_later(self, companies):
        """Rate the accounts of ``companies`` anew at the end of the transaction.

        Once, however many lines of the table it changes. Few accounts are rated at
        once, many in the background.
        """
        queue = self.env.cr.precommit
        if PENDING not in queue.data:
            queue.add(self._refresh_pending)
        queue.data.setdefault(PENDING, set()).update(companies.ids)

    @api.model
    def _refresh_pending(self):
        company_ids = sorted(self.env.cr.precommit.data.pop(PENDING))
        domain = [("company_id", "in", company_ids)]
        accounts = self._accounts().search(domain, order="id")
        if len(accounts) <= BATCH:
            self._kam_refresh(accounts)
        else:
            self.env["kam.job"]._kam_enqueue_completeness(accounts.ids, company_ids)

    @api.model
    def _cron_refresh(self):
        """Rate the accounts anew that time has made stale."""
        due, accounts = self._due(), self._accounts()
        remaining = accounts.search_count(due)
        while remaining:
            batch = accounts.search(due, limit=BATCH, order="id")
            self._kam_refresh(batch)
            remaining = max(remaining - BATCH, 0)
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            ):
                break

    @api.model
    def _accounts(self):
        # Figures of all accounts, whoever changed the table or made the time pass.
        return self.env["kam.account"].sudo().with_context(active_test=False)

    @api.model
    def _due(self):
        # the days of all companies, archived ones too
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("stale_on", "<=", self.env["kam.clock"]._today(company))
            for company in companies.search([])
        )

    @api.model
    def _values(self, read):
        rate, missing, to_check = completeness(read.archive, *read.terms)
        return {
            "has_completeness": rate is not None,
            "completeness": (rate or 0) / 100,
            "completeness_band": self._band(rate),
            "missing_codes": [[item.code, item.why] for item in missing] or None,
            "sections_to_check": ",".join(to_check) or None,
            "stale_on": changes_on(read.archive, *read.terms),
        }

    @api.model
    def _band(self, rate):
        """Return the band of a rate in basis points; None without rate."""
        return None if rate is None else BANDS[bisect_right(BAND_FROM, rate) - 1]

    @api.model
    def _read(self, accounts):
        """Return a :class:`Read` of each account, by one statement."""
        table = self.env["kam.completeness.field"]._kam_weights()
        sections = list(self.env["kam.account"]._kam_section_names())
        consented = accounts._kam_consented()
        rows = self.env.execute_query(self._query(accounts, table, sections))
        terms = self._terms({row[1] for row in rows})
        return [
            Read(
                row[0],
                self._archive(row, sections, consented),
                (table, *terms[row[1]]),
            )
            for row in rows
        ]

    @api.model
    def _archive(self, row, sections, consented):
        account_id, _company_id, kind, class_id, exempt, filled, days = row
        return Archive(
            kind,
            str(class_id or ""),
            frozenset(filled),
            frozenset(exempt),
            consented.get(account_id, frozenset()),
            {name: day for name, day in zip(sections, days, strict=True) if day},
        )

    @api.model
    def _terms(self, company_ids):
        """Return N months and today for each company, by its id."""
        # how long a check holds is no secret
        companies = self.env["res.company"].sudo().browse(company_ids)
        clock = self.env["kam.clock"]
        return {
            company.id: (company.kam_fresh_months, clock._today(company))
            for company in companies
        }

    @api.model
    def _query(self, accounts, table, sections):
        """Return the statement that reads what the table asks for.

        Every column is named by the field, so that Odoo flushes it first.
        """
        codes = dict.fromkeys(line.code for line in table)
        return queries.archives(
            accounts.ids,
            self._columns("kam.account", ["company_id", "kind", "class_id"]),
            self._columns("kam.archive.exemption", ["account_id", "code"]),
            {
                code: self._condition(accounts._kam_archive_field(code))
                for code in codes
            },
            self._columns("kam.account", [f"{name}_checked_on" for name in sections]),
        )

    @api.model
    def _columns(self, model, names):
        # the rate counts what the user may not read, too
        model = self.env[model].sudo()
        return [model._field_to_sql(model._table, name) for name in names]

    @api.model
    def _condition(self, kept):
        """Return the condition that a field of the archive is filled."""
        *links, name = kept.path.split(".")
        model = self.env["res.partner" if links else "kam.account"]
        field = model._fields[name]
        if field.type != "one2many":
            [column] = self._columns(model._name, [name])
            return queries.is_filled(column, field.type)
        [account, *columns] = self._columns(
            field.comodel_name, [field.inverse_name, *kept.rows]
        )
        return queries.has_rows(
            self.env[field.comodel_name]._table,
            account,
            map(queries.has_value, columns, kept.rows.values()),
        )
