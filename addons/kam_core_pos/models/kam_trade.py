from odoo import models

from .. import queries


class KamTrade(models.Model):
    """Paid till orders and their refunds are trade, each once (D12)."""

    _inherit = "kam.trade"
    _depends = {
        "pos.config": ["name"],
        "pos.order": [
            *queries.ORDER_FIELDS,
            "general_customer_note",
            "kam_store_id",
            "name",
        ],
        **queries.LINE_DEPENDS,
    }

    # === BUSINESS METHODS === #

    def _kam_selects(self):
        methods = list(self.env["kam.stored.value"]._payment_method_ids())
        return [*super()._kam_selects(), queries.till_trade(methods)]

    def _kam_takes_back(self):
        return queries.takes_back(super()._kam_takes_back())

    def _kam_returned_rep(self):
        return queries.returned_rep()
