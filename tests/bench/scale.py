"""What the benchmarks over 100,000 customers share: records, figures, tables."""

import os
import sys
import tempfile
import time
from pathlib import Path

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import SQL

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from harness import Bench  # noqa: E402

FIRST = 10_000_001  # id of the first record made by SQL
GROUP = 2000  # customers with two units below them


def run_on_copy(run, *arguments):
    """Call ``run(registry, *arguments)`` on a copy of the test database."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            os.environ["KAM_TEST_CONF"], os.environ["KAM_TEST_TEMPLATE"], Path(folder)
        )
        with bench.database() as database:
            conf = bench.configuration("bench.conf", db_name=database)
            odoo.tools.config.parse_config(["-c", str(conf), "--log-level=error"])
            run(Registry(database), *arguments)
            odoo.sql_db.close_db(database)


# === DATA === #


def many(count):
    """Return a source of ``count`` rows ``new``, for :func:`copies`."""
    return f"generate_series({FIRST}, {FIRST - 1 + count}) new"


def copies(env, record, source, **columns):
    """Copy the row of ``record`` by SQL, once for each row of ``source``.

    :param source: what stands behind FROM and is called ``new``
    :param columns: expressions of the columns that differ
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND is_generated = 'NEVER'",
        [record._table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = (
        SQL(columns[name].replace("%", "%%"))
        if name in columns
        else SQL("old.%s", SQL.identifier(name))
        for name in names
    )
    env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(names)s) SELECT %(values)s "
            "FROM %(table)s old, %(source)s WHERE old.id = %(id)s",
            table=SQL.identifier(record._table),
            names=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(values),
            source=SQL(source.replace("%", "%%")),
            id=record.id,
        )
    )


def samples(env):
    """Make one customer with account, confirmed order and credit note by the ORM.

    Foreign keys of all that is copied in this transaction are checked by index: a plan
    that suits the empty tables would read them anew for each row.
    """
    env.cr.execute("DISCARD PLANS; SET LOCAL enable_seqscan = off")
    env["account.chart.template"].try_loading(
        "generic_coa", env.company, install_demo=False
    )
    ring = env["product.product"].create(
        {"name": "Ring", "type": "service", "taxes_id": False}
    )
    customer = env["res.partner"].create({"name": "Bench", "is_company": True})
    account = env["kam.account"].create({"partner_id": customer.id})
    line = {"product_id": ring.id, "price_unit": 100}
    order = env["sale.order"].create(
        {"partner_id": customer.id, "order_line": [(0, 0, line)]}
    )
    order.action_confirm()
    note = env["account.move"].create(
        {
            "move_type": "out_refund",
            "partner_id": customer.id,
            "invoice_date": env["kam.clock"]._today(env.company),
            "invoice_line_ids": [(0, 0, {**line, "tax_ids": False})],
        }
    )
    note.action_post()
    env.flush_all()
    return account, order, note


def fill_accounts(env, account, customers):
    """Put customers on file with an account each, some of them in groups.

    Ids are far from those that are there already, and computed.
    """
    copies(
        *(env, account.partner_id, many(customers)),
        id="new",
        commercial_partner_id="new",
        name="'C' || new",
        complete_name="'C' || new",
    )
    group = (
        f"CASE WHEN new < {FIRST + 3 * GROUP} AND new % 3 <> 2 "
        "THEN new - (new + 1) % 3 END"
    )
    copies(
        *(env, account, many(customers)),
        id="new",
        partner_id="new",
        partner_key="new",
        number="'B' || new",
        name="'C' || new",
        parent_id=group,
        parent_path=f"COALESCE(({group}) || '/', '') || new || '/'",
        influence_score="CASE WHEN new % 10 = 0 THEN 1 + new / 10 % 5 END",
    )


def customer_of(customers):
    """Return the expression that spreads documents ``new`` over customers."""
    return f"{FIRST} + (new::bigint * 7919) % {customers}"


# === FIGURES === #


def timed(registry, call, *, commit=False):
    """Return what a call takes in a transaction of its own, and its answer.

    :param bool commit: keep what the call has changed
    :return: ``(seconds, seconds of processor, statements), answer``
    """
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        # what a second process does would not be counted
        cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        before = figures(cr)
        answer = call(env)
        if commit:
            cr.commit()  # part of what is measured
        after = figures(cr)
        if not commit:
            cr.rollback()
        return [end - begin for end, begin in zip(after, before, strict=True)], answer


def figures(cr):
    """Return seconds, seconds of processor and statements up to now."""
    processor = time.process_time() + _of_database(cr)
    return time.perf_counter(), processor, cr.sql_log_count


def _of_database(cr):
    """Return the processor's seconds of the database process behind ``cr``.

    Neighbours make everything take longer, but not this. Linux alone tells it, and only
    of a server on this machine; elsewhere it is 0.
    """
    if not str(odoo.tools.config["db_host"]).startswith("/"):
        return 0
    figures = Path(f"/proc/{cr._cnx.info.backend_pid}/schedstat")
    return int(figures.read_text().split()[0]) / 1e9 if figures.exists() else 0


def row(name, *cells):
    """Return a line of a table."""
    texts = (cell if isinstance(cell, str) else f"{cell:.2f}" for cell in cells)
    return f"{name:<32}" + "".join(f"{text:>16}" for text in texts)
