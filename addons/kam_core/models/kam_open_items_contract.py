from odoo import models
from odoo.fields import Domain

from .kam_open_items import Source


class KamOpenItems(models.AbstractModel):
    """Reviews of quotations that wait for a decision (CORE-14, A-3)."""

    _inherit = "kam.open.items"

    # === BUSINESS METHODS === #

    def _kam_sources(self):
        return [
            *super()._kam_sources(),
            Source(
                "order_review",
                self.env._("Reviews of quotations"),
                "kam.order.review",
                "order_id.partner_id.commercial_partner_id",
                lambda: Domain("approval_state", "=", "open"),
            ),
        ]
