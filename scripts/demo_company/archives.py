"""Archives of accounts: one complete, one stale, one begun, the others a little."""

import base64
from typing import NamedTuple

from odoo import Command

from demo_company.accounts import account
from demo_company.people import acting, user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago

FACTS = {
    "fax": "021 5500 3009",
    "phone_other": "021 5500 3002",
    "legal_form": "有限责任公司 Ltd.",
    "products": "民航客机、零部件 · airliners and parts",
    "organisation": "集团总部下设三家子公司 · three subsidiaries",
    "history": "1998 年成立，2012 年上市 · listed in 2012",
    "goals": "五年内海外收入占三成 · 30 % abroad in five years",
    "direction": "国际化 · international",
    "positioning": "国内前三 · among the first three",
    "own_sales": 8_600_000_000,
    "resources": "工会会员两万人 · 20,000 members in its union",
    "own_customers": "各大航空公司 · airlines",
    "competitors": "老凤和、周正福 · two large jewellers",
    "suppliers": "以招标为主 · by tender",
    "our_share": 0.35,
    "competitors_share": 0.5,
    "our_profit": 120_000,
    "strengths": "交货准时，售后快 · on time, quick service",
    "service_wishes": "上门保养 · care on site",
    "social_circles": "航空工业协会 · association of its industry",
    "deciding_habits": "集体讨论，季度末决定 · decides at the end of a quarter",
    "buying_habits": "年会与三八节集中采购 · buys for two feasts a year",
}
TRAITS = {
    "education": "本科 · bachelor",
    "job": "企业主 · owner of a firm",
    "job_position": "董事长 Chairman",
    "hobbies": "收藏翡翠 · collects jade",
    "family": "一儿一女 · a son and a daughter",
    "social_circles": "浙商会 · merchants of Zhejiang",
}


class Person(NamedTuple):
    """A contact person; ``function`` as in the data of the module."""

    client: str
    name: str
    function: str
    key_person: bool = False
    values: dict = {}


PEOPLE = [
    Person(
        *("aviation", "梁思远 Liang Siyuan", "chairman", True),
        {"authority": "最终决定 · decides", "hobbies": "围棋 · Go"},
    ),
    Person("aviation", "何雨 He Yu", "general_manager", True),
    Person("aviation", "韩梅 Han Mei", "purchasing_director", True),
    Person("aviation", "罗兵 Luo Bing", "purchasing_manager"),
    Person("aviation", "彭小雨 Peng Xiaoyu", "buyer"),
    Person("aviation", "田刚 Tian Gang", "finance"),
    Person("aviation", "秦岚 Qin Lan", "sales"),
    Person("aviation", "方向 Fang Xiang", "distribution"),
    Person("union", "石磊 Shi Lei", "general_manager", True),
    Person("union", "余洁 Yu Jie", "finance"),
    Person("bank", "郑强 Zheng Qiang", "purchasing_director", True),
    Person("textile", "冯丽 Feng Li", "buyer"),
    Person("media", "白露 Bai Lu", "other"),
]


class Talk(NamedTuple):
    """A contact ``days`` ago; ``following`` days later comes the next one."""

    client: str
    login: str
    days: int
    way: str
    content: str
    following: int = 0
    plan: str = ""


TALKS = [
    Talk(
        "aviation",
        "seller",
        330,
        "in_person",
        "拜访总部，介绍团购方案 · first visit",
        10,
    ),
    Talk("aviation", "seller", 195, "phone", "确认年会金条数量 · number of gold bars"),
    Talk(
        "aviation", "manager", 72, "event", "邀请参加新品鉴赏会 · came to the preview"
    ),
    Talk(
        *("aviation", "seller", 14, "in_person", "商谈春节福利 · spring feast"),
        *(20, "送样品 · bring samples"),
    ),
    Talk("union", "leader", 155, "email", "发送职工福利目录 · sent the catalogue"),
    Talk(
        *("union", "leader", 33, "phone", "确认珍珠耳钉 50 副 · fifty pairs"),
        *(40, "回访 · ask how they like them"),
    ),
    Talk("bank", "seller", 92, "in_person", "客户答谢礼品方案 · gifts for clients"),
    Talk(
        *("bank", "seller", 25, "message", "行长出差，改期 · the manager is away"),
        *(18, "再约行长 · make a new appointment"),
    ),
    Talk("dealer", "leader", 75, "phone", "谈代销条件 · goods on commission"),
    Talk("shen", "rival", 48, "in_person", "看翡翠手镯 · looked at jadeite"),
    Talk(
        "huang", "newcomer", 8, "message", "发新款图片 · sent pictures", 5, "电话 Call"
    ),
    Talk("textile", "seller", 430, "phone", "预算取消 · the budget is cut"),
    Talk("tea", "rival", 60, "in_person", "重新拜访，谈茶礼联名 · won back"),
    Talk("media", "rival", 80, "in_person", "新接手，自我介绍 · introduced myself"),
    Talk("factory", "newcomer", 12, "phone", "年终奖品报价 · asked for prices", 15),
    Talk("energy", "seller", 215, "phone", "确认年会礼品 · gifts of the year"),
    Talk("metro", "leader", 75, "in_person", "初访采购部 · first visit", 12),
    Talk("port", "leader", 95, "in_person", "谈框架合同 · a frame contract"),
    Talk("procurement", "leader", 70, "phone", "询问入库条件 · how to be listed"),
    Talk("qin", "departing", 72, "message", "发婚嫁系列图册 · sent pictures", 9),
    Talk("hospital", "seller", 68, "phone", "护士节福利 · nurses' day", 30),
    Talk("gallery", "departing", 66, "in_person", "看和田玉 · looked at jade"),
    Talk("tailor", "seller", 240, "email", "发年终目录 · sent the catalogue"),
]
# account, problem, countermeasure, days since it was due, result
WEAKNESSES = [
    ("aviation", "开票慢 · invoices take long", "专人跟单 · one clerk", -20, False),
    (
        "aviation",
        "新款少 · few new designs",
        "季度新品册 · catalogue",
        140,
        "已发布 Done",
    ),
    ("union", "价格高于对手 · dearer than others", "阶梯价 · price steps", 15, False),
]
# account, plan, days since its start, verdict
STRATEGIES = [
    ("aviation", "集团统一采购框架 · one frame for the group", 180, "partly"),
    ("aviation", "高层年度互访 · leaders meet each year", 40, False),
    ("tea", "茶礼联名款 · a joint gift set", 60, "reached"),
    ("textile", "高层回访 · visit by the manager", 300, "missed"),
]
# account, kind, days ago, amount, days since it was settled
INCIDENTS = [
    ("textile", "late", 480, 12_000, 460),
    ("dealer", "dispute", 120, 3_000, False),
    ("dealer", "bounced", 60, 2_800, False),
]
PHONES = {"aviation": "021 5500 3001", "textile": "021 5500 3015"}
POSSESSIONS = [
    ("shen", "翡翠手镯 · jadeite bangles", 3, 98_000),
    ("shen", "金条 · gold bars", 10, 92_000),
    ("huang", "红宝石戒指 · ruby rings", 2, 17_600),
]
DOCUMENTS = [
    ("aviation", "营业执照 · licence", "licence", True),
    ("aviation", "框架合同 2025 · frame contract", "contract", True),
    ("union", "授权委托书 · authorisation", "authorisation", False),
]
GRADES = {"aviation": "a", "bank": "a", "textile": "c", "dealer": "d"}


def build(env):
    """Fill the archives day by day, each with what was known then."""
    if get(env, "archives"):
        return
    events = [
        *((340, _person, person) for person in PEOPLE),
        *((400, _fill, "textile"), (30, _fill, "aviation"), (100, _traits, "shen")),
        *((talk.days, _talk, talk) for talk in TALKS),
        *((290, _weakness, row) for row in WEAKNESSES),
        *((row[2], _strategy, row) for row in STRATEGIES),
        *((95, _possession, row) for row in POSSESSIONS),
        *((35, _document, row) for row in DOCUMENTS),
        *((1, _incident, row) for row in INCIDENTS),
        *((1, _grade, row) for row in GRADES.items()),
    ]
    for days, happen, values in sorted(events, key=lambda event: -event[0]):
        with moment(env, days_ago(days)):
            happen(env, values)
    mark(account(env, "aviation"), "archives")


def _person(env, person):
    function = env.ref(f"kam_core.kam_stakeholder_function_{person.function}")
    acting(env, "analyst")["kam.stakeholder"].create(
        {
            "account_id": account(env, person.client).id,
            "name": person.name,
            "function_id": function.id,
            "is_key_person": person.key_person,
            "mobile": "139 0000 8000",
            **person.values,
        }
    )


def _traits(env, key):
    found = account(env, key).with_user(user(env, "rival"))
    found.write({**TRAITS, "birthday": "1968-10-08"})


def _fill(env, key):
    found = account(env, key).with_user(user(env, "analyst"))
    found.partner_id.write(
        {
            "street": "世纪大道 1500 号",
            "zip": "200120",
            "email": f"office@{key}.example.com",
            "phone": PHONES[key],
            "industry_id": env.ref("base.res_partner_industry_C").id,
        }
    )
    found.write({**FACTS, "founded_on": "1998-05-01", "trading_since": "2023-01-10"})
    for section in ("basic", "important", "core", "process", "habits"):
        found._kam_check_section(section)


def _talk(env, talk):
    acting(env, talk.login)["kam.communication"].create(
        {
            "account_id": account(env, talk.client).id,
            "way": talk.way,
            "content": talk.content,
            "next_strategy": talk.plan,
            "next_day": talk.following and day_ago(talk.days - talk.following),
        }
    )


def _weakness(env, row):
    key, problem, measure, due, result = row
    manager = acting(env, "manager")
    manager["kam.account.weakness"].create(
        {
            "account_id": account(env, key).id,
            "problem": problem,
            "countermeasure": measure,
            "responsible_id": manager.uid,
            "due_on": day_ago(due),
            "done_on": result and day_ago(290),
            "result": result,
        }
    )


def _strategy(env, row):
    key, plan, days, verdict = row
    manager = acting(env, "manager")
    manager["kam.account.strategy"].create(
        {
            "account_id": account(env, key).id,
            "plan": plan,
            "due_on": day_ago(days - 50),
            "responsible_id": manager.uid,
            "expected_effect": "销售增长 20 % · 20 % more sales",
            "measured_effect": verdict and "见贸易表 · see the trade table",
            "verdict": verdict,
        }
    )


def _possession(env, row):
    key, style, quantity, amount = row
    values = {"account_id": account(env, key).id, "style": style}
    acting(env, "analyst")["kam.account.possession"].create(
        {**values, "quantity": quantity, "amount": amount}
    )


def _document(env, row):
    key, name, category, filed = row
    office = acting(env, "backoffice")
    file = office["ir.attachment"].create(
        {"name": f"{category}.txt", "datas": base64.b64encode(name.encode())}
    )
    document = office["kam.account.document"].create(
        {
            "account_id": account(env, key).id,
            "name": name,
            "category_id": env.ref(f"kam_core.kam_document_category_{category}").id,
            "attachment_ids": [Command.set(file.ids)],
        }
    )
    if filed:
        document.action_file()


def _incident(env, row):
    key, kind, days, amount, settled = row
    acting(env, "finance")["kam.credit.incident"].create(
        {
            "account_id": account(env, key).id,
            "kind": kind,
            "day": day_ago(days),
            "amount": amount,
            "settled_on": settled and day_ago(settled),
        }
    )


def _grade(env, row):
    key, grade = row
    account(env, key).with_user(user(env, "finance"))._kam_set_credit_grade(
        env.ref(f"kam_core.kam_credit_grade_{grade}"),
        "季度评定 · reviewed this quarter",
    )
