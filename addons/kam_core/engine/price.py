"""Prices against the list (CORE-04): integers in, no ratio is ever divided (D10)."""

SCALE = 10_000  # a ratio of 9折 is 9,000


def is_below(paid: int, listed: int, ratio: int, pieces: int = 1) -> bool:
    """Whether ``paid`` is less than ``ratio`` of the list price.

    A price per piece is rounded to the smallest coin, so half of one per piece is
    granted: 9折 of 99.99 is 89.991, and 89.99 keeps to it.

    :param paid: minor units, with taxes, of all pieces
    :param listed: minor units, with taxes, of all pieces
    :param ratio: lowest ratio, in ten-thousandths
    :param pieces: from 1

    >>> is_below(90000, 100000, 9000), is_below(89999, 100000, 9000)
    (False, True)
    >>> is_below(8999, 9999, 9000), is_below(8998, 9999, 9000)
    (False, True)
    """
    return 2 * (paid * SCALE - listed * ratio) < -pieces * SCALE


def shortfall(paid: int, listed: int, ratio: int) -> int:
    """How far ``paid`` lies below ``ratio`` of the list price, rounded up.

    What is given away beside a list price, such as a discount line, counts as wholly
    below it, and the more the more is given.

    :param paid: minor units, with taxes
    :param listed: minor units, with taxes
    :param ratio: lowest ratio, in ten-thousandths
    :return: ten-thousandths of the list price

    >>> shortfall(70000, 100000, 8000), shortfall(89999, 100000, 9000)
    (1000, 1)
    >>> shortfall(-500, 0, 9000)
    10500
    """
    if listed <= 0:
        return SCALE - paid
    return -((paid * SCALE - listed * ratio) // listed)
