"""Which instruments a credit note takes back (money path 2, reversed).

A credit note gives back a number of unspent instruments and exactly the liability that
stands for them. The shares of one invoice line differ by a cent at most, so the choice
may have to prefer the dearer or the cheaper ones. All amounts are minor units.
"""

from collections.abc import Sequence


def choose(shares: Sequence[int], count: int, total: int) -> list[int] | None:
    """Positions of ``count`` of the ``shares`` that add up to ``total``, or None.

    The first ones are preferred.

    Three vouchers sold for 1,000.00, credited one by one:

    >>> choose([33334, 33333, 33333], 1, 33333)
    [1]
    >>> choose([33334, 33333, 33333], 2, 66667)
    [0, 1]
    >>> choose([33334, 33333, 33333], 1, 33000) is None
    True
    """
    if count <= 0 or count > len(shares):
        return None
    first = list(range(count))
    if sum(shares[position] for position in first) == total:
        return first
    low, high = min(shares), max(shares)
    cheap = [position for position, share in enumerate(shares) if share == low]
    dear = [position for position, share in enumerate(shares) if share == high]
    if low == high:
        return None
    number, odd = divmod(total - count * low, high - low)
    if odd or not 0 <= number <= len(dear) or not 0 <= count - number <= len(cheap):
        return None
    return sorted(dear[:number] + cheap[: count - number])
