"""Secret codes of instruments (CARD-13; architecture, codes and key).

A code has 26 digits and no letter, since a field with a Chinese input method swallows
letters: 25 digits of HMAC-SHA256(key, batch nonce ‖ serial), truncated to 80 bits and
padded with zeros, and one check digit. It can be made again from key and nonce until
the batch is handed over and its nonce erased. The database keeps the keyed hash of the
code alone: without the key, a copy of it neither shows nor tries codes.

The check digit is Damm's (H. M. Damm, *Total anti-symmetrische Quasigruppen*, Marburg
2004): it catches each wrong digit and each swap of neighbours, so what the scanner or a
hand got wrong is told from a guess before the database is asked.
"""

import hmac
import re

from odoo.addons.kam_core.engine.errors import EngineError

CODE_DIGITS = 26
GROUP_DIGITS = 5
KEY_BYTES = 32
NONCE_BYTES = 16

_SECRET_BYTES = 10  # 80 bits
_HASH_LABEL = b"kam.card.code\0"
_KEY_LABEL = b"kam.card.key\0"
# Row: interim digit; column: next digit. Totally anti-symmetric, zero diagonal.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
# Blanks, zero-width characters and every dash a keyboard or a sheet may put between
# groups: hyphen … horizontal bar, minus, katakana prolongation, full-width hyphen.
_SEPARATORS = re.compile(
    "[\\s\u200b-\u200d\u2060\ufeff\u2010-\u2015\u2212\u30fc\uff0d-]+"
)
_RAW_LIMIT = 100


class CodeError(EngineError, ValueError):
    """A code can't be made from this."""


def derive_code(key: bytes, nonce: bytes, serial: str) -> str:
    """Code of the instrument ``serial``: 25 digits and the check digit.

    :param key: secret of the installation, at least 32 bytes
    :param nonce: secret of the batch, at least 16 random bytes
    :raises CodeError: ``key_short``, ``nonce_short``, ``serial_missing``

    >>> derive_code(bytes(32), bytes(16), "V0000001")
    '10812897046537543001987562'
    """
    if len(key) < KEY_BYTES:
        raise CodeError("key_short", size=len(key), least=KEY_BYTES)
    if len(nonce) < NONCE_BYTES:
        raise CodeError("nonce_short", size=len(nonce), least=NONCE_BYTES)
    if not serial:
        raise CodeError("serial_missing")
    mac = hmac.digest(key, nonce + serial.encode(), "sha256")
    secret = int.from_bytes(mac[:_SECRET_BYTES], "big")
    digits = f"{secret:0{CODE_DIGITS - 1}d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Damm's check digit of ``digits`` (ASCII digits only).

    >>> check_digit("572")
    '4'
    """
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)


def is_well_formed(code: str) -> bool:
    """Whether ``code`` is 26 digits with the right last one: only these are guesses.

    >>> is_well_formed("10812897046537543001987562")
    True
    >>> is_well_formed("10812897046537543001897562")
    False
    """
    all_digits = code.isascii() and code.isdigit()
    return all_digits and len(code) == CODE_DIGITS and check_digit(code) == "0"


def normalise(raw: str | None) -> str | None:
    """Code in what was scanned or typed, or None if there is none.

    Blanks, dashes and full-width digits are forgiven, nothing else.

    >>> normalise("１0812 89704-65375 43001 98756 2 ")
    '10812897046537543001987562'
    >>> normalise("6901234567892") is None
    True
    """
    if not isinstance(raw, str) or len(raw) > _RAW_LIMIT:
        return None
    code = _SEPARATORS.sub("", raw).translate(_FULL_WIDTH)
    return code if is_well_formed(code) else None


def grouped(code: str) -> str:
    """Code as it is printed, in groups of five.

    >>> grouped("10812897046537543001987562")
    '10812 89704 65375 43001 98756 2'
    """
    starts = range(0, len(code), GROUP_DIGITS)
    return " ".join(code[start : start + GROUP_DIGITS] for start in starts)


def code_hash(key: bytes, code: str) -> str:
    """What the database keeps of a code: HMAC-SHA256 in hex, 64 characters.

    >>> code_hash(bytes(32), "10812897046537543001987562")[:16]
    '037a90d3c9d83e78'
    """
    return hmac.new(key, _HASH_LABEL + code.encode(), "sha256").hexdigest()


def key_id(key: bytes) -> str:
    """Eight hex characters that tell keys apart and give nothing of them away.

    >>> key_id(bytes(32))
    'f4a71bde'
    """
    return hmac.new(key, _KEY_LABEL, "sha256").hexdigest()[:8]


def masked(serial: str) -> str:
    """Serial for the receipt: its last four characters.

    >>> masked("V00000123")
    '••••0123'
    """
    return "••••" + serial[-4:]
