"""Hand-written SQL of the trade with accounts: values in, ``SQL`` out."""

from odoo.tools import SQL

# Documents of several tables make the rows of one: the last digit tells which.
SLOTS = 10


def zone(company_id):
    """Joins of the company and its zone, as :func:`day_of` needs them (T1)."""
    return SQL(
        """
        JOIN res_company company ON company.id = %s
        JOIN res_currency currency ON currency.id = company.currency_id
        JOIN res_partner seat ON seat.id = company.partner_id
        LEFT JOIN resource_calendar calendar
               ON calendar.id = company.resource_calendar_id
        """,
        company_id,
    )


def day_of(moment):
    """The date of ``moment`` (naive UTC) in the company; needs :func:`zone` (T1)."""
    return SQL(
        "((%s AT TIME ZONE 'UTC') "
        "AT TIME ZONE COALESCE(seat.tz, calendar.tz, 'UTC'))::date",
        moment,
    )


def union(selects):
    """All rows of ``selects``, which have the same columns."""
    return SQL(" UNION ALL ").join(selects)


def sales():
    """Confirmed orders, with taxes, at the rate of the day of the order (T14).

    An order of a contact or address counts for the account of its commercial partner
    (A-5).
    """
    return SQL(
        """
        SELECT sale.id * %(slots)s + 1 AS id,
               account.id AS account_id,
               account.company_id AS company_id,
               company.currency_id AS currency_id,
               sale.name AS number,
               %(day)s AS day,
               round(
                   (sale.amount_total / COALESCE(NULLIF(sale.currency_rate, 0), 1)
                   )::numeric,
                   currency.decimal_places
               ) AS amount,
               sale.partner_id AS partner_id,
               sale.kam_store_id AS store_id,
               address.city AS city,
               sale.user_id AS user_id,
               COALESCE(sale.kam_rep_id, rep.id) AS rep_id,
               sale.client_order_ref AS remark,
               'sale.order' AS res_model,
               sale.id AS res_id
          FROM kam_account account
          JOIN res_partner customer
            ON customer.commercial_partner_id = account.partner_key
          JOIN sale_order sale ON sale.partner_id = customer.id
                              AND sale.company_id = account.company_id
          %(zone)s
          LEFT JOIN res_partner address ON address.id = sale.partner_shipping_id
          LEFT JOIN kam_sales_rep rep ON rep.user_id = sale.user_id
                                     AND rep.company_id = sale.company_id
         WHERE sale.state = 'sale'
        """,
        slots=SLOTS,
        day=day_of(SQL("sale.date_order")),
        zone=zone(SQL("account.company_id")),
    )


def returns(taken_back, rep):
    """Posted credit notes, as negative rows on their own date (A-6).

    :param taken_back: whether the credit note ``move`` takes a sale back
    :param rep: id of the rep whose sale it takes back, NULL if only Odoo's own
        salesperson is known
    """
    return SQL(
        """
        SELECT move.id * %(slots)s + 2 AS id,
               account.id AS account_id,
               account.company_id AS company_id,
               company.currency_id AS currency_id,
               move.name AS number,
               COALESCE(move.invoice_date, move.date) AS day,
               round(move.amount_total_signed::numeric, currency.decimal_places)
                   AS amount,
               move.partner_id AS partner_id,
               NULL::integer AS store_id,
               address.city AS city,
               move.invoice_user_id AS user_id,
               COALESCE(%(rep)s, rep.id) AS rep_id,
               move.ref AS remark,
               'account.move' AS res_model,
               move.id AS res_id
          FROM kam_account account
          JOIN res_partner customer
            ON customer.commercial_partner_id = account.partner_key
          JOIN account_move move ON move.partner_id = customer.id
                                AND move.company_id = account.company_id
          %(zone)s
          LEFT JOIN res_partner address ON address.id = move.partner_shipping_id
          LEFT JOIN kam_sales_rep rep ON rep.user_id = move.invoice_user_id
                                     AND rep.company_id = move.company_id
         WHERE move.move_type = 'out_refund'
           AND move.state = 'posted'
           AND %(taken_back)s
        """,
        slots=SLOTS,
        zone=zone(SQL("account.company_id")),
        rep=rep,
        taken_back=taken_back,
    )


def unknown_rep():
    """Rep of a credit note that only Odoo's own salesperson tells about."""
    return SQL("NULL::integer")


def takes_back():
    """Whether the credit note ``move`` takes back a sale that counts.

    It does that of an order which is still confirmed, or by hand for no document. It
    does not if the invoice was only issued anew: a later invoice of the same order over
    the same amount stands in its place.
    """
    return SQL(
        """
        CASE WHEN EXISTS (SELECT 1 FROM %(links)s WHERE line.move_id = move.id)
             THEN EXISTS (
                      SELECT 1
                        FROM %(links)s
                        JOIN sale_order_line item ON item.id = link.order_line_id
                        JOIN sale_order sale ON sale.id = item.order_id
                       WHERE line.move_id = move.id AND sale.state = 'sale'
                  ) AND NOT EXISTS (
                      SELECT 1
                        FROM %(links)s
                        JOIN sale_order_line_invoice_rel other
                          ON other.order_line_id = link.order_line_id
                        JOIN account_move_line again ON again.id = other.invoice_line_id
                        JOIN account_move anew ON anew.id = again.move_id
                       WHERE line.move_id = move.id
                         AND anew.id > move.id
                         AND anew.move_type = 'out_invoice'
                         AND anew.state = 'posted'
                         AND anew.amount_total = move.amount_total
                  )
             ELSE move.reversed_entry_id IS NULL
        END
        """,
        links=SQL(
            "account_move_line line JOIN sale_order_line_invoice_rel link "
            "ON link.invoice_line_id = line.id"
        ),
    )


def trade_days(trade, account_ids):
    """Trade of accounts by day, in the currency of the company.

    :param trade: the table, ``kam.trade``'s ``_table_sql``
    """
    return SQL(
        """
        SELECT account_id, day, sum(amount),
               count(*) FILTER (WHERE amount > 0),
               max(GREATEST(amount, 0))
          FROM %s AS trade
         WHERE account_id = ANY(%s)
         GROUP BY account_id, day
        """,
        trade,
        account_ids,
    )


def below(account_ids):
    """``WITH below(head_id, id)``: accounts, each with all that count for it.

    That is the account itself and all below it, archived ones too (A-5).
    """
    return SQL(
        """
        WITH RECURSIVE below(head_id, id) AS (
            SELECT id, id FROM kam_account WHERE id = ANY(%s)
            UNION
            SELECT below.head_id, child.id
              FROM below
              JOIN kam_account child ON child.parent_id = below.id
        )
        """,
        account_ids,
    )


def group_totals(account_ids):
    """Totals of accounts with all below them, archived ones too (A-5)."""
    return SQL(
        """
        %s
        SELECT below.head_id, sum(account.trade_total), sum(account.trade_year)
          FROM below
          JOIN kam_account account ON account.id = below.id
         GROUP BY below.head_id
        """,
        below(account_ids),
    )


def receivables(account_ids, todays):
    """Open amounts of posted invoices, and what of it is due before today.

    :param todays: date of today by id of company
    """
    return SQL(
        """
        SELECT account.id,
               sum(line.amount_residual),
               sum(line.amount_residual)
                   FILTER (WHERE line.date_maturity < company.today)
          FROM kam_account account
          JOIN unnest(%(companies)s, %(todays)s::date[]) AS company(id, today)
            ON company.id = account.company_id
          JOIN account_move_line line ON line.partner_id = account.partner_key
                                     AND line.company_id = account.company_id
          JOIN account_move move ON move.id = line.move_id
         WHERE account.id = ANY(%(accounts)s)
           AND line.parent_state = 'posted'
           AND line.display_type = 'payment_term'
           AND line.reconciled IS NOT TRUE
           AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
         GROUP BY account.id
        """,
        companies=list(todays),
        todays=list(todays.values()),
        accounts=account_ids,
    )
