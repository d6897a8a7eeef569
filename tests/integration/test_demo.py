"""The demo company of ``make run`` (SYS-04), built by its script in Odoo's shell."""

import json
import subprocess
import sys
from datetime import date

import pytest

from harness import ROOT

# model/field: how many records of each value the demo shows
KEY_ACCOUNTS = {
    "kam.account/class_id": {
        **{"strategic": 4, "important": 4, "high_value": 6, "group_purchase": 7},
        **{"potential": 7, "": 7},
    },
    "kam.account/nature": {"company": 26, "dealer": 1, "government": 4, "person": 4},
    "kam.account/secrecy": {"owner": 1, "role": 33, "team": 1},
    "kam.account/active": {"True": 34, "": 1},
    "kam.account.decision/kind": {"keep": 1, "pause": 5, "release": 1},
    "kam.sales.rep/kind": {
        **{"full_time": 5, "probation": 1, "part_time": 1, "agent": 1, "referrer": 1},
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
    "kam.class.run/state": {"applied": 1, "preview": 1},
    "kam.job/state": {"done": 3},
    "kam.sensitive.item/state": {"held": 3, "withdrawn": 1, "erased": 1},
    "kam.export.permit/approval_state": {
        **{"none": 2, "approved": 1, "open": 1, "refused": 1},
    },
    "kam.export.log/kind": {"export": 3, "print": 1, "show": 1},
    "kam.secrecy.rule/state": {"in_force": 1, "replaced": 1},
    "kam.secrecy.incident/approval_state": {"approved": 1, "open": 1},
    "kam.handover/state": {"in_progress": 1, "done": 1},
    "kam.handover.line/state": {"open": 3, "received": 1, "passed": 2},
}
# model/field: values it shows; how many of them, depends on the month of the year
SHOWN = {
    "kam.account/level_id": {"gold", "silver", "standard"},
    "kam.account/stage": {"after_sales", "deal", "develop", "sell_again"},
    "kam.account/age": {"new", "old", "potential"},
    "kam.account/position": {"general", "main", "occasional"},
    "kam.churn.event/state": {"lost", "won_back"},
    "kam.class.change/kind": {"class", "level", "secondary", "lead", "lost"},
    "kam.class.change/state": {"proposed", "applied", "dismissed"},
    "kam.approval.task/state": {"open", "approved", "refused", "void"},
}
CLASSES = ("strategic", "important", "high_value", "group_purchase", "potential")
STATES = {
    "deal_stage": {"past", "current", "in_development"},
    "clock_state": {"running", "warning", "overdue", "paused"},
}
SCRIPT = """
import json, sys
from collections import defaultdict
sys.path.insert(0, {scripts!r})
import demo

def user(login):
    return env.ref(f"kam_demo.user_{{login}}")

def class_states():
    found = defaultdict(set)
    for account in env["kam.account"].search([("class_id", "!=", False)]):
        for field in {fields!r}:
            found[f"{{account.class_id.code}}/{{field}}"].add(account[field] or "")
    return {{key: sorted(values) for key, values in found.items()}}

def months_with_trade():
    sales = env["kam.trade"].search([("amount", ">", 0)])
    return sorted({{day.strftime("%Y-%m") for day in sales.mapped("day")}})

def targets():
    found = env["kam.target"].search([])
    year = found.filtered(lambda t: t.scope == "rep" and t.period_kind == "year")
    return {{
        "periods": sorted(set(found.mapped("period_kind"))),
        "scopes": sorted(set(found.mapped("scope"))),
        "states": sorted(set(found.mapped("state"))),
        "actuals": sorted(set(year.mapped("actual"))),
        "of_newcomer": sorted(
            set(found.filtered(
                lambda t: t.rep_id.kind == "probation" and t.state == "in_force"
            ).mapped("period_kind"))
        ),
        "changed": len(found.filtered(
            lambda t: t.period_kind == "month" and len(t.version_ids) > 1
            and t.version_ids[:1] == t.current_version_id
            and t.date_from <= t.version_ids[:1].approved_on <= t.date_to
        )),
    }}

def inboxes():
    return {{
        login: env["kam.approval.task"].with_user(user(login)).search_count(
            [("can_decide", "=", True)]
        )
        for login in ("manager", "director", "general")
    }}

def roles_without_user():
    category = env.ref("kam_core.module_category_key_accounts")
    roles = env["res.groups"].search([("privilege_id.category_id", "=", category.id)])
    staff = env["ir.model.data"].search(
        [("module", "=", "kam_demo"), ("model", "=", "res.users")]
    )
    users = env["res.users"].search([("id", "in", staff.mapped("res_id"))])
    return sorted(
        role.get_external_id()[role.id] for role in roles if not role.user_ids & users
    )

def handovers():
    return {{
        handover.state: {{
            "lines": sorted(set(handover.line_ids.mapped("state"))),
            "undertaking": bool(handover._kam_undertaking().filtered("is_lasting")),
        }}
        for handover in env["kam.handover"].search([])
    }}

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
            "kam.export.log", "kam.secrecy.acknowledgement", "kam.target",
            "kam.target.version", "kam.handover.line", "kam.account.tenure",
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
        "today": str(env["kam.clock"]._today(env.company)),
        "class_states": class_states(),
        "months": months_with_trade(),
        "targets": targets(),
        "inboxes": inboxes(),
        "complete": max(env["kam.account"].search([]).mapped("completeness")),
        "roles_without_user": roles_without_user(),
        "handovers": handovers(),
        "not_acknowledged": env["kam.secrecy.rule"].search(
            [("state", "=", "in_force")]
        ).missing_ids.mapped("login"),
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
                scripts=str(ROOT / "scripts"),
                paths=[*KEY_ACCOUNTS, *SHOWN],
                fields=list(STATES),
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
    assert "leaver" not in users


@pytest.mark.parametrize("path", SHOWN)
def test_sys_04_the_demo_shows_key_accounts_in_the_usual_states(states, path):
    assert states[0]["key_accounts"][path].keys() >= SHOWN[path]


@pytest.mark.parametrize("field", STATES)
@pytest.mark.parametrize("code", CLASSES)
def test_sys_04_every_class_has_an_account_in_every_state(states, code, field):
    assert set(states[0]["class_states"][f"{code}/{field}"]) >= STATES[field]


def test_core_06_an_archive_of_the_demo_company_is_complete(states):
    assert states[0]["complete"] == 100


def test_sys_04_each_month_of_the_last_year_has_trade(states):
    today = date.fromisoformat(states[0]["today"])
    last = today.year * 12 + today.month - 1
    wanted = {f"{month // 12}-{month % 12 + 1:02}" for month in range(last - 12, last)}
    assert wanted <= set(states[0]["months"])


def test_core_15_the_demo_shares_a_year_out_over_time_and_people(states):
    found = states[0]["targets"]
    assert {"year", "quarter", "month", "week"} <= set(found["periods"])
    assert {"department", "team", "rep"} <= set(found["scopes"])
    assert {"open", "to_accept", "in_force"} <= set(found["states"])
    assert len(found["actuals"]) >= 4
    assert set(found["of_newcomer"]) >= {"month", "week"}
    assert found["changed"]


def test_core_13_the_demo_shows_a_hand_over_that_runs_and_one_that_is_done(states):
    assert states[0]["handovers"] == {
        "in_progress": {"lines": ["open", "received"], "undertaking": False},
        "done": {"lines": ["passed"], "undertaking": True},
    }


def test_core_18_some_have_not_acknowledged_the_secrecy_rules(states):
    assert sorted(states[0]["not_acknowledged"]) == [
        *("departing", "gifts", "office", "rival"),
    ]


def test_core_14_something_waits_for_each_who_decides(states):
    assert all(states[0]["inboxes"].values())


def test_core_23_the_demo_has_a_login_for_each_role(states):
    assert states[0]["roles_without_user"] == []


def test_sys_04_a_second_run_changes_nothing(states):
    first, second = states
    assert second == first
