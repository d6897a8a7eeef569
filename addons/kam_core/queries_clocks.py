"""Hand-written SQL of ownership clocks and churn: plain values in, ``SQL`` out."""

from odoo.tools import SQL

from .queries_trade import below


def contacts(slots):
    """Contacts that were written down; one kind for each way."""
    return SQL(
        """
        SELECT contact.id * %s + 1 AS id,
               contact.account_id,
               contact.company_id,
               contact.day,
               'contact_' || contact.way AS code,
               'kam.communication' AS res_model,
               contact.id AS res_id,
               contact.author_id AS user_id
          FROM kam_communication contact
        """,
        slots,
    )


def purchases(trade, slots):
    """Sales of the trade table; returns are none.

    :param trade: the table, ``kam.trade``'s ``_table_sql``
    """
    return SQL(
        """
        SELECT trade.id * %s + 2 AS id,
               trade.account_id,
               trade.company_id,
               trade.day,
               'purchase' AS code,
               trade.res_model,
               trade.res_id,
               trade.user_id
          FROM %s AS trade
         WHERE trade.amount > 0
        """,
        slots,
        trade,
    )


def maintenance(selects):
    """All rows of ``selects`` with their kind; a kind that is not on file is none."""
    return SQL(
        """
        SELECT done.id, done.account_id, done.company_id, done.day,
               kind.id AS kind_id, kind.counts,
               done.res_model, done.res_id, done.user_id
          FROM (%s) AS done
          JOIN kam_maintenance_kind kind ON kind.code = done.code
        """,
        SQL(" UNION ALL ").join(selects),
    )


def families(account_ids):
    """Rows of an account and each account that counts for it: itself, all below."""
    return SQL(
        """
        %s
        SELECT head_id, array_agg(id) FROM below GROUP BY head_id
        """,
        below(account_ids),
    )


def last_maintenance(table, account_ids, day):
    """The last maintenance of each account up to ``day``, by every kind of record.

    :param table: ``kam.maintenance``'s ``_table_sql``
    """
    return SQL(
        """
        SELECT DISTINCT ON (account_id, kind_id)
               account_id, kind_id, day, res_model, res_id, user_id
          FROM %s AS done
         WHERE account_id = ANY(%s) AND counts AND day <= %s
         ORDER BY account_id, kind_id, day DESC, res_id DESC
        """,
        table,
        account_ids,
        day,
    )


def store(table, columns, rows):
    """Write ``rows`` and return the ids of those that change.

    :param dict columns: SQL types by name, without ``id``
    :param rows: JSON text of a list of objects of ``id`` and all columns
    """
    names = [SQL.identifier(name) for name in columns]
    new = [SQL.identifier("new", name) for name in columns]
    old = [SQL.identifier(table, name) for name in columns]
    return SQL(
        """
        UPDATE %(table)s SET %(values)s
          FROM jsonb_to_recordset(%(rows)s::jsonb) AS new(id int, %(types)s)
         WHERE %(table)s.id = new.id
           AND (%(old)s) IS DISTINCT FROM (%(new)s)
        RETURNING %(table)s.id
        """,
        table=SQL.identifier(table),
        values=SQL(", ").join(
            SQL("%s = %s", name, value) for name, value in zip(names, new, strict=True)
        ),
        rows=rows,
        types=SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(kind))
            for name, kind in columns.items()
        ),
        old=SQL(", ").join(old),
        new=SQL(", ").join(new),
    )


def add_losses(rows, user_id, moment):
    """Add events of losses in the companies of their accounts.

    :param rows: JSON text of a list of objects of the columns named below
    """
    return SQL(
        """
        INSERT INTO kam_churn_event
               (account_id, company_id, state, purchase_on, lost_on, won_back_on,
                class_id, rep_id, charged, won_back_rep_id,
                create_uid, create_date, write_uid, write_date)
        SELECT account.id, account.company_id, new.state, new.purchase_on,
               new.lost_on, new.won_back_on, new.class_id, new.rep_id, new.charged,
               new.won_back_rep_id, %(user)s, %(moment)s, %(user)s, %(moment)s
          FROM jsonb_to_recordset(%(rows)s::jsonb) AS new
               (account_id int, state varchar, purchase_on date, lost_on date,
                won_back_on date, class_id int, rep_id int, charged bool,
                won_back_rep_id int)
          JOIN kam_account account ON account.id = new.account_id
        """,
        rows=rows,
        user=user_id,
        moment=moment,
    )


def bought_days(trade, account_ids):
    """Net trade of accounts by day, with orders that were cancelled later.

    Such an order counts on its day and is taken back on the day it was cancelled, so
    that what was known on a day stays known (A-6).

    :param trade: the table, ``kam.trade``'s ``_table_sql``
    """
    return SQL(
        """
        SELECT account_id, day, sum(amount)
          FROM (
              SELECT account_id, day, amount FROM %(trade)s AS trade
               WHERE account_id = ANY(%(ids)s)
              UNION ALL
              SELECT account.id, entry.day, entry.amount
                FROM kam_account account
                JOIN res_partner customer
                  ON customer.commercial_partner_id = account.partner_key
                JOIN sale_order sale ON sale.partner_id = customer.id
                                    AND sale.company_id = account.company_id
                CROSS JOIN LATERAL (
                    VALUES (sale.kam_sold_on, sale.kam_cancelled_amount),
                           (sale.kam_cancelled_on, -sale.kam_cancelled_amount)
                ) AS entry(day, amount)
               WHERE account.id = ANY(%(ids)s)
                 AND sale.state = 'cancel'
                 AND sale.kam_cancelled_on IS NOT NULL
          ) AS traded
         GROUP BY account_id, day
        """,
        trade=trade,
        ids=account_ids,
    )
