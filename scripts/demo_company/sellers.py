"""Sales reps with dated terms: full-time, probation, part-time, agent, leaver."""

from typing import NamedTuple

from odoo import Command, fields

from demo_company.people import user
from demo_company.records import days_ago, ensure, get, moment


class Term(NamedTuple):
    """From ``first`` to ``last`` days ago; zero is open."""

    kind: str
    first: int
    last: int = 0
    team: bool = True


class Rep(NamedTuple):
    """A seller; ``login`` is empty for who does not sign in."""

    key: str
    terms: tuple[Term, ...]
    login: str = ""
    name: str = ""
    phone: str = ""


REPS = [
    Rep("manager", (Term("full_time", 1500),), "manager"),
    Rep("leader", (Term("full_time", 1400),), "leader"),
    Rep("seller", (Term("probation", 1300, 1211), Term("full_time", 1210)), "seller"),
    Rep("rival", (Term("part_time", 900, 541), Term("full_time", 540)), "rival"),
    Rep("departing", (Term("full_time", 700),), "departing"),
    Rep("helper", (Term("part_time", 300),), "", "宋佳 Song Jia", "138 0000 2001"),
    Rep("agent", (Term("agent", 800, 0, False),), "", "博远商务咨询 Boyuan Agency"),
    Rep("referrer", (Term("referrer", 200, 0, False),), "", "钱伯 Qian Bo"),
    Rep("leaver", (Term("full_time", 1000),), "leaver"),
]
NEWCOMER = Rep("newcomer", (Term("probation", 60),), "newcomer")


def build(env):
    """Make the department, the team and the sellers of the first hour."""
    ensure(
        env,
        "department",
        "hr.department",
        {"name": "Key Accounts"},
        {"name": "大客户部"},
    )
    ensure(
        env,
        "team",
        "crm.team",
        {"name": "East China", "user_id": user(env, "leader").id},
        {"name": "华东组"},
    )
    for seller in REPS:
        _rep(env, seller)


def join(env):
    """A seller on probation joins the team."""
    with moment(env, days_ago(NEWCOMER.terms[0].first)):
        _rep(env, NEWCOMER)


def rep(env, key):
    """The sales rep called ``key``; none for an empty key."""
    return env.ref(f"kam_demo.rep_{key}") if key else env["kam.sales.rep"]


def day_ago(days):
    """The day of the company some days ago."""
    return fields.Date.to_date(days_ago(days))


def _rep(env, seller):
    if get(env, f"rep_{seller.key}"):
        return
    if seller.login:
        partner = user(env, seller.login).partner_id
    else:
        values = {"name": seller.name, "phone": seller.phone}
        partner = ensure(env, f"rep_contact_{seller.key}", "res.partner", values)
    terms = [_term(env, seller, term) for term in seller.terms]
    values = {"partner_id": partner.id, "term_ids": list(map(Command.create, terms))}
    ensure(env, f"rep_{seller.key}", "kam.sales.rep", values)


def _term(env, seller, term):
    team, department = (env.ref(f"kam_demo.{name}") for name in ("team", "department"))
    above = "director" if seller.key == "manager" else "manager"
    inside = seller.key not in ("manager", "leader") and term.team
    return {
        "kind": term.kind,
        "date_from": day_ago(term.first),
        "date_to": term.last and day_ago(term.last),
        "team_id": inside and team.id,
        "department_id": term.team and department.id,
        "manager_id": not inside and user(env, above).id,
    }
