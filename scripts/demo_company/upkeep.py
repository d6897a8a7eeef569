"""What follows from keeping accounts or not: clocks, losses, relationship maps."""

from odoo import Command

from demo_company.accounts import account
from demo_company.people import acting, user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import rep

# account, decision of the manager, reason
DECISIONS = [
    ("customs", "pause", "招标中 · a tender is open", {"pause_kind": "contract"}),
    ("hotel", "keep", "续约谈判 · talks about a new contract", {"days": 45}),
    ("print", "release", "无人跟进 · nobody follows up", {}),
    (
        "port",
        "pause",
        "框架合同会签中 · a contract is signed",
        {"pause_kind": "contract"},
    ),
    ("club", "pause", "负责人休长假 · the owner is on leave", {"pause_kind": "leave"}),
    (
        "estate",
        "pause",
        "总部重组，暂缓 · the firm is reorganised",
        {"pause_kind": "lock"},
    ),
    (
        *("ceramic", "pause", "联名款待批 · a joint set awaits approval"),
        {"pause_kind": "development"},
    ),
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


def settle(env):
    """What the night makes of all that was done."""
    env["kam.account"]._cron_refresh_trade()
    env["kam.account"]._cron_watch()
    env["kam.completeness"]._cron_refresh()


def _decide(env, key, kind, reason, values):
    """The manager keeps, pauses or releases an account."""
    wizards = acting(env, "manager")["kam.account.decide"]
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
