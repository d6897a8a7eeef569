from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .account_case import KamAccountCase

PERSON = {
    "education": "Tongji University",
    "job": "Architect",
    "job_position": "Partner",
    "birthday": date(1975, 5, 1),
    "wedding_anniversary": date(2001, 9, 9),
    "hobbies": "Jade",
    "family": "Two daughters",
    "career": "Own office since 2005",
    "social_circles": "Rotary",
    "deciding_habits": "Asks his wife",
    "buying_habits": "Before Spring Festival",
}
SEES_PRIVATE = ("consultant", "manager", "analyst", "back_office")


@tagged("post_install", "-at_install")
class TestAccountArchive(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        person = cls.env["res.partner"].create({"name": "Lin Hai"})
        cls.account = cls.create_account(
            "", cls.reps["consultant"], partner_id=person.id
        )
        exporters = cls.finance | cls.event_planner
        exporters.group_ids += cls.env.ref("base.group_allow_export")
        cls.account.write({**PERSON, "products": "Villas", "service_wishes": "At home"})

    def as_user(self, user):
        self.env.invalidate_all()  # a cached value would be read without a check
        return self.account.with_user(user)

    def test_core_05_sellers_read_and_write_private_traits(self):
        for role in SEES_PRIVATE:
            account = self.as_user(self.users[role])
            self.assertRecordValues(account, [PERSON])
            account.write({"hobbies": "Pearls"})
            account.write({"hobbies": "Jade"})

    def test_core_18_finance_and_event_planner_read_no_private_trait(self):
        for user in (self.finance, self.event_planner):
            account = self.as_user(user)
            self.assertEqual(
                account.read(["products", "service_wishes"])[0]["products"], "Villas"
            )
            self.assertFalse(PERSON.keys() & account.fields_get().keys())
            for name in PERSON:
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError):
                        account.read([name])
                    with self.assertRaises(AccessError):
                        account.search([(name, "!=", False)])
                    with self.assertRaises(AccessError):
                        account.export_data([name])

    def test_core_18_finance_and_event_planner_group_by_no_private_trait(self):
        for user in (self.finance, self.event_planner):
            account = self.as_user(user)
            for groupby in ("birthday:month", "job"):
                with self.assertRaises(AccessError):
                    account._read_group([], [groupby], ["__count"])
                with self.assertRaises(AccessError):
                    account.formatted_read_group([], [groupby], ["__count"])
            with self.assertRaises(AccessError):
                account.search([], order="birthday")

    def test_core_18_private_traits_are_hidden_behind_the_account(self):
        self.env["kam.credit.incident"].create({"account_id": self.account.id})
        incident = self.env["kam.credit.incident"].with_user(self.finance)
        with self.assertRaises(AccessError):
            incident.search([("account_id.birthday", "!=", False)])
        with self.assertRaises(AccessError):
            incident._read_group([], ["account_id.job"], ["__count"])

    def test_core_18_hr_and_plain_users_see_nothing(self):
        for user in (self.hr, self.gift_keeper, self.company_office, self.plain):
            with self.assertRaises(AccessError):
                self.as_user(user).read(["fax"])

    def test_core_05_dates_of_the_past_are_not_in_the_future(self):
        tomorrow = date(2026, 11, 23)
        for name in ("birthday", "wedding_anniversary", "founded_on", "trading_since"):
            with self.assertRaisesRegex(ValidationError, "after today, 2026-11-22"):
                self.account[name] = tomorrow
            self.account[name] = self.today

    def test_core_05_shares_are_parts_of_a_whole(self):
        account = self.as_user(self.consultant)
        account.write({"our_share": 0.7, "competitors_share": 0.3})
        for ours, theirs in ((0.7, 0.3001), (-0.1, 0.3), (30, 0)):
            with self.assertRaisesRegex(ValidationError, "between 0 % and 100 %"):
                account.write({"our_share": ours, "competitors_share": theirs})

    def test_core_05_foreign_account_is_not_written(self):
        foreign = self.create_account("Yintai", self.reps["manager"])
        with self.assertRaises(AccessError):
            foreign.with_user(self.consultant).fax = "1"
        with self.assertRaises(AccessError):
            foreign.with_user(self.consultant)._kam_check_section("basic")


@tagged("post_install", "-at_install")
class TestAccountSections(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.theirs = cls.account.with_user(cls.consultant)

    def checks(self):
        return {
            section: self.account[f"{section}_checked_on"]
            for section in self.account._kam_section_fields()
            if self.account[f"{section}_checked_on"]
        }

    def test_core_05_section_is_checked_by_button(self):
        answer = self.theirs.with_context(kam_section="habits").action_check_section()
        self.assertIn("Possessions and Habits", answer["params"]["message"])
        self.assertEqual(self.checks(), {"habits": self.today})
        self.assertEqual(self.account.habits_checked_by_id, self.consultant)
        with self.assertRaisesRegex(UserError, "no section"):
            self.theirs.with_context(kam_section="secret").action_check_section()
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance)._kam_check_section("basic")

    def test_core_05_saving_a_changed_field_checks_its_section(self):
        self.theirs.write({"fax": False, "own_sales": 0, "history": "Since 1990"})
        self.assertEqual(self.checks(), {"important": self.today})
        self.assertEqual(self.account.important_checked_by_id, self.consultant)
        self.account.important_checked_on = date(2025, 1, 1)
        self.theirs.write({"history": "Since 1990", "founded_on": "1990-02-01"})
        self.assertEqual(
            self.checks(), {"basic": self.today, "important": date(2025, 1, 1)}
        )
        self.account.basic_checked_on = date(2025, 1, 1)
        self.theirs.write({"founded_on": date(1990, 2, 1)})
        self.assertEqual(self.account.basic_checked_on, date(2025, 1, 1))

    def test_core_05_opening_with_values_checks_their_sections(self):
        partner = self.env["res.partner"].create({"name": "New"})
        values = {"partner_id": partner.id, "strengths": "Near", "fax": ""}
        account = self.env["kam.account"].with_user(self.back_office).create(values)
        self.assertEqual(account.core_checked_on, self.today)
        self.assertEqual(account.core_checked_by_id, self.back_office)
        self.assertFalse(account.basic_checked_on)

    def test_core_05_saving_a_part_checks_its_section(self):
        self.theirs.write({"possession_ids": [(0, 0, {"style": "Bracelet"})]})
        self.assertEqual(self.checks(), {"habits": self.today})
        self.account.habits_checked_on = False
        self.theirs.possession_ids.quantity = 2
        self.assertEqual(self.checks(), {"habits": self.today})
        self.account.habits_checked_on = False
        self.theirs.possession_ids.unlink()
        self.assertEqual(self.checks(), {"habits": self.today})

    def test_rule_a_20_import_brings_the_dates_along(self):
        model = self.env["kam.account"].with_user(self.manager)
        partner = self.env["res.partner"].create({"name": "Old File"})
        result = model.with_context(import_file=True).load(
            [
                "partner_id/.id",
                "fax",
                "basic_checked_on",
                "basic_checked_by_id/.id",
                "history",
            ],
            [[str(partner.id), "1", "2024-03-01", str(self.consultant.id), "Old"]],
        )
        account = model.browse(result["ids"])
        self.assertRecordValues(
            account,
            [
                {
                    "fax": "1",
                    "basic_checked_on": date(2024, 3, 1),
                    "basic_checked_by_id": self.consultant.id,
                    "history": "Old",
                    "important_checked_on": False,
                }
            ],
        )

    def test_core_05_nobody_else_dates_a_check(self):
        for vals in (
            {"basic_checked_on": "2025-01-01"},
            {"basic_checked_on": False},
            {"basic_checked_by_id": self.manager.id},
        ):
            with self.assertRaisesRegex(AccessError, "by yourself"):
                self.theirs.write(vals)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.account.with_user(self.manager).basic_checked_on = "2026-11-23"

    def test_rule_a_1_merged_section_is_as_old_as_the_older_check(self):
        other = self.create_account("Jinda Ltd", opened_on=self.today)
        self.account.write(
            {
                "opened_on": "2026-01-05",
                "basic_checked_on": "2026-10-01",
                "basic_checked_by_id": self.manager.id,
                "core_checked_on": "2026-09-01",
                "core_checked_by_id": self.manager.id,
            }
        )
        other.write(
            {
                "fax": "1",
                "basic_checked_on": "2024-01-01",
                "basic_checked_by_id": self.consultant.id,
                "possession_ids": [(0, 0, {"style": "Ring"})],
                "habits_checked_on": "2023-01-01",
            }
        )
        other.habits_checked_on = "2023-01-01"
        self.env["kam.account"]._kam_merge_partners(
            other.partner_id, self.account.partner_id
        )
        self.assertEqual(self.account.fax, "1")
        self.assertEqual(self.account.possession_ids.style, "Ring")
        self.assertEqual(
            self.checks(),
            {
                "basic": date(2024, 1, 1),
                "core": date(2026, 9, 1),
                "habits": date(2023, 1, 1),
            },
        )
        self.assertEqual(self.account.basic_checked_by_id, self.consultant)
