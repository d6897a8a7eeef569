"""One till for each store: cash, bank card, vouchers and cards."""

from odoo import Command

from demo_company.people import STORES
from demo_company.records import ensure, get

INSTRUMENTS_ZH = "券/卡"


def build(env):
    """Make the tills with their payment methods."""
    method = instrument_method(env).with_context(lang="zh_CN")
    if method.name != INSTRUMENTS_ZH:
        method.name = INSTRUMENTS_ZH
    for code, (_name, zh, _street) in STORES.items():
        _till(env, code, f"{code} {zh}")


def till(env, code):
    """The till of a store."""
    return env.ref(f"kam_demo.till_{code}")


def instrument_method(env):
    """The payment method for vouchers and cards, made by the module's set-up."""
    methods = env["pos.payment.method"]
    return methods.search(
        [
            ("use_payment_terminal", "=", "kam_card"),
            ("company_id", "=", env.ref("base.main_company").id),
        ],
        limit=1,
    )


def _till(env, code, name):
    if get(env, f"till_{code}"):
        return
    methods = _cash(env, code) | _bank_card(env) | instrument_method(env)
    ensure(
        env,
        f"till_{code}",
        "pos.config",
        {
            "name": name,
            "kam_store_id": env.ref(f"kam_demo.store_{code}").id,
            "payment_method_ids": [Command.set(methods.ids)],
        },
    )


def _cash(env, code):
    journal = ensure(
        env,
        f"journal_cash_{code}",
        "account.journal",
        {"name": f"Cash {code}", "type": "cash", "code": f"C{code}"},
        {"name": f"现金 {code}"},
    )
    values = {"name": "Cash", "journal_id": journal.id, "sequence": 1}
    return ensure(
        env, f"method_cash_{code}", "pos.payment.method", values, {"name": "现金"}
    )


def _bank_card(env):
    bank = env["account.journal"].search(
        [
            ("type", "=", "bank"),
            ("company_id", "=", env.ref("base.main_company").id),
            ("pos_payment_method_ids", "=", False),
        ],
        limit=1,
    )
    values = {"name": "Bank Card", "journal_id": bank.id, "sequence": 2}
    return ensure(env, "method_bank", "pos.payment.method", values, {"name": "银行卡"})
