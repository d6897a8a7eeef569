from odoo import models

from .. import queries


class KamSaleFact(models.Model):
    """A line of a paid till order is a sale, one that comes back a return.

    Lines that settle a quotation are no sale of their own: the order is. What was paid
    by stored value was sold before; see ``queries.py``.
    """

    _inherit = "kam.sale.fact"
    _depends = {
        "pos.order": [*queries.ORDER_FIELDS, "name"],
        **queries.LINE_DEPENDS,
    }

    # === BUSINESS METHODS === #

    def _kam_selects(self):
        methods = list(self.env["kam.stored.value"]._payment_method_ids())
        return [*super()._kam_selects(), queries.till_facts(methods)]
