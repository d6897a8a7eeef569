"""Sums over pytest's reports (JUnit XML), and what they must not hold."""

import re
from xml.etree import ElementTree

LOUD = re.compile(r"^\S+ \S+ \d+ (ERROR|CRITICAL) ")
COUNTS = ("tests", "failures", "errors", "skipped")


def _suites(folder):
    for path in sorted(folder.glob("*.xml")):
        for suite in ElementTree.parse(path).iter("testsuite"):
            yield path.stem, suite


def summary(folder):
    """One line for each report and one for all, as pytest counts."""
    rows, total = [], dict.fromkeys(COUNTS, 0)
    for name, suite in _suites(folder):
        counts = {key: int(suite.get(key, 0)) for key in COUNTS}
        total = {key: total[key] + counts[key] for key in COUNTS}
        took = float(suite.get("time", 0))
        rows.append(f"{name:<20} {_words(counts)} in {took:.0f} s")
    return "\n".join([*rows, f"{'all together':<20} {_words(total)}"])


def _words(counts):
    passed = counts["tests"] - sum(counts[key] for key in COUNTS[1:])
    words = [f"{passed} passed"]
    words += [f"{counts[key]} {key}" for key in COUNTS[1:] if counts[key]]
    return ", ".join(words)


def problems(folder):
    """What makes a run worthless even if nothing failed.

    A skipped test proves nothing: with the browser at hand none may be skipped. An
    error in Odoo's log that no test expected (and muted) is a failure nobody saw.
    """
    found = [
        f"{name}: {case.get('classname')}.{case.get('name')} was skipped "
        f"({skip.get('message')})"
        for name, suite in _suites(folder)
        for case in suite.iter("testcase")
        for skip in case.iter("skipped")
    ]
    for path in sorted(folder.glob("*.log")):
        errors = [row for row in path.read_text().splitlines() if LOUD.search(row)]
        found += [f"Odoo logged in {path.name}: {row[:300]}" for row in errors[:20]]
    if not any(int(suite.get("tests", 0)) for _name, suite in _suites(folder)):
        found.append("not one test ran")
    return found
