"""Chip number of a card from what a reader types (CARD-04).

A reader types the UID of the chip as a keyboard would. How is a setting of the reader:
hexadecimal or decimal, first byte first or last, padded or not; so two shops read
different texts from one card. A *profile* names the setting, and the canonical UID is
the same for all: upper-case hex, first byte first. It is an account number and no
secret.

A chip has 4, 7 or 10 bytes (ISO/IEC 14443-3). Refused are the random IDs that some
chips and phones make up anew for each tap (4 bytes, first one 08), and half-read long
ones (4 bytes, first one the cascade tag 88).

A decimal number is taken for the shortest size it fits by value and by digits (at
most 10, 17, 25), so a padded one is always read right. ``auto`` is for readers nobody
has set up: it knows hex by its letters or its length, and the direction of 7 bytes by
the 04 of the most common maker, NXP. Of 4 bytes it can't see the direction and takes
them as they come; eight digits it takes for hex. Where that is wrong, the reader needs
its profile.
"""

import re

from odoo.addons.kam_core.engine.errors import EngineError

PROFILES = ("auto", "hex", "hex_reversed", "dec", "dec_reversed")
SIZES = (4, 7, 10)

_DEC_DIGITS = {4: 10, 7: 17, 10: 25}
_RANDOM, _CASCADE, _NXP = 0x08, 0x88, 0x04
_SEPARATORS = re.compile(r"[\s:;.,_-]+")
_HEX = re.compile(r"[0-9A-F]+")
_DEC = re.compile(r"[0-9]+")
_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_RAW_LIMIT = 64


class UidError(EngineError, ValueError):
    """What was read is no usable chip number."""


def canonical_uid(raw: str, profile: str = "auto") -> str:
    """Canonical UID: upper-case hex, first byte first, 8, 14 or 20 characters.

    :param raw: what the reader typed; blanks, ``:`` and ``-`` between bytes are skipped
    :param profile: setting of the reader, one of ``PROFILES``
    :raises UidError: ``profile``, ``digits``, ``length``, ``random``, ``incomplete``

    One chip at three tills:

    >>> canonical_uid("e4:3a:c9:d2", "hex"), canonical_uid("D2C93AE4", "hex_reversed")
    ('E43AC9D2', 'E43AC9D2')
    >>> canonical_uid("3829058002", "dec")
    'E43AC9D2'
    >>> canonical_uid("08A1B2C3", "hex")
    Traceback (most recent call last):
    ...
    odoo.addons.kam_groupbuy_cards.engine.uid.UidError: random: uid='08A1B2C3'
    """
    if profile not in PROFILES:
        raise UidError("profile", profile=profile)
    text = _cleaned(raw)
    read = _from_dec if _is_decimal(text, profile) else _from_hex
    uid = read(text)
    if profile.endswith("_reversed") or (profile == "auto" and _looks_reversed(uid)):
        uid = uid[::-1]
    return _checked(uid)


def is_goods_barcode(raw: str) -> bool:
    """Tell whether this is the bar code of goods (GTIN-8, -12, -13, -14), no chip.

    A decimal chip number could have the same form in one case of ten only: the last
    digit of a GTIN is a check digit (GS1 General Specifications, 7.9).

    >>> is_goods_barcode("6901234567892"), is_goods_barcode("6901234567893")
    (True, False)
    """
    text = raw.strip()
    if len(text) not in (8, 12, 13, 14) or not _DEC.fullmatch(text):
        return False
    weighted = sum(
        int(digit) * (3 if place % 2 else 1)
        for place, digit in enumerate(reversed(text))
    )
    return weighted % 10 == 0


def _cleaned(raw: str) -> str:
    if not isinstance(raw, str) or len(raw) > _RAW_LIMIT:
        raise UidError("digits")
    return _SEPARATORS.sub("", raw.translate(_FULL_WIDTH)).upper()


def _is_decimal(text: str, profile: str) -> bool:
    if profile != "auto":
        return profile.startswith("dec")
    return bool(_DEC.fullmatch(text)) and len(text) not in {2 * n for n in SIZES}


def _from_hex(text: str) -> bytes:
    if not _HEX.fullmatch(text):
        raise UidError("digits")
    if len(text) not in {2 * size for size in SIZES}:
        raise UidError("length", digits=len(text))
    return bytes.fromhex(text)


def _from_dec(text: str) -> bytes:
    if not _DEC.fullmatch(text):
        raise UidError("digits")
    value = int(text)
    for size in SIZES:
        if len(text) <= _DEC_DIGITS[size] and value < 1 << 8 * size:
            return value.to_bytes(size, "big")
    raise UidError("length", digits=len(text))


def _looks_reversed(uid: bytes) -> bool:
    return len(uid) == 7 and uid[0] != _NXP and uid[-1] == _NXP


def _checked(uid: bytes) -> str:
    shown = uid.hex().upper()
    if len(uid) == 4 and uid[0] == _RANDOM:
        raise UidError("random", uid=shown)
    if len(uid) == 4 and uid[0] == _CASCADE:
        raise UidError("incomplete", uid=shown)
    if not any(uid):
        raise UidError("digits")
    return shown
