"""What follows from keeping accounts or not: clocks, losses, maps, targets, exports."""

from odoo import Command

from demo_company.accounts import account
from demo_company.people import user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago, rep

# account, decision of the manager, reason
DECISIONS = [
    ("customs", "pause", "招标中 · a tender is open", {"pause_kind": "contract"}),
    ("hotel", "keep", "续约谈判 · talks about a new contract", {"days": 45}),
    ("print", "release", "无人跟进 · nobody follows up", {}),
]
# person: role, influence, kind, support, relation now, aimed at, competitor, reports to
MAP = {
    "梁思远 Liang Siyuan": ("decider", "5", "business", "supporter", 3, 4, "known", ""),
    "何雨 He Yu": ("decider", "4", "financial", "neutral", 2, 3, "good", "梁思远"),
    "韩梅 Han Mei": ("buyer", "4", "relationship", "mentor", 3, 4, "none", "何雨"),
    "罗兵 Luo Bing": ("buyer", "3", "technical", "supporter", 2, 3, "none", "韩梅"),
    "彭小雨 Peng Xiaoyu": ("user", "2", "other", "neutral", 1, 2, "known", "罗兵"),
    "田刚 Tian Gang": (
        "influencer",
        "4",
        "financial",
        "opponent",
        1,
        2,
        "close",
        "何雨",
    ),
}
# from, to, kind of the line
LINES = [
    ("韩梅", "何雨", "influences"),
    ("田刚", "韩梅", "conflicts"),
]
# seller, amount, how far it came
TARGETS = [
    ("seller", 80_000, "accepted"),
    ("rival", 60_000, "approved"),
    ("newcomer", 20_000, "open"),
]
SECRET = {"aviation": "team", "shen": "owner"}


def build(env):
    """Let a year of clocks and losses follow, then what people made of it."""
    env["kam.sales.rep"]._kam_sync_terms()
    for key, kind, reason, values in DECISIONS:
        if not get(env, f"decision_{key}"):
            with moment(env, days_ago(10)):
                _decide(env, key, kind, reason, values)
    env["kam.account"]._cron_watch()
    if not get(env, "map"):
        _map(env)
    for key, amount, until in TARGETS:
        if not get(env, f"target_{key}"):
            _target(env, key, amount, until)
    if not get(env, "permit"):
        _secrecy(env)


def _as(env, login):
    return env(user=user(env, login).id)


def _decide(env, key, kind, reason, values):
    """The manager keeps, pauses or releases an account."""
    wizards = _as(env, "manager")["kam.account.decide"]
    values = {"kind": kind, "reason": reason, **values}
    wizards.create({"account_ids": account(env, key).ids, **values}).action_confirm()
    mark(account(env, key).decision_ids[:1], f"decision_{key}")


# === RELATIONSHIP MAP === #


def _map(env):
    """The people of the aviation group: who decides, who is for us."""
    people = account(env, "aviation").with_user(user(env, "seller")).stakeholder_ids
    names = ("role", "influence", "influence_kind", "support")
    relations = list(people._fields["relation_now"].get_values(env))
    for name, values in MAP.items():
        *traits, now, aim, competitor, above = values
        _named(people, name).write(
            {
                **dict(zip(names, traits, strict=True)),
                "relation_now": relations[now - 1],
                "relation_target": relations[aim - 1],
                "competitor_relation": competitor,
                "parent_id": above and _named(people, above).id,
                "rep_id": rep(env, "seller").id,
            }
        )
    for one, other, kind in LINES:
        people.env["kam.stakeholder.link"].create(
            {
                "account_id": people.account_id.id,
                "from_id": _named(people, one).id,
                "to_id": _named(people, other).id,
                "kind": kind,
            }
        )
    talks = account(env, "aviation").communication_ids
    for talk in talks:
        talk.participant_ids = [Command.set(_named(people, "韩梅").ids)]
    env["kam.account"]._cron_refresh_map()
    mark(account(env, "aviation"), "map")


def _named(people, name):
    return people.filtered(lambda person: person.name.startswith(name))


# === TARGETS === #


def _target(env, key, amount, until):
    """The director plans, the manager approves, the seller accepts."""
    director = _as(env, "director")
    target = director["kam.target"].create(
        {
            "measure_id": env.ref("kam_core.kam_measure_sales_amount").id,
            "rep_id": rep(env, key).id,
            "date_from": day_ago(0),
        }
    )
    mark(target.sudo(), f"target_{key}")
    action = target.action_change()
    wizards = director[action["res_model"]].with_context(**action["context"])
    reason = "年度计划 · plan of the year"
    wizards.create({"amount": amount, "reason": reason}).action_confirm()
    if until == "open":
        return
    plan = target.sudo().version_ids[-1:].plan_id
    plan.with_user(user(env, "manager")).action_kam_approve()
    if until == "accepted":
        target.with_user(user(env, key)).action_accept()


# === CONFIDENTIALITY === #


def _secrecy(env):
    """Two accounts are not for everybody; the analyst asks for a long list."""
    for key, secrecy in SECRET.items():
        account(env, key).with_user(user(env, "manager")).secrecy = secrecy
    permits = _as(env, "analyst")["kam.export.permit"]
    reason = "年度客户分析 · analysis of the year"
    permit = permits.create({"reason": reason, "row_limit": 500})
    mark(permit.sudo(), "permit")
    permit.action_begin()
