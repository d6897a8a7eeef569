"""What the screens take among 100,000 accounts, beside Odoo's own of contacts.

``make bench`` runs it on a copy of the test database. It makes accounts with owners,
contacts and trade by SQL, and reports and approvals by the services. Each screen is
read by the call that the web client makes, with the fields of the view, as a user of
the role, in a transaction with an empty record cache (without HTTP). Beside them stand
Odoo's own list (80 rows) and form of contacts, in the same database and run.
"""

import argparse
import ast
import hashlib
import statistics

import bench_night
import scale
from lxml import etree
from scale import FIRST, row, timed

from odoo import SUPERUSER_ID, api

REPORTS = 80
PAGE = 80  # rows of a list
COUNT_LIMIT = 10_001  # the web client counts no further
COLUMNS = ("ms", "of processor", "statements", "of Odoo's")
HIDDEN = ("1", "True")


# === VIEWS === #


def specification(model, node):
    """Return what the web client asks for of the fields below ``node``."""
    level = int(node.xpath("count(ancestor::field)"))
    found = {}
    for child in node.xpath(f".//field[count(ancestor::field) = {level}]"):
        field = model._fields[child.get("name")]
        hidden = child.get("invisible") in HIDDEN
        found[field.name] = {} if hidden else asked_for(model, field, child)
    return found


def asked_for(model, field, node):
    """Return what the web client asks for of one field."""
    if field.type in ("one2many", "many2many"):
        lines = node.xpath("./list | ./kanban")
        if lines and lines[0].tag == "list" or "tags" not in node.get("widget", ""):
            comodel = model.env[field.comodel_name]
            return {"fields": specification(comodel, lines[0])} if lines else {}
        color = ast.literal_eval(node.get("options", "{}")).get("color_field")
        names = ["display_name", *([color] if color else [])]
        return {"fields": {name: {} for name in names}}
    if field.type in ("many2one", "reference"):
        return {"fields": {"display_name": {}}}
    return {}


def view(env, model, kind, ref=None):
    """Return the specification of a view of the user, and its element."""
    view_id = env.ref(ref).id if ref else False
    arch = env[model].get_view(view_id, kind)["arch"]
    node = etree.fromstring(arch)
    return specification(env[model], node), node


# === SCREENS === #


def listed(model, domain=(), ref=None):
    """Return a call that opens a list."""

    def prepare(env):
        fields, node = view(env, model, "list", ref)
        order = node.get("default_order", "")

        def call(env):
            records = env[model]
            return records.web_search_read(
                list(domain), fields, 0, PAGE, order, COUNT_LIMIT
            )

        return call

    return prepare


def kanban(model, group_by, aggregates):
    """Return a call that opens a grouped kanban with its progress bars."""

    def prepare(env):
        fields, node = view(env, model, "kanban")
        [bar] = node.xpath("./progressbar")
        colors = ast.literal_eval(bar.get("colors"))

        def call(env):
            env[model].read_progress_bar(
                [], group_by, {"field": bar.get("field"), "colors": colors}
            )
            return env[model].web_read_group(
                *([], [group_by], aggregates),
                auto_unfold=True,
                unfold_read_specification=fields,
            )

        return call

    return prepare


def form(model, record_id):
    """Return a call that opens a form with all its tabs."""

    def prepare(env):
        fields, _node = view(env, model, "form")

        def call(env):
            return env[model].browse(record_id).web_read(fields)

        return call

    return prepare


def screens(account, partner):
    """Return ``{screen: (role, preparation of its call, what it is compared with)}``.

    :param account: id of the account whose form is opened; ``partner`` likewise
    """
    queue = "kam_core.kam_registration_view_list_queue"
    contacts = ("manager", listed("res.partner"), None)
    contact = ("manager", form("res.partner", partner), None)
    mine = [("owner_user_id.login", "=", "bench_seller_0")]
    aggregates = ["__count", "trade_year:sum"]
    return {
        "contacts, list of 80": contacts,
        "contact, form": contact,
        "accounts, list of 80": ("manager", listed("kam.account"), 0),
        "own accounts, list of 80": ("seller", listed("kam.account", mine), 0),
        "accounts, cards by stage": (
            *("manager", kanban("kam.account", "stage", aggregates)),
            0,
        ),
        "account, form with all tabs": ("manager", form("kam.account", account), 1),
        "own account, form": ("seller", form("kam.account", account), 1),
        "registrations to confirm": (
            "manager",
            listed("kam.registration", [("state", "=", "reported")], queue),
            0,
        ),
        "approvals, mine to decide": (
            "manager",
            listed("kam.approval.task", [("can_decide", "=", True)]),
            0,
        ),
    }


# === DATA === #


def fill(env, customers):
    """Put accounts on file, and reports that wait for the manager."""
    bench_night.fill(env, customers)
    env["kam.dedup.key"]._kam_rebuild()
    report_customers(env)


def report_customers(env):
    """Let a seller report customers, each of whom waits for the manager."""
    manager = env["res.users"].create(
        {
            "name": "Manager",
            "login": "bench_manager",
            "group_ids": [
                (4, env.ref("kam_core.kam_core_group_manager").id),
                (4, env.ref("base.group_partner_manager").id),
            ],
        }
    )
    env["kam.sales.rep.term"].search([]).manager_id = manager
    seller = env["res.users"].search([("login", "=", "bench_seller_0")])
    names = (hashlib.sha1(b"%d" % number).hexdigest() for number in range(REPORTS))
    values = [  # every other one has the phone of one before
        {"name": f"{name[:12]} Ltd", "phone": f"0213366{number % (REPORTS // 2):04}"}
        for number, name in enumerate(names)
    ]
    reports = env["kam.registration"].with_user(seller).create(values)
    reports.action_kam_report()


def opened(env):
    """Return the account whose form is opened, of seller 0, and its customer."""
    account = env["kam.account"].search(
        [("owner_user_id.login", "=", "bench_seller_0"), ("id", ">=", FIRST)],
        *(0, 1, "id"),
    )
    return account.id, account.partner_id.id


# === FIGURES === #


def measure(registry, uid, prepare, rounds):
    """Return ``[(seconds, …, statements)]`` of a screen, without the first."""
    context = {"lang": "en_US", "tz": "UTC", "uid": uid}

    def as_user(env):
        return env(user=uid, su=False, context=context)

    _took, call = timed(registry, lambda env: prepare(as_user(env)))
    samples = [
        timed(registry, lambda env: call(as_user(env)))[0] for _ in range(rounds)
    ]
    return samples[1:]


def run(registry, customers, rounds):
    """Fill, open all screens and print."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        fill(env, customers)
        cr.execute("ANALYZE")
        cr.commit()  # what is measured has cursors of its own
    print_screens(registry, customers, rounds)


def print_screens(registry, customers, rounds):
    """Measure all screens and print what they take."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        users = env["res.users"]
        logins = {"manager": "bench_manager", "seller": "bench_seller_0"}
        roles = {
            role: users.search([("login", "=", login)]).id
            for role, login in logins.items()
        }
        found = screens(*opened(env))
    print(f"{customers} accounts; medians of {rounds - 1} rounds\n")
    print(row("screen", *COLUMNS))
    medians = []
    for name, (role, prepare, peer) in found.items():
        samples = measure(registry, roles[role], prepare, rounds)
        medians.append(
            [statistics.median(column) for column in zip(*samples, strict=True)]
        )
        took, processor, statements = medians[-1]
        ratio = "" if peer is None else f"{processor / medians[peer][1]:.2f}"
        print(
            row(name, 1000 * took, 1000 * processor, str(int(statements)), ratio),
            flush=True,
        )


def main():
    """Measure on a database of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--accounts", type=int, default=100_000)
    given, _others = parser.parse_known_args()
    scale.run_on_copy(run, given.accounts, max(2, min(given.rounds, 20)))


if __name__ == "__main__":
    main()
