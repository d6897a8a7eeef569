from odoo import fields, models

from .. import queries_measure


class KamSaleFact(models.Model):
    """What was sold and what came back: the ground of all sales figures (D8, D12).

    A row is a line of a confirmed order, dated by its confirmation, or a line of a
    posted credit note that takes a sale back, negative and dated by the credit note.
    Orders that are cancelled count no more, and neither do credit notes for them. The
    rep is that of the order (C-13), the amounts are in the currency of the company at
    the date of the document (T14).

    Invoices and payments are not sales; an instrument counts when it is sold and never
    when it pays (D12). Who adds another source extends :meth:`_kam_selects`, and
    ``_depends`` by the fields it reads.
    """

    _name = "kam.sale.fact"
    _description = "Sales and Returns"
    _inherit = ["kam.document.row.mixin"]
    _auto = False
    _order = "id desc"
    _rec_name = "product_id"
    _depends = {
        "account.move": [
            "amount_total",
            "company_id",
            "date",
            "invoice_currency_rate",
            "invoice_date",
            "invoice_user_id",
            "move_type",
            "name",
            "partner_id",
            "reversed_entry_id",
            "state",
        ],
        "account.move.line": [
            "balance",
            "display_type",
            "move_id",
            "price_total",
            "product_id",
            "sale_line_ids",
        ],
        "kam.sales.rep": ["company_id", "user_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["currency_id"],
        "res.currency": ["decimal_places"],
        "res.partner": ["commercial_partner_id", "state_id"],
        "sale.order": [
            "company_id",
            "currency_rate",
            "date_order",
            "kam_rep_id",
            "name",
            "partner_id",
            "state",
        ],
        "sale.order.line": [
            "display_type",
            "is_downpayment",
            "order_id",
            "price_subtotal",
            "price_total",
            "product_id",
        ],
    }

    # === FIELDS === #

    kind = fields.Selection([("sale", "Sale"), ("return", "Return")], readonly=True)
    # numbers the sales of all sources; a return has none
    sale_key = fields.Integer(readonly=True, export_string_translation=False)
    number = fields.Char(readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    move_id = fields.Many2one("account.move", string="Credit Note", readonly=True)
    rep_id = fields.Many2one("kam.sales.rep", string="Sales Rep", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", readonly=True)
    state_id = fields.Many2one("res.country.state", string="Region", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Product Category", readonly=True
    )
    moment = fields.Datetime(string="Sold on", readonly=True)
    day = fields.Date(string="Returned on", readonly=True)
    amount = fields.Monetary(string="Untaxed Amount", readonly=True)
    amount_taxed = fields.Monetary(string="Amount with Tax", readonly=True)

    # === BUSINESS METHODS === #

    @property
    def _table_query(self):
        return queries_measure.sale_facts(self._kam_selects())

    def _kam_selects(self):
        """Return the ``SELECT`` of each source, all with the same columns.

        ``id`` is the id of its line × ``queries_trade.SLOTS`` + a digit of its own per
        select: 1 orders, 2 credit notes; ``sale_key`` the same of the document.
        """
        trade = self.env["kam.trade"]
        return [
            queries_measure.order_line_facts(),
            queries_measure.credit_note_facts(
                trade._kam_takes_back(), trade._kam_returned_rep()
            ),
        ]
