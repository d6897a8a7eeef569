"""The demo company of ``make run`` (SYS-04), built by its script in Odoo's shell."""

import json
import subprocess
import sys

import pytest

from harness import ROOT

SCRIPT = """
import json, sys
sys.path.insert(0, {scripts!r})
import demo
for _run in range(2):
    notes = demo.build(env)
    env.cr.commit()
    env.flush_all()
    counts = {{
        name: env[name].search_count([])
        for name in (
            "kam.card", "kam.card.entry", "kam.card.hold", "sale.order", "pos.order",
            "account.move", "product.product", "res.partner", "res.users",
        )
    }}
    cards = env["kam.card"].search([])
    tie_out = env["kam.card.tie.out"]
    state = {{
        "notes": notes,
        "counts": counts,
        "terms": tie_out._terms(env.company),
        "broken": env["kam.card.ledger"]._verify(cards),
        "states": sorted({{(card.kind, card.state) for card in cards}}),
        "currency": env.company.currency_id.name,
    }}
    print("STATE", json.dumps(state))
"""


@pytest.fixture(scope="module")
def states(bench):
    """What the database holds after the first and after the second run."""
    with bench.database() as database:
        conf = bench.configuration("demo.conf", max_cron_threads=0)
        command = [sys.executable, "-m", "odoo", "shell", "-c", conf, "-d", database]
        done = subprocess.run(
            [*command, "--no-http", "--log-level=warn"],
            input=SCRIPT.format(scripts=str(ROOT / "scripts")),
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        lines = done.stdout.splitlines()
        yield [json.loads(line[6:]) for line in lines if line.startswith("STATE ")]


def test_sys_04_the_books_of_the_demo_company_tie_out(states):
    terms = states[0]["terms"]
    assert terms["unexplained"] == 0
    assert terms["ledger"] == terms["remaining"] > 0
    assert states[0]["broken"] == []


def test_sys_04_the_demo_shows_instruments_in_every_usual_state(states):
    assert states[0]["currency"] == "CNY"
    assert {tuple(pair) for pair in states[0]["states"]} >= {
        *(("voucher", state) for state in ("received", "active", "used")),
        *(("card", state) for state in ("received", "sold", "active", "frozen")),
    }


def test_sys_04_a_second_run_changes_nothing(states):
    first, second = states
    assert second == first
