from odoo import fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Sales to key accounts that were cancelled afterwards, with their day (A-6).

    Odoo forgets when an order was cancelled. What was known on a day must be found
    again, or the churn of a closed period would change.
    """

    _inherit = "sale.order"

    # === FIELDS === #

    kam_sold_on = fields.Date(readonly=True, copy=False, groups=fields.NO_ACCESS)
    kam_cancelled_on = fields.Date(readonly=True, copy=False, groups=fields.NO_ACCESS)
    kam_cancelled_amount = fields.Float(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="With taxes, in the currency of the company.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Keep the day on which the sale to an account is cancelled."""
        if vals.get("state") == "cancel":
            self._kam_keep_cancelled()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _kam_keep_cancelled(self):
        sold = self.filtered(lambda order: order.state == "sale")
        if not sold or not sold._kam_trade_accounts():
            return
        clock = self.env["kam.clock"]
        # whoever cancels an order, its rows of the trade table are read before
        for row in self.env["kam.trade"].sudo().search(sold._kam_trade_domain()):
            order = sold.browse(row.res_id).sudo()
            order.write(
                {
                    "kam_sold_on": row.day,
                    "kam_cancelled_on": clock._today(order.company_id),
                    "kam_cancelled_amount": row.amount,
                }
            )

    def _kam_trade_domain(self):
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
