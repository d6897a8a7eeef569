from odoo import api, models
from odoo.exceptions import ValidationError


class KamArchivePartMixin(models.AbstractModel):
    """Parts of an account that belong to a section of its archive (CORE-05).

    Saving one counts as a check of the section, as saving a field of it does.
    """

    _name = "kam.archive.part.mixin"
    _description = "Part of an Account's Archive"
    _inherit = ["kam.account.part.mixin"]
    _kam_section = None

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Count the section as checked."""
        parts = super().create(vals_list)
        parts._kam_touch_section()
        return parts

    def write(self, vals):
        """Count the section as checked."""
        result = super().write(vals)
        self._kam_touch_section()
        return result

    def unlink(self):
        """Count the section as checked."""
        accounts = self.account_id
        result = super().unlink()
        accounts._kam_touch_section(self._kam_section)
        return result

    # === BUSINESS METHODS === #

    def _kam_touch_section(self):
        self.account_id._kam_touch_section(self._kam_section)

    def _kam_check_same_account(self, name):
        """Refuse records of another account in the field ``name``.

        :raise ValidationError: if there is one
        """
        for part in self:
            # Who refers to a record of an account he can't read is told so, too.
            foreign = (
                part[name]
                .sudo()
                .filtered(lambda other, part=part: other.account_id != part.account_id)
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” takes records of %(account)s only.",
                        field=part._fields[name]._description_string(self.env),
                        account=part.account_id.display_name,
                    )
                )
