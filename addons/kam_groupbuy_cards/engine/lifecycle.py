"""Life cycle of an instrument (CARD-08).

Printed, put into stock, sold with the invoice, active once paid (or on approved
credit); then used up, expired, frozen, replaced or bought back::

    new → received → sold ⇄ active → used | expired | frozen | replaced | bought_back

* Only an active instrument pays. Withdrawn payment suspends it: it is merely sold.
* A voucher that was spent is *used*; only a refund of the goods makes it active again.
  A card at zero stays active, since it can be topped up.
* A frozen one (lost, in doubt) goes back to what it was before, is replaced or bought
  back. What is refunded to it stays on it, frozen.
* An expired one keeps its value: it can be extended, replaced or bought back, as the
  law demands for prepaid cards (MOFCOM Order 9 of 2012).
* *Replaced* and *bought back* are the end: the instrument is dead, its history stays.
"""

from types import MappingProxyType

NEW = "new"
RECEIVED = "received"
SOLD = "sold"
ACTIVE = "active"
USED = "used"
EXPIRED = "expired"
FROZEN = "frozen"
REPLACED = "replaced"
BOUGHT_BACK = "bought_back"

STATES = (NEW, RECEIVED, SOLD, ACTIVE, USED, EXPIRED, FROZEN, REPLACED, BOUGHT_BACK)
TERMINAL = frozenset({REPLACED, BOUGHT_BACK})

TRANSITIONS = MappingProxyType(
    {
        (NEW, "receive"): RECEIVED,
        (RECEIVED, "sell"): SOLD,
        (RECEIVED, "succeed"): ACTIVE,  # takes over the value of a replaced one
        (SOLD, "activate"): ACTIVE,
        (SOLD, "freeze"): FROZEN,
        (SOLD, "buy_back"): BOUGHT_BACK,
        (ACTIVE, "suspend"): SOLD,
        (ACTIVE, "top_up"): ACTIVE,
        (ACTIVE, "capture"): ACTIVE,
        (ACTIVE, "use_up"): USED,
        (ACTIVE, "refund"): ACTIVE,
        (ACTIVE, "freeze"): FROZEN,
        (ACTIVE, "expire"): EXPIRED,
        (ACTIVE, "replace"): REPLACED,
        (ACTIVE, "buy_back"): BOUGHT_BACK,
        (USED, "refund"): ACTIVE,
        (EXPIRED, "refund"): EXPIRED,
        (EXPIRED, "extend"): ACTIVE,
        (EXPIRED, "freeze"): FROZEN,
        (EXPIRED, "replace"): REPLACED,
        (EXPIRED, "buy_back"): BOUGHT_BACK,
        (FROZEN, "refund"): FROZEN,
        (FROZEN, "replace"): REPLACED,
        (FROZEN, "buy_back"): BOUGHT_BACK,
    }
)
EVENTS = frozenset(event for _state, event in TRANSITIONS) | {"unfreeze"}


def may(state: str, event: str, before: str | None = None) -> str | None:
    """State after ``event``, or None if it may not happen in ``state``.

    :param state: one of ``STATES``
    :param event: one of ``EVENTS``; anything else may not happen
    :param before: for ``unfreeze``, the state in which the instrument was frozen;
        without it there is no way back, so nothing becomes active by mistake

    >>> may("sold", "activate"), may("received", "activate")
    ('active', None)
    >>> may("active", "use_up"), may("used", "capture"), may("used", "refund")
    ('used', None, 'active')
    >>> may("frozen", "unfreeze", before="sold"), may("frozen", "unfreeze")
    ('sold', None)
    """
    if event == "unfreeze":
        came_from = state == FROZEN and (before, "freeze") in TRANSITIONS
        return before if came_from else None
    return TRANSITIONS.get((state, event))
