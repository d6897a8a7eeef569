"""Key accounts of every class, level and state, and how they changed hands."""

from typing import NamedTuple

from odoo import Command

from demo_company.people import acting, user
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
    Client("huang", "seller", 500, "", ("high_value",), "silver", person=True),
    Client(
        *("shen", "rival", 650, "沈万年 Shen Wannian", ("high_value",), "gold"),
        person=True,
        phone="138 0000 3009",
    ),
    Client("school", "agent", 400, "", ("group_purchase",), "standard"),
    Client("logistics", "seller", 420, "", ("group_purchase",), "standard"),
    Client("factory", "seller", 200, "", ("potential",), "standard"),
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
    Client(
        *("energy", "seller", 900, "远东能源集团 Yuandong Energy"),
        *(("strategic",), "silver"),
    ),
    Client(
        *("metro", "leader", 260, "浦江轨道交通集团 Pujiang Metro"),
        *(("strategic",), "standard"),
    ),
    Client(
        *("port", "leader", 620, "东港港务集团 Donggang Port"),
        *(("strategic",), "silver"),
    ),
    Client(
        *("museum", "rival", 700, "海东博物院 Haidong Museum"),
        *(("important",), "standard"),
    ),
    Client(
        *("procurement", "leader", 150, "滨江区采购中心 Binjiang Procurement"),
        *(("important",), "standard"),
    ),
    Client(
        *("club", "departing", 640, "雅集收藏会所 Yaji Collectors' Club"),
        *(("high_value",), "silver"),
    ),
    Client(
        *("qin", "departing", 180, "秦月华 Qin Yuehua", ("high_value",), "standard"),
        person=True,
        phone="138 0000 3021",
    ),
    Client(
        *("teachers", "rival", 760, "浦江教师互助会 Pujiang Teachers"),
        *(("group_purchase",), "standard"),
    ),
    Client(
        *("hospital", "seller", 120, "仁心医院工会 Renxin Hospital"),
        *(("group_purchase",), "standard"),
    ),
    Client(
        *("estate", "departing", 420, "安居物业集团 Anju Estates"),
        *(("group_purchase",), "standard"),
    ),
    Client(
        *("gallery", "departing", 160, "墨池画廊 Mochi Gallery"),
        *(("potential",), "standard"),
    ),
    Client(
        *("ceramic", "leader", 380, "青瓷陶艺有限公司 Celadon Studio"),
        *(("potential",), "standard"),
    ),
    Client(
        *("tailor", "seller", 560, "锦程制衣有限公司 Jincheng Tailors"),
        *(("potential",), "standard"),
    ),
]
PASSED_ON = ("huang", "factory")


def build(env):
    """Open the accounts; let one close."""
    for client in CLIENTS:
        if not get(env, f"account_{client.key}"):
            _open(env, client)
    if account(env, "gone").active:
        with moment(env, days_ago(25)):
            _close(env)


def pass_on(env):
    """The newcomer gets two accounts of a colleague."""
    newcomer = rep(env, "newcomer")
    passing = account(env, PASSED_ON[0]) | account(env, PASSED_ON[1])
    if passing.owner_id == newcomer:
        return
    values = {
        "account_ids": [Command.set(passing.ids)],
        "rep_id": newcomer.id,
        "reason": "新人练手 · for the new colleague to begin with",
    }
    with moment(env, days_ago(55)):
        wizards = acting(env, "manager")["kam.account.assign.wizard"]
        wizards.create(values).action_confirm()


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
        manager = acting(env, "manager")
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


def _close(env):
    manager = acting(env, "manager")
    values = {
        "account_ids": account(env, "gone").ids,
        "reason": "公司注销 · the company was dissolved",
    }
    manager["kam.account.archive"].create(values).action_confirm()
