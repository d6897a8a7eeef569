from datetime import date, datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services_token import as_service
from .measure_case import KamMeasureCase


@tagged("post_install", "-at_install")
class TestTarget(KamMeasureCase):
    """What a target is about, and actual against target (CORE-15, T1, T3, T11, T13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.env.ref("kam_core.kam_measure_sales_amount")
        cls.orders = cls.env.ref("kam_core.kam_measure_sales_orders")

    @classmethod
    def target(cls, amount=None, rep=None, **values):
        """Return a target of ``rep`` for February; an amount counts at once."""
        scope = {"scope": "rep", "rep_id": (rep or cls.wang).id}
        if "scope" in values:
            scope = {}
        target = cls.env["kam.target"].create(
            {
                "company_id": cls.company.id,
                "measure_id": cls.sales.id,
                "date_from": "2026-02-01",
                **scope,
                **values,
            }
        )
        if amount is not None:
            cls.agree(target, amount, "2026-01-05")
        return target

    @classmethod
    def agree(cls, target, amount, day):
        """Put an amount in force, as approval and seller would have on ``day``."""
        return as_service(cls.env["kam.target.version"]).create(
            {
                "target_id": target.id,
                "amount": amount,
                "reason": "Plan",
                "approved_on": day,
                "accepted_on": day,
            }
        )

    def at(self, moment):
        """Let the clock stand at ``moment``, naive UTC, for this test."""
        self.patch(self.registry["kam.clock"], "_now", lambda clock: moment)

    # === PERIOD AND IDENTITY === #

    def test_core_15_period_begins_on_its_first_day(self):
        days = {
            kind: self.target(period_kind=kind, date_from="2026-11-22")
            for kind in ("year", "quarter", "month", "week", "day")
        }
        self.assertEqual(
            {
                kind: (str(target.date_from), str(target.date_to), target.period_name)
                for kind, target in days.items()
            },
            {
                "year": ("2026-01-01", "2026-12-31", "2026"),
                "quarter": ("2026-10-01", "2026-12-31", "2026 Q4"),
                "month": ("2026-11-01", "2026-11-30", "2026-11"),
                "week": ("2026-11-16", "2026-11-22", "2026-11-16 – 11-22"),
                "day": ("2026-11-22", "2026-11-22", "2026-11-22"),
            },
        )

    def test_core_15_week_is_cut_at_the_end_of_the_month(self):
        target = self.target(period_kind="week", date_from="2026-09-30")
        self.assertEqual(
            (target.date_from, target.date_to), (date(2026, 9, 28), date(2026, 9, 30))
        )
        target.date_from = "2026-10-02"
        self.assertEqual(
            (target.date_from, target.date_to), (date(2026, 10, 1), date(2026, 10, 4))
        )

    def test_core_15_one_target_per_scope_measure_filters_and_period(self):
        self.target(date_from="2026-02-10")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.target(date_from="2026-02-20")
        self.target(category_id=self.gold.id)
        self.target(rep=self.li)
        self.target(measure_id=self.orders.id)

    def test_core_15_scope_is_one_unit(self):
        with self.assertRaisesRegex(ValidationError, "one team or one seller"):
            self.target(scope="team")
        with self.assertRaisesRegex(ValidationError, "one team or one seller"):
            self.target(scope="company", team_id=self.team.id)

    def test_core_15_filters_as_the_measure_supports(self):
        accounts = self.env.ref("kam_core.kam_measure_accounts_owned")
        self.target(measure_id=accounts.id, state_id=self.guangdong.id)
        with self.assertRaisesRegex(ValidationError, "Accounts Owned.*Leave that"):
            self.target(measure_id=accounts.id, category_id=self.gold.id)

    def test_core_15_kind_is_proposed_by_measure(self):
        self.assertEqual(self.target().kind, "sales")
        self.assertEqual(self.target(category_id=self.gold.id).kind, "product_mix")
        self.assertEqual(self.target(measure_id=self.orders.id).kind, "deals")

    def test_core_15_amounts_fit_the_unit(self):
        self.target(12.34, period_kind="year")
        with self.assertRaisesRegex(ValidationError, "too many decimals"):
            self.target(1.5, measure_id=self.orders.id)
        with self.assertRaisesRegex(ValidationError, "negative"):
            self.target(-1)

    def test_core_15_agreed_target_keeps_its_identity(self):
        target = self.target(100)
        with self.assertRaisesRegex(UserError, "can't change any more"):
            target.measure_id = self.orders
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            target.unlink()

    # === ACTUAL === #

    def test_rule_t11_achievement_has_four_places_half_up(self):
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 96994.99))
        self.assertEqual(self.target(100000).achievement, 96.99)
        self.assertEqual(
            self.target(
                96994.99, measure_id=self.sales.id, period_kind="year"
            ).achievement,
            100,
        )

    def test_rule_t12_half_is_rounded_up(self):
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 96995))
        self.assertEqual(self.target(100000).achievement, 97)

    def test_rule_t13_achievement_is_not_capped(self):
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 300))
        target = self.target(200)
        self.assertRecordValues(
            target,
            [
                {
                    "actual": 300,
                    "achievement": 150,
                    "progress": 100,
                    "open_amount": 0,
                    "has_achievement": True,
                }
            ],
        )

    def test_core_15_nothing_to_reach_is_not_reached(self):
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 300))
        self.assertRecordValues(
            self.target(), [{"actual": 300, "has_achievement": False, "progress": 0}]
        )

    def test_rule_t1_month_ends_at_midnight_of_the_company(self):
        """2026-01-31 23:30 UTC is February in Shanghai; half-open (T1)."""
        self.sell(self.wang, "2026-01-31 23:30:00", (self.ring, 10))
        self.sell(self.wang, "2026-01-31 15:59:59", (self.ring, 200))
        self.sell(self.wang, "2026-02-28 15:59:59", (self.ring, 3000))
        self.sell(self.wang, "2026-02-28 16:00:00", (self.ring, 40000))
        self.assertEqual(self.target(1).actual, 3010)

    def test_rule_t3_zone_of_the_user_does_not_matter(self):
        self.sell(self.wang, "2026-01-31 23:30:00", (self.ring, 10))
        self.zhao.tz = "America/New_York"
        target = self.target(1).with_user(self.zhao).with_context(tz="America/New_York")
        self.assertEqual(target.actual, 10)

    def test_core_15_actual_by_category_and_region(self):
        order = (self.ring, 100), (self.spoon, 30)
        self.sell(self.wang, "2026-02-10 04:00:00", *order)
        self.sell(self.wang, "2026-02-10 04:00:00", *order, partner=self.other_client)
        targets = self.target(1, category_id=self.gold.id) + self.target(
            1, state_id=self.sichuan.id
        )
        self.assertEqual(targets.mapped("actual"), [200, 130])

    def test_core_15_days_left_and_projection_by_working_days(self):
        """February 2026 has 20 weekdays; ten of them are over on the 13th."""
        self.env["kam.workday"].search([]).unlink()
        self.at(datetime(2026, 2, 13, 4))
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 300))
        target = self.target(1000)
        self.assertRecordValues(
            target, [{"days_left": 10, "projection": 600, "open_amount": 700}]
        )
        self.at(datetime(2026, 3, 1, 4))
        target.invalidate_recordset()
        self.assertRecordValues(target, [{"days_left": 0, "projection": 300}])

    def test_core_15_what_stands_at_the_end_is_not_projected(self):
        self.at(datetime(2026, 2, 13, 4))
        self.env["kam.account"].create(
            {
                "partner_id": self.client.id,
                "company_id": self.company.id,
                "opened_on": "2026-02-01",
                "owner_id": self.wang.id,
            }
        )
        accounts = self.env.ref("kam_core.kam_measure_accounts_owned")
        target = self.target(4, measure_id=accounts.id)
        self.assertRecordValues(
            target, [{"actual": 1, "projection": 1, "achievement": 25}]
        )

    def test_core_15_average_of_several_is_weighed_by_orders(self):
        average = self.env.ref("kam_core.kam_measure_average_order")
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 100))
        self.sell(self.wang, "2026-02-10 04:00:00", (self.ring, 200))
        self.sell(self.li, "2026-02-10 04:00:00", (self.ring, 600))
        target = self.target(1, scope="company", measure_id=average.id)
        self.assertEqual(target.actual, 300)

    def test_core_15_market_share_is_entered(self):
        share = self.env.ref("kam_core.kam_measure_market_share")
        target = self.target(20, measure_id=share.id, entered=12.5)
        self.assertRecordValues(
            target, [{"actual": 12.5, "achievement": 62.5, "actual_text": "12.50 %"}]
        )
        self.assertEqual(
            self.values(["market_share"]), {("market_share", "wang"): (1250, 1)}
        )
        with self.assertRaisesRegex(UserError, "entered by hand"):
            target.action_open_records()

    # === TEAMS === #

    def test_core_15_transfer_in_the_month_moves_the_month(self):
        north = self.env["crm.team"].create(
            {"name": "North", "company_id": self.company.id}
        )
        self.sell(self.wang, "2026-02-05 04:00:00", (self.ring, 100))
        self.sell(self.li, "2026-02-05 04:00:00", (self.ring, 7))
        self.env["kam.sales.rep.term"].create(
            {
                "rep_id": self.wang.id,
                "date_from": "2026-02-20",
                "team_id": north.id,
            }
        )
        south, other = (
            self.target(1, scope="team", team_id=team.id) for team in (self.team, north)
        )
        whole = self.target(1, scope="company")
        self.assertEqual((south.actual, other.actual, whole.actual), (7, 100, 107))

    def test_core_15_leaver_still_counts_for_the_team(self):
        self.sell(self.wang, "2026-02-05 04:00:00", (self.ring, 100))
        self.wang.term_ids.date_to = "2026-02-10"
        self.wang.active = False
        target = self.target(1, scope="team", team_id=self.team.id)
        march = self.target(
            1, scope="team", team_id=self.team.id, date_from="2026-03-01"
        )
        self.assertEqual((target.actual, march.actual), (100, 0))

    def test_core_15_department_with_all_below_it(self):
        sales = self.env["hr.department"].create(
            {"name": "Sales", "company_id": self.company.id}
        )
        key = self.env["hr.department"].create(
            {"name": "KA", "company_id": self.company.id, "parent_id": sales.id}
        )
        self.wang.term_ids.department_id = key
        self.sell(self.wang, "2026-02-05 04:00:00", (self.ring, 100))
        self.sell(self.li, "2026-02-05 04:00:00", (self.ring, 7))
        target = self.target(1, scope="department", department_id=sales.id)
        self.assertEqual(target.with_user(self.zhao).sudo().actual, 100)

    # === SCREENS === #

    def test_core_15_actual_opens_its_records(self):
        order = self.sell(self.wang, "2026-02-05 04:00:00", (self.ring, 100))
        self.sell(self.li, "2026-02-05 04:00:00", (self.ring, 7))
        action = self.target(1).action_open_records()
        facts = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(facts.order_id, order)
        team = self.target(1, scope="team", team_id=self.team.id)
        action = team.action_open_records()
        facts = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sum(facts.mapped("amount")), team.actual)

    def test_core_15_groups_sum_up_live_figures(self):
        self.sell(self.wang, "2026-02-05 04:00:00", (self.ring, 100))
        self.target(300)
        self.target(50, date_from="2026-03-01")
        groups = self.env["kam.target"]._read_group(
            [("rep_id", "=", self.wang.id)],
            ["date_from:month"],
            ["amount:sum", "actual:sum", "open_amount:sum"],
        )
        self.assertEqual(
            groups,
            [
                (date(2026, 2, 1), 300, 100, 200),
                (date(2026, 3, 1), 50, 0, 50),
            ],
        )
        info = self.env["kam.target"].fields_get(["actual"])
        self.assertEqual(info["actual"]["aggregator"], "sum")

    def test_core_15_page_of_targets_costs_the_same_for_one_and_for_eighty(self):
        reps = [self.wang, self.li]
        reps += [self.create_rep(f"seller{number}") for number in range(38)]
        for rep in reps:
            self.target(10, rep=rep)
            self.target(10, rep=rep, measure_id=self.orders.id)
        ids = (
            self.env["kam.target"].search([("rep_id", "in", [r.id for r in reps])]).ids
        )
        self.assertEqual(len(ids), 80)
        self.statements(ids)  # fills the caches that last
        one = self.statements(ids[:2])
        self.assertEqual(self.statements(ids), one)
        self.assertLess(one, 30)

    def statements(self, ids):
        views = self.env["kam.target"].get_views([(False, "list"), (False, "kanban")])
        names = list(views["models"]["kam.target"]["fields"])
        targets = self.env["kam.target"].browse(ids).with_user(self.zhao)
        targets.read(names)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        targets.read(names)
        return self.cr.sql_log_count - before

    # === RIGHTS === #

    def test_core_15_who_sees_which_targets(self):
        own, other = self.target(1), self.target(1, rep=self.li)
        team = self.target(1, scope="team", team_id=self.team.id)
        whole = self.target(1, scope="company")
        everything = own + other + team + whole
        roles = {
            role: self.create_user(f"see_{role}", role)
            for role in ("manager", "general_manager", "hr", "finance", "analyst")
        }
        seen = {user.login: everything for user in roles.values()}
        seen |= {
            self.wang.user_id.login: own,
            self.zhao.login: own + other + team,
            self.create_user("lone", "consultant").login: own.browse(),
        }
        for login, targets in seen.items():
            user = self.env["res.users"].search([("login", "=", login)])
            found = self.env["kam.target"].with_user(user).search([])
            self.assertEqual(found & everything, targets, login)
        keeper = self.create_user("keeper", "gift_keeper")
        with self.assertRaises(AccessError):
            self.env["kam.target"].with_user(keeper).search([])
        for user in (self.wang.user_id, self.zhao, roles["hr"], roles["finance"]):
            with self.assertRaises(AccessError):
                own.with_user(user).write({"entered": 1})
            with self.assertRaises(AccessError):
                own.with_user(user).action_change()

    def test_core_15_two_companies_do_not_mix(self):
        self.sell(self.wang, "2026-02-05 04:00:00", (self.ring, 100))
        other = self.env["res.company"].create({"name": "West"})
        target = self.env["kam.target"].create(
            {
                "company_id": other.id,
                "measure_id": self.sales.id,
                "scope": "company",
                "date_from": "2026-02-01",
            }
        )
        whole = self.target(1, scope="company")
        self.assertEqual((target.actual, whole.actual), (0, 100))
        with self.assertRaises(UserError):
            self.target(scope="rep", rep_id=self.wang.id, company_id=other.id)
        manager = self.create_user("one_company", "manager")
        found = self.env["kam.target"].with_user(manager).search([])
        self.assertEqual(found & (target + whole), whole)
