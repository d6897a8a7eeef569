"""Targets: the year shared out in January, this month by week, and what changed."""

from datetime import datetime, time, timedelta

from odoo import Command, fields

from demo_company.approvals import approve
from demo_company.people import acting
from demo_company.records import NOW, get, mark, moment
from demo_company.sellers import rep

YEAR = 1_100_000
YEAR_REASON = "年度计划：去年实绩加新开客户 · last year and new customers"
MONTH_REASON = "按周落实，新人加入 · by week, with the new colleague"
# factors of the year: (kind, percent, reason), of the whole and of a unit
WHOLE_FACTORS = [
    ("market", 112, "婚庆与年会需求回升 · more weddings and feasts"),
    ("policy", 96, "单位福利限额收紧 · limits on gifts of employers"),
]
LEADER_FACTOR = ("other", 80, "带队，个人少背 · leads the team")
VACANCY_FACTOR = ("vacancy", 50, "空缺，预计下半年到岗 · to be filled this year")
LATE = "departing"  # whose plan of the month nobody has approved yet
NOT_ACCEPTED = "rival"


def plan(env):
    """In January the director shares out the year, down to months and persons."""
    if get(env, "split_year"):
        return
    with moment(env, _morning(NOW.date().replace(month=1, day=5))):
        split = _split(env, "year", "month", YEAR_REASON)
        _weigh(env, split)
        split.amount = YEAR
        split.action_make_targets()
        for plan_ in split.plan_ids:
            approve(plan_)
            _accept(plan_)


def build(env):
    """This month by week; then a change that counts, and one that waits."""
    if get(env, "split_month"):
        return
    first = NOW.date().replace(day=1)
    with moment(env, _morning(first)):
        split = _split(env, "month", "week", MONTH_REASON)
        split.amount = _target(env, "month", "department", "department").amount
        split.action_make_targets()
        for plan_ in split.plan_ids:
            _follow(env, plan_)
    with moment(env, _morning(first + timedelta(days=2))):
        _change(env, "seller", 1.15, "企业年会大单提前 · a large order came early")
    with moment(env, _morning(max(NOW.date() - timedelta(days=1), first))):
        _change(env, "leader", 0.9, "两周外出培训 · two weeks of training", False)


def _morning(day):
    """Half past ten in China on ``day``; now, if that is still to come."""
    return min(datetime.combine(day, time(2, 30)), NOW)


# === SPLIT === #


def _split(env, kind, down_to, reason):
    """A split of the department that has read people and figures.

    The manager has no share.
    """
    splits = acting(env, "director")["kam.target.split"]
    split = splits.create(
        {
            "scope": "department",
            "department_id": env.ref("kam_demo.department").id,
            "period_kind": kind,
            "date_from": fields.Date.today(),
            "down_to": down_to,
            "amount": 0,
            "reason": reason,
        }
    )
    # external ids are the system's
    mark(split.sudo(), f"split_{kind}")
    split.action_read_figures()
    _unit(env, split, "manager").unlink()
    return split


def _unit(env, split, key):
    return split.unit_ids.filtered(lambda unit: unit.rep_id == rep(env, key))


def _weigh(env, split):
    """What makes shares more or less; a post is vacant."""
    leader = _unit(env, split, "leader")
    vacancy = split.unit_ids.create(
        {
            "split_id": split.id,
            "kind": "vacancy",
            "team_id": env.ref("kam_demo.team").id,
            "base": split.average,
        }
    )
    factors = [(*factor, split.unit_ids.browse()) for factor in WHOLE_FACTORS]
    factors += [(*LEADER_FACTOR, leader), (*VACANCY_FACTOR, vacancy)]
    split.factor_ids = [
        Command.create(
            {"kind": kind, "percent": percent, "reason": reason, "unit_id": unit.id}
        )
        for kind, percent, reason, unit in factors
    ]


# === AGREEING === #


def _follow(env, plan_):
    """Most are approved and accepted; one waits for each."""
    if plan_.rep_id == rep(env, LATE):
        return
    approve(plan_)
    if plan_.rep_id != rep(env, NOT_ACCEPTED):
        _accept(plan_)


def _accept(plan_):
    seller = plan_.sudo().user_id  # of whichever plan
    if seller:
        plan_.with_user(seller).action_accept()


def _target(env, kind, scope, key):
    """The sales target of this month, quarter or year of whoever is meant."""
    today = fields.Date.today()
    name = "rep_id" if scope == "rep" else f"{scope}_id"
    whose = rep(env, key) if scope == "rep" else env.ref(f"kam_demo.{key}")
    return acting(env, "director")["kam.target"].search(
        [
            ("measure_id", "=", env.ref("kam_core.kam_measure_sales_amount").id),
            ("period_kind", "=", kind),
            ("date_from", "<=", today),
            ("date_to", ">=", today),
            (name, "=", whose.id),
        ]
    )


def _change(env, key, times, reason, agreed=True):
    """The director sets another amount for this month."""
    target = _target(env, "month", "rep", key)
    action = target.action_change()
    wizards = target.env[action["res_model"]].with_context(**action["context"])
    amount = round(target.amount * times, -2)
    wizards.create({"amount": amount, "reason": reason}).action_confirm()
    plan_ = target.version_ids.sorted("id")[-1:].plan_id
    if agreed:
        approve(plan_)
        _accept(plan_)
