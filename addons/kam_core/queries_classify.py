"""SQL of the classification: what is measured of all customers of a company."""

from typing import NamedTuple

from odoo.tools import SQL


class Wanted(NamedTuple):
    """A measure to be taken.

    :param kind: of ``kam.account.measure``
    :param start: moment from which trade counts, naive UTC; None for all trade ever
    :param taxed: with tax
    :param categories: ids of product categories; None for all goods
    """

    kind: str
    start: object = None
    taxed: bool = False
    categories: tuple | None = None


class Scope(NamedTuple):
    """Whose customers are measured, and when.

    :param seat_id: partner of the company, no customer of its own
    :param until: the moment at which tomorrow begins, naive UTC
    :param places: decimal places of the currency of the company
    """

    company_id: int
    seat_id: int
    zone: str
    today: object
    until: object
    places: int


def measures(facts, scope, wanted):
    """One row per customer: all active accounts, and whoever has traded.

    Columns: id of the partner, id of the account, its class, level, whether it has a
    lead, secondary classes, pins; then a column per measure, in smallest units, NULL
    where there is nothing to measure.

    :param facts: the table of sales and returns, ``kam.sale.fact``'s ``_table_sql``
    :param list wanted: of :class:`Wanted`
    """
    amounts = list(dict.fromkeys((item.taxed, item.categories) for item in wanted))
    shown = (_shown(index, item, scope) for index, item in enumerate(wanted))
    return SQL(
        "WITH RECURSIVE %s, %s, %s, %s %s",
        _documents(facts, scope, amounts),
        _groups(scope),
        _totals(scope, wanted, amounts),
        _customers(scope),
        _rows(scope, _listed(shown)),
    )


def _customers(scope):
    return SQL(
        """
        units AS (
            SELECT head AS partner_id, COUNT(*) AS units
              FROM above
             WHERE head <> id
             GROUP BY head
        ), tags AS (
            SELECT kam_account_id AS account_id,
                   ARRAY_AGG(kam_account_class_id) AS class_ids
              FROM kam_account_kam_account_class_rel
             GROUP BY 1
        ), found AS (
            SELECT partner_key AS id
              FROM kam_account
             WHERE company_id = %s AND active
             UNION
            SELECT partner_id FROM total
        )
        """,
        scope.company_id,
    )


def _rows(scope, columns):
    return SQL(
        """
        SELECT customer.id, account.id, account.class_id, account.level_id,
               account.lead_id IS NOT NULL, tags.class_ids, account.standing_pins
               %(columns)s
          FROM found
          JOIN res_partner customer ON customer.id = found.id
          LEFT JOIN kam_account account ON account.partner_key = customer.id
                                       AND account.company_id = %(company)s
          LEFT JOIN tags ON tags.account_id = account.id
          LEFT JOIN total ON total.partner_id = customer.id
          LEFT JOIN units ON units.partner_id = customer.id
         WHERE customer.id <> %(seat)s
           AND COALESCE(account.active, customer.active)
         ORDER BY customer.id
        """,
        columns=columns,
        company=scope.company_id,
        seat=scope.seat_id,
    )


def _documents(facts, scope, amounts):
    """Facts summed by sale and returns by day, dated by its beginning."""
    return SQL(
        """
        document AS (
            SELECT fact.commercial_partner_id AS partner_id,
                   fact.kind = 'sale' AS sold,
                   COALESCE(
                       fact.moment,
                       (fact.day::timestamp AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC'
                   ) AS moment
                   %(amounts)s
              FROM %(facts)s AS fact
             WHERE fact.company_id = %(company)s
               AND fact.commercial_partner_id IS NOT NULL
             GROUP BY 1, 2, 3, fact.sale_key
        )
        """,
        zone=scope.zone,
        amounts=_listed(
            SQL("%s AS %s", _amount(*amount), _name("amount", index))
            for index, amount in enumerate(amounts)
        ),
        facts=facts,
        company=scope.company_id,
    )


def _amount(taxed, categories):
    column = SQL("fact.amount_taxed") if taxed else SQL("fact.amount")
    if categories is None:
        return SQL("SUM(%s)", column)
    return SQL(
        "COALESCE(SUM(%s) FILTER (WHERE fact.categ_id = ANY(%s)), 0)",
        column,
        list(categories),
    )


def _groups(scope):
    """Who is above whom: accounts in a group, and companies below a company (A-5)."""
    return SQL(
        """
        edge AS (
            SELECT unit.partner_key AS id, head.partner_key AS head
              FROM kam_account unit
              JOIN kam_account head ON head.id = unit.parent_id
             WHERE unit.company_id = %(company)s AND unit.active
             UNION
            SELECT unit.id, head.commercial_partner_id
              FROM res_partner unit
              JOIN res_partner head ON head.id = unit.parent_id
             WHERE unit.is_company AND unit.active
        ), above AS (
            SELECT id, head FROM edge
             UNION
            SELECT above.id, edge.head FROM above JOIN edge ON edge.id = above.head
        )
        """,
        company=scope.company_id,
    )


def _totals(scope, wanted, amounts):
    columns = _listed(
        SQL(
            "%s AS %s",
            _TOTALS[item.kind](_Trade(item, amounts), scope),
            _name("measure", index),
        )
        for index, item in enumerate(wanted)
        if item.kind in _TOTALS
    )
    return SQL(
        """
        trade AS (
            SELECT * FROM document
             UNION ALL
            SELECT above.head, %(rest)s
              FROM document
              JOIN above ON above.id = document.partner_id AND above.head <> above.id
        ), total AS (
            SELECT trade.partner_id %(columns)s
              FROM trade
             WHERE trade.moment < %(until)s
             GROUP BY trade.partner_id
        )
        """,
        rest=SQL(", ").join(
            SQL("document.%s", name)
            for name in (
                SQL("sold"),
                SQL("moment"),
                *(_name("amount", index) for index in range(len(amounts))),
            )
        ),
        columns=columns,
        until=scope.until,
    )


class _Trade:
    """The parts of which measures of trade are made.

    :ivar inside: whether a document is in the time that is measured
    :ivar order: whether it is an order in that time
    :ivar net: what was bought and not returned
    """

    def __init__(self, item, amounts):
        index = amounts.index((item.taxed, item.categories))
        self.amount = SQL("trade.%s", _name("amount", index))
        start = item.start
        self.inside = SQL("trade.moment >= %s", start) if start else SQL("TRUE")
        self.order = SQL("trade.sold AND %s > 0 AND %s", self.amount, self.inside)
        self.net = SQL("SUM(%s) FILTER (WHERE %s)", self.amount, self.inside)

    def if_bought(self, value, otherwise):
        """Net of 0 or less in the time is no purchase (A-6)."""
        return SQL("CASE WHEN %s > 0 THEN %s ELSE %s END", self.net, value, otherwise)


def _sales(trade, scope):
    return _minor(SQL("COALESCE(%s, 0)", trade.net), scope)


def _orders(trade, _scope):
    count = SQL("COUNT(*) FILTER (WHERE %s)", trade.order)
    return trade.if_bought(count, SQL("0"))


def _largest(trade, scope):
    largest = SQL("MAX(%s) FILTER (WHERE %s)", trade.amount, trade.order)
    return trade.if_bought(_minor(largest, scope), SQL("0"))


def _average(trade, scope):
    count = SQL("NULLIF(COUNT(*) FILTER (WHERE %s), 0)", trade.order)
    return trade.if_bought(_minor(SQL("%s / %s", trade.net, count), scope), SQL("NULL"))


def _last(trade, scope):
    """The date of the last order, in the company (T1)."""
    last = SQL("MAX(trade.moment) FILTER (WHERE %s)", trade.order)
    day = SQL("((%s AT TIME ZONE 'UTC') AT TIME ZONE %s)::date", last, scope.zone)
    return trade.if_bought(day, SQL("NULL"))


_TOTALS = {
    "sales": _sales,
    "orders": _orders,
    "largest": _largest,
    "average": _average,
    "idle": _last,
}


def _shown(index, item, scope):
    """The value of a measure for one customer."""
    column = SQL("total.%s", _name("measure", index))
    if item.kind == "idle":
        return _whole_months(column, scope.today)
    if item.kind == "average":
        return column
    if item.kind in _TOTALS:
        return SQL("COALESCE(%s, 0)", column)
    return _OTHERS[item.kind]


_OTHERS = {
    "units": SQL("COALESCE(units.units, 0)"),
    "influence": SQL("NULLIF(account.influence_score, 0)"),
    "government": SQL("COALESCE((account.nature = 'government')::int, 0)"),
}


def _whole_months(day, today):
    """Whole months from ``day`` to ``today``, as ``engine.period`` counts them."""
    months = SQL(
        "((EXTRACT(YEAR FROM %(today)s::date) - EXTRACT(YEAR FROM %(day)s)) * 12 "
        "+ EXTRACT(MONTH FROM %(today)s::date) - EXTRACT(MONTH FROM %(day)s))::int",
        today=today,
        day=day,
    )
    return SQL(
        "%(months)s - (%(day)s + make_interval(months => %(months)s) > %(today)s)::int",
        months=months,
        day=day,
        today=today,
    )


def _minor(amount, scope):
    return SQL("ROUND(%s * %s)::bigint", amount, 10**scope.places)


def _name(prefix, index):
    return SQL.identifier(f"{prefix}_{index}")


def _listed(columns):
    """Columns that follow others, each with its comma."""
    return SQL("").join(SQL(", %s", column) for column in columns)
