"""Clients of a till as process tests need them, and what must hold at any time.

The data comes from the test-only module ``kam_test_shop``.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from threading import Barrier
from uuid import uuid4

MODULES = ("kam_test_shop", "kam_test_crash")
PRICES = {"ring": 430.0, "bead": 4.0}


class Shop:
    """The shop on a server, seen by its administrator."""

    def __init__(self, server):
        self.server = server
        self.admin = server.session()
        self.tills = [Till(server, data) for data in self.ask("tills")]

    def ask(self, method, *args):
        """Call the test-only model of the module."""
        return self.admin.call("kam.test.shop", method, args)

    def sell(self, type_name, price, count=1):
        """Return active instruments: ``{id, serial, code}`` each."""
        return self.ask("sell", type_name, price, count)

    def card(self, instrument):
        """Return ``(state, balance, held, basis left)`` as committed."""
        [row] = self.server.query(
            "SELECT state, balance, held, basis_left FROM kam_card WHERE id = %s",
            (instrument["id"],),
        )
        return (row[0], *map(float, row[1:]))

    def entries(self, instrument, kind):
        """Return ``[(key, amount)]`` of an instrument's entries of one kind."""
        return self.server.query(
            "SELECT key, amount::float FROM kam_card_entry"
            " WHERE card_id = %s AND kind = %s ORDER BY seq",
            (instrument["id"], kind),
        )

    def holds(self, key):
        """Return ``[(state, amount)]`` of the reservations of a payment line."""
        return self.server.query(
            "SELECT state, amount::float FROM kam_card_hold WHERE key = %s", (key,)
        )

    def session(self, till):
        """Return ``(state, number of posted entries)`` of a till's session."""
        [row] = self.server.query(
            """
            SELECT session.state, COUNT(move.id)
              FROM pos_session session
              LEFT JOIN account_move move
                ON move.id = session.move_id AND move.state = 'posted'
             WHERE session.id = %s
             GROUP BY session.id
            """,
            (till.session_id,),
        )
        return row

    def assert_sound(self):
        """Nothing is half done: ledger, reservations, payments and books agree."""
        for name, statement in CONTRADICTIONS.items():
            assert self.server.query(statement) == [], name
        assert self.ask("verify") == []


# Each finds what must not be, whatever was killed or raced; by the database alone.
CONTRADICTIONS = {
    "row of an instrument and sum of its entries": """
        SELECT card.name, card.balance, card.basis_left
          FROM kam_card card
          LEFT JOIN kam_card_entry entry ON entry.card_id = card.id
         GROUP BY card.id
        HAVING card.balance <> COALESCE(SUM(entry.amount), 0)
            OR card.basis_left <> COALESCE(SUM(entry.basis), 0)
    """,
    "reserved and sum of open reservations": """
        SELECT card.name, card.held
          FROM kam_card card
          LEFT JOIN kam_card_hold hold ON hold.card_id = card.id
           AND hold.state = 'open' AND hold.direction = 'spend'
         GROUP BY card.id
        HAVING card.held <> COALESCE(SUM(hold.amount), 0)
            OR card.held > card.balance OR card.balance < 0
    """,
    "payment of a paid order and its one entry": """
        SELECT payment.uuid, payment.amount
          FROM pos_payment payment
          JOIN pos_order pos ON pos.id = payment.pos_order_id
           AND pos.state IN ('paid', 'done')
          JOIN pos_payment_method method ON method.id = payment.payment_method_id
           AND method.use_payment_terminal = 'kam_card'
          LEFT JOIN kam_card_entry entry ON entry.key = payment.uuid
           AND entry.order_id = pos.id AND entry.amount = -payment.amount
         WHERE entry.id IS NULL
    """,
    "entry of a till and its one payment": """
        SELECT entry.key, entry.amount
          FROM kam_card_entry entry
          LEFT JOIN pos_payment payment ON payment.uuid = entry.key
         WHERE entry.kind IN ('capture', 'refund') AND payment.id IS NULL
    """,
    "resolved reservation and its entry": """
        SELECT hold.key, hold.state
          FROM kam_card_hold hold
          LEFT JOIN kam_card_entry entry ON entry.key = hold.key
         WHERE (hold.state = 'captured') <> (entry.id IS NOT NULL)
    """,
    "two orders for one": """
        SELECT uuid FROM pos_order GROUP BY uuid HAVING COUNT(*) > 1
    """,
}


class Till:
    """A till and its cashier.

    :ivar goods: ids of products by name
    """

    def __init__(self, server, data):
        self.server = server
        self.session_id = data["session_id"]
        self.config_id = data["config_id"]
        self.pricelist_id = data["pricelist_id"]
        self.cash_id = data["cash_id"]
        self.instrument_id = data["instrument_id"]
        self.goods = data["goods"]
        self.login = data["login"]

    @cached_property
    def rpc(self):
        """The cashier, logged in; that outlives a restart of the server."""
        return self.server.session(self.login, self.login)

    # --- till contract --------------------------------------------------------

    def ask(self, verb, **request):
        """Put a question of the till contract."""
        question = {"session_id": self.session_id, "device": self.login, **request}
        args = [[self.instrument_id], question]
        return self.rpc.call("pos.payment.method", f"kam_{verb}", args)

    def hold(self, instrument, due, key=None, order_uuid=None):
        """Scan an instrument; return the key of the payment line and the answer."""
        key = key or str(uuid4())
        answer = self.ask(
            "hold", code=instrument["code"], due=due, key=key, order_uuid=order_uuid
        )
        return key, answer

    # --- orders ---------------------------------------------------------------

    def order(self, item, payments, *, uuid=None, refunded_line=None):
        """Return the order a till synchronises: one item, or its refund.

        :param payments: ``[(method, amount, key or None)]``
        """
        sign = -1 if refunded_line else 1
        amount = sign * PRICES[item]
        line = {
            "uuid": str(uuid4()),
            "product_id": self.goods[item],
            "qty": sign,
            "price_unit": PRICES[item],
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "refunded_orderline_id": refunded_line,
            "tax_ids": [[6, 0, []]],
            "pack_lot_ids": [],
        }
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        return {
            "uuid": uuid or str(uuid4()),
            "session_id": self.session_id,
            "user_id": self.rpc.uid,
            "pricelist_id": self.pricelist_id,
            "fiscal_position_id": False,
            "date_order": now,
            "last_order_preparation_change": "{}",
            "amount_total": amount,
            "amount_tax": 0.0,
            "amount_paid": sum(paid for _method, paid, _key in payments),
            "amount_return": 0.0,
            "is_refund": bool(refunded_line),
            "to_invoice": False,
            "lines": [[0, 0, line]],
            "payment_ids": [
                [0, 0, self._payment(method, paid, key, now)]
                for method, paid, key in payments
            ],
        }

    def _payment(self, method, amount, key, now):
        uuid = key or str(uuid4())
        return {
            "uuid": uuid,
            "name": now,
            "payment_method_id": method,
            "amount": amount,
        }

    def sync(self, order):
        """Synchronise an order; return what the till gets back of it."""
        answer = self.rpc.call("pos.order", "sync_from_ui", [[order]])
        [found] = [o for o in answer["pos.order"] if o["uuid"] == order["uuid"]]
        return found

    def close(self):
        """Count the cash that should be there and close the session."""
        [(cash,)] = self.server.query(
            "SELECT COALESCE(SUM(amount), 0) FROM pos_payment"
            " WHERE session_id = %s AND payment_method_id = %s",
            (self.session_id, self.cash_id),
        )
        counted = float(Decimal(cash))
        session = [[self.session_id]]
        self.rpc.call("pos.session", "post_closing_cash_details", [*session, counted])
        return self.rpc.call("pos.session", "close_session_from_ui", session)


def at_once(*calls):
    """Make calls at the same moment; return their results in the same order."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [job.result() for job in [pool.submit(run, call) for call in calls]]


def conflicts(server):
    """Return how many calls a server had to repeat because they met others."""
    return server.log_text().count("tries left, try again in")
