from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .account_case import KamAccountCase

PRIVATE = {
    "personality": "Quiet",
    "hobbies": "Fishing",
    "birthday": date(1980, 2, 29),
    "family": "One son",
    "note": "Dislikes calls",
}


@tagged("post_install", "-at_install")
class TestStakeholder(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])
        cls.event_planner.group_ids += cls.env.ref("base.group_allow_export")
        cls.buyer = cls.env.ref("kam_core.kam_stakeholder_function_buyer")
        cls.wang = cls.env["kam.stakeholder"].create(
            {
                "account_id": cls.account.id,
                "name": "Wang Lei",
                "function_id": cls.buyer.id,
                "mobile": "13800000000",
                **PRIVATE,
            }
        )

    def test_core_05_contact_person_is_typed_or_taken_from_contacts(self):
        partner = self.env["res.partner"].create({"name": "Zhao Min"})
        model = self.env["kam.stakeholder"].with_user(self.consultant)
        person = model.create({"account_id": self.account.id, "partner_id": partner.id})
        self.assertEqual(person.name, "Zhao Min")
        self.assertEqual(self.wang.name, "Wang Lei")
        self.assertFalse(self.wang.partner_id)

    def test_core_05_functions_are_those_of_the_archive(self):
        self.assertEqual(
            self.env["kam.stakeholder.function"].search([]).mapped("name"),
            [
                "Buyer",
                "Purchasing Manager",
                "Purchasing Director",
                "Finance",
                "Sales",
                "Distribution",
                "General Manager",
                "Chairman",
                "Other",
            ],
        )

    def test_rule_a_14_same_person_at_two_customers_has_one_contact(self):
        partner = self.env["res.partner"].create({"name": "Zhao Min"})
        values = {"partner_id": partner.id}
        people = self.env["kam.stakeholder"].create(
            [
                {"account_id": self.account.id, **values},
                {"account_id": self.foreign.id, **values},
            ]
        )
        self.assertEqual(people.mapped("name"), ["Zhao Min", "Zhao Min"])
        with self.assertRaisesRegex(ValidationError, "contact person of Jinda already"):
            people.create({"account_id": self.account.id, **values})
        people[0].active = False  # still on file
        with self.assertRaisesRegex(ValidationError, "contact person of Jinda already"):
            people.create({"account_id": self.account.id, **values})

    def test_rule_a_19_who_leaves_stays_on_file_and_is_followed_up(self):
        person = self.wang.with_user(self.back_office)
        answer = person.action_leave()
        self.assertIn("Wang Lei", answer["params"]["message"])
        self.assertRecordValues(
            self.wang, [{"left_on": self.today, "active": True, "hobbies": "Fishing"}]
        )
        activity = self.account.activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.consultant.id,
                    "date_deadline": self.today,
                    "summary": "Wang Lei has left Jinda: who takes over?",
                }
            ],
        )
        person.left_on = date(2026, 11, 1)
        self.assertEqual(self.account.activity_ids, activity)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            person.left_on = date(2026, 11, 23)

    def test_rule_a_19_keeper_follows_up_where_nobody_owns(self):
        pool = self.create_account("Nobody's", keeper_id=self.analyst.id)
        person = self.wang.create({"account_id": pool.id, "name": "Chen"})
        person.with_user(self.manager).action_leave()
        self.assertEqual(pool.activity_ids.user_id, self.analyst)

    def test_rule_a_20_import_of_former_people_asks_nobody(self):
        person = self.wang.with_context(import_file=True)
        person.left_on = date(2020, 1, 1)
        self.assertFalse(self.account.activity_ids)

    def test_core_18_event_planner_reads_names_without_private_traits(self):
        self.env.invalidate_all()
        person = self.wang.with_user(self.event_planner)
        self.assertEqual(person.read(["name"])[0]["name"], "Wang Lei")
        for name in PRIVATE:
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    person.read([name])
                with self.assertRaises(AccessError):
                    person.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    person.export_data([name])
        with self.assertRaises(AccessError):
            person._read_group([], ["birthday:year"], ["__count"])
        with self.assertRaises(AccessError):
            person.name = "Li"

    def test_core_18_finance_and_hr_see_no_contact_persons(self):
        for user in (self.finance, self.hr, self.plain):
            with self.assertRaises(AccessError):
                self.wang.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.finance).read(["stakeholder_ids"])

    def test_core_18_people_of_foreign_accounts_are_closed(self):
        chen = self.wang.create({"account_id": self.foreign.id, "name": "Chen"})
        model = self.env["kam.stakeholder"].with_user(self.consultant)
        self.assertEqual(model.search([]) & (self.wang | chen), self.wang)
        for attempt in (
            lambda: model.create({"account_id": self.foreign.id, "name": "X"}),
            lambda: chen.with_user(self.consultant).read(["name"]),
            lambda: chen.with_user(self.consultant).write({"name": "X"}),
            lambda: self.wang.with_user(self.consultant).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()
