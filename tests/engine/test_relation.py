"""CORE-07, A10: coverage of people, alarms and health of a relationship map."""

from datetime import date, timedelta

import pytest

from odoo.addons.kam_core.engine.relation import (
    AMBER,
    BRIEF,
    GREEN,
    IN_DEPTH,
    KEY_UNCOVERED,
    LEFT_WITHOUT_SUCCESSOR,
    MAX,
    MULTIPLE,
    NO_DECIDER,
    NONE,
    ONE_SIDED,
    OPPONENT_UNADDRESSED,
    RED,
    SINGLE_THREADED,
    SUM,
    Alarm,
    Health,
    Limits,
    Person,
    RelationError,
    coverage,
    health,
    influence_score,
    is_key_player,
)

TODAY = date(2026, 11, 22)
LIMITS = Limits(covered=2, uncovered_days=60, key_influence=4, red_alarms=2)


def met(key, role="user", days=1, **values):
    """A person whom we talked to ``days`` ago."""
    day = TODAY - timedelta(days=days)
    return Person(key, role, coverage=BRIEF, last_contact=day, **values)


SOUND = (met(1, "decider"), met(2, "user"))


def codes(people, limits=LIMITS, **values):
    return [alarm.code for alarm in health(people, limits, TODAY, **values).alarms]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [(0, NONE), (1, BRIEF), (2, MULTIPLE), (4, MULTIPLE), (5, IN_DEPTH), (9, IN_DEPTH)],
)
def test_core_07_coverage_follows_from_the_number_of_contacts(contacts, expected):
    assert coverage(contacts, 5) == expected


def test_core_07_two_contacts_may_be_in_depth():
    assert [coverage(count, 2) for count in (0, 1, 2, 3)] == [
        NONE,
        BRIEF,
        IN_DEPTH,
        IN_DEPTH,
    ]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(1), False),
        (Person(1, is_key=True), True),
        (Person(1, "decider"), True),
        (Person(1, "buyer", influence=3), False),
        (Person(1, "buyer", influence=4), True),
    ],
)
def test_a10_key_players_decide_are_marked_or_influential(person, expected):
    assert is_key_player(person, LIMITS) is expected


def test_a10_without_people_there_is_no_health():
    assert health([], LIMITS, TODAY) == Health(None, ())


def test_a10_sound_relations_give_no_alarm():
    assert health(SOUND, LIMITS, TODAY) == Health(GREEN, ())


@pytest.mark.parametrize(
    ("people", "alarm"),
    [
        ([met(1, "decider"), Person(2, "user")], Alarm(SINGLE_THREADED, (1,))),
        ([met(1, "user"), met(2, "buyer")], Alarm(NO_DECIDER)),
        ([*SOUND, Person(3, "buyer", influence=4)], Alarm(KEY_UNCOVERED, (3,))),
        ([*SOUND, met(3, days=61, is_key=True)], Alarm(KEY_UNCOVERED, (3,))),
        ([*SOUND, met(3, support="opponent")], Alarm(OPPONENT_UNADDRESSED, (3,))),
        (
            [*SOUND, Person(3, is_key=True, has_left=True)],
            Alarm(LEFT_WITHOUT_SUCCESSOR, (3,)),
        ),
        ([met(1, "decider"), met(2, "decider")], Alarm(ONE_SIDED, (1, 2))),
    ],
)
def test_a10_each_alarm_on_its_own_is_amber(people, alarm):
    assert health(people, LIMITS, TODAY) == Health(AMBER, (alarm,))


@pytest.mark.parametrize(
    "person",
    [
        met(3, days=60, is_key=True),  # the last day without alarm
        met(3, days=400),  # no key player
        met(3, support="non_supporter"),
        met(3, support="opponent", has_measure=True),
        met(3, support="opponent", has_measure=True, measure_due=TODAY),
        Person(3, has_left=True),  # was no key player
        Person(3, is_key=True, has_left=True, has_successor=True),
        Person(3, support="opponent", has_left=True),
        Person(3, ""),
    ],
)
def test_a10_what_is_in_order_gives_no_alarm(person):
    assert health([*SOUND, person], LIMITS, TODAY) == Health(GREEN, ())


def test_a10_a_measure_that_lapsed_is_none():
    lapsed = met(
        3,
        support="opponent",
        has_measure=True,
        measure_due=TODAY - timedelta(days=1),
    )
    assert codes([*SOUND, lapsed]) == [OPPONENT_UNADDRESSED]


def test_a10_people_of_unknown_role_are_not_one_sided():
    assert codes([met(1, "decider"), met(2, "")]) == []


def test_rule_a_19_who_left_neither_covers_nor_decides():
    left = met(3, "decider", has_left=True, has_successor=True)
    assert codes([met(1, "user"), left]) == [SINGLE_THREADED, NO_DECIDER]


def test_a10_red_begins_at_the_number_of_the_company():
    people = [Person(1, "user")]
    assert health(people, LIMITS, TODAY) == Health(
        RED, (Alarm(SINGLE_THREADED), Alarm(NO_DECIDER))
    )
    assert health(people, Limits(red_alarms=3), TODAY).level == AMBER


def test_a10_a_single_person_has_no_structure_to_be_known():
    assert codes([met(1)], is_company=False) == []
    key = Person(1, is_key=True)
    assert codes([key], is_company=False) == [KEY_UNCOVERED]


@pytest.mark.parametrize(
    ("rule", "expected"), [(MAX, 5), (SUM, 8)], ids=["strongest", "together"]
)
def test_core_02_influence_score_is_that_of_key_persons_still_there(rule, expected):
    people = [
        Person(1, influence=5, is_key=True),
        Person(2, influence=3, is_key=True),
        Person(3, influence=4),
        Person(4, influence=5, is_key=True, has_left=True),
    ]
    assert influence_score(people, rule) == expected
    assert influence_score([], rule) == 0


def test_core_02_a_rule_that_there_is_not_is_refused():
    with pytest.raises(RelationError, match="rule"):
        influence_score([], "average")
