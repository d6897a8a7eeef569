"""Legal rules of single-purpose prepaid cards, as dated values (CARD-11).

The figures are data of the company (for Chinese companies: MOFCOM Order 9 of 2012 as
amended by Order 2 of 2016, and State Council Office 2011 No. 25), not of this module:

* A card holds at most so much, also after a top-up; a named one more than an anonymous
  one. Paper vouchers are anonymous cards.
* From some amount on, different for companies and persons, a purchase is paid by bank
  transfer.
* The buyer is identified for any purchase or top-up of a named card, and from some
  amount on for anonymous ones.
* A named card has no expiry; an anonymous one is valid for a least number of months.

*From* includes the figure itself, *at most* too. What the same buyer bought before on
that day counts towards the amounts, so an order can't be cut up to stay below them. A
sale is judged by the rules in force on its day; a limit of 0 means there is none. All
amounts are minor units.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from odoo.addons.kam_core.engine.errors import EngineError

COMPANY = "company"
PERSON = "person"


class PrepaidError(EngineError, ValueError):
    """Rules that contradict each other, or a buyer they don't know."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in force from ``valid_from`` up to, not including, ``valid_until``."""

    valid_from: date
    valid_until: date | None = None
    most_named: int = 0
    most_anonymous: int = 0
    transfer_from_company: int = 0
    transfer_from_person: int = 0
    identity_from_anonymous: int = 0
    identity_for_named: bool = False
    months_anonymous: int = 0
    expiry_for_named: bool = True

    def is_in_force(self, day: date) -> bool:
        """Whether these rules judge a sale of ``day``."""
        begun = self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class Instrument:
    """``count`` equal instruments that are sold or topped up.

    :param load: value put on each of them
    :param balance: value on each of them before, 0 for new ones
    :param months: validity, 0 for no expiry
    """

    named: bool
    load: int
    balance: int = 0
    months: int = 0
    count: int = 1

    @property
    def value(self) -> int:
        """Value put on all of them."""
        return self.load * self.count


@dataclass(frozen=True, slots=True)
class Sale:
    """One purchase.

    :param buyer: ``company`` or ``person``
    :param by_transfer: whether all of it is paid by bank transfer
    :param identified: whether the buyer's identity is on record
    :param earlier: value the buyer bought before on that day, and did not transfer
    :param earlier_anonymous: value of anonymous ones the buyer bought on that day
    """

    day: date
    buyer: str
    instruments: tuple[Instrument, ...] = ()
    by_transfer: bool = False
    identified: bool = False
    earlier: int = 0
    earlier_anonymous: int = 0

    def value(self, *, named: bool | None = None) -> int:
        """Value sold: of all, of the named or of the anonymous instruments."""
        chosen = (i for i in self.instruments if named is None or i.named is named)
        return sum(instrument.value for instrument in chosen)


class Problem(NamedTuple):
    """A broken rule: code and figures for the sentence shown to the seller."""

    code: str
    data: dict[str, object]


def problems(sale: Sale, rules: Iterable[Rules]) -> list[Problem]:
    """Rules a sale breaks, each instrument's once; empty if it may go on.

    Codes: ``balance_limit``, ``transfer_required``, ``identity_required``,
    ``validity_short``, ``expiry_on_named``.

    :param rules: of all times; none in force on the day means nothing to break
    :raises PrepaidError: ``rules_overlap``: several are in force on the day;
        ``buyer``: neither company nor person

    >>> law = Rules(date(2012, 11, 1), most_named=500000, transfer_from_company=500000)
    >>> cards = (Instrument(named=True, load=600000),)
    >>> [problem.code for problem in problems(
    ...     Sale(date(2026, 11, 22), COMPANY, cards), [law])]
    ['balance_limit', 'transfer_required']
    >>> problems(Sale(date(2012, 10, 31), COMPANY, cards), [law])
    []
    """
    if sale.buyer not in (COMPANY, PERSON):
        raise PrepaidError("buyer", buyer=sale.buyer)
    in_force = [each for each in rules if each.is_in_force(sale.day)]
    if len(in_force) > 1:
        dates = [each.valid_from for each in in_force]
        raise PrepaidError("rules_overlap", day=sale.day, valid_from=dates)
    return [
        problem
        for each in in_force
        for check in (_balance, _transfer, _identity, _validity)
        for problem in check(sale, each)
    ]


def _balance(sale: Sale, rules: Rules) -> Iterator[Problem]:
    for instrument in sale.instruments:
        most = rules.most_named if instrument.named else rules.most_anonymous
        balance = instrument.balance + instrument.load
        if most and balance > most:
            data = {"balance": balance, "most": most, "named": instrument.named}
            yield Problem("balance_limit", data)


def _transfer(sale: Sale, rules: Rules) -> Iterator[Problem]:
    company = sale.buyer == COMPANY
    limit = rules.transfer_from_company if company else rules.transfer_from_person
    amount = sale.earlier + sale.value()
    if limit and amount >= limit and not sale.by_transfer:
        data = {"amount": amount, "limit": limit, "buyer": sale.buyer}
        yield Problem("transfer_required", data)


def _identity(sale: Sale, rules: Rules) -> Iterator[Problem]:
    if sale.identified:
        return
    named = any(instrument.named for instrument in sale.instruments)
    anonymous = sale.value(named=False)
    amount = sale.earlier_anonymous + anonymous
    limit = rules.identity_from_anonymous
    if named and rules.identity_for_named:
        yield Problem("identity_required", {"named": True})
    elif anonymous and limit and amount >= limit:
        data = {"named": False, "amount": amount, "limit": limit}
        yield Problem("identity_required", data)


def _validity(sale: Sale, rules: Rules) -> Iterator[Problem]:
    for instrument in sale.instruments:
        months, least = instrument.months, rules.months_anonymous
        if instrument.named and months and not rules.expiry_for_named:
            yield Problem("expiry_on_named", {"months": months})
        elif not instrument.named and 0 < months < least:
            yield Problem("validity_short", {"months": months, "least": least})
