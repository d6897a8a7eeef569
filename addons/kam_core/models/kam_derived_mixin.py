from odoo import models
from odoo.exceptions import AccessError

from ..services_token import is_service


class KamDerivedMixin(models.AbstractModel):
    """What is derived can't be typed in (CORE-18, CORE-23).

    Odoo stores whatever RPC or an import writes into a stored computed field, and
    leaves it there until something changes that it is computed from. Rights and figures
    hang on such fields: the user of the owner, the team, trade, completeness.
    """

    _name = "kam.derived.mixin"
    _description = "Records with Derived Values"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise AccessError: for another value than the derived one"""
        if not is_service(self):
            for name in filter(self._kam_is_derived, vals):
                self._kam_refuse_derived(name, vals[name])
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _kam_is_derived(self, name):
        """Tell whether the field ``name`` is stored and only ever computed."""
        field = self._fields.get(name)
        if not field or field.inverse:
            return False
        return bool(field.compute and field.store and field.readonly)

    def _kam_refuse_derived(self, name, value):
        field = self._fields[name]
        for record in self:
            given = field.convert_to_cache(value, record, validate=False)
            if field.convert_to_record(given, record) != record[name]:
                raise AccessError(
                    self.env._(
                        "“%(field)s” of %(record)s follows from other data and can't "
                        "be edited; change those instead.",
                        field=field._description_string(self.env),
                        record=record.display_name,
                    )
                )
