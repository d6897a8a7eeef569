"""What waits for somebody: reviews, contracts, classes, a delegation; free days."""

from odoo import Command

from demo_company.people import acting, user
from demo_company.records import days_ago, get, mark, moment
from demo_company.sellers import day_ago
from demo_company.trade import quote

TEXT = "kam_core.kam_contract_template_group_purchase"
BLANKS = {
    "delivery_day": "两周内 · within two weeks",
    "inspection_days": "7",
    "customer_address": "上海市浦东新区世纪大道 1500 号",
    "payment_terms": "款到发货 · in advance",
    "delivery_place": "上海市浦东新区世纪大道 1500 号",
}
APPLIED_KINDS, APPLIED = ("level", "lead"), 2
DECIDERS = ("manager", "director", "general", "hr")
# name: (client, seller, goods, price per piece, who has approved)
REVIEWS = {
    "waiting": ("bank", "seller", ("G106", 2), 16500, ()),
    "at_director": ("shen", "rival", ("J301", 8), 11000, ("manager",)),
    "approved": ("union", "leader", ("G103", 10), 2600, ("manager",)),
    "refused": ("logistics", "seller", ("G107", 4), 7000, None),
}
# name: (client, seller, goods, how far it came)
CONTRACTS = {
    "draft": ("factory", "newcomer", ("S207", 8), "draft"),
    "to_check": ("aviation_sh", "seller", ("S205", 10), "open"),
    "checked": ("bank", "seller", ("S202", 6), "checked"),
    "signed": ("aviation", "seller", ("G103", 20), "signed"),
    "cancelled": ("tea", "rival", ("J303", 6), "cancelled"),
}


def prepare(env):
    """Say who decides and by which prices and text, before anything is asked."""
    _settings(env)
    _text(env)


def approve(document):
    """Let everybody approve whose turn it is."""
    # whose turn it is, the system knows
    while document.sudo().approval_state == "open":
        task = document.sudo()._kam_last_request()._kam_open_task()
        approvers = (user(document.env, login) for login in DECIDERS)
        approver = next(found for found in approvers if found in task.approver_ids)
        document.with_user(approver).action_kam_approve()


def build(env):
    """Make what is missing of what is decided, and of what waits."""
    for key, values in REVIEWS.items():
        if not get(env, f"review_{key}"):
            with moment(env, days_ago(2)):
                _review(env, key, *values)
    for key, values in CONTRACTS.items():
        if not get(env, f"contract_{key}"):
            with moment(env, days_ago(6)):
                _contract(env, key, *values)
    _delegation(env)
    _free_days(env)
    if not get(env, "class_run_before"):
        with moment(env, days_ago(120)):
            _classify_and_apply(env)
    if not get(env, "class_run"):
        _classify(env, "class_run")


def _settings(env):
    """A deputy who decides what nobody else may; prices that a level grants."""
    company = env.ref("base.main_company")
    if company.kam_approval_deputy_id:
        return
    company.kam_approval_deputy_id = user(env, "general")
    company.kam_main_amount = 100_000
    for code, ratio in (("gold", 0.85), ("silver", 0.92), ("standard", 0.97)):
        level = env.ref(f"kam_core.kam_account_level_{code}")
        level.price_ids = [Command.create({"price_ratio": ratio})]


def _text(env):
    """The director submits the standard text, the manager approves it."""
    template = env.ref(TEXT).with_user(user(env, "director"))
    if template.approval_state == "none":
        template.action_kam_submit()
        template.with_user(user(env, "manager")).action_kam_approve()


def _review(env, key, client, login, goods, price, approvers):
    order = quote(env, client, login, [(*goods, price)])
    order.action_kam_ask_review()
    review = order.sudo().kam_review_ids
    mark(review, f"review_{key}")
    if approvers is None:
        task = review._kam_last_request()._kam_open_task()
        task.with_user(user(env, "manager"))._kam_decide(
            "refused", "低于成本 · too low"
        )
    for approver in approvers or ():
        review.with_user(user(env, approver)).action_kam_approve()


def _contract(env, key, client, login, goods, until):
    order = quote(env, client, login, [goods])
    order.action_kam_make_contract()
    contract = order.kam_contract_id
    # external ids are the system's
    mark(contract.sudo(), f"contract_{key}")
    if until == "draft":
        return
    if until == "cancelled":
        contract.action_cancel()
        return
    for blank in contract.blank_ids.filtered(lambda blank: not blank.value):
        blank.value = BLANKS.get(blank.key, "—")
    contract.action_kam_submit()
    if until != "open":
        _check(env, contract, until == "signed")


def _check(env, contract, signed):
    manager = user(env, "manager")
    checks = contract.check_ids.with_user(manager)
    checks.filtered(lambda check: not check.at_signing).action_tick()
    contract.with_user(manager).action_kam_approve()
    if signed:
        checks.filtered("at_signing").action_tick()
        contract.write({"scan": b"JVBERi0=", "scan_name": "signed.pdf"})
        contract.action_sign()
        contract.order_ids.action_confirm()


def _delegation(env):
    """The director is away next week; the general manager decides instead."""
    if get(env, "delegation"):
        return
    delegation = acting(env, "director")["kam.approval.delegation"].create(
        {
            "delegate_id": user(env, "general").id,
            "date_from": day_ago(-7),
            "date_to": day_ago(-14),
            "note": "出差 · on a journey",
        }
    )
    mark(delegation.sudo(), "delegation")


def _free_days(env):
    """A free day of the company alone, beside the calendar of the State."""
    if not get(env, "free_day"):
        day = day_ago(-20)
        values = {"day": day, "worked": False, "name": "司庆 · Founders' day"}
        company = {"company_id": env.ref("base.main_company").id}
        mark(env["kam.workday"].create(values | company), "free_day")


def _classify(env, name):
    """Measure everybody; what the rules propose waits for the analyst."""
    runs = acting(env, "analyst")["kam.class.run"]
    run = runs._kam_start(env.ref("base.main_company"))
    mark(run.sudo(), name)
    env["kam.job"]._cron_run()
    return run


def _classify_and_apply(env):
    """A classification of the past: two changes applied, one dismissed."""
    run = _classify(env, "class_run_before")
    changes = run.change_ids.filtered(lambda change: change.kind in APPLIED_KINDS)
    changes[:APPLIED].action_approve()
    changes[APPLIED : APPLIED + 1].action_dismiss()
    run.action_apply()
    env["kam.job"]._cron_run()
