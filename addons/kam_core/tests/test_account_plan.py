from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountPlan(KamAccountCase):
    """Possessions, weaknesses with countermeasures and strategies (CORE-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])

    def part(self, model, user=None, **values):
        records = self.env[model].with_user(user or self.consultant)
        return records.create({"account_id": self.account.id, **values})

    def weakness(self, **values):
        return self.part(
            "kam.account.weakness",
            problem="Late deliveries",
            countermeasure="Own courier\nfrom January",
            responsible_id=self.consultant.id,
            due_on=date(2026, 12, 20),
            **values,
        )

    def strategy(self, **values):
        return self.part("kam.account.strategy", plan="Win the gifts", **values)

    def test_core_05_countermeasure_is_an_activity_until_it_is_done(self):
        weakness = self.weakness()
        self.assertRecordValues(
            self.account.activity_ids,
            [
                {
                    "user_id": self.consultant.id,
                    "date_deadline": date(2026, 12, 20),
                    "summary": "Own courier",
                }
            ],
        )
        with self.assertRaisesRegex(ValidationError, "what came of"):
            weakness.done_on = self.today
        weakness.write({"done_on": self.today, "result": "Next-day delivery"})
        self.assertFalse(self.account.activity_ids)
        self.assertEqual(self.account.core_checked_by_id, self.consultant)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            weakness.done_on = date(2026, 11, 23)

    def test_core_05_strategy_is_an_activity_until_it_is_judged(self):
        strategy = self.strategy(
            due_on=date(2026, 12, 31),
            responsible_id=self.manager.id,
            expected_effect="300,000",
        )
        self.assertEqual(strategy.start_on, self.today)
        self.assertEqual(self.account.activity_ids.user_id, self.manager)
        with self.assertRaisesRegex(ValidationError, "was measured"):
            strategy.verdict = "partly"
        strategy.write({"measured_effect": "180,000", "verdict": "partly"})
        self.assertFalse(self.account.activity_ids)

    def test_core_05_strategy_ends_after_it_starts(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.strategy(start_on="2026-11-22", due_on="2026-11-21")

    def test_core_18_who_does_not_see_the_account_is_not_responsible(self):
        for user in (self.plain, self.hr):
            with self.assertRaisesRegex(ValidationError, "does not see Jinda"):
                self.strategy(responsible_id=user.id)
        stranger = self.create_user("consultant", "kam_stranger")
        with self.assertRaisesRegex(ValidationError, "does not see Jinda"):
            self.strategy(responsible_id=stranger.id)

    def test_core_18_users_of_another_company_or_gone_are_not_responsible(self):
        other = self.env["res.company"].create({"name": "Jewellery West"})
        away = self.create_user("manager", "kam_away")
        away.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        gone = self.create_user("manager", "kam_gone")
        gone.active = False
        for user in (away, gone):
            with self.assertRaisesRegex(ValidationError, "does not see Jinda"):
                self.strategy(responsible_id=user.id)
        possession = self.part("kam.account.possession", style="Ring")
        theirs = possession.with_user(away).with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("id", "=", possession.id)]))
        with self.assertRaises(AccessError):
            theirs.create({"account_id": self.account.id, "style": "Ring"})

    def test_core_05_possession_is_counted(self):
        possession = self.part(
            "kam.account.possession", style="Bracelet", amount=8800, holder="His wife"
        )
        self.assertRecordValues(
            possession, [{"quantity": 1, "amount": 8800, "holder": "His wife"}]
        )
        for values in ({"quantity": 0}, {"amount": -1}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.part("kam.account.possession", style="Ring", **values)

    def test_core_18_parts_follow_their_account(self):
        values = {
            "kam.account.possession": {"style": "Ring"},
            "kam.account.weakness": {"problem": "Far"},
            "kam.account.strategy": {"plan": "Win"},
        }
        for model, value in values.items():
            part = self.part(model, self.manager, account_id=self.foreign.id, **value)
            with self.subTest(model=model):
                self.part(model, **value)
                with self.assertRaises(AccessError):
                    self.part(model, account_id=self.foreign.id, **value)
                with self.assertRaises(AccessError):
                    part.with_user(self.consultant).read(["display_name"])
                for user in (self.finance, self.event_planner, self.hr, self.plain):
                    with self.assertRaises(AccessError):
                        part.with_user(user).read(["display_name"])

    def test_core_05_only_the_manager_deletes_plans(self):
        for part in (self.weakness(), self.strategy()):
            with self.assertRaises(AccessError):
                part.unlink()
            part.with_user(self.manager).unlink()
        self.assertFalse(self.account.activity_ids)
