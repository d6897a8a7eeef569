"""CORE-05, rule A-6: totals of the trade with an account."""

from datetime import date

from odoo.addons.kam_core.engine.trade import Day, Summary, summarise

JANUARY, MARCH, MAY = date(2026, 1, 5), date(2026, 3, 1), date(2026, 5, 20)


def test_no_trade_is_an_empty_summary():
    assert summarise({}, 3, JANUARY) == Summary()


def test_two_sales_of_one_day_count_as_two():
    found = summarise({MAY: Day(300, 2, 200)}, 3, JANUARY)
    assert found == Summary(MAY, MAY, 2, 200, 300, 300, 2)


def test_recent_past_begins_with_its_first_day():
    days = {JANUARY: Day(100, 1, 100), MARCH: Day(40, 1, 40)}
    assert summarise(days, 3, MARCH) == Summary(JANUARY, MARCH, 2, 100, 140, 40, 1)


def test_rule_a_6_partial_return_leaves_the_purchase():
    days = {JANUARY: Day(100, 1, 100), MARCH: Day(-99, 0, 0)}
    assert summarise(days, 3, MARCH) == Summary(JANUARY, JANUARY, 1, 100, 1, -99, 0)


def test_rule_a_6_full_return_leaves_none_and_totals_show_both():
    days = {JANUARY: Day(100, 1, 100), MARCH: Day(-100, 0, 0)}
    assert summarise(days, 3, MARCH) == Summary(recent_total=-100)


def test_rule_a_6_return_after_the_window_takes_nothing_back():
    days = {JANUARY: Day(100, 1, 100), MAY: Day(-100, 0, 0)}
    found = summarise(days, 3, JANUARY)
    assert (found.last, found.count, found.total) == (JANUARY, 1, 0)


def test_rule_a_6_day_of_nothing_is_no_purchase():
    assert summarise({MAY: Day(0, 1, 50)}, 3, JANUARY).count == 0
