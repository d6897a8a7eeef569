from odoo import models
from odoo.fields import Domain

from .kam_open_items import Source


class KamOpenItems(models.AbstractModel):
    """Reviews of quotations and contracts that wait for a decision (CORE-14, A-3)."""

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
                close=lambda reviews: reviews._kam_approval_void(
                    self.env._("The account was archived.")
                ),
            ),
            Source(
                "contract",
                self.env._("Contracts to check"),
                "kam.contract",
                "account_id",
                lambda: Domain("state", "=", "to_check"),
                close=lambda contracts: contracts.action_cancel(),
            ),
        ]
