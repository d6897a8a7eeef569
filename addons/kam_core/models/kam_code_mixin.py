from odoo import models


class KamCodeMixin(models.AbstractModel):
    """Records that are known by their ``code``, each by one of its own."""

    _name = "kam.code.mixin"
    _description = "Record with a Code"

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        """Give a copy a code of its own."""
        vals_list = super().copy_data(default)
        for record, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = f"{record.code}_copy"
        return vals_list
