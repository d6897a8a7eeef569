"""What a visitor may try first: users, printed codes that are worth something."""

import json
from pathlib import Path

from odoo.tools import config

from odoo.addons.kam_groupbuy_cards.engine import codes

from demo_company.people import USERS
from demo_company.redemptions import PIN
from demo_company.sales import cards

# (sale, type, which of them): none of these is spent by the demo itself
VOUCHERS = [
    ("mixed", "voucher_500", 3),
    ("mixed", "voucher_100", 1),
    ("mixed", "voucher_1000", 1),
]
CARD = ("cards", "card", 2)


def path(env):
    """Where the notes lie: beside the key file, for codes are never in a database."""
    return Path(config["data_dir"]) / "kam_demo" / f"{env.cr.dbname}.json"


def write(env, printed):
    """Note users and codes, once; print the codes.

    :param printed: codes by serial number
    :return: ``{"users": [[login, password, role]], "try_first": [line, …]}``
    """
    file = path(env)
    if printed:
        notes = {"users": _users(), "try_first": _try_first(env, printed)}
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(json.dumps(notes, ensure_ascii=False, indent=1))
        file.chmod(0o600)
    if not file.exists():
        return {"users": _users(), "try_first": []}
    notes = json.loads(file.read_text())
    print(*notes["try_first"], sep="\n")
    return notes


def _users():
    staff = [[user.login, user.login, user.role] for user in USERS]
    return [*staff, ["admin", "admin", "administrator"]]


def _try_first(env, printed):
    """Lines to show after the start: a code is typed or scanned at the till."""
    lines = [
        f"  voucher of {card.face:.0f}:  {codes.grouped(printed[card.name])}"
        for card in (cards(env, *key[:2])[key[2]] for key in VOUCHERS)
    ]
    card = cards(env, *CARD[:2])[CARD[2]]
    code = codes.grouped(printed[card.name])
    return [*lines, f"  card with {card.balance:.0f}:  {code}   PIN {PIN}"]
