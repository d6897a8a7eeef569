"""A test run proves nothing if nothing ran or something was skipped."""

from kamdev import reports

SUITE = """<testsuites><testsuite name="pytest" tests="{tests}" failures="{failures}"
 errors="0" skipped="{skipped}" time="2.4">{cases}</testsuite></testsuites>"""
SKIPPED = """<testcase classname="addons.kam_core.tests.test_tour.TestTour"
 name="test_tour"><skipped message="--odoo-http is not set"/></testcase>"""


def write(folder, name, tests=3, failures=0, skipped=0, cases=""):
    text = SUITE.format(tests=tests, failures=failures, skipped=skipped, cases=cases)
    (folder / f"{name}.xml").write_text(text)


def test_sys_sums_are_shown_for_each_part_and_all(tmp_path):
    write(tmp_path, "modules", tests=5, failures=1)
    write(tmp_path, "pure", tests=3)
    assert reports.summary(tmp_path).splitlines() == [
        "modules              4 passed, 1 failures in 2 s",
        "pure                 3 passed in 2 s",
        "all together         7 passed, 1 failures",
    ]


def test_sys_a_skipped_browser_test_fails_the_run(tmp_path):
    write(tmp_path, "modules", skipped=1, cases=SKIPPED)
    assert reports.problems(tmp_path) == [
        "modules: addons.kam_core.tests.test_tour.TestTour.test_tour was skipped "
        "(--odoo-http is not set)"
    ]


def test_sys_a_run_without_tests_fails(tmp_path):
    write(tmp_path, "modules", tests=0)
    assert reports.problems(tmp_path) == ["not one test ran"]


def test_sys_an_error_in_odoos_log_fails_the_run(tmp_path):
    write(tmp_path, "modules")
    (tmp_path / "kam_test.log").write_text(
        "2026-11-22 17:00:00,000 99 WARNING kam_test odoo.x: beware\n"
        "2026-11-22 17:00:00,000 99 ERROR kam_test odoo.sql_db: bad query\n"
        "Traceback: the lines below it\n"
    )
    assert reports.problems(tmp_path) == [
        "Odoo logged in kam_test.log: "
        "2026-11-22 17:00:00,000 99 ERROR kam_test odoo.sql_db: bad query"
    ]


def test_sys_a_clean_run_has_no_problems(tmp_path):
    write(tmp_path, "modules")
    assert reports.problems(tmp_path) == []
