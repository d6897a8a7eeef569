"""Sensitive data with consent, and what left the system: exports, prints, looks."""

import base64
from typing import NamedTuple

from demo_company.accounts import account
from demo_company.approvals import approve
from demo_company.people import acting, user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago


class Item(NamedTuple):
    """Sensitive data of a customer; ``end`` is what became of the consent."""

    key: str
    client: str
    kind: str
    days: int
    values: dict
    end: str = ""


ITEMS = [
    Item(
        *("bank", "bank", "bank", 200),
        {
            "value": "经办人收款账户 6200 0000 0000 0001 · of the contact person",
            "purpose": "差旅报销 · expenses",
            "consent_by": "郑强",
        },
    ),
    Item(
        *("child", "huang", "children", 90),
        {
            "value": "女儿六月生日 · a daughter, born in June",
            "purpose": "生日礼 · a gift for the birthday",
            "consent_by": "黄丽华",
            "guardian": "黄丽华（母亲 mother）",
        },
    ),
    Item(
        *("courier", "aviation", "disclosure", 60),
        {
            "purpose": "送货 · delivery",
            "recipient": "顺捷物流 Shunjie Logistics",
            "consent_by": "韩梅",
        },
    ),
    Item(
        *("health", "qin", "health", 150),
        {
            "value": "对镍过敏 · allergic to nickel",
            "purpose": "选料 · choice of metal",
            "consent_by": "秦月华",
        },
        "withdrawn",
    ),
    Item(
        *("old", "textile", "bank", 800),
        {
            "value": "结算账户 · account for refunds",
            "purpose": "退款 · refunds",
            "consent_by": "冯丽",
        },
        "erased",
    ),
]


class Export(NamedTuple):
    """A permit of some days ago: ``rows`` at most, and what it was used for."""

    key: str
    days: int
    rows: int
    reason: str
    end: str
    clients: tuple[str, ...] = ()
    values: dict = {}


EXPORTS = [
    Export(
        *("few", 45, 20, "银楼会员日邀请 · invitations", "used"),
        ("bank", "union", "huang"),
    ),
    Export(
        *("outside", 30, 5, "年会礼品配送 · delivery of gifts", "used", ("aviation",)),
        {"outside": True, "recipient": "顺捷物流 Shunjie Logistics"},
    ),
    Export(
        *("many", 20, 300, "半年客户盘点 · half-year review", "approved"),
        ("aviation", "energy", "port", "bank", "union", "museum", "club"),
    ),
    Export("refused", 15, 5_000, "备份到网盘 · a copy for the cloud", "refused"),
    Export("permit", 0, 500, "年度客户分析 · analysis of the year", "open"),
]
COLUMNS = ("number", "name", "class_id/name", "owner_id/name", "trade_year")


def build(env):
    """Make what is missing, each by whoever does it in a company."""
    for item in ITEMS:
        if not get(env, f"sensitive_{item.key}"):
            _item(env, item)
    for export in EXPORTS:
        if not get(env, f"permit_{export.key}"):
            with moment(env, days_ago(export.days)):
                _export(env, export)
    if not get(env, "printed_list"):
        with moment(env, days_ago(3)):
            _look(env)


# === SENSITIVE DATA === #


def _item(env, item):
    """The back office files a signed consent, later perhaps its end."""
    with moment(env, days_ago(item.days)):
        signed = base64.b64encode(f"{item.values['purpose']} 已签字 signed".encode())
        values = {
            "account_id": account(env, item.client).id,
            "kind_id": env.ref(f"kam_core.kam_sensitive_kind_{item.kind}").id,
            "consent_on": day_ago(item.days),
            "consent_document": signed,
            "consent_document_name": "同意书 consent.txt",
            **item.values,
        }
        made = acting(env, "backoffice")["kam.sensitive.item"].create(values)
        mark(made.sudo(), f"sensitive_{item.key}")  # external ids are the system's
    if item.end == "withdrawn":
        with moment(env, days_ago(20)):
            made.action_withdraw()
    elif item.end == "erased":
        env["kam.sensitive.item"]._cron_erase()


# === EXPORTS === #


def _export(env, export):
    """The analyst asks; what is small or approved is exported and logged."""
    permits = acting(env, "analyst")["kam.export.permit"]
    values = {"reason": export.reason, "row_limit": export.rows, **export.values}
    permit = permits.create(values)
    mark(permit.sudo(), f"permit_{export.key}")  # external ids are the system's
    permit.action_begin()
    if export.end == "approved":
        approve(permit)
    elif export.end == "refused":
        task = permit.sudo()._kam_last_request()._kam_open_task()
        task.with_user(user(env, "manager"))._kam_decide(
            "refused", "不得上传 · not to the cloud"
        )
    taken = env["kam.account"].union(*(account(env, key) for key in export.clients))
    if taken:
        taken.with_env(permit.env).export_data(list(COLUMNS))


def _look(env):
    """A seller prints the own list; the planner sees the phone of a guest."""
    accounts = acting(env, "seller")["kam.account"]
    mine = accounts.search([("owner_user_id", "=", accounts.env.uid)])
    report = mine.env["report.kam_core.kam_account_list_template"]
    report._get_report_values(mine.ids)
    guest = account(env, "union").stakeholder_ids[:1]
    guest.with_user(user(env, "planner")).action_show_contact()
    mark(guest, "printed_list")
