"""How accounts are kept confidential: levels, rules to acknowledge, leaks."""

from typing import NamedTuple

from markupsafe import Markup

from odoo import Command

from demo_company.accounts import account
from demo_company.people import acting, user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago

LEVELS = {"aviation": "team", "shen": "owner"}
RULES = [
    "客户姓名、电话、喜好和成交价只在系统内使用，不外传、不截屏。"
    " Names, phones, wishes and prices of customers stay in the system.",
    "离职前交回客户名册和工作电话卡，保密义务继续有效。"
    " Who leaves hands in lists and phone cards and keeps silent.",
    "对外提供资料须经客户书面同意；泄密按制度追责。"
    " Data go outside only with the customer's consent; leaks have consequences.",
]
ADDED = (
    "不得将客户资料上传到个人网盘或任何外部工具。"
    " No customer data in private clouds or tools of others."
)
FIRST = 400
# days since a version is in force: (rules, who has acknowledged it)
VERSIONS = {
    FIRST: (RULES, ("manager", "leader", "seller", "rival", "leaver", "backoffice")),
    6: (
        [*RULES, ADDED],
        ("manager", "director", "general", "leader", "seller", "newcomer", "analyst")
        + ("hr", "finance", "backoffice", "planner"),
    ),
}


class Leak(NamedTuple):
    """A leak of some days ago; ``deciders`` have agreed already."""

    key: str
    days: int
    name: str
    login: str
    client: str
    description: str
    hearing: str
    proposals: dict
    evidence: str
    deciders: tuple[str, ...]


LEAKS = [
    Leak(
        *("decided", 70, "报价单落入同行手中 · a quotation at a competitor", "leaver"),
        "tailor",
        "客户来电称同行已知我方底价，附来电记录。"
        " The customer called: a competitor knew our price.",
        "承认离职时留有报价单复印件。 Admits to have kept a copy when leaving.",
        {
            "liability": True,
            "fine": 2_000,
            "proposal": "违反保密承诺 · breach of the undertaking",
        },
        "来电记录 call record.txt",
        ("hr", "general"),
    ),
    Leak(
        *("open", 12, "客户名册照片外传 · photo of a customer list", "departing"),
        "club",
        "微信群出现会所客户名册照片，附截图说明。"
        " A photo of the customer list was seen in a chat group.",
        "称误发，已撤回。 Says that it was sent by mistake and taken back.",
        {
            "fine": 1_000,
            "dismissal": False,
            "proposal": "首次，已撤回 · the first time, taken back",
        },
        "群聊截图说明 screenshot.txt",
        ("hr",),
    ),
]


def prepare(env):
    """The first rules, which everybody knew who has left since."""
    _put_in_force(env, FIRST)


def build(env):
    """Make what is missing, each by whoever does it in a company."""
    for key, level in LEVELS.items():
        if account(env, key).secrecy != level:
            account(env, key).with_user(user(env, "manager")).secrecy = level
    for days in VERSIONS:
        _put_in_force(env, days)
    for leak in LEAKS:
        if not get(env, f"leak_{leak.key}"):
            _leak(env, leak)


# === RULES === #


def _put_in_force(env, days):
    """The manager writes the rules; most acknowledge them within days."""
    if get(env, f"secrecy_rule_{days}"):
        return
    rules, readers = VERSIONS[days]
    texts = Markup().join(Markup("<li>%s</li>") % rule for rule in rules)
    with moment(env, days_ago(days)):
        body = Markup("<p>大客户部保密规定 · Secrecy rules</p><ol>%s</ol>") % texts
        rule = acting(env, "manager")["kam.secrecy.rule"].create({"body": body})
        mark(rule.sudo(), f"secrecy_rule_{days}")  # external ids are the system's
        rule.action_put_in_force()
    users = [env.ref("base.user_admin"), *(user(env, login) for login in readers)]
    for number, reader in enumerate(users):
        with moment(env, days_ago(days - number % 4)):
            rule.with_user(reader).action_acknowledge()


# === LEAKS === #


def _leak(env, leak):
    """The manager records it with evidence and hearing; two persons decide."""
    with moment(env, days_ago(leak.days)):
        incident = acting(env, "manager")["kam.secrecy.incident"].create(
            {
                "name": leak.name,
                "happened_on": day_ago(leak.days + 2),
                "description": leak.description,
                "account_ids": [Command.set(account(env, leak.client).ids)],
                "suspect_ids": [Command.set(user(env, leak.login).ids)],
                **leak.proposals,
            }
        )
        mark(incident.sudo(), f"leak_{leak.key}")  # external ids are the system's
        incident.message_post(
            body="证据 · evidence",
            attachments=[(leak.evidence, leak.description.encode())],
        )
    with moment(env, days_ago(leak.days - 4)):
        incident.write({"heard_on": day_ago(leak.days - 3), "hearing": leak.hearing})
        incident.action_kam_submit()
    for login in leak.deciders:
        with moment(env, days_ago(leak.days - 6)):
            incident.with_user(user(env, login)).action_kam_approve()
