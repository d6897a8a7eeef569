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
    """Write ``values`` to an instrument whose chain still ends at ``seq``."""
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


def session_movements(session_id):
    """Sum the movements of a till session by type of instrument and kind."""
    return SQL(
        """
        SELECT card.type_id, entry.kind, SUM(entry.amount), SUM(entry.basis)
          FROM kam_card_entry entry
          JOIN kam_card card ON card.id = entry.card_id
         WHERE entry.session_id = %s
         GROUP BY card.type_id, entry.kind
         ORDER BY card.type_id, entry.kind
        """,
        session_id,
    )


def unexplained_moves(company_id, account_ids):
    """Posted journal entries that the ledger of instruments does not explain.

    What a journal entry credits to ``account_ids`` should be the cost basis of the
    entries that cite it: invoices and credit notes directly, tills through their
    session. A journal entry marked as breakage explains itself. Rows: id of the journal
    entry, what it books, what explains it.
    """
    return SQL(
        """
        WITH booked AS (
            SELECT line.move_id, -SUM(line.balance) AS amount
              FROM account_move_line line
             WHERE line.company_id = %(company_id)s
               AND line.account_id = ANY(%(account_ids)s)
               AND line.parent_state = 'posted'
             GROUP BY line.move_id
        ), explained AS (
            SELECT COALESCE(session.move_id, entry.move_id) AS move_id,
                   SUM(entry.basis) AS amount
              FROM kam_card_entry entry
              LEFT JOIN pos_session session ON session.id = entry.session_id
             WHERE entry.company_id = %(company_id)s
               AND entry.basis != 0
             GROUP BY COALESCE(session.move_id, entry.move_id)
        )
        SELECT *
          FROM (
                SELECT move.id,
                       COALESCE(booked.amount, 0) AS booked,
                       COALESCE(explained.amount, 0)
                           + CASE WHEN move.kam_breakage
                                  THEN COALESCE(booked.amount, 0) ELSE 0
                              END AS explained
                  FROM account_move move
                  LEFT JOIN booked ON booked.move_id = move.id
                  LEFT JOIN explained ON explained.move_id = move.id
                 WHERE move.state = 'posted'
                   AND (booked.move_id IS NOT NULL OR explained.move_id IS NOT NULL)
               ) moves
         WHERE booked != explained
         ORDER BY id
        """,
        company_id=company_id,
        account_ids=list(account_ids),
    )


def unequal_cards(company_id):
    """Instruments whose row is not the sum of their entries: ``(id,)``."""
    return SQL(
        """
        SELECT card.id
          FROM kam_card card
          LEFT JOIN (
                SELECT card_id, SUM(amount) AS balance, SUM(basis) AS basis
                  FROM kam_card_entry
                 WHERE company_id = %(company_id)s
                 GROUP BY card_id
               ) entries ON entries.card_id = card.id
         WHERE card.company_id = %(company_id)s
           AND (card.balance != COALESCE(entries.balance, 0)
                OR card.basis_left != COALESCE(entries.basis, 0))
         ORDER BY card.id
        """,
        company_id=company_id,
    )


def touch_type(type_id):
    """Make batches of one type that number at the same time collide."""
    return SQL("UPDATE kam_card_type SET sequence = sequence WHERE id = %s", type_id)
