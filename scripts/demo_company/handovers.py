"""Hand-overs of sellers who leave: one is over, one waits for signatures."""

from demo_company.accounts import account
from demo_company.people import acting, user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago, rep

LAST_DAY = 91
# account: (receiver, report of the leaver)
PASSED = {
    "media": ("rival", "客户换了新总监，建议尽快拜访 · a new director, visit soon"),
    "print": ("rival", "多次联系无回音 · no answer for long"),
}
PASSING = {
    "club": ("seller", "十二月年会订单已谈妥 · the order of December is agreed"),
    "qin": ("rival", "婚期在春节后，喜欢翡翠 · marries in spring, likes jade"),
    "estate": ("newcomer", "总部重组，三月后再谈 · reorganised, ask again in March"),
    "gallery": ("rival", "展览用品已报价 · has our prices"),
}
TICKED = ("person", "report")


def finish(env):
    """Who left three months ago: signed, concluded, bound to keep silent."""
    if get(env, "handover_leaver"):
        return
    with moment(env, days_ago(LAST_DAY + 9)):
        handover = _start(env, "leaver", LAST_DAY, PASSED, "回乡创业 · own business")
    with moment(env, days_ago(LAST_DAY + 5)):
        _sign(handover, "leaver", PASSED)
        handover.line_ids.with_user(user(env, "rival")).action_receive()
    with moment(env, days_ago(LAST_DAY)):
        _undertaking(env, handover)
        handover.check_ids.with_user(user(env, "hr")).action_done()
    with moment(env, days_ago(LAST_DAY - 1)):
        handover.action_conclude()
        _go(env, "leaver")


def begin(env):
    """Who leaves next week: reports are there, not everybody has signed."""
    if get(env, "handover_departing"):
        return
    with moment(env, days_ago(6)):
        handover = _start(env, "departing", -9, PASSING, "随家人迁居 · moves away")
    with moment(env, days_ago(4)):
        _sign(handover, "departing", PASSING)
    with moment(env, days_ago(2)):
        mine = handover.line_ids.filtered(
            lambda line: line.receiver_id == rep(env, "seller")
        )
        mine.with_user(user(env, "seller")).action_receive()
        checks = handover.check_ids.with_user(user(env, "hr"))
        for kind in TICKED:
            checks.filtered(lambda check, kind=kind: check.kind == kind)[
                :1
            ].action_done()


def _start(env, key, last_day, lines, reason):
    """The manager prepares the hand-over and names who receives what."""
    leaver = rep(acting(env, "manager"), key)
    handover = leaver.env["kam.handover"].browse(leaver.action_hand_over()["res_id"])
    # external ids are the system's
    mark(handover.sudo(), f"handover_{key}")
    handover.write({"last_day": day_ago(last_day), "reason": reason})
    handover.action_start()
    for name, (receiver, _report) in lines.items():
        _line(handover, name).receiver_id = rep(env, receiver)
    return handover


def _sign(handover, login, lines):
    """The leaver reports on each account and signs."""
    mine = handover.with_user(user(handover.env, login))
    for name, (_receiver, report) in lines.items():
        _line(mine, name).report = report
    mine.action_sign()


def _line(handover, name):
    passing = account(handover.sudo().env, name)
    return handover.line_ids.filtered(lambda line: line.account_id.id == passing.id)


def _undertaking(env, handover):
    """Human resources file what the leaver has signed."""
    action = handover.with_user(user(env, "hr")).action_undertaking()
    undertakings = acting(env, "hr")[action["res_model"]]
    undertaking = undertakings.with_context(**action["context"]).create(
        {"note": "客户资料、价格和返利方案 · customers, prices, commission"}
    )
    mark(undertaking.sudo(), "undertaking_leaver")


def _go(env, key):
    """The seller is archived, the user can't sign in any more."""
    rep(env, key).active = False
    user(env, key).active = False
