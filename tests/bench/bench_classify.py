"""What measuring and evaluating 100,000 customers takes, beside one query (CORE-02).

``make bench`` runs it on a copy of the test database. It makes customers with an
account each and two years of orders by SQL, some credit notes among them, and lets the
shipped rules decide over all shipped measures. 95 % of the accounts stand already as
the rules say, so that 5 % change. Beside it runs a query that was written by hand for
the same measures; both answers must be equal. Both run in turns in one process, each in
a transaction with an empty record cache; figures are medians.
"""

import argparse
import statistics
from datetime import timedelta

import scale
from scale import FIRST, copies, many, row, timed

from odoo import SUPERUSER_ID, api

LINES_PER_ORDER = 2
CUSTOMERS_PER_NOTE = 50  # every so many get a credit note
CHANGED = 20  # every so many stand otherwise than the rules say
COLUMNS = ("s", "s of processor", "statements")
BY_HAND = """
    WITH RECURSIVE documents AS (
        SELECT partner.commercial_partner_id AS customer, TRUE AS is_order,
               sale.date_order AS at,
               SUM(ROUND(line.price_subtotal / sale.currency_rate, 2)) AS net
          FROM sale_order sale
          JOIN res_partner partner ON partner.id = sale.partner_id
          JOIN sale_order_line line ON line.order_id = sale.id
         WHERE sale.company_id = %(company)s AND sale.state = 'sale'
           AND line.display_type IS NULL AND line.product_id IS NOT NULL
           AND line.is_downpayment IS NOT TRUE
         GROUP BY 1, 3, sale.id
         UNION ALL
        SELECT partner.commercial_partner_id, FALSE,
               (COALESCE(move.invoice_date, move.date)::timestamp
                AT TIME ZONE %(zone)s) AT TIME ZONE 'UTC',
               SUM(-item.balance)
          FROM account_move move
          JOIN res_partner partner ON partner.id = move.partner_id
          JOIN account_move_line item ON item.move_id = move.id
         WHERE move.company_id = %(company)s AND move.move_type = 'out_refund'
           AND move.state = 'posted' AND item.display_type = 'product'
         GROUP BY 1, 3, move.id
    ), above AS (
        SELECT unit.partner_key AS id, head.partner_key AS head
          FROM kam_account unit JOIN kam_account head ON head.id = unit.parent_id
         UNION
        SELECT above.id, head.partner_key
          FROM above
          JOIN kam_account unit ON unit.partner_key = above.head
          JOIN kam_account head ON head.id = unit.parent_id
    ), traded AS (
        SELECT * FROM documents
         UNION ALL
        SELECT above.head, is_order, at, net
          FROM documents JOIN above ON above.id = documents.customer
    ), figures AS (
        SELECT customer,
               SUM(net) FILTER (WHERE at >= %(year)s) AS sales_12m,
               SUM(net) FILTER (WHERE at >= %(two)s) AS sales_24m,
               SUM(net) AS sales_ever,
               COUNT(*) FILTER (WHERE is_order AND net > 0 AND at >= %(year)s)
                   AS orders,
               MAX(net) FILTER (WHERE is_order AND at >= %(year)s) AS largest,
               MAX(at) FILTER (WHERE is_order AND net > 0) AS last
          FROM traded
         WHERE at < %(until)s
         GROUP BY customer
    ), last AS (
        SELECT customer,
               ((last AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date AS day
          FROM figures
    ), idle AS (
        SELECT customer, day,
               ((EXTRACT(YEAR FROM %(today)s::date) - EXTRACT(YEAR FROM day)) * 12
                + EXTRACT(MONTH FROM %(today)s::date) - EXTRACT(MONTH FROM day))::int
               AS months
          FROM last
    )
    SELECT account.partner_key,
           (COALESCE(sales_12m, 0) * 100)::bigint,
           (COALESCE(sales_24m, 0) * 100)::bigint,
           (COALESCE(sales_ever, 0) * 100)::bigint,
           CASE WHEN sales_12m > 0 THEN orders ELSE 0 END,
           CASE WHEN sales_12m > 0 THEN (largest * 100)::bigint ELSE 0 END,
           CASE WHEN sales_12m > 0
                THEN ROUND(sales_12m * 100 / NULLIF(orders, 0))::bigint END,
           CASE WHEN sales_ever > 0
                THEN months - (day + make_interval(months => months) > %(today)s)::int
           END,
           COALESCE(units.number, 0),
           NULLIF(account.influence_score, 0),
           (COALESCE(account.nature, '') = 'government')::int
      FROM kam_account account
      LEFT JOIN figures ON figures.customer = account.partner_key
      LEFT JOIN idle ON idle.customer = account.partner_key
      LEFT JOIN (SELECT head, COUNT(*) AS number FROM above GROUP BY head) units
             ON units.head = account.partner_key
     WHERE account.company_id = %(company)s AND account.active
     ORDER BY account.partner_key
"""


# === DATA === #


def fill(env, customers, lines):
    """Put customers, accounts, orders over two years and credit notes on file."""
    account, order, note = scale.samples(env)
    orders = lines // LINES_PER_ORDER
    scale.fill_accounts(env, account, customers)
    customer = scale.customer_of(customers)
    copies(
        *(env, order, many(orders)),
        id="new",
        name="'S' || new",
        partner_id=customer,
        date_order="now() AT TIME ZONE 'UTC' - (new % 730) * interval '1 day'",
    )
    price = "1000 + (new::bigint * 104729) % 2500000 / 100.0"
    copies(
        *(env, order.order_line, many(lines)),
        id="new",
        order_id=f"{FIRST} + new % {orders}",
        price_unit=price,
        price_subtotal=price,
        price_total=price,
    )
    notes = many(customers // CUSTOMERS_PER_NOTE)
    copies(
        *(env, note, notes),
        id="new",
        partner_id=customer,
        invoice_date="now()::date - 40",
        name="'R' || new",
        sequence_number="new",
    )
    copies(
        *(env, note.invoice_line_ids, notes),
        id="new",
        move_id="new",
        move_name="'R' || new",
        partner_id=customer,
    )
    env.cr.execute("ANALYZE")


def settle(env, snapshot):
    """Let all accounts stand as the rules say, but every so many."""
    _count, found = env["kam.class.measuring"]._kam_proposals(env.company, snapshot)
    stand = [
        (
            proposal.account_id,
            {change.field: change.after for change in proposal.changes},
        )
        for proposal in found
        if proposal.account_id % CHANGED
    ]
    classes, levels = (
        {record.code: record.id for record in env[model].search([])}
        for model in ("kam.account.class", "kam.account.level")
    )
    env.cr.execute_values(
        "UPDATE kam_account SET class_id = new.class, level_id = new.level, "
        "lead_id = new.lead FROM (VALUES %s) AS new (id, class, level, lead) "
        "WHERE kam_account.id = new.id",
        [
            (
                account_id,
                classes.get(after.get("primary")),
                levels.get(after.get("level")),
                SUPERUSER_ID if after.get("lead") else None,
            )
            for account_id, after in stand
        ],
        template="(%s, %s::int, %s::int, %s::int)",
        page_size=1000,
    )
    tags = [
        (account_id, classes[code])
        for account_id, after in stand
        for code in after.get("secondary", ())
    ]
    env.cr.execute_values(
        "INSERT INTO kam_account_kam_account_class_rel VALUES %s", tags, page_size=1000
    )
    env.cr.execute("ANALYZE kam_account")


# === FIGURES === #


def snapshot_of(env):
    """Return the shipped rules with all shipped measures."""
    rules = env["kam.class.rule"]._kam_of(env.company)
    snapshot = rules._kam_snapshot(env.company)
    snapshot["measures"] = env["kam.account.measure"].search([])._kam_snapshot()
    return snapshot


def by_hand(env):
    """Measure by the query that was written by hand."""
    from odoo.addons.kam_core.engine.period import trailing  # importable by now

    clock, company = env["kam.clock"], env.company
    today = clock._today(company)
    starts = {
        name: clock._day_start(trailing(today, months).first, company)
        for name, months in (("year", 12), ("two", 24))
    }
    env.cr.execute(
        BY_HAND,
        {
            "company": company.id,
            "zone": str(clock._zone(company)),
            "today": today,
            "until": clock._day_start(today + timedelta(days=1), company),
            **starts,
        },
    )
    return env.cr.fetchall()


def check_equal(registry, snapshot, rows):
    """Make sure that both ways have measured the same."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        found = env["kam.class.measuring"]._kam_values(env.company, snapshot)
    ours = {partner: tuple(values.values()) for partner, values in found.items()}
    theirs = {partner: tuple(values) for partner, *values in rows}
    different = [key for key in theirs if ours.get(key) != theirs[key]]
    assert not different and len(ours) == len(theirs), (
        len(different),
        [(key, ours.get(key), theirs[key]) for key in different[:3]],
    )


def run(registry, customers, lines, rounds):
    """Fill, measure in turns and print."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        fill(env, customers, lines)
        snapshot = snapshot_of(env)
        settle(env, snapshot)
        cr.commit()  # what is measured has cursors of its own

    def ours(env):
        measuring = env["kam.class.measuring"]
        return measuring._kam_proposals(env.company, snapshot)

    def measuring_alone(env):
        measuring = env["kam.class.measuring"]
        names = measuring._names(snapshot)
        return sum(map(len, measuring._measured(env.company, snapshot, names)))

    calls = {
        "measured and evaluated": ours,
        "measured": measuring_alone,
        "query by hand": by_hand,
    }
    taken, answers = {name: [] for name in calls}, {}
    for number in range(rounds + 1):
        for name, call in calls.items():
            took, answers[name] = timed(registry, call)
            if number:  # the first round warms up
                taken[name].append(took)
    check_equal(registry, snapshot, answers["query by hand"])
    report(taken, answers["measured and evaluated"], lines)


def report(taken, answer, lines):
    """Print what each way takes, and the ratio."""
    count, found = answer
    measures = f"{count} customers, {lines} order lines, {len(found)} to change"
    print(f"{measures}\nmedians of {len(taken['measured'])} rounds\n")
    print(row("way", *COLUMNS))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in taken.items()
    }
    for name, figures in medians.items():
        print(row(name, *figures[:2], str(int(figures[2]))))
    hand = medians["query by hand"][0]
    for name in ("measured", "measured and evaluated"):
        print(row(f"ratio: {name}", f"{medians[name][0] / hand:.2f}"))


def main():
    """Measure on a database of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=500_000)
    given, _others = parser.parse_known_args()
    scale.run_on_copy(run, given.customers, given.lines, min(given.rounds, 10))


if __name__ == "__main__":
    main()
