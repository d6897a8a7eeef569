"""The suite goes as cleanly as it came, from a database in use (SYS-01)."""

import subprocess
import sys
from contextlib import closing

import pytest

from harness import ROOT

FILL = """
import sys
sys.path.insert(0, {scripts!r})
import demo
demo.build(env)
env.cr.commit()
"""


def odoo(conf, *arguments, **options):
    """Run a command of Odoo and return what it wrote, without informations."""
    done = subprocess.run(
        [sys.executable, "-m", "odoo", *arguments[:2], "-c", conf, *arguments[2:]],
        capture_output=True,
        text=True,
        cwd=ROOT,
        **options,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [line for line in done.stderr.splitlines() if " ERROR " in line]


@pytest.fixture(scope="module")
def without(bench):
    """Rows of a database whose tills and books were used, after the removal."""
    with bench.database() as database:
        conf = bench.configuration("uninstall.conf", max_cron_threads=0)
        fill = FILL.format(scripts=str(ROOT / "scripts"))
        odoo(conf, "shell", "--no-http", "-d", database, input=fill)
        modules = ("kam_groupbuy_cards", "kam_core_pos", "kam_core")
        errors = odoo(conf, "module", "uninstall", "-d", database, *modules)
        with closing(bench.cluster.connect(database)) as connection:

            def rows(statement):
                with connection.cursor() as cursor:
                    cursor.execute(statement)
                    return cursor.fetchall()

            rows.errors = errors
            yield rows


def test_sys_01_nothing_of_the_suite_is_left(without):
    assert without.errors == []
    assert without("SELECT module FROM ir_model_data WHERE module LIKE 'kam\\_%'") == [
        ("kam_demo",)
    ] * len(without("SELECT 1 FROM ir_model_data WHERE module = 'kam_demo'"))
    assert without("SELECT tablename FROM pg_tables WHERE tablename LIKE 'kam%'") == []
    assert without("SELECT proname FROM pg_proc WHERE proname LIKE 'kam%'") == []
    columns = "SELECT table_name FROM information_schema.columns WHERE column_name"
    assert without(f"{columns} LIKE 'kam\\_%'") == []


def test_sys_01_sales_and_books_stay(without):
    ((orders, moves),) = without(
        "SELECT (SELECT count(*) FROM pos_order), (SELECT count(*) FROM account_move)"
    )
    assert orders > 0 and moves > 0


def test_sys_01_no_till_shows_a_method_that_nobody_serves(without):
    terminal = "use_payment_terminal = 'kam_card'"
    assert without(f"SELECT id FROM pos_payment_method WHERE {terminal}") == []
