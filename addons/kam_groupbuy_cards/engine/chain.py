"""Hash chain of one instrument's entries (CARD-06; architecture, append-only tables).

Each entry carries the SHA-256 of the hash before it and of its own contents in
canonical form: JSON with sorted keys, no blanks, ASCII, text and integers only. Whoever
changes, removes, inserts or swaps entries by direct SQL breaks the chain at that place;
whoever cuts off its end is betrayed by the head kept on the card.

A chain says nothing against somebody who rewrites all of it together with the head;
that is what a digest of the heads, kept elsewhere, is for.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from odoo.addons.kam_core.engine.errors import EngineError

FIRST_SEQ = 1
NO_HASH = ""


class ChainError(EngineError, ValueError):
    """Contents that have no canonical form."""


class Link(NamedTuple):
    """An entry as it stands in the table."""

    seq: int
    prev_hash: str
    hash: str
    payload: Mapping[str, str | int]


def link(previous_hash: str, payload: Mapping[str, str | int]) -> str:
    """Hash of an entry, 64 hex characters.

    :param previous_hash: hash of the entry before it, empty for the first one
    :param payload: contents by field; nothing but text and integers
    :raises ChainError: ``payload_type``, ``previous_hash``

    >>> first = link("", {"seq": 1, "kind": "issue", "amount": 50000})
    >>> first[:16]
    '78afbfe3df92717e'
    >>> first == link("", {"amount": 50000, "kind": "issue", "seq": 1})
    True
    >>> link(first, {"seq": 2, "kind": "capture", "amount": -43000})[:16]
    '56cf6e73b5c73d3f'
    """
    if len(previous_hash) not in (0, 64):
        raise ChainError("previous_hash", previous_hash=previous_hash)
    text = previous_hash + _canonical(payload)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(
    rows: Iterable[tuple[int, str, str, Mapping[str, str | int]]],
    head: str | None = None,
) -> int | None:
    """First number at which a chain is broken, or None if it is whole.

    :param rows: ``(seq, prev_hash, hash, payload)`` of one card in the order of ``seq``
    :param head: hash the card says is the last one; not compared if left out

    >>> one = {"kind": "issue", "amount": 50000}
    >>> row = Link(1, "", link("", one), one)
    >>> verify([row]) is None, verify([row], head=row.hash) is None
    (True, True)
    >>> verify([row._replace(payload={"kind": "issue", "amount": 90000})])
    1
    >>> verify([], head=row.hash)
    1
    """
    last, seq = NO_HASH, FIRST_SEQ
    for row in rows:
        row = Link(*row)
        if row.seq != seq or row.prev_hash != last or row.hash != _link_or_none(row):
            return seq
        last, seq = row.hash, seq + 1
    return None if head is None or head == last else seq


def _link_or_none(row: Link) -> str | None:
    """Hash a stored entry should have; None if its contents can't be an entry's."""
    try:
        return link(row.prev_hash, row.payload)
    except ChainError:
        return None


def _canonical(payload: Mapping[str, str | int]) -> str:
    for name, value in payload.items():
        if type(name) is not str or type(value) not in (str, int):
            raise ChainError("payload_type", field=name, type=type(value).__name__)
    return json.dumps(dict(payload), sort_keys=True, separators=(",", ":"))
