"""Stores, users of each role, and the clients who buy vouchers and cards."""

from typing import NamedTuple

from odoo import Command

from demo_company.records import ensure, get, mark

STORES = {
    "NJL": ("Nanjing Road Store", "南京路店", "上海市黄浦区南京东路 566 号"),
    "XJH": ("Xujiahui Store", "徐家汇店", "上海市徐汇区肇嘉浜路 1111 号"),
}


class User(NamedTuple):
    """A demo user; the password is the login."""

    login: str
    name: str
    role: str
    groups: tuple[str, ...]
    lang: str = "en_US"


SALES_MANAGER = "kam_core.kam_core_group_manager"
CONSULTANT = "kam_core.kam_core_group_consultant"
CASHIER = "point_of_sale.group_pos_user"
LEFT = "has left and can't sign in"
USERS = [
    User(
        *("manager", "陈伟 Chen Wei", "runs the key-account department and the tills"),
        (SALES_MANAGER, "point_of_sale.group_pos_manager"),
    ),
    User(
        *("seller", "刘洋 Liu Yang", "sells to own accounts, on quotations"),
        (CONSULTANT,),
    ),
    User("rival", "杨帆 Yang Fan", "sells in the same team", (CONSULTANT,)),
    User("newcomer", "唐晓 Tang Xiao", "sells, on probation", (CONSULTANT,)),
    User(
        *("leader", "周明 Zhou Ming", "leads the team of the sellers"),
        ("kam_core.kam_core_group_team_leader",),
    ),
    User(
        *("director", "林国栋 Lin Guodong", "decides what is beyond the manager"),
        ("kam_core.kam_core_group_sales_director",),
    ),
    User(
        *("general", "沈建华 Shen Jianhua", "heads the company"),
        ("kam_core.kam_core_group_general_manager",),
    ),
    User(
        *("analyst", "何静 He Jing", "classifies customers, keeps archives whole"),
        (
            "kam_core.kam_core_group_analyst",
            "kam_core.kam_core_group_export",
            "base.group_allow_export",
        ),
    ),
    User(
        *("hr", "许芳 Xu Fang", "keeps sellers and their terms"),
        ("kam_core.kam_core_group_hr",),
    ),
    User(
        *("planner", "顾婷 Gu Ting", "plans events, reads whom to invite"),
        ("kam_core.kam_core_group_event_planner",),
    ),
    User(
        *("gifts", "严春 Yan Chun", "keeps and hands out gifts"),
        ("kam_core.kam_core_group_gift_keeper",),
    ),
    User(
        *("office", "金玲 Jin Ling", "provides rooms, cars and seals"),
        ("kam_core.kam_core_group_company_office",),
    ),
    User("departing", "蒋磊 Jiang Lei", "sells, leaves next week", (CONSULTANT,)),
    User("leaver", "高峰 Gao Feng", LEFT, (CONSULTANT,)),
    User("cashier", "王芳 Wang Fang", "redeems them at the till", (CASHIER,)),
    User("cashier_zh", "李娜", "the same, in Chinese", (CASHIER,), "zh_CN"),
    User(
        *("finance", "赵敏 Zhao Min", "looks after the ledger and the tie-out"),
        ("kam_core.kam_core_group_finance", "account.group_account_manager"),
    ),
    User(
        *(
            "backoffice",
            "孙丽 Sun Li",
            "receives printed batches, files archives and contracts",
        ),
        ("kam_core.kam_core_group_back_office", "kam_core.kam_core_group_sensitive"),
    ),
]

COMPANIES = {
    "logistics": ("浦江物流有限公司 Pujiang Logistics", "91310104MA1FDEM01Y", "周杰"),
    "school": ("启明教育科技有限公司 Qiming Education", "91310115MA1FDEM020", "吴静"),
    "bank": ("申城商业银行虹口支行 Shencheng Bank", "91310106MA1FDEM032", "郑强"),
    "hotel": ("云栖酒店管理有限公司 Yunqi Hotels", "91310112MA1FDEM04T", "冯雪"),
    "factory": (
        "东方精密机械有限公司 Dongfang Precision",
        "91310105MA1FDEM05R",
        "蒋涛",
    ),
}
PERSONS = {
    "huang": ("黄丽华 Huang Lihua", "138 0000 1021"),
    "xu": ("徐建国 Xu Jianguo", "138 0000 1022"),
    "ma": ("马晓东 Ma Xiaodong", "138 0000 1023"),
}


def build(env):
    """Make stores, users and clients."""
    for user in USERS:
        _user(env, user)
    for code, names in STORES.items():
        _store(env, code, *names)
    for key, values in COMPANIES.items():
        _company(env, key, *values)
    for key, (name, phone) in PERSONS.items():
        ensure(env, f"client_{key}", "res.partner", _contact(env, name, phone=phone))


def user(env, login):
    """The demo user with this login."""
    return env.ref(f"kam_demo.user_{login}")


def acting(env, login):
    """The environment of the demo user with this login."""
    return env(user=user(env, login).id)


def _user(env, user):
    """Make a user; a login that exists already is left alone but for the mark."""
    if get(env, f"user_{user.login}"):
        return
    users = env["res.users"].with_context(no_reset_password=True)
    found = users.search([("login", "=", user.login)])
    groups = [env.ref(name).id for name in (*user.groups, "base.group_user")]
    record = found or users.create(
        {
            "login": user.login,
            "password": user.login,
            "name": user.name,
            "lang": user.lang,
            "tz": "Asia/Shanghai",
            "email": f"{user.login}@jinyu.example.com",
            "group_ids": [Command.set(groups)],
        }
    )
    mark(record, f"user_{user.login}")


def _store(env, code, name, zh, street):
    address = ensure(
        env,
        f"store_address_{code}",
        "res.partner",
        _contact(env, f"{zh} {name}", street=street, type="other"),
    )
    values = {
        "code": code,
        "name": name,
        "partner_id": address.id,
        "manager_id": user(env, "manager").id,
    }
    ensure(env, f"store_{code}", "kam.store", values, {"name": zh})


def _company(env, key, name, credit_code, contact):
    values = {"is_company": True, "vat": credit_code, "company_registry": credit_code}
    company = ensure(env, f"client_{key}", "res.partner", _contact(env, name, **values))
    person = _contact(env, contact, parent_id=company.id, function="采购 Purchasing")
    ensure(env, f"client_{key}_contact", "res.partner", person)


def _contact(env, name, **values):
    seller = user(env, "seller")
    shanghai = env.ref("base.state_cn_SH")
    place = {"country_id": shanghai.country_id.id, "state_id": shanghai.id}
    return {"name": name, "user_id": seller.id, **place, **values}
