"""A part-time seller who works through the portal, with two reports (CORE-10)."""

from typing import NamedTuple

from odoo import Command

from demo_company.people import User
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import rep

PART_TIMER = User(
    *("parttimer", "宋佳 Song Jia", "sells part-time, reports through the portal"),
    ("kam_core.kam_core_group_part_time",),
)
REP = "helper"


class Report(NamedTuple):
    """A customer reported ``days`` ago at ``hour`` UTC; ``message`` to the manager."""

    key: str
    days: int
    hour: int
    name: str
    phone: str
    message: str = ""


REPORTS = [
    # its first reporter is protected
    Report("portal_taken", 6, 3, "晨光学府幼儿园 Chenguang", "021 6001 1005"),
    Report(
        *("portal_waiting", 1, 5, "海棠婚庆策划有限公司 Haitang Weddings"),
        "021 6001 1009",
        "新人下月订婚，想看钻戒 · a couple wants to see rings next month",
    ),
]


def build(env):
    """Let the part-time seller sign in, and report what was not reported yet."""
    user = get(env, f"user_{PART_TIMER.login}") or _user(env)
    for report in REPORTS:
        if not get(env, f"registration_{report.key}"):
            with moment(env, days_ago(report.days, report.hour)):
                _report(env(user=user.id), report)


def _user(env):
    """Make the user of the portal; a login that exists already is only marked."""
    seller = rep(env, REP)
    users = env["res.users"].with_context(no_reset_password=True)
    user = users.search([("login", "=", PART_TIMER.login)]) or users.create(
        {
            "login": PART_TIMER.login,
            "password": PART_TIMER.login,
            "partner_id": seller.partner_id.id,
            "lang": PART_TIMER.lang,
            "tz": "Asia/Shanghai",
            "email": f"{PART_TIMER.login}@jinyu.example.com",
            "group_ids": [Command.set([env.ref(PART_TIMER.groups[0]).id])],
        }
    )
    seller.user_id = user
    return mark(user, f"user_{PART_TIMER.login}")


def _report(env, report):
    """Report as the page of the portal does."""
    registrations = env["kam.registration"]
    values = {
        "kind": "company",
        "name": report.name,
        "phone": report.phone,
        "source": "朋友介绍 · introduced by a friend",
    }
    [own] = env["kam.sales.rep"]._kam_portal_reps()
    made, problems = registrations._kam_portal_report(own, values)
    assert not problems, problems
    # external ids are the system's
    mark(made.sudo(), f"registration_{report.key}")
    if report.message:
        made._kam_portal_write(report.message)
