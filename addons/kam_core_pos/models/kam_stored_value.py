from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class KamStoredValue(models.AbstractModel):
    _inherit = "kam.stored.value"

    # === BUSINESS METHODS === #

    @api.model
    @ormcache()
    def _payment_method_ids(self):
        """Return the methods that pay by stored value, archived ones too.

        The answers of :meth:`_is_stored_value` for methods, for whoever sums up.
        """
        # which methods take instruments is no secret
        methods = self.env["pos.payment.method"].sudo()
        methods = methods.with_context(active_test=False).search(Domain.TRUE)
        return tuple(methods.filtered(self._is_stored_value).ids)
