from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountStanding(KamAccountCase):
    """CORE-01 and rule A-16: class and level are dated, with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.high = cls.env.ref("kam_core.kam_account_class_high_value")
        cls.strategic = cls.env.ref("kam_core.kam_account_class_strategic")
        cls.gold = cls.env.ref("kam_core.kam_account_level_gold")

    def test_rule_a_16_standing_on_a_day(self):
        for day, level in ((1, False), (10, self.gold.id)):
            self.set_now(datetime(2026, 11, day, 4))
            self.account._kam_stand(
                {"primary": self.high.id, "level": level}, f"On {day}"
            )
        found = {
            day: self.account._kam_standing_on(date(2026, 11, day)).get(self.account.id)
            for day in (1, 9, 10, 30)
        }
        self.assertEqual(
            {day: row.level_id for day, row in found.items()},
            {
                1: self.gold.browse(),
                9: self.gold.browse(),
                10: self.gold,
                30: self.gold,
            },
        )
        self.assertFalse(self.account._kam_standing_on(date(2026, 10, 31)))

    def test_rule_a_16_last_change_of_a_day_counts(self):
        for found in (self.high, self.strategic):
            self.account._kam_stand({"primary": found.id}, "Again")
        rows = self.account._kam_standing_on(self.today)
        self.assertEqual(rows[self.account.id].class_id, self.strategic)
        self.assertEqual(len(self.account.standing_ids), 2)

    def test_core_01_opening_with_a_class_is_put_down(self):
        account = self.create_account("New", class_id=self.high.id)
        self.assertRecordValues(
            account.standing_ids, [{"class_id": self.high.id, "by_hand": False}]
        )
        self.assertFalse(account.standing_pinned)
        self.assertFalse(self.account.standing_ids)

    def test_core_01_dialog_changes_with_a_reason_and_pins(self):
        accounts = self.env["kam.account"].with_user(self.manager)
        account = accounts.browse(self.account.id)
        wizards = self.env["kam.account.classify"].with_user(self.manager)
        context = account.action_classify()["context"]
        with Form(wizards.with_context(**context)) as form:
            form.class_id = self.strategic
            form.secondary_class_ids.add(self.high)
            form.reason = "Board decision"
        form.record.action_confirm()
        self.assertRecordValues(
            account.standing_ids,
            [
                {
                    "class_id": self.strategic.id,
                    "secondary_class_ids": self.high.ids,
                    "reason": "Board decision",
                    "by_hand": True,
                    "decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertEqual(
            account.standing_pinned,
            "Class: kam_manager (kam_core.kam_core_group_manager), 2026-11-22: "
            "Board decision\n"
            "Secondary Classes: kam_manager (kam_core.kam_core_group_manager), "
            "2026-11-22: Board decision".replace(
                "kam_manager (kam_core.kam_core_group_manager)", self.manager.name
            ),
        )

    def test_core_01_reason_is_asked_for(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.account._kam_stand({"primary": self.high.id}, " ")

    def test_core_02_who_decides_over_class_and_level(self):
        for user in (self.manager, self.analyst):
            account = self.create_account(user.login).with_user(user)
            account.level_id = self.gold
            self.assertTrue(account.standing_ids.by_hand)
        for user in (self.consultant, self.back_office):
            account = self.account.with_user(user)
            with self.subTest(user=user.login):
                for name, value in (
                    ("class_id", self.high.id),
                    ("secondary_class_ids", self.high.ids),
                    ("level_id", self.gold.id),
                    ("lead_id", user.id),
                ):
                    with self.assertRaisesRegex(
                        AccessError, "decided by a key-account"
                    ):
                        account.write({name: value})
                with self.assertRaises(AccessError):
                    account.action_classify()
                with self.assertRaises(AccessError):
                    account.action_unpin_standing()
        self.assertFalse(self.account.standing_ids)

    def test_core_02_many_accounts_are_changed_at_once(self):
        accounts = self.account + self.create_account("Other", level_id=self.gold.id)
        accounts.with_user(self.manager).write({"level_id": self.gold.id})
        self.assertEqual([len(account.standing_ids) for account in accounts], [1, 1])
        self.assertTrue(accounts[0].standing_pinned)
        self.assertFalse(accounts[1].standing_pinned)

    def test_core_02_back_office_opens_without_class(self):
        partner = self.env["res.partner"].create({"name": "X"})
        accounts = self.env["kam.account"].with_user(self.back_office)
        values = {"partner_id": partner.id, "company_id": self.company.id}
        with self.assertRaisesRegex(AccessError, "decided by a key-account"):
            accounts.create({**values, "class_id": self.high.id})
        self.assertTrue(accounts.create(values))

    def test_core_02_writing_the_same_again_is_no_change(self):
        self.account._kam_stand({"primary": self.high.id}, "Once")
        self.account.with_user(self.consultant).write({"class_id": self.high.id})
        self.assertEqual(len(self.account.standing_ids), 1)

    def test_core_01_history_is_written_by_the_service_only(self):
        self.account._kam_stand({"primary": self.high.id}, "Once")
        with self.assertRaisesRegex(AccessError, "Change the class or level"):
            self.account.standing_ids.with_user(self.manager).write({"reason": "X"})
        with self.assertRaisesRegex(AccessError, "What is pinned follows"):
            self.account.write({"standing_pins": {"primary": {}}})

    def test_core_18_history_is_read_by_whoever_reads_the_account(self):
        self.account._kam_stand({"primary": self.high.id}, "Once")
        other = self.create_account("Other")
        other._kam_stand({"primary": self.high.id}, "Once")
        rows = self.env["kam.account.standing"].with_user(self.consultant).search([])
        self.assertEqual(rows.account_id, self.account)
        self.assertEqual(rows.reason, "Once")
        with self.assertRaises(AccessError):
            rows.with_user(self.plain).read(["reason"])

    def test_rule_a_2_histories_of_merged_accounts_do_not_mix(self):
        other = self.create_account("Other")
        self.account._kam_stand({"primary": self.high.id}, "One")
        other._kam_stand({"primary": self.strategic.id}, "Two")
        number = other.number
        self.account._kam_absorb(other)
        row = self.account._kam_standing_on(self.today)[self.account.id]
        self.assertEqual(row.class_id, self.high)
        self.assertEqual(
            sorted(
                self.account.standing_ids.mapped(
                    lambda found: found.merged_number or ""
                )
            ),
            ["", number],
        )
