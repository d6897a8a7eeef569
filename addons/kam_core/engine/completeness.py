"""How complete an account's archive is (CORE-06; rule A-15).

The rate is the weight of the fields that count over the weight of the fields that are
asked for, in basis points, rounded down: only a complete archive shows 100 %.

* *Asked for*: every field with a weight for this kind and class of account, but not
  what was marked as not applicable, and sensitive ones only with recorded consent.
* *Counts*: filled, in a section that was checked not more than N calendar months ago
  (T9). A section that was never checked, or is said to be checked in the future, is
  not fresh.
* Nothing asked for: there is no rate (None), not 100 %.

The next missing fields are the heaviest of those that do not count; a filled field of
a stale section is among them, to be checked again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from .errors import EngineError
from .period import add_months, more_than_months

EMPTY = "empty"
STALE = "stale"
UNCHECKED = "unchecked"
NEXT_MISSING = 3


class CompletenessError(EngineError, ValueError):
    """Weights that say nothing, or two things, about one field."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """One line of the table the manager edits.

    :param code: of the field
    :param section: of the archive the field belongs to
    :param weight: from 0; at 0 the field is not asked for
    :param kind: of the accounts the line is for, "" for all
    :param account_class: of the accounts the line is for, "" for all
    :param sensitive: asked for only with the customer's consent
    """

    code: str
    section: str
    weight: int
    kind: str = ""
    account_class: str = ""
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Archive:
    """What is known of one account.

    :param filled: codes of the fields that hold a value
    :param not_applicable: codes marked so by the keeper
    :param consented: codes of sensitive fields with recorded consent
    :param checked_on: last check of each section
    """

    kind: str
    account_class: str = ""
    filled: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    consented: frozenset[str] = frozenset()
    checked_on: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))


class Missing(NamedTuple):
    """A field that does not count, and why: ``EMPTY``, ``STALE`` or ``UNCHECKED``."""

    code: str
    weight: int
    why: str


class Completeness(NamedTuple):
    """Basis points, or None if nothing is asked for; and what to do next."""

    rate: int | None
    missing: tuple[Missing, ...]
    to_check: tuple[str, ...]


def checked(weights: Iterable[FieldWeight]) -> tuple[FieldWeight, ...]:
    """The table, if it says one thing about each field; asked once, when it changes.

    :raises CompletenessError: ``weight``, below 0; ``ambiguous``, if two lines of the
        same reach are for the same field

    >>> checked([FieldWeight("fax", "basic", -1)])
    Traceback (most recent call last):
    ...
    odoo.addons.kam_core.engine.completeness.CompletenessError: \
weight: field='fax', weight=-1
    """
    table = tuple(weights)
    seen = set()
    for line in table:
        if line.weight < 0:
            raise CompletenessError("weight", field=line.code, weight=line.weight)
        reach = (line.code, line.kind, line.account_class)
        if reach in seen:
            raise CompletenessError("ambiguous", field=line.code, reach=reach[1:])
        seen.add(reach)
    return table


def completeness(
    archive: Archive,
    weights: Iterable[FieldWeight],
    fresh_months: int,
    today: date,
) -> Completeness:
    """Rate, the next missing fields, and the sections with filled fields to check.

    :param weights: the whole table, :func:`checked`; see :func:`asked_for`
    :param fresh_months: N, how long a check holds

    Five of ten are filled and fresh; three are filled, but the check is a year old:

    >>> weights = [
    ...     FieldWeight("address", "basic", 3),
    ...     FieldWeight("industry", "basic", 2),
    ...     FieldWeight("competitors", "important", 3),
    ...     FieldWeight("strategy", "core", 2),
    ... ]
    >>> archive = Archive(
    ...     "company",
    ...     filled=frozenset({"address", "industry", "competitors"}),
    ...     checked_on={"basic": date(2026, 10, 1), "important": date(2025, 10, 1)},
    ... )
    >>> found = completeness(archive, weights, 6, date(2026, 11, 22))
    >>> found.rate, found.to_check
    (5000, ('important',))
    >>> found.missing[0]
    Missing(code='competitors', weight=3, why='stale')
    """
    asked = asked_for(archive, weights)
    state = {
        line.code: _shortfall(archive, line, fresh_months, today) for line in asked
    }
    whole = sum(line.weight for line in asked)
    earned = sum(line.weight for line in asked if not state[line.code])
    missing = [
        Missing(line.code, line.weight, why)
        for line in asked
        if (why := state[line.code])
    ]
    missing.sort(key=lambda item: -item.weight)
    return Completeness(
        earned * 10_000 // whole if whole else None,
        tuple(missing[:NEXT_MISSING]),
        _sections_to_check(asked, state),
    )


def changes_on(
    archive: Archive,
    weights: Iterable[FieldWeight],
    fresh_months: int,
    today: date,
) -> date | None:
    """The next day on which the result changes although nobody touches the archive.

    That is the day after the last fresh one of a section that counts (T9), or the day
    a check dated ahead comes true. None: time changes nothing any more.

    >>> weights = [FieldWeight("fax", "basic", 1)]
    >>> archive = Archive(
    ...     "company",
    ...     filled=frozenset({"fax"}),
    ...     checked_on={"basic": date(2026, 8, 31)},
    ... )
    >>> changes_on(archive, weights, 6, date(2026, 11, 22))
    datetime.date(2027, 3, 1)
    >>> changes_on(archive, weights, 6, date(2027, 3, 1)) is None
    True
    """
    sections = {
        line.section
        for line in asked_for(archive, weights)
        if line.code in archive.filled and line.section in archive.checked_on
    }
    days = (_turns_on(archive.checked_on[name], fresh_months) for name in sections)
    ahead = [day for pair in days for day in pair if day > today]
    return min(ahead, default=None)


def asked_for(archive: Archive, weights: Iterable[FieldWeight]) -> list[FieldWeight]:
    """The lines that apply to an account, one for each field, in order of the table.

    Of several lines for a field the narrowest wins: for the kind and class, for the
    class, for the kind, for all. A narrower line of weight 0 so takes a field out.

    >>> table = [
    ...     FieldWeight("birthday", "basic", 1, kind="person"),
    ...     FieldWeight("birthday", "basic", 5, account_class="important"),
    ... ]
    >>> [line.weight for line in asked_for(Archive("person", "important"), table)]
    [5]
    >>> [line.weight for line in asked_for(Archive("person"), table)]
    [1]
    >>> asked_for(Archive("company"), table)
    []
    """
    chosen: dict[str, FieldWeight] = {}
    for line in weights:
        if _concerns(line, archive) and _reach(line) > _reach(chosen.get(line.code)):
            chosen[line.code] = line
    return [line for line in chosen.values() if _is_asked(line, archive)]


def _concerns(line: FieldWeight, archive: Archive) -> bool:
    return line.kind in ("", archive.kind) and line.account_class in (
        "",
        archive.account_class,
    )


def _reach(line: FieldWeight | None) -> int:
    """How narrow a line is: class counts more than kind, no line least of all."""
    if line is None:
        return -1
    return 2 * bool(line.account_class) + bool(line.kind)


def _is_asked(line: FieldWeight, archive: Archive) -> bool:
    if not line.weight or line.code in archive.not_applicable:
        return False
    return not line.sensitive or line.code in archive.consented


def _shortfall(
    archive: Archive, line: FieldWeight, fresh_months: int, today: date
) -> str | None:
    """Why a field does not count, or None if it does."""
    if line.code not in archive.filled:
        return EMPTY
    checked = archive.checked_on.get(line.section)
    if checked is None or checked > today:
        return UNCHECKED
    return STALE if more_than_months(checked, fresh_months, today) else None


def _turns_on(checked: date, fresh_months: int) -> tuple[date, date]:
    """First day on which a check counts, and first one on which it is stale."""
    return checked, add_months(checked, fresh_months) + timedelta(days=1)


def _sections_to_check(
    asked: Sequence[FieldWeight], state: Mapping[str, str | None]
) -> tuple[str, ...]:
    """Sections whose filled fields do not count, in order of the table."""
    old = (line.section for line in asked if state[line.code] in (STALE, UNCHECKED))
    return tuple(dict.fromkeys(old))
