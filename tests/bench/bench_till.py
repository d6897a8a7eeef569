"""What a voucher and a card add to a sale at the till, beside Odoo's own gift card.

``make bench`` runs it on a copy of the test database. One process, one run: each round
makes a plain sale, one with a voucher, one with a card and one with a gift card of
``pos_loyalty``, in turning order; each call is a transaction with an empty record cache
and a commit, as the server makes it (without HTTP). Figures are medians of the rounds.

In every sale the same two rings are sold and cash is paid; the instruments pay a part.
The gift card is one that was sold at a till before, which is its cheapest case.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from harness import Bench  # noqa: E402

MODULES = ("pos_loyalty", "kam_test_shop")
WARM_UP = 3
TOTAL, PART = 860.0, 500.0
COLUMNS = ("ms", "ms of processor", "statements")
# A sale of that many stays below the limits of anonymous buyers.
LOT = 10


class Meter:
    """Time and statements of calls, each in its own transaction.

    :ivar samples: ``{(sale, call): [figures in the order of COLUMNS, …]}``
    """

    def __init__(self, registry, uid, company_id):
        self.registry = registry
        self.uid = uid
        # as the web client sends it with every call
        self.context = {"lang": "en_US", "tz": "UTC", "uid": uid}
        self.context["allowed_company_ids"] = [company_id]
        self.samples = defaultdict(list)

    def call(self, sale, name, model, ids, method, *args):
        """Call a method as the cashier and keep what it took."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.uid, self.context)
            records = env[model].browse(ids)
            before = self._figures(cr)
            answer = getattr(records, method)(*args)
            cr.commit()  # the server commits each call
            after = self._figures(cr)
        took = [end - begin for end, begin in zip(after, before, strict=True)]
        self.samples[sale, name].append(took)
        return answer

    def _figures(self, cr):
        wall, processor = time.perf_counter(), time.process_time()
        return 1000 * wall, 1000 * processor, cr.sql_log_count

    def forget(self):
        """Forget what warmed up the caches."""
        self.samples.clear()

    def added(self, sale):
        """Return the median of what a sale takes beyond the plain one of its round."""
        rounds = zip(self.rounds(sale), self.rounds("plain"), strict=True)
        return medians(
            [whole - plain for whole, plain in zip(*pair, strict=True)]
            for pair in rounds
        )

    def rounds(self, sale):
        """Return what all calls of a sale took together, for each round."""
        calls = [rows for call, rows in self.samples.items() if call[0] == sale]
        return [
            [sum(column) for column in zip(*of_round, strict=True)]
            for of_round in zip(*calls, strict=True)
        ]


def medians(rows):
    """Return the median of each column."""
    return [statistics.median(column) for column in zip(*rows, strict=True)]


class Till:
    """The calls that a till makes for each kind of sale."""

    def __init__(self, meter, data, program):
        self.meter = meter
        self.data = data
        self.program = program

    def plain(self, _instrument):
        """Two rings, paid in cash."""
        self._sync("plain", [("cash", TOTAL, None)])

    def voucher(self, instrument):
        """A voucher pays a part."""
        self._instrument_sale("voucher", instrument)

    def card(self, instrument):
        """A card pays a part."""
        self._instrument_sale("card", instrument)

    def gift_card(self, instrument):
        """A gift card of ``pos_loyalty`` pays a part: scan, check, sync, confirm."""
        call, data = self.meter.call, self.data
        found = call(
            *("gift_card", "scan", "pos.config", [data["config_id"]]),
            *("use_coupon_code", instrument["code"], "2026-01-01 00:00:00"),
            *(False, data["pricelist_id"]),
        )
        assert found["successful"], found
        points = {str(instrument["id"]): -PART}
        checked = call(
            *("gift_card", "check", "pos.order", []),
            *("validate_coupon_programs", points, []),
        )
        assert checked["successful"], checked
        reward = self._line(self.program["product_id"], 1, -PART)
        reward.update(
            is_reward_line=True,
            reward_id=self.program["reward_id"],
            coupon_id=instrument["id"],
            reward_identifier_code="1",
            points_cost=PART,
        )
        order_id = self._sync("gift_card", [("cash", TOTAL - PART, None)], reward)
        confirmed = {
            str(instrument["id"]): {
                "points": -PART,
                "program_id": self.program["id"],
                "coupon_id": instrument["id"],
                "barcode": False,
                "expiration_date": False,
                "line_codes": ["1"],
            }
        }
        call(
            *("gift_card", "confirm", "pos.order", [order_id]),
            *("confirm_coupon_programs", confirmed),
        )

    def _instrument_sale(self, sale, instrument):
        key, uuid = str(uuid4()), str(uuid4())
        request = {
            "session_id": self.data["session_id"],
            "code": instrument["code"],
            "due": PART,
            "key": key,
            "order_uuid": uuid,
            "device": "bench",
        }
        method = ("pos.payment.method", [self.data["instrument_id"]])
        answer = self.meter.call(sale, "scan", *method, "kam_hold", request)
        assert answer["ok"] and answer["amount"] == PART, answer
        payments = [("instrument", PART, key), ("cash", TOTAL - PART, None)]
        self._sync(sale, payments, uuid=uuid)

    def _sync(self, sale, payments, *more_lines, uuid=None):
        lines = [self._line(self.data["goods"]["ring"], 2, TOTAL / 2), *more_lines]
        paid = sum(amount for _method, amount, _key in payments)
        order = {
            "uuid": uuid or str(uuid4()),
            "session_id": self.data["session_id"],
            "user_id": self.meter.uid,
            "pricelist_id": self.data["pricelist_id"],
            "fiscal_position_id": False,
            "date_order": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
            "last_order_preparation_change": "{}",
            "amount_total": paid,
            "amount_tax": 0.0,
            "amount_paid": paid,
            "amount_return": 0.0,
            "to_invoice": False,
            "lines": [[0, 0, line] for line in lines],
            "payment_ids": [[0, 0, self._payment(*payment)] for payment in payments],
        }
        answer = self.meter.call(sale, "sync", "pos.order", [], "sync_from_ui", [order])
        [found] = answer["pos.order"]
        assert found["state"] == "paid"
        return found["id"]

    def _line(self, product_id, quantity, price):
        return {
            "uuid": str(uuid4()),
            "product_id": product_id,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": quantity * price,
            "price_subtotal_incl": quantity * price,
            "tax_ids": [[6, 0, []]],
            "pack_lot_ids": [],
        }

    def _payment(self, method, amount, key):
        return {
            "uuid": key or str(uuid4()),
            "payment_method_id": self.data[f"{method}_id"],
            "amount": amount,
        }


def instruments(env, rounds):
    """Sell vouchers and cards, and make gift cards: a fresh one for each round."""
    shop = env["kam.test.shop"]
    sold = {
        kind: [
            instrument
            for _lot in range(-(-rounds // LOT))
            for instrument in shop.sell(type_name, 500, LOT)
        ]
        for kind, type_name in (("voucher", "voucher_500"), ("card", "card_1000"))
    }
    return {**sold, "plain": [None] * rounds}


def gift_cards(env, rounds):
    """Make gift cards as if sold at a till: they have a history."""
    created = env["loyalty.program"].create_from_template("gift_card")
    program = env["loyalty.program"].browse(created["res_id"])
    cards = env["loyalty.card"].create(
        [
            {
                "program_id": program.id,
                "points": 1000,
                "code": f"044{number:09d}",
                "history_ids": [
                    (0, 0, {"description": "Sold", "issued": 1000, "order_id": 1})
                ],
            }
            for number in range(rounds)
        ]
    )
    reward = program.reward_ids
    return [{"id": card.id, "code": card.code} for card in cards], {
        "id": program.id,
        "reward_id": reward.id,
        "product_id": reward.discount_line_product_id.id,
    }


def prepare(registry, rounds):
    """Return the till's data, the program, and the instruments by kind of sale."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        data = env["kam.test.shop"].tills()[0]
        cashier = env["res.users"].search([("login", "=", data["login"])])
        data.update(uid=cashier.id, company_id=cashier.company_id.id)
        by_kind = instruments(env, rounds)
        by_kind["gift_card"], program = gift_cards(env, rounds)
        cr.commit()  # the calls under measurement have cursors of their own
    return data, program, by_kind


def measure(registry, rounds):
    """Make all sales and return the meter."""
    data, program, by_kind = prepare(registry, rounds + WARM_UP)
    meter = Meter(registry, data["uid"], data["company_id"])
    till = Till(meter, data, program)
    kinds = list(by_kind)
    for number in range(rounds + WARM_UP):
        if number == WARM_UP:
            meter.forget()
        for kind in kinds[number % 4 :] + kinds[: number % 4]:
            gc.collect()
            gc.disable()
            getattr(till, kind)(by_kind[kind][number])
            gc.enable()
    return meter


def report(meter, rounds):
    """Print what each call takes, and what each instrument adds to a plain sale."""
    print(f"medians of {rounds} rounds\n")
    print(row("call", *COLUMNS))
    for call, rows in meter.samples.items():
        print(row(" ".join(call), *medians(rows)))
    adds = {sale: meter.added(sale) for sale in ("gift_card", "voucher", "card")}
    print("\n" + row("adds to a plain sale", *COLUMNS))
    for sale, figures in adds.items():
        print(row(sale, *figures))
    print("\n" + row("ratio to the gift card", *COLUMNS))
    for sale in ("voucher", "card"):
        pairs = zip(adds[sale], adds["gift_card"], strict=True)
        print(row(sale, *(f"{ours / peer:.2f}" for ours, peer in pairs)))


def row(name, *cells):
    """Return a line of a table."""
    texts = (cell if isinstance(cell, str) else f"{cell:.1f}" for cell in cells)
    return f"{name:<22}" + "".join(f"{text:>16}" for text in texts)


def main():
    """Measure on a database of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            os.environ["KAM_TEST_CONF"], os.environ["KAM_TEST_TEMPLATE"], Path(folder)
        )
        with bench.database(MODULES) as database:
            conf = bench.configuration("bench.conf", db_name=database)
            odoo.tools.config.parse_config(["-c", str(conf), "--log-level=error"])
            registry = Registry(database)
            report(measure(registry, rounds), rounds)
            odoo.sql_db.close_db(database)


if __name__ == "__main__":
    main()
