from odoo import api, models
from odoo.exceptions import AccessError

from ..services_token import is_service, without_permit


class KamProtectedMixin(models.AbstractModel):
    """Records that only a service of the suite may create, change or delete.

    Forms, imports, RPC, server actions and ordinary Python code are refused, also for
    the superuser. A service passes with ``as_service(records)``. The permit ends at
    this mixin: whatever runs below it (tracking, computed fields, nested records)
    and the records that come back carry none.

    Odoo's internal writers (``_create``, ``_write``) are not covered: flushing calls
    them in whatever environment is at hand. Where that matters, inherit
    ``kam.append.only.mixin``.
    """

    _name = "kam.protected.mixin"
    _description = "Records Written by Services Only"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: if the caller is no service of the suite"""
        self._kam_check_operation("create")
        return super(KamProtectedMixin, without_permit(self)).create(vals_list)

    def write(self, vals):
        """:raise AccessError: if the caller is no service of the suite"""
        self._kam_check_operation("write")
        return super(KamProtectedMixin, without_permit(self)).write(vals)

    def unlink(self):
        """Refuse here, not by ``@api.ondelete``: an RPC context switches that off.

        :raise AccessError: if the caller is no service of the suite
        """
        self._kam_check_operation("unlink")
        return super(KamProtectedMixin, without_permit(self)).unlink()

    def copy(self, default=None):
        """:raise AccessError: always, a duplicate has no document behind it"""
        self._kam_check_operation("copy")
        return super().copy(default)

    # === BUSINESS METHODS === #

    @api.model
    def load(self, fields, data):
        """:raise AccessError: always, no import makes such records"""
        self._kam_check_operation("load")
        return super().load(fields, data)

    def _kam_check_operation(self, operation):
        """:raise AccessError: if ``operation``, the name of a method, is refused"""
        if not self._kam_is_allowed(operation):
            raise AccessError(
                self.env._(
                    "“%(document)s” is kept by the system: nobody may %(operation)s "
                    "its records directly. %(hint)s",
                    document=self.env["ir.model"]._get(self._name).name,
                    operation=self._kam_operation_names()[operation],
                    hint=self._kam_protected_hint(),
                ).strip()
            )

    def _kam_is_allowed(self, operation):
        return operation in ("create", "write", "unlink") and is_service(self)

    def _kam_operation_names(self):
        return {
            "create": self.env._("create"),
            "write": self.env._("change"),
            "unlink": self.env._("delete"),
            "copy": self.env._("duplicate"),
            "load": self.env._("import"),
        }

    def _kam_protected_hint(self):
        """Return a translated sentence that names the right way; override it."""
        return ""
