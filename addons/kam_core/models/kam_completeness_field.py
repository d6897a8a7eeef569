from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..engine.completeness import CompletenessError, FieldWeight, checked

EVERY_KIND = "both"


class KamCompletenessField(models.Model):
    """What an archive is asked for, and how much it counts (CORE-06, rule A-15).

    Of several lines for a field the narrowest is taken: for the class and kind of the
    account, for the class, for the kind, for all. Weight 0 takes a field out.
    """

    _name = "kam.completeness.field"
    _description = "Weight of an Archive Field"
    _order = "sequence, id"

    # === FIELDS === #

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Selection(
        selection=lambda self: self.env["kam.account"]._kam_archive_selection(),
        string="Field",
        required=True,
    )
    section = fields.Selection(
        selection="_selection_section", compute="_compute_section", store=True
    )
    kind = fields.Selection(
        [
            (EVERY_KIND, "Persons and Companies"),
            ("person", "Persons"),
            ("company", "Companies"),
        ],
        string="For",
        required=True,
        default=EVERY_KIND,
    )
    class_id = fields.Many2one(
        "kam.account.class",
        ondelete="restrict",
        help="Accounts with this primary class; empty for all.",
    )
    weight = fields.Integer(
        required=True,
        default=1,
        aggregator=None,
        help="Share of the field among all that are asked for; 0: not asked for.",
    )
    sensitive = fields.Boolean(
        compute="_compute_sensitive",
        store=True,
        readonly=False,
        help="Asked for only with the customer's recorded consent.",
    )

    # === COMPUTE METHODS === #

    @api.depends("code")
    def _compute_section(self):
        registry = self.env["kam.account"]._kam_archive_fields()
        for line in self:
            kept = registry.get(line.code)
            line.section = kept and kept.section

    @api.depends("code")
    def _compute_sensitive(self):
        registry = self.env["kam.account"]._kam_archive_fields()
        for line in self:
            kept = registry.get(line.code)
            line.sensitive = bool(kept and kept.sensitive)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self.env["kam.account"]._kam_archive_selection())
        for line in self:
            line.display_name = labels.get(line.code) or line.code

    # === SELECTION METHODS === #

    @api.model
    def _selection_section(self):
        return list(self.env["kam.account"]._kam_section_names().items())

    # === CONSTRAINT METHODS === #

    @api.constrains("code")
    def _check_code(self):
        self.env["kam.account"]._kam_check_codes(self.mapped("code"))

    @api.constrains("code", "kind", "class_id", "weight", "active")
    def _check_table(self):
        """:raise ValidationError: two lines of one reach, or a negative weight"""
        try:
            checked(self._weights())
        except CompletenessError as error:
            raise ValidationError(self._refusal(error)) from error

    @api.constrains("code", "sensitive")
    def _check_sensitive(self):
        """:raise ValidationError: for sensitive data asked for without consent"""
        registry = self.env["kam.account"]._kam_archive_fields()
        for line in self:
            kept = registry.get(line.code)
            if kept and kept.sensitive and not line.sensitive:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is sensitive: it is asked for only with the "
                        "customer's consent, and that can't be switched off.",
                        field=line.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Rate the archives by the new table."""
        lines = super().create(vals_list)
        self._kam_table_changed()
        return lines

    def write(self, vals):
        """Rate the archives by the new table."""
        result = super().write(vals)
        self._kam_table_changed()
        return result

    def unlink(self):
        """Rate the archives by the new table."""
        result = super().unlink()
        self._kam_table_changed()
        return result

    def copy_data(self, default=None):
        """Leave a copy out of the table until its reach is changed."""
        return [{"active": False, **vals} for vals in super().copy_data(default)]

    # === BUSINESS METHODS === #

    @api.model
    @ormcache()
    def _kam_weights(self):
        """Return the table as the engine takes it, in its order."""
        return tuple(self._weights())

    @api.model
    def _weights(self):
        """Return the lines whose field exists: a module may have taken it along."""
        registry = self.env["kam.account"]._kam_archive_fields()
        # whoever saves an account has it rated, may he read the table or not
        lines = self.sudo().search([("code", "in", list(registry))])
        return [line._weight() for line in lines]

    def _weight(self):
        return FieldWeight(
            self.code,
            self.section,
            self.weight,
            "" if self.kind == EVERY_KIND else self.kind,
            str(self.class_id.id or ""),
            self.sensitive,
        )

    def _kam_table_changed(self):
        self.env.registry.clear_cache()
        # one table for all companies, whichever the user works in
        companies = self.env["res.company"].sudo()
        everyone = companies.search([("active", "in", (True, False))])
        self.env["kam.completeness"]._kam_refresh_later(everyone)

    def _refusal(self, error):
        code = error.data["field"]
        label = dict(self.env["kam.account"]._kam_archive_selection()).get(code, code)
        if error.code == "weight":
            return self.env._(
                "The weight of “%(field)s” is %(weight)s; it can't be below 0.",
                field=label,
                weight=error.data["weight"],
            )
        kind, class_id = error.data["reach"]
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "“%(field)s” is in the table twice for %(kind)s of %(class)s. Change the "
            "line that is there.",
            field=label,
            kind=kinds[kind or EVERY_KIND],
            **{"class": self._class_name(class_id)},
        )

    def _class_name(self, class_id):
        if not class_id:
            return self.env._("all classes")
        return self.env["kam.account.class"].browse(int(class_id)).name
