"""PINs of cards (CARD-03, CARD-13).

A PIN has four to six digits, so a plain or even a slow hash of it is found at once. It
is kept as HMAC-SHA256 under the key of the installation, which is not in the database,
with a salt for each card: equal PINs differ, and a copy of the database is not enough.
How many failures lock a card is a setting of the company.
"""

import hmac

PIN_LENGTHS = range(4, 7)
_LABEL = b"kam.card.pin\0"


def is_valid_pin(pin: str) -> bool:
    """Whether ``pin`` is four to six ASCII digits.

    >>> [is_valid_pin(pin) for pin in ("1234", "123456", "123", "12a4", "１２３４")]
    [True, True, False, False, False]
    """
    all_digits = isinstance(pin, str) and pin.isascii() and pin.isdigit()
    return all_digits and len(pin) in PIN_LENGTHS


def pin_hash(key: bytes, salt: str, pin: str) -> str:
    """Keyed hash of ``pin`` in hex, 64 characters.

    :param key: secret of the installation
    :param salt: random text of the card

    >>> pin_hash(bytes(32), "a1", "1234") == pin_hash(bytes(32), "a2", "1234")
    False
    """
    size = len(salt.encode()).to_bytes(4, "big")  # no salt and PIN runs into another
    message = _LABEL + size + salt.encode() + pin.encode()
    return hmac.new(key, message, "sha256").hexdigest()


def pin_matches(key: bytes, salt: str, pin: str, expected: str) -> bool:
    """Whether ``pin`` has the hash ``expected``, compared in constant time.

    >>> pin_matches(bytes(32), "a1", "1234", pin_hash(bytes(32), "a1", "1234"))
    True
    """
    return hmac.compare_digest(pin_hash(key, salt, pin), expected)


def is_locked(failures: int, most: int) -> bool:
    """Whether a card is locked: ``failures`` in a row since the last right PIN.

    >>> is_locked(4, 5), is_locked(5, 5)
    (False, True)
    """
    return failures >= most
