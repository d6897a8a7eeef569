"""The demo company of ``make run`` (SYS-04), built by its script in Odoo's shell."""

import json
import subprocess
import sys

import pytest

from harness import ROOT

# model/field: how many records of each value the demo shows
KEY_ACCOUNTS = {
    "kam.account/class_id": {
        **{"strategic": 1, "important": 2, "high_value": 4, "group_purchase": 4},
        **{"potential": 4, "": 7},
    },
    "kam.account/level_id": {"gold": 2, "silver": 6, "standard": 8, "": 6},
    "kam.account/stage": {"after_sales": 3, "deal": 9, "develop": 5, "sell_again": 5},
    "kam.account/age": {"new": 12, "old": 4, "potential": 6},
    "kam.account/deal_stage": {"current": 12, "in_development": 6, "past": 4},
    "kam.account/nature": {"company": 16, "dealer": 1, "government": 2, "person": 3},
    "kam.account/position": {"general": 4, "main": 3, "occasional": 9, "": 6},
    "kam.account/clock_state": {
        **{"overdue": 3, "warning": 1, "paused": 1, "running": 13, "": 4},
    },
    "kam.account/secrecy": {"owner": 1, "role": 20, "team": 1},
    "kam.account/active": {"True": 21, "": 1},
    "kam.account.decision/kind": {"keep": 1, "pause": 1, "release": 1},
    "kam.churn.event/state": {"lost": 5, "won_back": 9},
    "kam.sales.rep/kind": {
        **{"full_time": 4, "probation": 1, "part_time": 1, "agent": 1, "referrer": 1},
        **{"": 1},
    },
    "kam.registration/state": {
        **{"draft": 1, "reported": 4, "confirmed": 2, "refused": 1, "duplicate": 2},
        **{"withdrawn": 1, "lapsed": 1},
    },
    "kam.contact.consent/state": {"asked": 1},
    "kam.contract/state": {
        **{"draft": 1, "to_check": 1, "checked": 1, "signed": 1, "cancelled": 1},
    },
    "kam.order.review/approval_state": {"open": 2, "approved": 1, "refused": 1},
    "kam.class.run/state": {"preview": 1},
    "kam.class.change/kind": {
        **{"class": 5, "level": 5, "secondary": 1, "lead": 2, "lost": 4},
    },
    "kam.job/state": {"done": 2},
    "kam.approval.task/state": {"open": 9, "approved": 9, "refused": 2, "void": 3},
}
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
            "kam.communication", "kam.stakeholder", "kam.account.document",
            "kam.account.strategy", "kam.account.weakness", "kam.credit.incident",
            "mail.activity", "kam.approval.request", "kam.export.permit",
        )
    }}
    key_accounts = {{
        path: {{
            str(getattr(value, "code", value) or ""): count
            for value, count in env[path.partition("/")[0]]
            .with_context(active_test=False)
            ._read_group([], [path.partition("/")[2]], ["__count"])
        }}
        for path in {paths!r}
    }}
    portal_user = env.ref("kam_demo.user_parttimer")
    portal_reps = env(user=portal_user.id)["kam.sales.rep"]._kam_portal_reps()
    portal_reports = env["kam.registration"].search(
        [("reporter_id", "in", portal_reps.ids)], order="reported_at"
    )
    cards = env["kam.card"].search([])
    tie_out = env["kam.card.tie.out"]
    state = {{
        "notes": notes,
        "counts": counts,
        "terms": tie_out._terms(env.company),
        "broken": env["kam.card.ledger"]._verify(cards),
        "states": sorted({{(card.kind, card.state) for card in cards}}),
        "key_accounts": key_accounts,
        "currency": env.company.currency_id.name,
        "portal": [portal_user.share, *portal_reports.mapped("state")],
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
            input=SCRIPT.format(
                scripts=str(ROOT / "scripts"), paths=list(KEY_ACCOUNTS)
            ),
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


@pytest.mark.parametrize("path", KEY_ACCOUNTS)
def test_sys_04_the_demo_shows_key_accounts_of_every_kind(states, path):
    assert states[0]["key_accounts"][path] == KEY_ACCOUNTS[path]


def test_sys_04_a_part_time_seller_reports_through_the_portal(states):
    assert states[0]["portal"] == [True, "duplicate", "reported"]
    users = {login for login, _password, _role in states[0]["notes"]["users"]}
    assert "parttimer" in users


def test_sys_04_a_second_run_changes_nothing(states):
    first, second = states
    assert second == first
