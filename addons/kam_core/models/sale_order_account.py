from odoo import api, models

from ..queries_trade import SLOTS

TRADE_FIELDS = {"state", "partner_id", "company_id", "date_order"}


class SaleOrder(models.Model):
    """Orders of key accounts; an order of anybody else notices nothing."""

    _name = "sale.order"
    _inherit = ["kam.customer.mixin", "sale.order"]

    # === CONSTRAINTS === #

    # Rows of the trade table are looked up by their id, see queries_trade.sales().
    _kam_trade_row_idx = models.Index(f"((id * {SLOTS} + 1))")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Show a new quotation on its account."""
        orders = super().create(vals_list)
        orders._kam_trade_accounts()._kam_refresh_trade()
        return orders

    def write(self, vals):
        """Bring the trade of the accounts concerned up to date."""
        if not TRADE_FIELDS & vals.keys():
            return super().write(vals)
        moves = {"partner_id", "company_id"} & vals.keys()
        before = (self if moves else self.browse())._kam_trade_accounts()
        result = super().write(vals)
        (before | self._kam_trade_accounts())._kam_refresh_trade()
        return result

    def unlink(self):
        """Take a deleted quotation off its account."""
        accounts = self._kam_trade_accounts()
        result = super().unlink()
        accounts._kam_refresh_trade()
        return result

    # === BUSINESS METHODS === #

    def _kam_trade_accounts(self):
        """Return the accounts of the customers, found by one statement."""
        return self.env["kam.account"]._kam_of_customers(
            self.partner_id, self.company_id
        )
