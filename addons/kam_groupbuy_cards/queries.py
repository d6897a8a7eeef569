"""All hand-written SQL of the module (D3): values in, :class:`SQL` out.

Odoo runs at REPEATABLE READ, so ``SELECT … FOR UPDATE`` with a sum over entries would
overdraw. Every movement therefore *updates* the row of the instrument with a guard:
who comes second gets a serialization failure, and Odoo repeats the call with the
new values.
"""

from odoo.tools import SQL


def reserve(card_id, amount):
    """Reserve ``amount`` (currency units) if so much of the balance is free."""
    return SQL(
        """
        UPDATE kam_card
           SET held = held + %(amount)s
         WHERE id = %(card_id)s
           AND state = 'active'
           AND balance - held >= %(amount)s
        RETURNING held
        """,
        card_id=card_id,
        amount=amount,
    )


def release(card_id, amount):
    """Give ``amount`` (currency units) of a reservation back."""
    return SQL(
        """
        UPDATE kam_card
           SET held = held - %(amount)s
         WHERE id = %(card_id)s
           AND held >= %(amount)s
        RETURNING held
        """,
        card_id=card_id,
        amount=amount,
    )


def touch(card_id):
    """Make concurrent movements of an instrument collide without changing it."""
    return SQL("UPDATE kam_card SET held = held WHERE id = %s", card_id)


def move(card_id, seq, values):
    """Write ``values`` to the row of an instrument whose chain still ends at ``seq``."""
    return SQL(
        "UPDATE kam_card SET %s WHERE id = %s AND chain_seq = %s RETURNING id",
        SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        ),
        card_id,
        seq,
    )


def count_pin_failure(card_id, limit):
    """Count a wrong PIN and lock the card when ``limit`` is reached (CARD-13)."""
    return SQL(
        """
        UPDATE kam_card
           SET pin_failures = pin_failures + 1,
               pin_locked = pin_failures + 1 >= %(limit)s
         WHERE id = %(card_id)s
        RETURNING pin_failures, pin_locked
        """,
        card_id=card_id,
        limit=limit,
    )


def reset_pin_failures(card_id):
    """Forget wrong PINs after a right one."""
    return SQL("UPDATE kam_card SET pin_failures = 0 WHERE id = %s", card_id)


def recent_attempts(session_id, since):
    """Count the failed attempts of a till and tell when the last one was."""
    return SQL(
        """
        SELECT count(*), max(occurred_at)
          FROM kam_card_attempt
         WHERE session_id = %s
           AND occurred_at > %s
        """,
        session_id,
        since,
    )


def refunded(origin_keys):
    """Sum refunds, booked and still reserved, by the redemption they give back."""
    return SQL(
        """
        SELECT origin_key, SUM(amount), SUM(basis)
          FROM (
                SELECT origin_key, amount, basis
                  FROM kam_card_entry
                 WHERE kind = 'refund' AND origin_key = ANY(%(keys)s)
                 UNION ALL
                SELECT origin_key, amount, 0
                  FROM kam_card_hold
                 WHERE direction = 'refund' AND state = 'open'
                   AND origin_key = ANY(%(keys)s)
               ) AS back
         GROUP BY origin_key
        """,
        keys=list(origin_keys),
    )
