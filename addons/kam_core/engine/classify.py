"""Classes and levels of accounts by rules (CORE-02, CORE-01, CORE-04).

A rule names a target (a class, a level, or the manager as lead of a very large
account) and conditions; it applies if *all* of them hold. Several rules for one target
are alternatives. A rule without conditions applies to everybody: the lowest level.

* *Primary class*: target of the first rule, by priority and then code, whose role is
  primary. *Secondary classes*: targets of all other rules that apply.
* *Level*: target of the first level rule that applies.
* Measures and thresholds are integers: minor units for money, counts, scores, 0 or 1
  for yes or no. What was not measured (None) meets no condition.
* Nothing is remembered: equal values give an equal verdict, whatever it was before.
  No hysteresis; an account at the edge may change with each run, and the history says
  why. What a manager pinned is left alone.

*Near a class* is a measure of its own, ``proximity:<class>``: how much of what the
rules for that class ask is there, in basis points (:func:`proximity`). The class
*potential* is a rule on it.

:func:`decide` is for a run over all accounts; :func:`evaluate` adds the why, for those
that change.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from .errors import EngineError

CLASS = "class"
LEVEL = "level"
LEAD = "lead"
KINDS = (CLASS, LEVEL, LEAD)

PRIMARY = "primary"
SECONDARY = "secondary"
ROLES = (PRIMARY, SECONDARY)

PROXIMITY = "proximity:"
WHOLE = 10_000

OPERATORS: Mapping[str, Callable[[int, int], bool]] = MappingProxyType(
    {
        ">=": operator.ge,
        ">": operator.gt,
        "<=": operator.le,
        "<": operator.lt,
        "=": operator.eq,
        "!=": operator.ne,
    }
)

Values = Mapping[str, int | None]
_Test = tuple[str, Callable[[int, int], bool], int]


class RuleError(EngineError, ValueError):
    """A rule that can't be applied."""


class Condition(NamedTuple):
    """``measure`` compared with ``threshold``; ``operator`` is one of ``OPERATORS``."""

    measure: str
    operator: str
    threshold: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rules a manager edits.

    :param code: unique, named in the history
    :param kind: ``CLASS``, ``LEVEL`` or ``LEAD``
    :param target: the class or level; "" for ``LEAD``
    :param conditions: all must hold
    :param priority: the lowest goes first
    :param role: of a class
    """

    code: str
    kind: str
    target: str
    conditions: tuple[Condition, ...]
    priority: int = 10
    role: str = PRIMARY


class Evidence(NamedTuple):
    """A condition with what was measured, None if nothing was."""

    measure: str
    operator: str
    threshold: int
    value: int | None
    holds: bool


class Finding(NamedTuple):
    """A rule, what it says, whether it applies, and each of its conditions."""

    rule: str
    kind: str
    target: str
    applies: bool
    evidence: tuple[Evidence, ...]


class Decision(NamedTuple):
    """What the rules say of one account."""

    primary: str | None
    secondary: tuple[str, ...]
    level: str | None
    lead: bool


class Verdict(NamedTuple):
    """A decision with its why: all rules, in order."""

    primary: str | None
    secondary: tuple[str, ...]
    level: str | None
    lead: bool
    findings: tuple[Finding, ...]


class Standing(NamedTuple):
    """What an account is now; ``pinned`` are the fields a manager decided by hand."""

    primary: str | None = None
    secondary: tuple[str, ...] = ()
    level: str | None = None
    lead: bool = False
    pinned: frozenset[str] = frozenset()


class Change(NamedTuple):
    """A proposed change of one field, and the findings that speak for it."""

    field: str
    before: object
    after: object
    why: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in the order in which they are applied; made by :func:`ruleset`.

    :param near: for each class whose nearness is asked for, the rules for that class
    :param tests: the conditions of each rule, ready to be called
    """

    rules: tuple[Rule, ...]
    near: tuple[tuple[str, tuple[Rule, ...]], ...]
    tests: tuple[tuple[Rule, tuple[_Test, ...]], ...]


def ruleset(rules: Iterable[Rule]) -> RuleSet:
    """Rules in order, if all of them can be applied.

    :raises RuleError: ``kind``, ``role``, ``operator``, ``target`` (missing),
        ``twice`` (the same code), ``nested`` (a class is near a class that depends on
        nearness)

    >>> big = Rule("big", "level", "gold", (Condition("sales", ">=", 100),), 2)
    >>> bigger = Rule("bigger", "level", "platinum", (Condition("sales", ">", 500),), 1)
    >>> [rule.code for rule in ruleset([big, bigger]).rules]
    ['bigger', 'big']
    """
    rules = tuple(sorted(rules, key=lambda rule: (rule.priority, rule.code)))
    codes = [rule.code for rule in rules]
    for rule in rules:
        problem = _problem(rule)
        if problem or codes.count(rule.code) > 1:
            raise RuleError(problem or "twice", rule=rule.code)
    _refuse_nesting(rules)
    tests = tuple((rule, tuple(map(_test, rule.conditions))) for rule in rules)
    return RuleSet(rules, _rules_near(rules), tests)


def finding(rule: Rule, values: Values) -> Finding:
    """Whether ``rule`` applies to ``values``, with every condition looked at.

    >>> rule = Rule("g1", "class", "group_purchase", (Condition("units", ">=", 3),))
    >>> finding(rule, {"units": 4}).applies, finding(rule, {}).applies
    (True, False)
    """
    evidence = tuple(_evidence(condition, values) for condition in rule.conditions)
    applies = all(item.holds for item in evidence)
    return Finding(rule.code, rule.kind, rule.target, applies, evidence)


def decide(rules: RuleSet, values: Values) -> Decision:
    """What the rules say of an account with these measured values.

    :param values: by measure; nearness is added

    >>> rules = ruleset([
    ...     Rule("h1", "class", "high_value", (Condition("sales", ">=", 5000000),)),
    ...     Rule("p1", "class", "potential", (Condition("orders", ">=", 1),), 20),
    ... ])
    >>> decide(rules, {"sales": 6000000, "orders": 3})
    Decision(primary='high_value', secondary=('potential',), level=None, lead=False)
    """
    values = _with_nearness(rules, values)
    hits = [rule for rule, tests in rules.tests if _holds(tests, values)]
    classes = [rule.target for rule in hits if rule.kind == CLASS]
    firsts = (r.target for r in hits if r.kind == CLASS and r.role == PRIMARY)
    primary = next(firsts, None)
    return Decision(
        primary,
        tuple(sorted(set(classes) - {primary})),
        next((rule.target for rule in hits if rule.kind == LEVEL), None),
        any(rule.kind == LEAD for rule in hits),
    )


def evaluate(rules: RuleSet, values: Values) -> Verdict:
    """:func:`decide`, with every condition of every rule looked at.

    Sales of 60,000.00 are not enough for gold at 100,000.00:

    >>> rules = ruleset([
    ...     Rule("l1", "level", "gold", (Condition("sales", ">=", 10000000),), 1),
    ...     Rule("l2", "level", "silver", (), 2),
    ... ])
    >>> verdict = evaluate(rules, {"sales": 6000000})
    >>> verdict.level, verdict.findings[0].evidence
    ('silver', (Evidence(measure='sales', operator='>=', threshold=10000000, \
value=6000000, holds=False),))
    """
    measured = _with_nearness(rules, values)
    findings = tuple(finding(rule, measured) for rule in rules.rules)
    return Verdict(*decide(rules, values), findings)


def proximity(rule: Rule, values: Values) -> int:
    """How near ``values`` come to a rule, in basis points, rounded down.

    The nearness of a rule is that of its least fulfilled condition. A condition that
    asks for at least a positive threshold is met in part; any other wholly or not.

    >>> rule = Rule("h1", "class", "high_value", (
    ...     Condition("sales", ">=", 5000000), Condition("orders", ">=", 4)))
    >>> proximity(rule, {"sales": 4500000, "orders": 7})
    9000
    >>> proximity(rule, {"sales": 4500000}), proximity(rule, {"sales": 9, "orders": 1})
    (0, 0)
    """
    parts = (_part(condition, values) for condition in rule.conditions)
    return min(parts, default=WHOLE)


def changes(standing: Standing, verdict: Verdict) -> tuple[Change, ...]:
    """Changes that make an account what the rules say, each with its why.

    Findings that speak for a change are those of the rules for what is gained, which
    apply, and for what is lost, which do not; or which still do, for a class that only
    moved between primary and secondary. Pinned fields are left alone; a class that is
    pinned as primary is not repeated as secondary.

    >>> rules = ruleset([Rule("h1", "class", "high", (Condition("sales", ">", 5),))])
    >>> [change] = changes(Standing("high"), evaluate(rules, {"sales": 3}))
    >>> change.field, change.before, change.after, change.why[0].evidence[0].value
    ('primary', 'high', None, 3)
    """
    after = verdict
    if "primary" in standing.pinned:
        tags = {*verdict.secondary, verdict.primary} - {None, standing.primary}
        after = verdict._replace(secondary=tuple(sorted(tags)))
    fields = ("primary", "secondary", "level", "lead")
    return tuple(
        Change(name, before, now, _why(name, before, now, verdict.findings))
        for name in fields
        if name not in standing.pinned
        and (before := _plain(getattr(standing, name)))
        != (now := _plain(getattr(after, name)))
    )


def _problem(rule: Rule) -> str | None:
    if rule.kind not in KINDS:
        return "kind"
    if rule.role not in ROLES:
        return "role"
    if not rule.target and rule.kind != LEAD:
        return "target"
    known = all(condition.operator in OPERATORS for condition in rule.conditions)
    return None if known else "operator"


def _refuse_nesting(rules: Iterable[Rule]) -> None:
    near = {rule.target: set(_classes_near(rule)) for rule in rules}
    for rule in rules:
        for target in _classes_near(rule):
            if near.get(target):
                raise RuleError("nested", rule=rule.code, target=target)


def _classes_near(rule: Rule) -> list[str]:
    """Classes whose nearness a rule asks for."""
    named = (condition.measure for condition in rule.conditions)
    return [
        name.removeprefix(PROXIMITY) for name in named if name.startswith(PROXIMITY)
    ]


def _rules_near(rules: tuple[Rule, ...]) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    asked = sorted({target for rule in rules for target in _classes_near(rule)})
    return tuple(
        (
            PROXIMITY + target,
            tuple(r for r in rules if (r.kind, r.target) == (CLASS, target)),
        )
        for target in asked
    )


def _with_nearness(rules: RuleSet, values: Values) -> Values:
    """Values with the nearness that is asked for; of alternatives, the nearest."""
    if not rules.near:
        return values
    near = {
        measure: max((proximity(rule, values) for rule in alternatives), default=0)
        for measure, alternatives in rules.near
    }
    return {**values, **near}


def _test(condition: Condition) -> _Test:
    return condition.measure, OPERATORS[condition.operator], condition.threshold


def _holds(tests: tuple[_Test, ...], values: Values) -> bool:
    """Whether all hold; stops at the first that does not."""
    for measure, compare, threshold in tests:
        value = values.get(measure)
        if value is None or not compare(value, threshold):
            return False
    return True


def _evidence(condition: Condition, values: Values) -> Evidence:
    value = values.get(condition.measure)
    compare = OPERATORS[condition.operator]
    holds = value is not None and compare(value, condition.threshold)
    return Evidence(*condition, value, holds)


def _part(condition: Condition, values: Values) -> int:
    """Basis points to which a condition is met."""
    measure, sign, threshold = condition
    value = values.get(measure)
    if value is None:
        return 0
    if OPERATORS[sign](value, threshold):
        return WHOLE
    if sign not in (">=", ">") or threshold <= 0 or value <= 0:
        return 0
    return min(value * WHOLE // threshold, WHOLE - 1)


def _plain(value: object) -> object:
    """Secondary classes without an order."""
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def _why(
    field: str, before: object, after: object, findings: Iterable[Finding]
) -> tuple[Finding, ...]:
    kind = field if field in (LEVEL, LEAD) else CLASS
    gained, lost = (
        _targets(after) - _targets(before),
        _targets(before) - _targets(after),
    )
    return tuple(
        item
        for item in findings
        if item.kind == kind
        and (item.target in gained if item.applies else item.target in lost)
        or kind == CLASS == item.kind
        and item.target in lost
    )


def _targets(value: object) -> set[object]:
    """Targets named by the value of a field; a lead has no name."""
    if isinstance(value, tuple):
        return set(value)
    if isinstance(value, bool):
        return {""} if value else set()
    return {value} - {None}
