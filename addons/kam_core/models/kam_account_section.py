from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..answer import answer

SECTIONS = {
    "basic": (
        "fax",
        "phone_other",
        "education",
        "job",
        "job_position",
        "birthday",
        "wedding_anniversary",
        "hobbies",
        "family",
        "career",
        "founded_on",
        "legal_form",
        "products",
        "trading_since",
    ),
    "important": (
        "organisation",
        "history",
        "goals",
        "direction",
        "positioning",
        "own_sales",
        "resources",
        "own_customers",
        "competitors",
        "suppliers",
        "our_share",
        "our_profit",
        "competitors_share",
    ),
    "core": ("strengths",),
    "process": (),
    "habits": ("social_circles", "service_wishes", "deciding_habits", "buying_habits"),
}


class KamAccount(models.Model):
    """When each section of the archive was checked, and by whom (CORE-05, CORE-06).

    Whoever saves a changed field of a section, or a record that belongs to it, has
    looked at it: the section counts as checked by that user today. An import brings
    the dates along or leaves the section as it was, because old data don't become
    fresh by being loaded (rule A-20).
    """

    _inherit = "kam.account"

    # === FIELDS === #

    basic_checked_on = fields.Date(copy=False)
    basic_checked_by_id = fields.Many2one("res.users", copy=False)
    important_checked_on = fields.Date(copy=False)
    important_checked_by_id = fields.Many2one("res.users", copy=False)
    core_checked_on = fields.Date(copy=False)
    core_checked_by_id = fields.Many2one("res.users", copy=False)
    process_checked_on = fields.Date(copy=False)
    process_checked_by_id = fields.Many2one("res.users", copy=False)
    habits_checked_on = fields.Date(copy=False)
    habits_checked_by_id = fields.Many2one("res.users", copy=False)

    # === CONSTRAINT METHODS === #

    @api.constrains(*(f"{section}_checked_on" for section in SECTIONS))
    def _check_checked_on(self):
        names = [f"{section}_checked_on" for section in SECTIONS]
        self.env["kam.clock"]._check_not_future(self, names)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Count the sections that are filled at once as checked."""
        for vals in vals_list:
            self._kam_check_given(vals)
        filled = [self._kam_filled_sections(vals) for vals in vals_list]
        accounts = super().create(vals_list)
        for account, sections in zip(accounts, filled, strict=True):
            for section in sections:
                account._kam_touch_section(section)
        return accounts

    def write(self, vals):
        """Count the sections that change as checked, unless ``vals`` say when.

        :raise AccessError: for another day or user of a check than the present ones,
            from somebody who opens no accounts
        """
        self._kam_check_given(vals)
        changed = self._kam_changed_sections(vals)
        result = super().write(vals)
        for section, accounts in changed.items():
            accounts._kam_touch_section(section)
        return result

    # === ACTION METHODS === #

    def action_check_section(self):
        """Confirm the section named ``kam_section`` in the context as it stands."""
        section = self.env.context.get("kam_section")
        self._kam_check_section(section)
        return answer(
            self.env._(
                "Section “%(section)s” is checked as of today.",
                section=self._kam_section_names()[section],
            )
        )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_section_names(self):
        """Return the translated name of each section of the archive by its code."""
        return {
            "basic": self.env._("Basic"),
            "important": self.env._("Important Data"),
            "core": self.env._("Core"),
            "process": self.env._("Process"),
            "habits": self.env._("Possessions and Habits"),
        }

    @api.model
    def _kam_section_fields(self):
        """Return the names of the fields of each section; extend it to add some.

        Records beside the account name their section themselves, see
        ``kam.archive.part.mixin``.
        """
        return SECTIONS

    def _kam_check_section(self, section):
        """Record that the user has checked ``section`` of the archive today.

        :param str section: basic, important, core, process or habits
        :raise UserError: for another section
        """
        self.check_access("write")
        if section not in SECTIONS:
            raise UserError(
                self.env._(
                    "The archive has no section “%(section)s”.", section=section or ""
                )
            )
        day, user = f"{section}_checked_on", f"{section}_checked_by_id"
        for company, accounts in self.grouped("company_id").items():
            today = self.env["kam.clock"]._today(company)
            # Whoever saves ten lines has checked the section once.
            accounts.filtered(
                lambda account, today=today: (
                    account[day] != today or account[user] != self.env.user
                )
            ).write({day: today, user: self.env.uid})

    def _kam_touch_section(self, section):
        """Count ``section`` as checked because something in it was saved."""
        if section and not self.env.context.get("import_file"):
            self._kam_check_section(section)

    def _kam_check_given(self, vals):
        """:raise AccessError: if ``vals`` date a check and the user may not do so"""
        if self.env.su or self.has_access("create"):
            return
        days = {
            self.env["kam.clock"]._today(company)
            for company in self.company_id or self.env.company
        }
        for section in SECTIONS:
            day, user = f"{section}_checked_on", f"{section}_checked_by_id"
            given = {fields.Date.to_date(vals[day])} if day in vals else set()
            if given - days or vals.get(user, self.env.uid) != self.env.uid:
                raise AccessError(
                    self.env._(
                        "A section of the archive is checked today and by yourself."
                    )
                )

    def _kam_merge_values(self, other):
        """Let a section be as old as the older of both checks (rules A-1, A-2)."""
        values = super()._kam_merge_values(other)
        for section in SECTIONS:
            day, user = f"{section}_checked_on", f"{section}_checked_by_id"
            known = (self | other).filtered(day).sorted(day)[:1]
            values[day], values[user] = known[day], known[user].id
        return values

    def _kam_filled_sections(self, vals):
        return [
            section
            for section, names in self._kam_section_fields().items()
            if f"{section}_checked_on" not in vals
            and any(vals.get(name) for name in names)
        ]

    def _kam_changed_sections(self, vals):
        """Return the accounts that ``vals`` change in each section."""
        changed = {}
        for section, names in self._kam_section_fields().items():
            given = [name for name in names if name in vals]
            if given and f"{section}_checked_on" not in vals:
                changed[section] = self.filtered(
                    lambda account, given=given: any(
                        account._kam_differs(name, vals[name]) for name in given
                    )
                )
        return changed

    def _kam_differs(self, name, value):
        field = self._fields[name]
        given = field.convert_to_cache(value, self, validate=False)
        return field.convert_to_record(given, self) != self[name]
