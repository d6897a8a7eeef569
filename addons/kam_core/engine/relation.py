"""How well we stand with the people of a customer (CORE-07; features A9 and A10).

*Coverage* of a person follows from the contacts logged in the last N days. A *key
player* decides, is marked as key person, or has at least so much influence. Who has
left counts nowhere, except as the gap that he leaves (A-19).

Health is a list of alarms, each with the persons it is about:

* ``single_threaded``: we talk to fewer people than we should;
* ``no_decider``: nobody there is known to decide;
* ``key_uncovered``: a key player was not talked to for more than N days, or never;
* ``opponent_unaddressed``: an opponent, and nothing planned to win him over;
* ``left_without_successor``: a key player left, and nobody took over;
* ``one_sided``: all we talk to have one and the same role.

A customer that is a single person has no structure to be known: of it only the alarms
about one person are given. Without persons on file there is no health.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .errors import EngineError

NONE = "none"
BRIEF = "brief"
MULTIPLE = "multiple"
IN_DEPTH = "in_depth"

SINGLE_THREADED = "single_threaded"
NO_DECIDER = "no_decider"
KEY_UNCOVERED = "key_uncovered"
OPPONENT_UNADDRESSED = "opponent_unaddressed"
LEFT_WITHOUT_SUCCESSOR = "left_without_successor"
ONE_SIDED = "one_sided"

RED = "red"
AMBER = "amber"
GREEN = "green"

DECIDER = "decider"
OPPONENT = "opponent"
MAX = "max"
SUM = "sum"


class RelationError(EngineError, ValueError):
    """A rule of adding up influence that there is not."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a company asks of its relations.

    :param covered: so many people we should talk to, at least
    :param uncovered_days: so long a key player may be without contact
    :param key_influence: from this influence on a person is a key player
    :param red_alarms: from so many alarms on health is red; below it is amber
    """

    covered: int = 2
    uncovered_days: int = 60
    key_influence: int = 4
    red_alarms: int = 2


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one person of the customer.

    :param key: identifies the person in alarms
    :param influence: 1 to 5, 0 if nobody put it down
    :param coverage: ``NONE``, ``BRIEF``, ``MULTIPLE`` or ``IN_DEPTH``
    :param last_contact: day of the latest contact, if there was one
    :param has_measure: something is planned with the person
    :param measure_due: day up to which it is planned, if there is one
    :param has_successor: somebody took over who is still there
    """

    key: int
    role: str = ""
    influence: int = 0
    support: str = ""
    is_key: bool = False
    has_left: bool = False
    coverage: str = NONE
    last_contact: date | None = None
    has_measure: bool = False
    measure_due: date | None = None
    has_successor: bool = False


class Alarm(NamedTuple):
    """What is wrong, and with whom; nobody for what is wrong with all."""

    code: str
    people: tuple[int, ...] = ()


class Health(NamedTuple):
    """``RED``, ``AMBER`` or ``GREEN`` (None without persons), and why."""

    level: str | None
    alarms: tuple[Alarm, ...] = ()


def coverage(contacts: int, in_depth: int) -> str:
    """Coverage of a person by the number of contacts in the window.

    :param in_depth: so many contacts are coverage in depth; from 2

    >>> [coverage(count, 5) for count in (0, 1, 2, 4, 5)]
    ['none', 'brief', 'multiple', 'multiple', 'in_depth']
    """
    if contacts >= in_depth:
        return IN_DEPTH
    return (NONE, BRIEF, MULTIPLE)[min(contacts, 2)]


def is_key_player(person: Person, limits: Limits) -> bool:
    """Whether the relation to the customer stands and falls with ``person``.

    >>> is_key_player(Person(1, influence=4), Limits())
    True
    """
    return (
        person.is_key
        or person.role == DECIDER
        or person.influence >= limits.key_influence
    )


def health(
    people: Sequence[Person], limits: Limits, today: date, is_company: bool = True
) -> Health:
    """Alarms of one customer and the level that follows from their number.

    :param is_company: False for a customer that is a single person

    >>> health([], Limits(), date(2026, 11, 22)).level is None
    True
    >>> wang = Person(1, DECIDER, coverage=BRIEF, last_contact=date(2026, 11, 20))
    >>> health([wang], Limits(), date(2026, 11, 22))
    Health(level='amber', alarms=(Alarm(code='single_threaded', people=(1,)),))
    """
    if not people:
        return Health(None)
    alarms = tuple(_alarms(people, limits, today, is_company))
    if not alarms:
        return Health(GREEN)
    return Health(RED if len(alarms) >= limits.red_alarms else AMBER, alarms)


def influence_score(people: Iterable[Person], rule: str) -> int:
    """Influence of the customer's key persons: of the strongest, or of all together.

    Only who is marked as key person and has not left counts.

    :param rule: ``MAX`` or ``SUM``
    :raises RelationError: ``rule``

    >>> people = [Person(1, influence=5, is_key=True), Person(2, influence=3)]
    >>> influence_score(people, MAX), influence_score([], SUM)
    (5, 0)
    """
    found = [
        person.influence for person in people if person.is_key and not person.has_left
    ]
    if rule == MAX:
        return max(found, default=0)
    if rule == SUM:
        return sum(found)
    raise RelationError("rule", rule=rule)


def _alarms(people, limits, today, is_company):
    present = [person for person in people if not person.has_left]
    key_players = [person for person in people if is_key_player(person, limits)]
    if is_company:
        yield from _of_structure(present, limits)
    yield from _of_people(
        KEY_UNCOVERED,
        (
            person
            for person in key_players
            if not person.has_left and _is_uncovered(person, limits, today)
        ),
    )
    yield from _of_people(
        OPPONENT_UNADDRESSED,
        (
            person
            for person in present
            if person.support == OPPONENT and not _is_addressed(person, today)
        ),
    )
    yield from _of_people(
        LEFT_WITHOUT_SUCCESSOR,
        (
            person
            for person in key_players
            if person.has_left and not person.has_successor
        ),
    )


def _of_structure(present, limits):
    covered = [person for person in present if person.coverage != NONE]
    if len(covered) < limits.covered:
        yield Alarm(SINGLE_THREADED, tuple(person.key for person in covered))
    if all(person.role != DECIDER for person in present):
        yield Alarm(NO_DECIDER)
    roles = {person.role for person in covered}
    if len(covered) > 1 and len(roles) == 1 and "" not in roles:
        yield Alarm(ONE_SIDED, tuple(person.key for person in covered))


def _of_people(code, people):
    keys = tuple(person.key for person in people)
    if keys:
        yield Alarm(code, keys)


def _is_uncovered(person, limits, today):
    if person.last_contact is None:
        return True
    return (today - person.last_contact).days > limits.uncovered_days


def _is_addressed(person, today):
    is_late = person.measure_due is not None and person.measure_due < today
    return person.has_measure and not is_late
