from datetime import date, datetime

from odoo.tests import tagged

from .measure_case import KamMeasureCase


@tagged("post_install", "-at_install")
class TestTargetDays(KamMeasureCase):
    """A split down to days (CORE-15): Wang and Li of the team South in May 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_now(datetime(2027, 1, 2, 4))
        cls.manager = cls.create_user("boss", "manager")
        cls.create_user("general", "general_manager")
        cls.department = cls.env["hr.department"].create(
            {"name": "Key Accounts", "company_id": cls.company.id}
        )
        (cls.wang + cls.li).term_ids.department_id = cls.department

    def split(self):
        split = (
            self.env["kam.target.split"]
            .with_user(self.manager)
            .create(
                {
                    "company_id": self.company.id,
                    "department_id": self.department.id,
                    "period_kind": "month",
                    "date_from": "2027-05-05",
                    "down_to": "day",
                    "amount": 1000.03,
                    "reason": "Plan of the month",
                }
            )
        )
        split.action_read_figures()
        return split

    def test_core_15_months_are_split_down_to_days(self):
        split = self.split()
        self.assertIn("2027-05-10 –", split.preview)  # shown by weeks
        split.action_make_targets()
        versions = split.plan_ids.version_ids
        amounts = {}
        for version in versions:
            target = version.target_id
            key = (target.scope, target.rep_id, target.period_kind)
            amounts[key] = round(amounts.get(key, 0) + version.amount, 2)
        none = self.wang.browse()
        for whose in (("department", none), ("team", none)):
            for kind in ("month", "week", "day"):
                self.assertEqual(amounts[*whose, kind], 1000.03)
        for rep in self.wang + self.li:
            month = amounts["rep", rep, "month"]
            self.assertEqual(amounts["rep", rep, "week"], month)
            self.assertEqual(amounts["rep", rep, "day"], month)
        days = versions.target_id.filtered(lambda t: t.period_kind == "day")
        self.assertEqual(len(set(days.mapped("date_from"))), 21)  # working days
        week = days.filtered(
            lambda t: t.scope == "team" and t.date_from == date(2027, 5, 10)
        ).parent_id
        self.assertEqual((week.period_kind, week.scope), ("day", "department"))
        self.assertEqual(week.parent_id.period_kind, "week")
