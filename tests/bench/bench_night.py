"""What the nightly run over 100,000 accounts takes, beside one statement (CORE-11, 12).

``make bench`` runs it on a copy of the test database. It makes accounts with owners,
classes, contacts and two years of orders by SQL, and lets nights pass: the first, which
has everything to date, and ordinary ones, before each of which one account in 1,000 is
sold something. Beside each night runs one UPDATE that was written by hand for the same
columns; it is rolled back. It writes no events of losses, no warnings and no evidence,
and knows neither returns nor pauses; what it does compute must be equal.
"""

import argparse
import statistics
from datetime import timedelta
from unittest.mock import patch

import scale
from scale import FIRST, copies, many, row, timed

from odoo import SUPERUSER_ID, api, fields

REPS = 20
RARE = 1000  # one account of so many is sold something before an ordinary night
CUSTOMERS_PER_NOTE = 50  # every so many get a credit note
ORDERS = 5, 2  # for each two customers
COLUMNS = ("s", "s of processor", "statements")
BY_HAND = """
    WITH RECURSIVE below AS (
        SELECT id AS head, id FROM kam_account WHERE company_id = %(company)s
         UNION ALL
        SELECT below.head, child.id
          FROM below JOIN kam_account child ON child.parent_id = below.id
    ), traded AS (
        SELECT below.head AS id,
               ((sale.date_order AT TIME ZONE 'UTC') AT TIME ZONE %(zone)s)::date
                   AS day,
               SUM(ROUND((sale.amount_total / sale.currency_rate)::numeric, 2)) AS net
          FROM below
          JOIN kam_account account ON account.id = below.id
          JOIN res_partner customer
            ON customer.commercial_partner_id = account.partner_key
          JOIN sale_order sale ON sale.partner_id = customer.id
         WHERE sale.state = 'sale' AND sale.company_id = %(company)s
         GROUP BY 1, 2
    ), days AS (
        SELECT id, day, day - LAG(day) OVER (PARTITION BY id ORDER BY day) AS gap
          FROM traded WHERE net > 0
    ), bought AS (
        SELECT id, MIN(day) AS first, MAX(day) AS last, COUNT(gap) AS gaps,
               PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY gap) AS usual
          FROM days GROUP BY id
    ), contacts AS (
        SELECT account_id, MAX(day) AS day FROM kam_communication GROUP BY account_id
    ), facts AS (
        SELECT account.id, bought.first, bought.last, bought.gaps, bought.usual,
               GREATEST(contacts.day, bought.last) AS maintained,
               GREATEST(contacts.day, bought.last, account.owned_since) AS start,
               class.maintain_months AS keep, class.lost_months AS lose
          FROM kam_account account
          JOIN kam_account_class class ON class.id = account.class_id
          LEFT JOIN bought ON bought.id = account.id
          LEFT JOIN contacts ON contacts.account_id = account.id
    ), figures AS (
        SELECT facts.*,
               (start + make_interval(months => keep))::date AS due,
               (start + make_interval(months => keep))::date - %(today)s AS days_left,
               (last + make_interval(months => lose))::date + 1 AS lost,
               CASE WHEN gaps > 1 THEN usual ELSE 0 END AS usual_days,
               CASE WHEN gaps > 1 THEN (%(today)s - last) * 100 ELSE -1 END AS gone
          FROM facts
    )
    UPDATE kam_account account
       SET maintained_on = maintained,
           clock_start = start,
           clock_source = CASE WHEN maintained >= owned_since
                               THEN 'maintained' ELSE 'assigned' END,
           clock_due = due,
           clock_days_left = days_left,
           clock_step = CASE WHEN days_left BETWEEN 0 AND 3 THEN 3
                             WHEN days_left BETWEEN 4 AND 14 THEN 14
                             WHEN days_left BETWEEN 15 AND 30 THEN 30 ELSE 0 END,
           clock_state = CASE WHEN days_left < 0 THEN 'overdue'
                              WHEN days_left <= 30 THEN 'warning'
                              ELSE 'running' END,
           clock_checked_on = %(today)s,
           first_bought_on = first,
           bought_on = last,
           lost_on = CASE WHEN lost <= %(today)s THEN lost END,
           usual_interval = usual_days,
           interval_step = CASE WHEN gone < usual_days * 50 THEN 0
                                WHEN gone < usual_days * 75 THEN 50
                                WHEN gone < usual_days * 100 THEN 75 ELSE 100 END,
           watched_on = %(today)s
      FROM figures
     WHERE figures.id = account.id
"""
COMPARED = """
    SELECT id, maintained_on, clock_start, clock_source, clock_due, clock_days_left,
           clock_step, clock_state, first_bought_on, bought_on, lost_on,
           usual_interval, interval_step
      FROM kam_account
     WHERE id NOT IN (
               SELECT unnest(ARRAY[account.id, account.parent_id])
                 FROM kam_account account
                 JOIN account_move note ON note.partner_id = account.partner_key
                WHERE account.id > 10000000
           )
       AND id > 10000000
     ORDER BY id
"""


# === DATA === #


def sellers(env):
    """Make sales reps with a user each."""
    group = env.ref("kam_core.kam_core_group_consultant")
    users = env["res.users"].create(
        [
            {
                "name": f"Seller {number}",
                "login": f"bench_seller_{number}",
                "group_ids": [(4, group.id)],
            }
            for number in range(REPS)
        ]
    )
    manager = env.ref("base.user_admin").id
    term = {"kind": "full_time", "date_from": "2020-01-01", "manager_id": manager}
    return env["kam.sales.rep"].create(
        [
            {
                "partner_id": user.partner_id.id,
                "user_id": user.id,
                "term_ids": [(0, 0, term)],
            }
            for user in users
        ]
    )


def fill(env, customers):
    """Put accounts with owner, class, contacts and trade on file."""
    account, order, note = scale.samples(env)
    reps = sellers(env)
    account._kam_assign(reps[0], "Bench")
    contact = env["kam.communication"].create(
        {"account_id": account.id, "content": "Asked for bracelets"}
    )
    env.flush_all()
    scale.fill_accounts(env, account, customers)
    assign(env, account, reps)
    # most are looked after; some are about to be warned of
    slow = "new % 33 = 0"
    copies(
        *(env, contact, many(customers)),
        id="new",
        account_id="new",
        day=f"now()::date - CASE WHEN {slow} THEN 40 + new % 89 ELSE new % 40 END",
    )
    trade(env, order, note, customers)
    env.cr.execute("ANALYZE")


def assign(env, account, reps):
    """Give each account an owner since some time, and a class."""
    classes = env["kam.account.class"].search([])
    env.cr.execute(
        """
        UPDATE kam_account account
           SET owner_id = rep.id, owner_user_id = rep.user_id,
               owned_since = now()::date - 200 - account.id %% 300,
               opened_on = now()::date - 800,
               class_id = (%s::int[])[1 + account.id %% %s]
          FROM kam_sales_rep rep
         WHERE rep.id = (%s::int[])[1 + account.id %% %s] AND account.id >= %s
        """,
        [classes.ids, len(classes), reps.ids, len(reps), FIRST],
    )
    owned = f"(SELECT * FROM kam_account WHERE id >= {FIRST}) new"
    copies(
        *(env, account.tenure_ids, owned),
        id="new.id",
        account_id="new.id",
        rep_id="new.owner_id",
        date_from="new.owned_since",
    )


def trade(env, order, note, customers):
    """Spread orders over two years, and some credit notes."""
    many_orders, each = ORDERS
    customer = scale.customer_of(customers)
    copies(
        *(env, order, many(customers * many_orders // each)),
        id="new",
        name="'S' || new",
        partner_id=customer,
        date_order="now() AT TIME ZONE 'UTC' "
        "- (abs(hashint4(new)::bigint) % 730) * interval '1 day'",
    )
    copies(
        *(env, note, many(customers // CUSTOMERS_PER_NOTE)),
        id="new",
        name="'R' || new",
        sequence_number="new",
        partner_id=customer,
        invoice_date="now()::date - 40",
    )


def sell(env, number, moment):
    """Sell something to one account in :data:`RARE` before night ``number``."""
    order = env["sale.order"].search([("id", "<", FIRST)], order="id desc", limit=1)
    shift = 20_000_000 * number
    some = f"SELECT id FROM kam_account WHERE id >= {FIRST} AND id % {RARE} = {number}"
    copies(
        *(env, order, f"({some}) new"),
        id=f"new.id + {shift}",
        name=f"'T' || new.id + {shift}",
        partner_id="new.id",
        date_order=f"'{fields.Datetime.to_string(moment)}'::timestamp",
    )


# === FIGURES === #


def by_hand(env):
    """Bring the columns up to date by the statement that was written by hand."""
    clock = env["kam.clock"]
    env.cr.execute(
        BY_HAND,
        {
            "company": env.company.id,
            "zone": str(clock._zone(env.company)),
            "today": clock._today(env.company),
        },
    )


def compared(env):
    """Return the columns that both ways write, of accounts without returns."""
    env.cr.execute(COMPARED)
    return env.cr.fetchall()


def by_hand_compared(env):
    """Return what the statement by hand takes, and what it writes."""
    before = scale.figures(env.cr)
    by_hand(env)
    after = scale.figures(env.cr)
    took = [end - begin for end, begin in zip(after, before, strict=True)]
    return took, compared(env)


def watch(env):
    """Let the night pass as the scheduled action does."""
    env["kam.account"]._cron_watch()


def counted(env):
    """Return how many losses and warnings are on file."""
    return (
        env["kam.churn.event"].search_count([]),
        env["mail.activity"].search_count([("res_model", "=", "kam.account")]),
    )


class Nights:
    """One night after the other, each beside the statement by hand."""

    def __init__(self, registry):
        self.registry = registry
        self.taken = {}
        with registry.cursor() as cr:
            clock = api.Environment(cr, SUPERUSER_ID, {})["kam.clock"]
            self.first = clock._now()

    def night(self, name, number):
        """Let night ``number`` pass, compare, and keep what it took as ``name``."""
        moment = self.first + timedelta(days=number)
        with patch.object(self.registry["kam.clock"], "_now", lambda _clock: moment):
            _all, (hand, theirs) = timed(self.registry, by_hand_compared)
            before = timed(self.registry, counted)[1]
            ours, _none = timed(self.registry, watch, commit=True)
            after = timed(self.registry, counted)[1]
            found = timed(self.registry, compared)[1]
        check_equal(found, theirs)
        losses, warnings = (now - then for now, then in zip(after, before, strict=True))
        print(f"{name}: {losses} losses, {warnings:+d} warnings", flush=True)
        self.taken.setdefault(name, []).append(ours)
        self.taken.setdefault(f"{name}, by hand", []).append(hand)


def check_equal(ours, theirs):
    """Make sure that both ways have written the same."""
    different = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    assert not different, (len(different), different[:3])


def run(registry, customers, rounds):
    """Fill, let nights pass and print."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        fill(env, customers)
        cr.commit()  # what is measured has cursors of its own
    pass_nights(registry, customers, rounds)


def pass_nights(registry, customers, rounds):
    """Let the first night and some ordinary ones pass, and print."""
    nights = Nights(registry)
    nights.night("first night", 0)
    for number in range(1, rounds + 1):
        moment = nights.first + timedelta(days=number)
        timed(registry, lambda env: sell(env, number, moment), commit=True)  # noqa: B023
        nights.night("ordinary night", number)
    report(nights.taken, customers)


def report(taken, customers):
    """Print what the nights take, and the ratios of the processor's time."""
    print(f"\n{customers} accounts\n")
    print(row("night", *COLUMNS))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in taken.items()
    }
    for name, figures in medians.items():
        print(row(name, *figures[:2], str(int(figures[2]))))
    for name in ("first night", "ordinary night"):
        ratio = medians[name][1] / medians[f"{name}, by hand"][1]
        print(row(f"ratio: {name}", f"{ratio:.2f}"))


def main():
    """Measure on a database of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--accounts", type=int, default=100_000)
    given, _others = parser.parse_known_args()
    scale.run_on_copy(run, given.accounts, min(given.rounds, 5))


if __name__ == "__main__":
    main()
