from datetime import date, datetime
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .measure_case import KamMeasureCase


@tagged("post_install", "-at_install")
class TestTargetSplit(KamMeasureCase):
    """The split assistant: shares, factors, what is fixed, targets made (CORE-15).

    Wang and Li sell for the team South of the department; 2027 has just begun and is
    planned.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_now(datetime(2027, 1, 2, 4))
        cls.company.kam_target_average_months = 12
        cls.manager = cls.create_user("boss", "manager")
        cls.general = cls.create_user("general", "general_manager")
        cls.sales = cls.env.ref("kam_core.kam_measure_sales_amount")
        cls.contacts = cls.env.ref("kam_core.kam_measure_contacts_logged")
        cls.department = cls.env["hr.department"].create(
            {"name": "Key Accounts", "company_id": cls.company.id}
        )
        (cls.wang + cls.li).term_ids.department_id = cls.department

    @classmethod
    def split(cls, amount=1200, **values):
        """Return a split of 2027 by quarters, with its figures read."""
        split = (
            cls.env["kam.target.split"]
            .with_user(cls.manager)
            .create(
                {
                    "company_id": cls.company.id,
                    "measure_id": cls.sales.id,
                    "department_id": cls.department.id,
                    "date_from": "2027-05-05",
                    "down_to": "quarter",
                    "amount": amount,
                    "reason": "Plan of the year",
                    **values,
                }
            )
        )
        split.action_read_figures()
        return split

    def share(self, split, rep):
        return split.unit_ids.filtered(lambda unit: unit.rep_id == rep)

    def grid(self, split):
        """Return ``{name: amounts per piece}`` in natural units."""
        _pieces, wholes, shares = split._kam_grid()
        table = {"whole": wholes}
        for unit, amounts in shares.items():
            name = {self.wang: "wang", self.li: "li"}.get(unit.rep_id, unit.kind)
            table[name] = amounts
        return {
            name: [split._kam_natural(amount) for amount in amounts]
            for name, amounts in table.items()
        }

    def sold(self):
        """Let Wang have sold three times as much as Li, most of it in spring."""
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 100))
        self.sell(self.wang, "2026-05-10 04:00:00", (self.ring, 200))
        self.sell(self.li, "2026-05-10 04:00:00", (self.ring, 100))

    # === FIGURES === #

    def test_core_15_reads_last_year_and_recent_averages(self):
        self.sold()
        split = self.split()
        self.assertRecordValues(split, [{"last_year": 400, "average": 16.67}])
        self.assertEqual(split.name, "Sales, 2027, Key Accounts")
        self.assertRecordValues(
            split.unit_ids,
            [
                {"kind": "team", "team_id": self.team.id, "rep_id": False},
                {"kind": "rep", "team_id": self.team.id, "rep_id": self.wang.id},
                {"kind": "rep", "team_id": self.team.id, "rep_id": self.li.id},
            ],
        )
        wang, li = self.share(split, self.wang), self.share(split, self.li)
        self.assertEqual((wang.last_year, wang.base), (300, 25))
        self.assertEqual((li.last_year, li.base), (100, 8.33))
        self.assertEqual(split.period_ids.mapped("last_year"), [100, 300, 0, 0])

    def test_core_15_months_not_over_count_as_the_average_of_the_others(self):
        """In June 2026 five months are over, with 400 in all; each counts 80."""
        self.sold()
        june = datetime(2026, 6, 1, 4)
        self.patch(self.registry["kam.clock"], "_now", lambda clock: june)
        self.sell(self.li, "2026-06-01 01:00:00", (self.ring, 95))
        split = self.split()
        self.assertTrue(split.estimated)
        self.assertEqual(split.period_ids.mapped("last_year"), [100, 395, 240, 240])

    def test_core_15_proposal_is_last_year_times_factors_with_reasons(self):
        self.sold()
        split = self.split()
        split.factor_ids = [
            Command.create({"kind": "market", "percent": 110, "reason": "gold is up"}),
            Command.create({"kind": "policy", "percent": 95, "reason": "new tax"}),
        ]
        self.assertEqual(split.proposal, 418)
        split.action_use_proposal()
        self.assertEqual(split.amount, 418)
        with self.assertRaisesRegex(ValidationError, "Say why"):
            split.factor_ids = [Command.create({"percent": 1, "reason": " "})]

    # === SHARES === #

    def test_core_15_follows_last_year_and_recent_sales(self):
        self.sold()
        split = self.split(1200)
        wang = self.share(split, self.wang)
        wang.base, self.share(split, self.li).base = 3, 1
        self.assertEqual(
            self.grid(split),
            {
                "whole": [300, 900, 0, 0],
                "team": [300, 900, 0, 0],
                "wang": [225, 675, 0, 0],
                "li": [75, 225, 0, 0],
            },
        )

    def test_core_15_without_figures_everybody_counts_the_same(self):
        split = self.split(1000.01, period_kind="quarter", down_to="month")
        table = self.grid(split)
        self.assertEqual(sum(table["whole"]), 1000.01)
        for whole, team, wang, li in zip(
            table["whole"], table["team"], table["wang"], table["li"], strict=True
        ):
            self.assertEqual(whole, team)
            self.assertEqual(round(wang + li, 2), whole)
            self.assertLess(abs(wang - li), 0.02)

    def test_core_15_probation_counts_half_for_the_days_it_lasts(self):
        self.li.term_ids.write({"kind": "probation", "date_to": "2027-06-30"})
        self.env["kam.sales.rep.term"].create(
            {
                "rep_id": self.li.id,
                "date_from": "2027-07-01",
                "team_id": self.team.id,
                "department_id": self.department.id,
            }
        )
        split = self.split(1200)
        for row in split.period_ids:
            row.write({"fixed": True, "fixed_amount": 300})
        table = self.grid(split)
        self.assertEqual(table["wang"], [200, 200, 150, 150])
        self.assertEqual(table["li"], [100, 100, 150, 150])
        self.assertEqual(self.share(split, self.li).presence, 75.21)
        self.company.kam_probation_share = 20
        self.assertEqual(self.grid(split)["li"], [50, 50, 150, 150])

    def test_core_15_who_joins_or_leaves_counts_while_there(self):
        self.li.term_ids.date_to = "2027-03-31"
        new = self.create_rep("xu", date_from="2027-04-01")
        new.term_ids.department_id = self.department
        split = self.split(1200)
        for row in split.period_ids:
            row.write({"fixed": True, "fixed_amount": 300})
        _pieces, _wholes, shares = split._kam_grid()
        found = {unit.rep_id: amounts for unit, amounts in shares.items()}
        self.assertEqual(found[self.li], [15000, 0, 0, 0])
        self.assertEqual(found[new], [0, 15000, 15000, 15000])

    def test_core_15_part_timers_are_not_split(self):
        self.li.term_ids.kind = "part_time"
        self.assertEqual(self.split().unit_ids.rep_id, self.wang)

    def test_core_15_factor_changes_one_share_only(self):
        split = self.split(900)
        split.factor_ids = [
            Command.create(
                {
                    "unit_id": self.share(split, self.li).id,
                    "kind": "other",
                    "percent": 50,
                    "reason": "half-time after her leave",
                }
            )
        ]
        table = self.grid(split)
        self.assertEqual((sum(table["wang"]), sum(table["li"])), (600, 300))

    def test_core_15_vacant_post_keeps_its_share_with_the_team(self):
        split = self.split(900)
        split.unit_ids = [Command.create({"team_id": self.team.id, "base": 1})]
        table = self.grid(split)
        self.assertEqual(
            [sum(table[name]) for name in ("team", "wang", "li", "vacancy")],
            [900, 300, 300, 300],
        )
        split.action_make_targets()
        targets = self.targets("year")
        self.assertEqual(targets.mapped("scope"), ["department", "team", "rep", "rep"])

    # === FIXED === #

    def test_core_15_fixed_period_stays_and_the_rest_is_shared(self):
        self.sold()
        split = self.split(1200)
        split.period_ids[3].write({"fixed": True, "fixed_amount": 400})
        self.assertEqual(self.grid(split)["whole"], [200, 600, 0, 400])

    def test_core_15_fixed_share_stays_and_the_others_share_the_rest(self):
        split = self.split(1200)
        split.unit_ids = [Command.create({"team_id": self.team.id, "base": 1})]
        self.share(split, self.li).write({"fixed": True, "fixed_amount": 200})
        table = self.grid(split)
        self.assertEqual(
            [round(sum(table[n]), 2) for n in ("whole", "li", "wang", "vacancy")],
            [1200, 200, 500, 500],
        )

    def test_core_15_more_fixed_than_there_is_is_refused(self):
        split = self.split(1200)
        self.share(split, self.li).write({"fixed": True, "fixed_amount": 1201})
        with self.assertRaisesRegex(UserError, "Leave somebody open"):
            split.action_make_targets()
        self.assertIn("Leave somebody open", split.preview)
        self.share(split, self.li).fixed = False
        split.period_ids[0].write({"fixed": True, "fixed_amount": 1201})
        with self.assertRaisesRegex(UserError, "fixed periods are more"):
            split.action_make_targets()
        self.assertFalse(self.targets("year"))

    def test_core_15_nobody_left_for_the_rest_is_refused(self):
        split = self.split(1200)
        for rep in (self.wang, self.li):
            self.share(split, rep).write({"fixed": True, "fixed_amount": 100})
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            split.action_make_targets()

    def test_core_15_table_shows_every_share_and_follows_the_form(self):
        split = self.split(1200)
        self.assertIn("1,200.00", split.preview)
        self.assertIn("2027 Q4", split.preview)
        form = Form(split)
        form.amount = 2400
        self.assertIn("2,400.00", form.preview)

    def test_core_15_names_are_escaped_in_the_table(self):
        self.team.name = "<script>"
        self.assertNotIn("<script>", self.split().preview)

    # === TARGETS === #

    def targets(self, *kinds):
        return self.env["kam.target"].search(
            [("company_id", "=", self.company.id), ("period_kind", "in", kinds)],
            order="id",
        )

    def test_core_15_targets_add_up_over_people_and_calendar(self):
        self.sold()
        split = self.split(1000.03, down_to="month")
        action = split.action_make_targets()
        self.assertIn("68 targets made, 3 plans", action["params"]["message"])
        versions = split.plan_ids.version_ids
        self.assertEqual(len(versions), 68)
        amounts = {
            (v.target_id.scope, v.target_id.rep_id, v.target_id.date_from): v.amount
            for v in versions
            if v.target_id.period_kind == "month"
        }
        months = [date(2027, month, 1) for month in range(1, 13)]
        for month in months:
            people = sum(amounts["rep", rep, month] for rep in self.wang + self.li)
            none = self.wang.browse()
            self.assertEqual(round(people, 2), amounts["team", none, month])
            self.assertEqual(
                amounts["team", none, month], amounts["department", none, month]
            )
        for target in versions.target_id:
            if same := target.child_ids.filtered_domain([("scope", "=", target.scope)]):
                below = sum(same.version_ids.mapped("amount"))
                self.assertEqual(round(below, 2), target.version_ids.amount)

    def test_core_15_targets_form_a_tree(self):
        self.split().action_make_targets()
        year = self.targets("year").filtered(lambda t: t.scope == "department")
        self.assertFalse(year.parent_id)
        self.assertEqual(len(year.child_ids), 5)  # four quarters and the team
        team = year.child_ids.filtered(lambda t: t.scope == "team")
        self.assertEqual(team.child_ids.rep_id, self.wang + self.li)

    def test_core_15_plans_go_their_ways(self):
        split = self.split()
        split.action_make_targets()
        plans = split.plan_ids.sudo()
        department = plans.filtered(lambda plan: not plan.rep_id)
        self.assertEqual(
            department._kam_last_request()._kam_open_task().approver_ids, self.general
        )
        department.with_user(self.general).action_kam_approve()
        self.assertEqual(
            self.targets("year").mapped("state"), ["in_force"] * 2 + ["open"] * 2
        )
        self.assertEqual(split.state, "done")
        with self.assertRaisesRegex(UserError, "made already"):
            split.action_make_targets()
        with self.assertRaisesRegex(UserError, "Duplicate"):
            split.amount = 1

    def test_core_15_splitting_again_makes_versions_of_what_changed(self):
        split = self.split(1200)
        split.action_make_targets()
        for plan in split.plan_ids.sudo():
            task = plan._kam_last_request()._kam_open_task()
            plan.with_user(task.approver_ids[:1]).action_kam_approve()
        for rep in (self.wang, self.li):
            for plan in split.plan_ids.filtered(lambda p, rep=rep: p.rep_id == rep):
                plan.with_user(rep.user_id).action_accept()
        again = split.copy()
        for row, amount in zip(again.period_ids, (300, 300, 300, 340), strict=True):
            row.write({"fixed": True, "fixed_amount": amount})
        again.amount = 1240
        before = self.targets("year", "quarter")
        for row in before:
            self.assertEqual(row.state, "in_force")
        again.action_make_targets()
        self.assertEqual(self.targets("year", "quarter"), before)
        year = self.targets("year").filtered(lambda t: t.scope == "department")
        self.assertEqual((year.amount, len(year.version_ids)), (1200, 2))
        third = split.copy()
        with self.assertRaisesRegex(UserError, "waits for its approval"):
            third.action_make_targets()

    def test_core_15_all_or_nothing(self):
        split = self.split(1200)
        self.env["kam.approval.flow"].search(
            [("topic", "=", "target_personal"), ("company_id", "=", self.company.id)]
        ).active = False
        with self.assertRaises(UserError), self.env.cr.savepoint():
            split.action_make_targets()
        self.assertFalse(self.targets("year", "quarter"))
        self.assertEqual(split.state, "draft")

    def test_core_15_many_targets_are_made_in_the_background(self):
        split = self.split(1200)
        path = "odoo.addons.kam_core.models.kam_target_split_targets.AT_ONCE"
        self.enterContext(patch(path, 5))
        action = split.action_make_targets()
        self.assertEqual((action["res_model"], split.state), ("kam.job", "queued"))
        job = self.env["kam.job"].browse(action["res_id"])
        job.with_user(self.manager)._kam_job_target_split(split.ids)
        self.assertEqual(split.state, "done")
        self.assertEqual(len(self.targets("year", "quarter")), 20)

    # === REFUSED === #

    def test_core_15_what_does_not_add_up_is_not_split(self):
        average = self.env.ref("kam_core.kam_measure_average_order")
        with self.assertRaisesRegex(ValidationError, "can't be split"):
            self.split(measure_id=average.id)
        with self.assertRaisesRegex(ValidationError, "shorter period"):
            self.split(period_kind="month", down_to="quarter")
        with self.assertRaisesRegex(ValidationError, "too many decimals"):
            self.split(1.5, measure_id=self.contacts.id)

    def test_core_15_counts_are_split_fairly_over_the_year(self):
        split = self.split(48, measure_id=self.contacts.id, down_to="month")
        table = self.grid(split)
        self.assertEqual((sum(table["wang"]), sum(table["li"])), (24, 24))

    def test_core_15_seller_has_one_share(self):
        split = self.split()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            split.unit_ids = [
                Command.create({"kind": "rep", "rep_id": self.wang.id, "base": 1})
            ]

    def test_core_15_only_managers_split(self):
        split = self.split()
        for user in (self.zhao, self.wang.user_id, self.create_user("fin", "finance")):
            for method in ("action_read_figures", "action_make_targets"):
                with self.assertRaises(AccessError):
                    getattr(split.with_user(user), method)()
