"""The demo company of ``make run``: a Chinese jewellery group with two stores.

Imported in Odoo's shell, and can be run again: what exists stays as it is. It works
through the same methods as people do (quotation, invoice, payment, till), so its books
are those of a real company, only smaller.
"""

from demo_company import (
    accounts,
    approvals,
    archives,
    cards,
    company,
    goods,
    handovers,
    notes,
    part_timers,
    people,
    privacy,
    redemptions,
    registrations,
    sales,
    secrecy,
    sellers,
    targets,
    tills,
    trade,
    upkeep,
)

SUPERUSER = 1


def build(env):
    """Make the demo company, or what is missing of it.

    :param env: environment of the superuser; the caller commits
    :return: what a visitor may try first, see :func:`demo_company.notes.write`
    """
    env = env(user=SUPERUSER, context={"lang": "en_US", "tracking_disable": True})
    company.build(env)
    people.build(env)
    sellers.build(env)
    secrecy.prepare(env)
    goods.build(env)
    printed = cards.build(env)
    tills.build(env)
    sales.build(env)
    redemptions.build(env, printed)
    approvals.prepare(env)
    accounts.build(env)
    trade.build(env, since=trade.BEFORE)
    targets.plan(env)
    sellers.join(env)
    accounts.pass_on(env)
    handovers.finish(env)
    trade.build(env)
    archives.build(env)
    registrations.build(env)
    part_timers.build(env)
    upkeep.build(env)
    targets.build(env)
    approvals.build(env)
    handovers.begin(env)
    privacy.build(env)
    secrecy.build(env)
    upkeep.settle(env)
    return notes.write(env, printed)
