"""SQL of the measures: what was sold and came back, and the customers it went to."""

from odoo.tools import SQL

from .queries_trade import SLOTS

_ORDER_LINES = SQL(
    """
    FROM sale_order_line line
    JOIN sale_order sale ON sale.id = line.order_id
    JOIN res_partner partner ON partner.id = sale.partner_id
    JOIN product_product product ON product.id = line.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    JOIN res_company company ON company.id = sale.company_id
    JOIN res_currency currency ON currency.id = company.currency_id
    """
)
_CREDIT_LINES = SQL(
    """
    FROM account_move_line item
    JOIN account_move move ON move.id = item.move_id
    JOIN res_company company ON company.id = move.company_id
    JOIN res_currency currency ON currency.id = company.currency_id
    LEFT JOIN LATERAL (
             SELECT MIN(link.order_line_id) AS line_id
               FROM sale_order_line_invoice_rel link
              WHERE link.invoice_line_id = item.id
         ) origin ON TRUE
    LEFT JOIN sale_order_line sold ON sold.id = origin.line_id
    LEFT JOIN sale_order sale ON sale.id = sold.order_id
    LEFT JOIN kam_sales_rep rep ON rep.user_id = move.invoice_user_id
                               AND rep.company_id = move.company_id
    JOIN res_partner partner
      ON partner.id = COALESCE(sale.partner_id, move.partner_id)
    LEFT JOIN product_product product ON product.id = item.product_id
    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
    """
)


def sale_facts(parts):
    """All facts, from the ``SELECT`` of each source; see ``kam.sale.fact``."""
    return SQL(" UNION ALL ").join(parts)


def order_line_facts():
    """One row for each line of a confirmed order, in the currency of the company.

    ``currency_rate`` is what one unit of it was worth in the currency of the order on
    the date of the order.
    """
    return SQL(
        """
        SELECT line.id::bigint * %(slots)s + 1 AS id,
               'sale' AS kind,
               sale.id::bigint * %(slots)s + 1 AS sale_key,
               'sale.order' AS res_model,
               sale.id AS res_id,
               sale.name AS number,
               sale.id AS order_id,
               NULL::integer AS move_id,
               sale.kam_rep_id AS rep_id,
               sale.company_id,
               company.currency_id,
               sale.partner_id,
               partner.commercial_partner_id,
               partner.state_id,
               line.product_id,
               template.categ_id,
               sale.date_order AS moment,
               NULL::date AS day,
               ROUND(
                   line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1),
                   currency.decimal_places
               ) AS amount,
               ROUND(
                   line.price_total::numeric
                   / COALESCE(NULLIF(sale.currency_rate, 0), 1),
                   currency.decimal_places
               ) AS amount_taxed
          %(sources)s
         WHERE sale.state = 'sale'
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
        """,
        slots=SLOTS,
        sources=_ORDER_LINES,
    )


def credit_note_facts(taken_back, rep):
    """One negative row for each line of a credit note that takes a sale back.

    The order says who sold it; a line that was invoiced for several order lines counts
    once, for the first of them. What was credited without an order is the
    salesperson's.

    :param taken_back: see ``kam.trade``'s ``_kam_takes_back``
    :param rep: see ``kam.trade``'s ``_kam_returned_rep``
    """
    return SQL(
        """
        SELECT item.id::bigint * %(slots)s + 2 AS id,
               'return' AS kind,
               NULL::bigint AS sale_key,
               'account.move' AS res_model, move.id AS res_id,
               move.name AS number,
               NULL::integer AS order_id, move.id AS move_id,
               CASE WHEN sale.id IS NULL THEN COALESCE(%(rep)s, rep.id)
                    ELSE sale.kam_rep_id END AS rep_id,
               move.company_id,
               company.currency_id,
               partner.id AS partner_id,
               partner.commercial_partner_id,
               partner.state_id,
               item.product_id,
               template.categ_id,
               NULL::timestamp AS moment,
               COALESCE(move.invoice_date, move.date) AS day,
               -item.balance AS amount,
               -ROUND(
                   item.price_total::numeric
                   / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1)::numeric,
                   currency.decimal_places
               ) AS amount_taxed
          %(sources)s
         WHERE move.move_type = 'out_refund'
           AND move.state = 'posted'
           AND item.display_type = 'product'
           AND sold.is_downpayment IS NOT TRUE
           AND (sale.id IS NULL OR sale.state = 'sale')
           AND %(taken_back)s
        """,
        slots=SLOTS,
        sources=_CREDIT_LINES,
        taken_back=taken_back,
        rep=rep,
    )


def customers_sold_to(facts, everything, company_id, start):
    """Customers of each rep who bought more than they returned (rule A-6).

    :param facts: ``Query`` on ``kam.sale.fact``: the sales in question
    :param everything: the table of all sales, ``kam.sale.fact``'s ``_table_sql``
    :param datetime start: a customer is new to the rep of the very first sale to the
        customer by the company, if that was not before
    :return: rows ``(rep_id, commercial partner id, new)``
    """
    return SQL(
        """
        WITH sold AS (
            SELECT kam_sale_fact.rep_id,
                   kam_sale_fact.commercial_partner_id AS partner_id
              FROM %(facts)s
             WHERE %(where)s
               AND kam_sale_fact.commercial_partner_id IS NOT NULL
             GROUP BY 1, 2
            HAVING SUM(kam_sale_fact.amount) > 0
        )
        SELECT sold.rep_id,
               sold.partner_id,
               COALESCE(
                   earliest.rep_id = sold.rep_id AND earliest.moment >= %(start)s,
                   FALSE
               )
          FROM sold
          LEFT JOIN LATERAL (
                   SELECT fact.rep_id, fact.moment
                     FROM %(everything)s AS fact
                    WHERE fact.commercial_partner_id = sold.partner_id
                      AND fact.company_id = %(company)s
                      AND fact.kind = 'sale'
                    ORDER BY fact.moment, fact.id
                    LIMIT 1
               ) earliest ON TRUE
         ORDER BY sold.rep_id, sold.partner_id
        """,
        facts=facts.from_clause,
        where=facts.where_clause,
        everything=everything,
        company=company_id,
        start=start,
    )
