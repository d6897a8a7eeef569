"""Key accounts of every class, level and state, and how they changed hands."""

from typing import NamedTuple

from odoo import Command

from demo_company.people import user
from demo_company.records import days_ago, ensure, get, mark, moment
from demo_company.sellers import day_ago, rep


class Client(NamedTuple):
    """An account opened ``days`` ago; without ``name`` that of a known client."""

    key: str
    owner: str
    days: int
    name: str = ""
    classes: tuple[str, ...] = ()
    level: str = ""
    parent: str = ""
    values: dict = {}
    person: bool = False
    phone: str = ""


CLIENTS = [
    Client(
        *("aviation", "seller", 1100, "华夏航空工业集团 Huaxia Aviation Group"),
        *(("strategic", "group_purchase"), "gold"),
        phone="021 5500 3001",
    ),
    Client(
        *("aviation_sh", "seller", 1000, "华夏航空上海有限公司 Huaxia Shanghai"),
        *(("group_purchase",), "silver", "aviation"),
    ),
    Client(
        *("aviation_sz", "rival", 700, "华夏航空苏州有限公司 Huaxia Suzhou"),
        *(("group_purchase",), "silver", "aviation"),
    ),
    Client(
        *("aviation_xa", "", 300, "华夏航空西安有限公司 Huaxia Xi'an"),
        *((), "", "aviation"),
    ),
    Client(
        *("union", "leader", 900, "浦江区总工会 Pujiang Trade Union"),
        *(("important",), "silver"),
    ),
    Client(
        *("customs", "rival", 40, "东港海关后勤中心 Donggang Customs"),
        *(("important",), "standard"),
    ),
    Client("bank", "seller", 800, "", ("high_value",), "silver"),
    Client("huang", "newcomer", 500, "", ("high_value",), "silver", person=True),
    Client(
        *("shen", "rival", 650, "沈万年 Shen Wannian", ("high_value",), "gold"),
        person=True,
        phone="138 0000 3009",
    ),
    Client("school", "agent", 400, "", ("group_purchase",), "standard"),
    Client("logistics", "seller", 420, "", ("group_purchase",), "standard"),
    Client("factory", "newcomer", 200, "", ("potential",), "standard"),
    Client("hotel", "helper", 1200, "", ("potential",), "standard"),
    Client("xu", "", 30, person=True),
    Client(
        *("textile", "seller", 1000, "江南纺织有限公司 Jiangnan Textiles"),
        *(("high_value",), "silver"),
    ),
    Client(
        *("tea", "rival", 950, "云雾茶业有限公司 Yunwu Tea"),
        *(("potential",), "standard"),
    ),
    Client(
        *("media", "leaver", 600, "海潮传媒有限公司 Haichao Media"),
        *(("potential",), "standard"),
    ),
    Client(
        *("print", "leaver", 580, "墨香印务有限公司 Moxiang Printing"),
        *((), "standard"),
    ),
    Client(
        *("dealer", "leader", 450, "宝瑞珠宝商行 Baorui Jewellers"),
        values={"nature": "dealer"},
    ),
    Client("gone", "seller", 700, "旭日贸易有限公司 Xuri Trading"),
]
HANDED_OVER = ("media", "print")


def build(env):
    """Open the accounts; let the leaver's pass on and one close."""
    for client in CLIENTS:
        if not get(env, f"account_{client.key}"):
            _open(env, client)
    if not get(env, "leaver_job"):
        with moment(env, days_ago(90)):
            _leave(env)
    if account(env, "gone").active:
        with moment(env, days_ago(25)):
            _close(env)


def account(env, key):
    """The account called ``key``."""
    return env.ref(f"kam_demo.account_{key}")


def _open(env, client):
    partner = get(env, f"client_{client.key}") or _partner(env, client)
    classes = [_data(env, "class", code) for code in client.classes]
    values = {
        "partner_id": partner.id,
        "owner_id": rep(env, client.owner).id,
        "opened_on": day_ago(client.days),
        "keeper_id": user(env, "backoffice").id,
        "class_id": classes[0] if classes else False,
        "secondary_class_ids": [Command.set(classes[1:])],
        "level_id": client.level and _data(env, "level", client.level),
        "parent_id": client.parent and account(env, client.parent).id,
        "lead_id": client.level == "gold" and user(env, "manager").id,
        **client.values,
    }
    with moment(env, days_ago(client.days)):
        manager = env(user=user(env, "manager").id)
        # external ids are the system's
        mark(manager["kam.account"].create(values).sudo(), f"account_{client.key}")


def _partner(env, client):
    shanghai = env.ref("base.state_cn_SH")
    values = {
        "name": client.name,
        "is_company": not client.person,
        "phone": client.phone,
        "country_id": shanghai.country_id.id,
        "state_id": shanghai.id,
        "city": "上海",
    }
    return ensure(env, f"client_{client.key}", "res.partner", values)


def _data(env, kind, code):
    return env.ref(f"kam_core.kam_account_{kind}_{code}").id


def _leave(env):
    """The accounts of a seller who leaves pass on in one go, in the background."""
    accounts = [account(env, key).id for key in HANDED_OVER]
    payload = {
        "rep_id": rep(env, "rival").id,
        "reason": "高峰离职 · Gao Feng has left",
        "day": str(day_ago(90)),
    }
    jobs = env(user=user(env, "manager").id)["kam.job"]
    job = jobs._kam_enqueue("assign", "离职交接 · Leaver", accounts, payload)
    mark(job.sudo(), "leaver_job")
    env["kam.job"]._cron_run()
    rep(env, "leaver").active = False


def _close(env):
    manager = env(user=user(env, "manager").id)
    values = {
        "account_ids": account(env, "gone").ids,
        "reason": "公司注销 · the company was dissolved",
    }
    manager["kam.account.archive"].create(values).action_confirm()
