"""What a visitor may try first: users, printed codes that are worth something."""

import json
from pathlib import Path

from odoo.tools import config

from odoo.addons.kam_groupbuy_cards.engine import codes

from demo_company.part_timers import PART_TIMER
from demo_company.people import LEFT, USERS
from demo_company.redemptions import PIN
from demo_company.sales import cards

# name: (sale, type, which of them); the demo itself spends none of these
INSTRUMENTS = {
    "voucher of 500": ("mixed", "voucher_500", 3),
    "voucher of 100": ("mixed", "voucher_100", 1),
    "voucher of 1000": ("mixed", "voucher_1000", 1),
    "card with 5000": ("cards", "card", 2),
    "expired voucher": ("old", "voucher_500", 0),
    "lost card": ("cards", "card", 5),
}
WITH_PIN = "card with 5000"
STEPS = [
    "- as cashier: Point of Sale → a till → Gold Lucky Bead → Payment →",
    "  Voucher / Card, then type (or scan) one of these codes:",
]
MORE_STEPS = [
    "- as seller: Key Accounts → Sales → Quotations: confirm that of Yunqi Hotels",
    "- as seller: Accounts → My Accounts → Huaxia Aviation: archive, trade, map",
    "- as newcomer: Accounts → Registrations: what is on file of Shen Wannian, masked",
    "- as parttimer: the portal → Registered customers: report one, taken or waiting",
    "- as manager: Approvals: reviews, contracts, registrations that wait",
    "- as analyst: Accounts → Classification: what the rules propose, and why",
    "- as director: Targets → Split Targets: the year over months and people",
    "- as rival: new secrecy rules at once; Accounts → Accounts to Receive",
    "- as general: Approvals: a leak to decide; Confidentiality → Leaks",
    "- as finance: Key Accounts → Group-buy → Ledger; Reporting → the tie-out says 0",
]


def path(env):
    """Where the notes lie: beside the key file, for codes are never in a database."""
    return Path(config["data_dir"]) / "kam_demo" / f"{env.cr.dbname}.json"


def write(env, printed):
    """Note users and codes, once; print what to try.

    :param printed: codes by serial number
    :return: ``{"users": [[login, password, role]], "try_first": [line, …], "codes":
        {name: code}, "pin": …}``; codes only where they were noted
    """
    file = path(env)
    if printed:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        notes = _notes(_codes(env, printed))
        file.write_text(json.dumps(notes, ensure_ascii=False, indent=1))
    notes = json.loads(file.read_text()) if file.exists() else _notes({})
    print(*notes["try_first"], sep="\n")
    return notes


def _codes(env, printed):
    return {
        name: codes.grouped(printed[cards(env, sale, type_key)[which].name])
        for name, (sale, type_key, which) in INSTRUMENTS.items()
    }


def _notes(found):
    users = [user for user in (*USERS, PART_TIMER) if user.role != LEFT]
    staff = [[user.login, user.login, user.role] for user in users]
    table = [
        f"    {name:<16} {code}" + (f"   PIN {PIN}" if name == WITH_PIN else "")
        for name, code in found.items()
    ]
    return {
        "users": [*staff, ["admin", "admin", "administrator"]],
        "try_first": [*STEPS, *table, *MORE_STEPS],
        "codes": found,
        "pin": PIN,
    }
