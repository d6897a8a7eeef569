"""Hand-written SQL of sales at the till: values in, ``SQL`` out.

What a line of a paid till order counts, in one place for trade and figures:

- It counts its amount, negative where goods come back.
- A line that settles a quotation counts nothing as long as the order is confirmed: the
  order is the sale, whoever takes the money. A down payment is never a sale.
- What was paid by stored value was sold before (D12). It is taken off all lines of the
  till order by their share, so that the parts add up to the payment exactly; also off
  lines that settle, since their order counts in full.
"""

from odoo.tools import SQL

from odoo.addons.kam_core.queries_trade import SLOTS, day_of, zone

SLOT = 3

ORDER_FIELDS = [
    "account_move",
    "company_id",
    "config_id",
    "currency_rate",
    "date_order",
    "kam_rep_id",
    "partner_id",
    "state",
    "user_id",
]
# what queries on the lines read, for ``_depends``
LINE_DEPENDS = {
    "pos.config": ["down_payment_product_id", "name"],
    "pos.order.line": [
        "order_id",
        "price_subtotal",
        "price_subtotal_incl",
        "product_id",
        "qty",
        "refunded_orderline_id",
        "sale_order_line_id",
        "sale_order_origin_id",
    ],
    "pos.payment": ["amount", "payment_method_id", "pos_order_id"],
    "sale.order": ["kam_rep_id", "state"],
    "sale.order.line": ["is_downpayment"],
}

_PAID = SQL("till.state IN ('paid', 'done')")
_LINES = SQL(
    """
    pos_order_line line
    LEFT JOIN pos_order_line given ON given.id = line.refunded_orderline_id
    LEFT JOIN pos_order earlier ON earlier.id = given.order_id
    LEFT JOIN sale_order origin
           ON origin.id = COALESCE(
                  given.sale_order_origin_id, line.sale_order_origin_id
              )
    LEFT JOIN sale_order_line ordered ON ordered.id = line.sale_order_line_id
    """
)
_CONFIRMED = SQL("origin.state IS NOT DISTINCT FROM 'sale'")
_DOWN_PAYMENT = SQL(
    "(ordered.is_downpayment IS TRUE "
    "OR line.product_id IS NOT DISTINCT FROM config.down_payment_product_id)"
)
# a down payment counts nothing, and waits for its order
_COUNTS = SQL("(NOT %s OR %s)", _DOWN_PAYMENT, _CONFIRMED)
_SETTLES = SQL(
    "(%s OR (%s AND line.refunded_orderline_id IS NULL))", _DOWN_PAYMENT, _CONFIRMED
)
_REP = SQL(
    "CASE WHEN %s THEN origin.kam_rep_id "
    "ELSE COALESCE(earlier.kam_rep_id, till.kam_rep_id) END",
    _CONFIRMED,
)


def till_trade(methods):
    """One row for each paid till order of an account, with taxes (CORE-05).

    :param methods: ids of the payment methods that take stored value
    """
    return SQL(
        """
        SELECT till.id * %(slots)s + %(slot)s AS id,
               account.id AS account_id,
               account.company_id AS company_id,
               company.currency_id AS currency_id,
               till.name AS number,
               %(day)s AS day,
               sold.amount,
               till.partner_id AS partner_id,
               till.kam_store_id AS store_id,
               config.name AS city,
               till.user_id AS user_id,
               till.kam_rep_id AS rep_id,
               till.general_customer_note::varchar AS remark,
               'pos.order' AS res_model,
               till.id AS res_id
          FROM kam_account account
          JOIN res_partner customer
            ON customer.commercial_partner_id = account.partner_key
          JOIN pos_order till ON till.partner_id = customer.id
                             AND till.company_id = account.company_id
          JOIN pos_config config ON config.id = till.config_id
          %(zone)s
         CROSS JOIN LATERAL (%(sold)s) sold
         WHERE %(paid)s
           AND sold.amount <> 0
        """,
        slots=SLOTS,
        slot=SLOT,
        day=day_of(SQL("till.date_order")),
        zone=zone(SQL("account.company_id")),
        sold=_sold(methods),
        paid=_PAID,
    )


def till_facts(methods):
    """One row for each line that counts; a return is that of whose sale it was.

    :param methods: as above
    """
    return SQL(
        """
        SELECT line.id::bigint * %(slots)s + %(slot)s AS id,
               CASE WHEN fact.returned THEN 'return' ELSE 'sale' END AS kind,
               CASE WHEN NOT fact.returned
                    THEN till.id::bigint * %(slots)s + %(slot)s END AS sale_key,
               'pos.order' AS res_model,
               till.id AS res_id,
               till.name AS number,
               NULL::integer AS order_id,
               NULL::integer AS move_id,
               %(rep)s AS rep_id,
               till.company_id,
               company.currency_id,
               till.partner_id,
               partner.commercial_partner_id,
               partner.state_id,
               line.product_id,
               template.categ_id,
               CASE WHEN NOT fact.returned THEN till.date_order END AS moment,
               CASE WHEN fact.returned THEN %(day)s END AS day,
               fact.amount,
               fact.amount_taxed
          %(sources)s
         WHERE %(paid)s
           AND %(counts)s
           AND (fact.amount <> 0 OR fact.amount_taxed <> 0)
        """,
        slots=SLOTS,
        slot=SLOT,
        rep=_REP,
        day=day_of(SQL("till.date_order")),
        sources=_fact_sources(methods),
        paid=_PAID,
        counts=_COUNTS,
    )


def takes_back(otherwise):
    """Whether the credit note ``move`` takes back a sale, with those of the till.

    The credit note of a refund at the till is the invoice of that refund, which counts
    itself. One that the office makes for the invoice of a till order takes the sale
    back, unless it was issued anew over the same amount.

    :param otherwise: the answer for all other credit notes
    """
    return SQL(
        """
        CASE WHEN EXISTS (SELECT 1 FROM pos_order WHERE account_move = move.id)
             THEN FALSE
             WHEN %(of_till)s
             THEN NOT EXISTS (
                      SELECT 1
                        FROM account_move invoice
                        JOIN account_move anew
                          ON anew.partner_id = invoice.partner_id
                         AND anew.invoice_origin = invoice.invoice_origin
                       WHERE invoice.id = move.reversed_entry_id
                         AND anew.id > move.id
                         AND anew.move_type = 'out_invoice'
                         AND anew.state = 'posted'
                         AND anew.amount_total = move.amount_total
                  )
             ELSE %(otherwise)s
        END
        """,
        of_till=SQL(
            "EXISTS (SELECT 1 FROM pos_order till "
            "WHERE till.account_move = move.reversed_entry_id AND %s)",
            _PAID,
        ),
        otherwise=otherwise,
    )


def returned_rep():
    """The rep of the till order whose invoice ``move`` takes back."""
    return SQL(
        "(SELECT MIN(till.kam_rep_id) FROM pos_order till "
        "WHERE till.account_move = move.reversed_entry_id)"
    )


def _sold(methods):
    """What a till order counts in total, with taxes."""
    return SQL(
        """
        SELECT SUM(%s) AS amount
          FROM %s
          %s
         WHERE line.order_id = till.id AND %s
        """,
        _counted("price_subtotal_incl", methods),
        _LINES,
        _paid_before(methods),
        _COUNTS,
    )


def _fact_sources(methods):
    """Lines of till orders, with what they count as ``fact``."""
    return SQL(
        """
        FROM pos_order till
        JOIN pos_config config ON config.id = till.config_id
        %(zone)s
        LEFT JOIN res_partner partner ON partner.id = till.partner_id
        JOIN (%(lines)s) ON line.order_id = till.id
        JOIN product_product product ON product.id = line.product_id
        JOIN product_template template ON template.id = product.product_tmpl_id
        %(paid_before)s
       CROSS JOIN LATERAL (
                 SELECT line.qty < 0 OR %(settles)s AS returned,
                        %(amount)s AS amount,
                        %(taxed)s AS amount_taxed
             ) fact
        """,
        zone=zone(SQL("till.company_id")),
        lines=_LINES,
        paid_before=_paid_before(methods),
        settles=_SETTLES,
        amount=_counted("price_subtotal", methods),
        taxed=_counted("price_subtotal_incl", methods),
    )


def _counted(column, methods):
    """What a line counts, in the currency of the company."""
    amount = _rounded(SQL.identifier("line", column))
    amount = SQL("CASE WHEN %s THEN 0 ELSE %s END", _SETTLES, amount)
    if not methods:
        return amount
    before = SQL.identifier("share", f"{column}_before")
    own = SQL.identifier("line", column)
    return SQL(
        "(%s - %s + %s)",
        amount,
        _part(SQL("(%s + %s)", before, own)),
        _part(before),
    )


def _part(amount):
    """The part of ``amount`` that was paid by stored value; 0 if nothing was."""
    part = SQL("share.paid * %s / NULLIF(share.total, 0)", amount)
    return SQL("COALESCE(%s, 0)", _rounded(part))


def _rounded(amount):
    return SQL(
        "ROUND((%s / COALESCE(NULLIF(till.currency_rate, 0), 1))::numeric, "
        "currency.decimal_places)",
        amount,
    )


def _paid_before(methods):
    """The share of the till order that stored value paid, and the lines before."""
    if not methods:
        return SQL()
    return SQL(
        """
        LEFT JOIN LATERAL (
                 SELECT stored.paid,
                        SUM(item.price_subtotal_incl) AS total,
                        COALESCE(SUM(item.price_subtotal) FILTER (
                            WHERE item.id < line.id
                        ), 0) AS price_subtotal_before,
                        COALESCE(SUM(item.price_subtotal_incl) FILTER (
                            WHERE item.id < line.id
                        ), 0) AS price_subtotal_incl_before
                   FROM (
                            SELECT SUM(payment.amount) AS paid
                              FROM pos_payment payment
                             WHERE payment.pos_order_id = line.order_id
                               AND payment.payment_method_id = ANY(%s)
                        ) stored
                   JOIN pos_order_line item ON item.order_id = line.order_id
                  WHERE stored.paid <> 0
                  GROUP BY stored.paid
             ) share ON TRUE
        """,
        methods,
    )
