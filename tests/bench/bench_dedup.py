"""How long the duplicate check takes when 100,000 accounts are on file (CORE-10).

``make bench`` runs it on a copy of the test database. It makes the accounts by SQL,
builds the index, and checks new reports of several kinds; each check is a transaction
with an empty record cache, as the server makes it (without HTTP). Beside it stands
what a search for similar names takes that reads every name, and where the server has
the extension ``pg_trgm`` the same with a trigram index, so that the figures of one run
can be compared. The check itself uses no extension.
"""

import argparse
import json
import random
import statistics
import time

import scale

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

COLUMNS = ("ms", "longest", "of processor", "longest", "statements", "hits")
CITIES = "上海 北京 广州 深圳 杭州 南京 成都 武汉 西安 苏州".split()
TRADES = "珠宝 首饰 商贸 科技 实业 电子 贸易 酒店管理 文化传媒 建筑工程".split()
FORMS = "有限公司 股份有限公司 有限责任公司 集团有限公司 商行".split()
BRAND = "金达银泰华兴永隆福瑞祥和盛世宏远东方恒信德润嘉美新天地博雅卓越鼎丰"
PARTNERS = """
    INSERT INTO res_partner
           (name, complete_name, is_company, active, phone, vat, city, street, type,
            commercial_partner_id, autopost_bills, create_date, write_date)
    SELECT name, name, TRUE, TRUE, phone, vat, '上海市', street, 'contact', id, 'ask',
           now(), now()
      FROM jsonb_to_recordset(%s::jsonb)
           AS new (id integer, name text, phone text, vat text, street text)
"""


def customers(count):
    """Return so many companies, always the same."""
    dice = random.Random(10)
    return [
        {
            "name": dice.choice(CITIES)
            + "".join(dice.choices(BRAND, k=dice.choice((2, 3, 3, 4))))
            + dice.choice(TRADES)
            + dice.choice(FORMS),
            "phone": f"1{dice.randrange(3_000_000_000, 10_000_000_000)}",
            "vat": credit_code(dice),
            "street": f"{dice.choice(BRAND)}{dice.choice(BRAND)}路"
            f"{dice.randrange(1, 2000)}号{dice.randrange(1, 40)}楼",
        }
        for _number in range(count)
    ]


def credit_code(dice):
    """Return a valid unified social credit code."""
    from odoo.addons.kam_core.engine import normalise  # importable once configured

    first = f"91{dice.randrange(10**15):015d}"
    return first + normalise.credit_code_check(first)


def reports(on_file, rounds):
    """Return the candidates to check, by what they have in common with the file."""
    from odoo.addons.kam_core.engine import dedup  # importable once configured

    dice = random.Random(11)
    kinds = {"nothing in common": [], "same name": [], "similar name": [], "all": []}
    for number in range(rounds):
        known = on_file[dice.randrange(len(on_file))]
        stranger = f"{dice.choice(CITIES)}{number}垚犇{dice.choice(TRADES)}有限公司"
        kinds["nothing in common"].append(dedup.candidate("company", [stranger]))
        kinds["same name"].append(dedup.candidate("company", [known["name"]]))
        similar = known["name"][:2] + "市" + known["name"][2:]
        kinds["similar name"].append(dedup.candidate("company", [similar]))
        kinds["all"].append(
            dedup.candidate(
                "company",
                [known["name"], similar, stranger],
                [known["phone"], "021-61234567"],
                known["vat"],
                f"上海市{known['street']}",
            )
        )
    return kinds


def fill(env, on_file):
    """Put the customers and an account of each into the database by SQL."""
    cr = env.cr
    cr.execute("SELECT max(id) + 1 FROM res_partner")
    [first] = cr.fetchone()
    cr.execute("SELECT setval('res_partner_id_seq', %s, FALSE)", [first])
    rows = [{"id": first + n, **customer} for n, customer in enumerate(on_file)]
    cr.execute(PARTNERS, [json.dumps(rows)])
    cr.execute(
        """
        INSERT INTO kam_account
               (number, name, active, company_id, partner_id, partner_key, kind,
                opened_on, secrecy, create_date, write_date)
        SELECT 'BENCH' || id, name, TRUE, %s, id, id, 'company', now(), 'role', now(),
               now()
          FROM res_partner WHERE id >= %s
        """,
        [env.company.id, first],
    )
    cr.execute("ANALYZE res_partner; ANALYZE kam_account")


def check(candidate):
    """Return a call of the duplicate check."""
    return lambda env: env["kam.dedup"]._kam_find(candidate, env.company)


def similar_names(candidate, condition):
    """Return a call that searches names by hand-written SQL."""
    [name] = list(candidate.names)[:1]
    return lambda env: env.execute_query(
        SQL(f"SELECT id FROM res_partner WHERE {condition}", name)
    )


def measure(registry, candidates, call):
    """Return the figures of all calls, in the order of COLUMNS."""
    scale.timed(registry, call(candidates[0]))  # the first one warms up
    samples = [scale.timed(registry, call(candidate)) for candidate in candidates]
    took, answers = zip(*samples, strict=True)
    times, processor, statements = zip(*took, strict=True)
    return (
        *(1000 * statistics.median(times), 1000 * max(times)),
        *(1000 * statistics.median(processor), 1000 * max(processor)),
        *(max(statements), statistics.mean(map(len, answers))),
    )


def has_trigrams(registry):
    """Make the extension and its index, if the server has them."""
    with registry.cursor() as cr:
        cr.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if not cr.fetchone():
            return False
        cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cr.execute("CREATE INDEX ON res_partner USING gin (name gin_trgm_ops)")
        cr.commit()  # the calls have cursors of their own
    return True


def run(registry, count, rounds):
    """Fill, index, measure and print."""
    on_file = customers(count)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        fill(env, on_file)
        begin = time.perf_counter()
        env["kam.dedup.key"]._kam_rebuild()
        cr.commit()  # the calls have cursors of their own
    print(f"{count} accounts, indexed in {time.perf_counter() - begin:.1f} s\n")
    candidates = reports(on_file, rounds)
    print(row("check", *COLUMNS))
    ours = {}
    for kind, some in candidates.items():
        ours[kind] = measure(registry, some, check)
        print(row(kind, *ours[kind]))
    names = candidates["similar name"]
    compare(registry, "every name read", names, ours, "name ILIKE '%%' || %s || '%%'")
    if not has_trigrams(registry):
        print("\npg_trgm: not on this server; the check needs and uses none")
        return
    for kind, some in candidates.items():
        print(row(f"{kind}, pg_trgm", *measure(registry, some, check)))
    compare(registry, "trigram index", names, ours, "name %% %s")


def compare(registry, name, candidates, ours, condition):
    """Print what a search for one similar name takes, and the ratio."""

    def call(candidate):
        return similar_names(candidate, condition)

    figures = measure(registry, candidates, call)
    print("\n" + row(name, *figures))
    ratio = ours["similar name"][2] / figures[2]
    print(row("ratio of the check to it", f"{ratio:.2f}"))


def row(name, *cells):
    """Return a line of a table."""
    texts = (cell if isinstance(cell, str) else f"{cell:.1f}" for cell in cells)
    return f"{name:<26}" + "".join(f"{text:>14}" for text in texts)


def main():
    """Measure on a database of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--accounts", type=int, default=100_000)
    given, _others = parser.parse_known_args()
    scale.run_on_copy(run, given.accounts, given.rounds)


if __name__ == "__main__":
    main()
