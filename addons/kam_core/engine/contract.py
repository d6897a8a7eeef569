"""Blanks in the text of a contract (CORE-14): named by ``[[name]]``."""

import re
from collections.abc import Callable

STRUCK = "/"  # what stands in a blank that stays empty
OPEN = "________"  # what stands in one that is still to be filled in
_MARKER = re.compile(r"\[\[\s*([a-z][a-z0-9_]*)\s*\]\]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def is_name(name: str) -> bool:
    """Whether ``name`` can name a blank.

    >>> is_name("delivery_day"), is_name("Delivery day"), is_name("")
    (True, False, False)
    """
    return bool(_NAME.fullmatch(name))


def names_in(text: str) -> list[str]:
    """Names of the blanks in ``text``, each once, in order.

    >>> names_in("[[customer]] pays [[ total ]]; [[customer]] signs. [[Not a blank]]")
    ['customer', 'total']
    """
    return list(dict.fromkeys(_MARKER.findall(text)))


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """``text`` with each blank replaced by what ``value_of`` says for its name.

    >>> fill("Pay [[total]] by [[ day ]].", {"total": "5", "day": "/"}.get)
    'Pay 5 by /.'
    """
    return _MARKER.sub(lambda found: value_of(found[1]), text)
