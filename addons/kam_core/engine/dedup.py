"""Is this customer on file already? (CORE-10; rules A-12, A-13)

Two candidates are compared by what :mod:`normalise` makes of their tax number, phones,
names and address. Each agreement gives points; their sum, at most 100, decides:
*match* (the same customer), *near* (show it to the manager), or nothing.

* Near names are compared by bigrams, pairs of neighbouring characters: that needs no
  words, so it serves Chinese, and an array of them can be indexed in the database.
* Names are compared within a kind (a company is not its owner of the same name);
  phones and addresses across kinds, since a buyer reports from the company's desk.
* Addresses are only alike if their numbers are equal: 100 is not next to 101.
* Two valid, different credit codes are two legal entities. Such a pair is never a
  match, but still shown if the rest is alike: it may be a group.
* A person's name alone is no match: many are called 王伟.

A comparison says which agreements it found, never the values: what the seller may see
of somebody else's account is decided, and masked, by the caller.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from . import normalise
from .errors import EngineError

COMPANY = "company"
PERSON = "person"

MATCH = "match"
NEAR = "near"

SAME_TAX = "same_tax"
SAME_MOBILE = "same_mobile"
SAME_PHONE = "same_phone"
SAME_NAME = "same_name"
NEAR_NAME = "near_name"
SAME_ADDRESS = "same_address"
NEAR_ADDRESS = "near_address"
OTHER_CREDIT_CODE = "other_credit_code"

WHOLE = 10_000
SHORTEST_TAX = 8


class DedupError(EngineError, ValueError):
    """A candidate of unknown kind."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What an agreement is worth, and from where on it counts.

    :param points: by kind of the first candidate and reason; a reason that is not
        named is worth nothing and not reported
    :param match: points from which on both are the same
    :param near: points from which on they are shown
    :param name_likeness: basis points of common bigrams of near names
    :param address_likeness: the same of near addresses
    """

    points: Mapping[tuple[str, str], int]
    match: int = 90
    near: int = 60
    name_likeness: int = 7_000
    address_likeness: int = 8_000


DEFAULT = Thresholds(
    MappingProxyType(
        {
            (COMPANY, SAME_TAX): 100,
            (COMPANY, SAME_NAME): 90,
            (COMPANY, NEAR_NAME): 60,
            (COMPANY, SAME_MOBILE): 70,
            (COMPANY, SAME_PHONE): 60,
            (COMPANY, SAME_ADDRESS): 60,
            (COMPANY, NEAR_ADDRESS): 20,
            (PERSON, SAME_TAX): 100,
            (PERSON, SAME_NAME): 60,
            (PERSON, NEAR_NAME): 20,
            (PERSON, SAME_MOBILE): 90,
            (PERSON, SAME_PHONE): 60,
            (PERSON, SAME_ADDRESS): 60,
            (PERSON, NEAR_ADDRESS): 20,
        }
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Keys of a customer; made by :func:`candidate`."""

    kind: str
    names: frozenset[str]
    phones: frozenset[str]
    tax: str
    address: str


class Reason(NamedTuple):
    """One agreement; ``likeness`` in basis points, 10,000 if the values are equal."""

    code: str
    points: int
    likeness: int


class Comparison(NamedTuple):
    """Points up to 100, ``MATCH``, ``NEAR`` or None, and why, best reason first."""

    score: int
    verdict: str | None
    reasons: tuple[Reason, ...]


def candidate(
    kind: str,
    names: Iterable[str] = (),
    phones: Iterable[str] = (),
    tax: str = "",
    address: str = "",
    area: str = "",
) -> Candidate:
    """Candidate from values as typed; what can't be read is left out.

    A tax number of less than ``SHORTEST_TAX`` characters is none: people type "0".

    :param kind: ``COMPANY`` or ``PERSON``
    :param names: each name it goes by: Chinese, English, former
    :param area: area code for phones without one
    :raises DedupError: ``kind``

    >>> candidate("company", ["金达有限公司"], ["021-61234567", "n/a"]).phones
    frozenset({'+862161234567'})
    """
    if kind not in (COMPANY, PERSON):
        raise DedupError("kind", kind=kind)
    name_key = normalise.company_key if kind == COMPANY else normalise.person_key
    keys = (normalise.phone_key(phone, area) for phone in phones)
    return Candidate(
        kind,
        frozenset(filter(None, map(name_key, names))),
        frozenset(filter(None, keys)),
        _tax(tax),
        normalise.address_key(address),
    )


def bigrams(key: str) -> tuple[str, ...]:
    """Pairs of neighbouring characters of a key, each once, sorted.

    A key of one character is its own bigram, so that nothing is beyond comparison.

    >>> bigrams("金达珠宝"), bigrams("金"), bigrams("")
    (('珠宝', '达珠', '金达'), ('金',), ())
    """
    pairs = {key[place : place + 2] for place in range(max(len(key) - 1, 0))}
    return tuple(sorted(pairs or {key} - {""}))


def likeness(one: str, other: str) -> int:
    """Common bigrams of two keys in basis points of all (Sørensen–Dice), rounded down.

    >>> likeness("上海金达珠宝", "金达珠宝"), likeness("上海金达", "北京银泰")
    (7500, 0)
    """
    ours, theirs = set(bigrams(one)), set(bigrams(other))
    if not ours or not theirs:
        return 0
    return 2 * len(ours & theirs) * WHOLE // (len(ours) + len(theirs))


def least_common(count: int, wanted: int) -> int:
    """Least number of common bigrams that a likeness of ``wanted`` demands.

    A name that shares fewer of the ``count`` bigrams can be passed over unseen, and
    whoever shares enough has one of any ``count - least`` of them or all the others:
    the database looks up the rarest, and the commonest only all together.

    :param count: bigrams of the name looked for
    :param wanted: basis points, 1 to 10,000

    >>> least_common(10, 7000), least_common(1, 7000)
    (6, 1)
    """
    return -(-count * wanted // (2 * WHOLE - wanted))


def compare(
    one: Candidate, other: Candidate, thresholds: Thresholds = DEFAULT
) -> Comparison:
    """Compare the candidate reported with one on file (A-12).

    >>> reported = candidate("company", ["上海金达珠宝"], ["021-61234567"])
    >>> on_file = candidate("company", ["金达珠宝有限公司"], ["+86 21 6123 4567"])
    >>> compare(reported, on_file).verdict
    'match'
    >>> [reason.code for reason in compare(reported, on_file).reasons]
    ['near_name', 'same_phone']
    """
    found = {
        **_same_identifiers(one, other),
        **_names(one, other, thresholds),
        **_addresses(one, other, thresholds),
    }
    reasons = tuple(_weighed(one.kind, found, thresholds))
    score = min(sum(reason.points for reason in reasons), 100)
    if _two_entities(one, other):
        score = min(score, thresholds.match - 1)
        reasons += (Reason(OTHER_CREDIT_CODE, 0, 0),)
    return Comparison(score, _verdict(score, thresholds), reasons)


def hits(
    reported: Candidate,
    on_file: Mapping[int, Candidate],
    thresholds: Thresholds = DEFAULT,
) -> list[tuple[int, Comparison]]:
    """What of ``on_file`` is a match or near, best first, then in order of the keys.

    >>> reported = candidate("person", ["王伟"], ["13800138000"])
    >>> same_name = candidate("person", ["王伟先生"], ["13900139000"])
    >>> same_phone = candidate("company", ["金达"], ["138 0013 8000"])
    >>> stranger = candidate("person", ["李娜"])
    >>> found = hits(reported, {1: same_name, 2: same_phone, 3: stranger})
    >>> [(key, comparison.verdict) for key, comparison in found]
    [(2, 'match'), (1, 'near')]
    """
    compared = (
        (key, compare(reported, item, thresholds)) for key, item in on_file.items()
    )
    shown = [(key, comparison) for key, comparison in compared if comparison.verdict]
    return sorted(shown, key=lambda hit: (-hit[1].score, hit[0]))


def exact_keys(reported: Candidate) -> tuple[str, ...]:
    """Keys no two open reports may share; a unique index decides who was first (A-13).

    A company is known by its tax number and by each of its names. A person is known by
    each mobile; else by the name together with a phone or the address: the name alone
    is shared by too many to refuse the second one unseen.

    >>> exact_keys(candidate("company", ["金达有限公司"], tax="91330100799655058B"))
    ('company|name|金达', 'company|tax|91330100799655058B')
    >>> exact_keys(candidate("person", ["王伟"], ["13800138000"]))
    ('person|phone|+8613800138000',)
    >>> exact_keys(candidate("person", ["王伟"]))
    ()
    """
    tax = [f"{reported.kind}|tax|{reported.tax}"] if reported.tax else []
    if reported.kind == COMPANY:
        return tuple(sorted([f"company|name|{n}" for n in reported.names] + tax))
    mobiles = [f"person|phone|{p}" for p in reported.phones if normalise.is_mobile(p)]
    return tuple(sorted((mobiles or _persons_at_places(reported)) + tax))


def _tax(number: str) -> str:
    key = normalise.tax_key(number)
    return key if len(key) >= SHORTEST_TAX else ""


def _persons_at_places(reported: Candidate) -> list[str]:
    places = sorted(reported.phones) or list(filter(None, [reported.address]))
    return [f"person|name|{n}|{p}" for n, p in product(reported.names, places)]


def _same_identifiers(one: Candidate, other: Candidate) -> dict[str, int]:
    phones = one.phones & other.phones
    found = {}
    if one.tax and one.tax == other.tax:
        found[SAME_TAX] = WHOLE
    if any(map(normalise.is_mobile, phones)):
        found[SAME_MOBILE] = WHOLE
    elif phones:
        found[SAME_PHONE] = WHOLE
    return found


def _names(one: Candidate, other: Candidate, thresholds: Thresholds) -> dict[str, int]:
    if one.kind != other.kind:
        return {}
    if one.names & other.names:
        return {SAME_NAME: WHOLE}
    pairs = product(one.names, other.names)
    best = max((likeness(*pair) for pair in pairs), default=0)
    return {NEAR_NAME: best} if best >= thresholds.name_likeness else {}


def _addresses(
    one: Candidate, other: Candidate, thresholds: Thresholds
) -> dict[str, int]:
    if not one.address or _numbers(one.address) != _numbers(other.address):
        return {}
    if one.address == other.address:
        return {SAME_ADDRESS: WHOLE}
    alike = likeness(one.address, other.address)
    return {NEAR_ADDRESS: alike} if alike >= thresholds.address_likeness else {}


def _numbers(address: str) -> list[str]:
    """Runs of digits, in their order: house, floor, room."""
    return "".join(c if c.isdecimal() else " " for c in address).split()


def _weighed(
    kind: str, found: Mapping[str, int], thresholds: Thresholds
) -> list[Reason]:
    reasons = [
        Reason(code, thresholds.points.get((kind, code), 0), alike)
        for code, alike in found.items()
    ]
    worth = [reason for reason in reasons if reason.points]
    return sorted(worth, key=lambda reason: (-reason.points, reason.code))


def _two_entities(one: Candidate, other: Candidate) -> bool:
    if one.tax == other.tax:
        return False
    return not any(map(normalise.credit_code_problem, (one.tax, other.tax)))


def _verdict(score: int, thresholds: Thresholds) -> str | None:
    if score >= thresholds.match:
        return MATCH
    return NEAR if score >= thresholds.near else None
