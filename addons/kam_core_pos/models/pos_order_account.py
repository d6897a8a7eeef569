from odoo import api, models

from odoo.addons.kam_core.queries_trade import SLOTS

from ..queries import SLOT

TRADE_FIELDS = {"state", "partner_id", "date_order", "lines", "payment_ids"}
SOLD = ("paid", "done")


class PosOrder(models.Model):
    """Till orders of key accounts; an order of anybody else notices nothing."""

    _name = "pos.order"
    _inherit = ["kam.customer.mixin", "pos.order"]

    # === CONSTRAINTS === #

    # Rows of the trade table are looked up by their id, see queries.till_trade().
    _kam_trade_row_idx = models.Index(f"((id * {SLOTS} + {SLOT}))")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Show a paid order on its account."""
        orders = super().create(vals_list)
        orders._kam_refresh_accounts()
        return orders

    def write(self, vals):
        """Bring the trade of the accounts concerned up to date."""
        if not TRADE_FIELDS & vals.keys():
            return super().write(vals)
        before = self if "partner_id" in vals else self.browse()
        accounts = before._kam_sold()._kam_trade_accounts()
        result = super().write(vals)
        self._kam_refresh_accounts(accounts)
        return result

    # === BUSINESS METHODS === #

    def _kam_sold(self):
        return self.filtered(lambda order: order.state in SOLD)

    def _kam_trade_accounts(self):
        """Return the accounts of the customers, found by one statement."""
        return self.env["kam.account"]._kam_of_customers(
            self.partner_id, self.company_id
        )

    def _kam_refresh_accounts(self, others=None):
        accounts = self._kam_sold()._kam_trade_accounts()
        (accounts | (others or accounts.browse()))._kam_refresh_trade()

    @api.model
    def _load_pos_data_fields(self, config):
        """Keep what is known of key accounts away from the tills (CORE-18).

        Odoo names no fields for these orders, which means all.
        """
        names = super()._load_pos_data_fields(config) or [
            name
            for name in self.fields_get(attributes=["string"])
            if not self._fields[name].manual
        ]
        return [name for name in names if not name.startswith("kam_")]
