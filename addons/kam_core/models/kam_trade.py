from collections import defaultdict

from odoo import api, fields, models

from .. import queries_trade
from ..engine.money import round_minor
from ..engine.trade import Day


class KamTrade(models.Model):
    """The trade table of accounts (交易表): each sale once, returns as negative rows.

    One sale is one fact (D12): a confirmed order; its invoices and payments add
    nothing. The sale of stored value is a sale. Who may see an account sees its trade.
    A module that sells in another way adds a select with the same columns by extending
    :meth:`_kam_selects`, and the fields it reads to ``_depends``.
    """

    _name = "kam.trade"
    _description = "Trade with Accounts"
    _inherit = ["kam.document.row.mixin"]
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "number"
    _kam_is_account_part = True
    _depends = {
        "kam.account": ["partner_key", "company_id"],
        "kam.sales.rep": ["user_id", "company_id"],
        "res.partner": ["commercial_partner_id", "city", "tz"],
        "sale.order": [
            "name",
            "state",
            "date_order",
            "amount_total",
            "currency_rate",
            "partner_id",
            "partner_shipping_id",
            "company_id",
            "user_id",
            "kam_rep_id",
            "kam_store_id",
            "client_order_ref",
        ],
        "account.move": [
            "name",
            "state",
            "move_type",
            "invoice_date",
            "date",
            "amount_total",
            "amount_total_signed",
            "partner_id",
            "partner_shipping_id",
            "company_id",
            "invoice_user_id",
            "ref",
            "reversed_entry_id",
        ],
    }

    # === FIELDS === #

    account_id = fields.Many2one("kam.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    number = fields.Char(readonly=True)
    day = fields.Date(string="Date", readonly=True)
    amount = fields.Monetary(
        readonly=True,
        help="With taxes, in the currency of the company at the rate of the day.",
    )
    partner_id = fields.Many2one("res.partner", string="Bought By", readonly=True)
    store_id = fields.Many2one("kam.store", readonly=True)
    city = fields.Char(readonly=True)
    place = fields.Char(
        compute="_compute_place", help="The store, else the city of delivery."
    )
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    rep_id = fields.Many2one("kam.sales.rep", string="In Charge", readonly=True)
    remark = fields.Char(readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("store_id.name", "city")
    def _compute_place(self):
        for trade in self:
            trade.place = trade.store_id.name or trade.city

    # === BUSINESS METHODS === #

    @property
    def _table_query(self):
        return queries_trade.union(self._kam_selects())

    @api.model
    def _kam_selects(self):
        """Return the list of selects that make the table, of equal columns.

        ``id`` of a row is the id of its document × ``queries_trade.SLOTS`` + a digit
        of its own per select: 1 orders, 2 credit notes.
        """
        returned = queries_trade.returns(
            self._kam_takes_back(), self._kam_returned_rep()
        )
        return [queries_trade.sales(), returned]

    @api.model
    def _kam_takes_back(self):
        """Return the ``SQL`` that tells whether the credit note ``move`` is a return.

        One answer for trade and for all sales figures. A module whose sales have
        invoices of their own extends it, so that each return counts once.
        """
        return queries_trade.takes_back()

    @api.model
    def _kam_returned_rep(self):
        """Return the ``SQL`` of the rep whose sale ``move`` takes back, or of NULL.

        For sales that are no orders of Odoo; of those the rep is known.
        """
        return queries_trade.unknown_rep()

    @api.model
    def _kam_days(self, accounts):
        """Return ``{account id: {date: engine Day}}`` by one statement."""
        decimals = {
            account.id: account.currency_id.decimal_places
            for account in accounts._origin  # one that is being opened has none yet
        }
        found = defaultdict(dict)
        rows = self.env.execute_query(
            queries_trade.trade_days(self._table_sql, list(decimals))
        )
        for account_id, day, net, sales, largest in rows:
            places = decimals[account_id]
            found[account_id][day] = Day(
                round_minor(net, places), sales, round_minor(largest, places)
            )
        return found
