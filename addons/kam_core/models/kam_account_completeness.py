from types import MappingProxyType
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from .. import queries_completeness as queries
from ..answer import answer
from ..engine.completeness import EMPTY, STALE, UNCHECKED
from .kam_account_archive import PRIVATE

RECORDS = {
    "weakness": "weakness_ids",
    "strategy": "strategy_ids",
    "communication": "communication_ids",
    "document": "document_ids",
    "possession": "possession_ids",
}
# Whoever left, or is archived, is nobody to talk to any more.
STAYING = MappingProxyType({"active": True, "left_on": None})
SENSITIVE = {"family"}  # may tell of children
RATE_DEPENDS = ("kind", "class_id", "company_id", "partner_id", "exemption_ids.code")


class ArchiveField(NamedTuple):
    """Where the archive keeps what a code of the table asks for.

    :param section: code of the section whose check it needs
    :param path: from the account: a column, a column of ``partner_id``, or a one2many
    :param rows: by field, the values that records of a one2many must have; None: empty
    :param sensitive: asked for only with consent, whatever the table says
    """

    section: str
    path: str
    rows: dict = MappingProxyType({})
    sensitive: bool = False


class KamAccount(models.Model):
    """How complete and fresh the archive of an account is (CORE-06, rule A-15).

    Whatever changes the rate has it computed again by Odoo; what the clock or the table
    of weights changes, ``kam.completeness`` brings up to date in bulk. Only codes are
    stored: labels are those of the reader's language, and of fields the reader may see.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    completeness = fields.Float(
        compute="_compute_completeness",
        store=True,
        digits=(5, 2),
        aggregator="avg",
        help="Weight of what is on file and fresh among all that is asked for.",
    )
    has_completeness = fields.Boolean(
        string="Is Rated",
        compute="_compute_completeness",
        store=True,
        help="Without anything that is asked for there is no rate.",
    )
    completeness_band = fields.Selection(
        [
            ("below_30", "Below 30 %"),
            ("from_30", "30 to 60 %"),
            ("from_60", "60 to 80 %"),
            ("from_80", "80 to 100 %"),
            ("complete", "Complete"),
        ],
        string="Completeness Range",
        compute="_compute_completeness",
        store=True,
    )
    missing_codes = fields.Json(
        compute="_compute_completeness", store=True, groups=fields.NO_ACCESS
    )
    next_missing = fields.Json(
        compute="_compute_next_missing", export_string_translation=False
    )
    sections_to_check = fields.Char(
        compute="_compute_completeness",
        store=True,
        help="Codes of the sections whose data are too old, or were never checked.",
    )
    stale_on = fields.Date(
        string="Changes on",
        compute="_compute_completeness",
        store=True,
        index="btree_not_null",
        help="Day on which the next section becomes stale.",
    )
    exemption_ids = fields.One2many(
        "kam.archive.exemption",
        "account_id",
        string="Not Applicable",
        groups=PRIVATE,
        copy=False,
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._kam_completeness_depends())
    def _compute_completeness(self):
        stored = self._origin  # while a form is filled in, the rate stays as it was
        values = self.env["kam.completeness"]._kam_values_of(stored.filtered("id"))
        for account in self:
            account.update(values.get(account._origin.id) or self._kam_no_rate())

    @api.depends("missing_codes")
    @api.depends_context("lang", "uid")
    def _compute_next_missing(self):
        labels = self._kam_archive_labels()
        whys = self._kam_missing_hints()
        for account in self:
            # what is missing is told of the fields that this user may read
            missing = account.sudo().missing_codes or []
            account.next_missing = [
                self._kam_missing(code, labels[code], why, whys[why])
                for code, why in missing
                if code in labels and self._kam_may_see(code)
            ]

    # === ACTION METHODS === #

    def action_kam_not_applicable(self, code):
        """Take a field out of what is asked for of these accounts (rule A-15).

        :raise ValidationError: there is no such field
        """
        self.check_access("write")
        self.env["kam.archive.exemption"].create(
            [{"account_id": account.id, "code": code} for account in self]
        )
        return answer(
            self.env._(
                "“%(field)s” is not asked for any more.",
                field=self._kam_archive_labels()[code],
            )
        )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_archive_fields(self):
        """Return an :class:`ArchiveField` for each code the table may ask for.

        Besides those of :meth:`_kam_archive_paths` there is one code for the contact
        persons of each function, ``stakeholder:<id of the function>``.
        """
        contacts = (f"stakeholder:{function.id}" for function in self._kam_functions())
        paths = self._kam_archive_paths()
        return paths | {code: self._kam_archive_field(code) for code in contacts}

    @api.model
    def _kam_archive_field(self, code):
        """Return the :class:`ArchiveField` of ``code`` without asking the database."""
        base, _colon, function_id = code.partition(":")
        kept = self._kam_archive_paths()[base]
        if not function_id:
            return kept
        return kept._replace(rows={"function_id": int(function_id), **kept.rows})

    @api.model
    def _kam_functions(self):
        # The names are no secret; the table may still have archived ones.
        functions = self.env["kam.stakeholder.function"].sudo()
        return functions.with_context(active_test=False).search_fetch([], ["name"])

    @api.model
    @ormcache()
    def _kam_archive_paths(self):
        """Return the part of :meth:`_kam_archive_fields` that no record decides.

        Extend it by what else belongs to an archive.
        """
        columns = {
            name: ArchiveField(
                section, self._fields[name].related or name, sensitive=name in SENSITIVE
            )
            for section, names in self._kam_section_fields().items()
            for name in names
        }
        person = ArchiveField("basic", "stakeholder_ids", STAYING)
        records = {
            code: ArchiveField(self._kam_section_of_records(name), name)
            for code, name in RECORDS.items()
        }
        return columns | {"stakeholder": person} | records

    @api.model
    def _kam_section_of_records(self, name):
        return self.env[self._fields[name].comodel_name]._kam_section

    @api.model
    def _kam_completeness_depends(self):
        """Return the fields that change the rate of their account, once each."""
        checks = (f"{name}_checked_on" for name in self._kam_section_fields())
        paths = [
            path
            for kept in self._kam_archive_paths().values()
            for path in (kept.path, *(f"{kept.path}.{name}" for name in kept.rows))
        ]
        functions = "stakeholder_ids.function_id"
        return list(dict.fromkeys((*RATE_DEPENDS, *checks, *paths, functions)))

    @api.model
    def _kam_archive_selection(self):
        """Return ``(code, label)`` of all codes, in the order of the sections."""
        sections = list(self._kam_section_names())
        registry = self._kam_archive_fields()
        labels = self._kam_archive_labels().items()
        return sorted(
            labels, key=lambda item: sections.index(registry[item[0]].section)
        )

    @api.model
    def _kam_archive_labels(self):
        """Return the label of each code, in the language of the user."""
        return {
            code: self._kam_shown_field(code)._description_string(self.env)
            for code in self._kam_archive_paths()
        } | {
            f"stakeholder:{function.id}": self.env._(
                "Contact person: %(function)s", function=function.name
            )
            for function in self._kam_functions()
        }

    @api.model
    def _kam_shown_field(self, code):
        """Return the field of the account that shows what ``code`` asks for."""
        path = self._kam_archive_field(code).path
        return self._fields[path] if path in self._fields else self._fields[code]

    @api.model
    def _kam_check_codes(self, codes):
        """:raise ValidationError: if the archive has not all of ``codes``"""
        for code in set(codes) - self._kam_archive_fields().keys():
            raise ValidationError(
                self.env._("The archive has no field “%(code)s”.", code=code)
            )

    def _kam_consented(self):
        """Return the sensitive codes the customer consented to, by account id.

        Whoever records consents overrides it.
        """
        return {}

    @api.model
    def _kam_missing(self, code, label, why, hint):
        """Return what the screen says of a field that does not count, and where."""
        return {
            "code": code,
            "label": label,
            "why": why,
            "hint": hint,
            "section": self._kam_archive_field(code).section,
            "field": self._kam_shown_field(code).name,
        }

    @api.model
    def _kam_missing_hints(self):
        return {
            EMPTY: self.env._("Nothing on file"),
            STALE: self.env._("Too old: check the section again"),
            UNCHECKED: self.env._("Never checked: check the section"),
        }

    @api.model
    def _kam_may_see(self, code):
        field = self._kam_shown_field(code)
        # what is rated, is rated for all; what is shown, is shown to the user
        return self.sudo(False)._has_field_access(field, "read")

    @api.model
    def _kam_no_rate(self):
        return {
            "has_completeness": False,
            "completeness": 0,
            "completeness_band": False,
            "missing_codes": False,
            "sections_to_check": False,
            "stale_on": False,
        }

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Leave accounts without a rate out of the average (A-15)."""
        aggregate = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec != "completeness:avg":
            return aggregate
        has_rate = self._field_to_sql(self._table, "has_completeness", query)
        return queries.of_rated(aggregate, has_rate)
