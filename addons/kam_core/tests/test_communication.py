from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestCommunication(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])
        cls.wang, cls.chen = cls.env["kam.stakeholder"].create(
            [
                {"account_id": cls.account.id, "name": "Wang Lei"},
                {"account_id": cls.foreign.id, "name": "Chen"},
            ]
        )

    def log(self, user=None, **values):
        model = self.env["kam.communication"].with_user(user or self.consultant)
        return model.create(
            {"account_id": self.account.id, "content": "Asked for rings", **values}
        )

    def test_core_05_contact_is_logged_by_its_author_today(self):
        contact = self.log(participant_ids=self.wang.ids, user_ids=self.manager.ids)
        self.assertRecordValues(
            contact,
            [
                {
                    "author_id": self.consultant.id,
                    "day": self.today,
                    "way": "phone",
                    "participant_ids": self.wang.ids,
                    "user_ids": self.manager.ids,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(contact.display_name, "Jinda on 11/22/2026")
        self.assertEqual(self.account.process_checked_on, self.today)
        self.assertEqual(self.account.process_checked_by_id, self.consultant)

    def test_rule_a_8_contact_has_content(self):
        for content in ("", " \n "):
            with self.assertRaisesRegex(ValidationError, "what was said"):
                self.log(content=content)

    def test_core_05_contact_is_not_in_the_future(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.log(day=date(2026, 11, 23))
        with self.assertRaisesRegex(ValidationError, "before this one"):
            self.log(next_day=date(2026, 11, 21))

    def test_core_05_back_dated_contact_keeps_its_day_of_entry(self):
        contact = self.log(day=date(2026, 6, 1))
        self.assertEqual(contact.day, date(2026, 6, 1))
        self.assertEqual(contact.create_date.date(), self.env.cr.now().date())

    def test_core_05_participants_are_people_of_the_account(self):
        with self.assertRaisesRegex(ValidationError, "records of Jinda only"):
            self.log(user=self.manager, participant_ids=self.chen.ids)
        contact = self.log(participant_ids=self.wang.ids)
        with self.assertRaisesRegex(UserError, "records of Jinda only"):
            contact.with_user(self.manager).participant_ids = self.chen

    def test_core_05_next_contact_is_an_activity_of_the_author(self):
        contact = self.log(next_day=date(2026, 12, 1), next_strategy="Show rings\nAll")
        activity = self.account.activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "user_id": self.consultant.id,
                    "date_deadline": date(2026, 12, 1),
                    "summary": "Show rings",
                }
            ],
        )
        contact.next_day = date(2026, 12, 5)
        self.assertEqual(activity.date_deadline, date(2026, 12, 5))
        self.assertEqual(self.account.activity_ids, activity)
        contact.next_day = False
        self.assertFalse(self.account.activity_ids)

    def test_core_05_next_contact_is_done_in_one_click(self):
        contact = self.log(next_day=date(2026, 12, 1))
        activity = self.account.activity_ids.with_user(self.consultant)
        self.assertEqual(activity.summary, "Next contact with Jinda")
        activity.action_done()
        self.assertFalse(self.account.activity_ids)
        contact.next_strategy = "Nothing new"
        self.assertFalse(self.account.activity_ids)
        contact.next_day += timedelta(days=7)
        self.assertEqual(self.account.activity_ids.date_deadline, contact.next_day)

    def test_core_05_owner_goes_on_where_the_author_does_not_see_the_account(self):
        self.account._kam_assign(self.reps["manager"], "Very large", self.today)
        contact = self.log(
            user=self.back_office,
            author_id=self.consultant.id,
            next_day=date(2026, 12, 1),
        )
        self.assertEqual(contact.activity_id.user_id, self.manager)

    def test_core_05_contact_taken_away_takes_its_activity_along(self):
        contact = self.log(next_day=date(2026, 12, 1))
        with self.assertRaises(AccessError):
            contact.unlink()
        self.assertTrue(self.account.activity_ids)
        contact.with_user(self.manager).unlink()
        self.assertFalse(self.account.activity_ids)

    def test_core_05_author_and_manager_change_a_contact(self):
        contact = self.log()
        contact.content = "Asked for gold rings"
        contact.with_user(self.manager).content = "Asked for ten rings"
        for user in (self.team_leader, self.back_office, self.analyst):
            with self.assertRaises(AccessError):
                contact.with_user(user).content = "Nothing"
        self.assertEqual(contact.content, "Asked for ten rings")

    def test_core_05_contacts_are_written_under_the_own_name(self):
        with self.assertRaisesRegex(AccessError, "own name"):
            self.log(author_id=self.manager.id)
        contact = self.log()
        with self.assertRaisesRegex(AccessError, "own name"):
            contact.author_id = self.manager
        self.assertEqual(contact.author_id, self.consultant)

    def test_rule_a_20_import_keeps_author_and_day_and_asks_nobody(self):
        model = self.env["kam.communication"].with_user(self.back_office)
        result = model.with_context(import_file=True).load(
            ["account_id/.id", "day", "author_id/.id", "content", "next_day"],
            [
                [
                    str(self.account.id),
                    "2020-02-03",
                    str(self.consultant.id),
                    "Opening",
                    "2020-03-01",
                ]
            ],
        )
        self.assertRecordValues(
            model.browse(result["ids"]),
            [
                {
                    "day": date(2020, 2, 3),
                    "author_id": self.consultant.id,
                    "activity_id": False,
                }
            ],
        )
        self.assertFalse(self.account.activity_ids)
        self.assertFalse(self.account.process_checked_on)

    def test_core_18_who_does_not_see_the_account_logs_nothing(self):
        with self.assertRaises(AccessError):
            self.log(account_id=self.foreign.id)
        contact = self.log()
        for user in (self.finance, self.event_planner, self.hr, self.plain):
            with self.assertRaises(AccessError):
                self.log(user=user)
            with self.assertRaises(AccessError):
                contact.with_user(user).read(["content"])

    def test_core_05_contacts_of_subsidiaries_show_at_the_group(self):
        group = self.create_account("Jinda Group", self.reps["consultant"])
        self.account.parent_id = group
        contacts = self.log() | self.log(account_id=group.id)
        group = group.with_user(self.consultant)
        self.assertEqual(group.communication_count, 2)
        self.assertEqual(self.account.communication_count, 1)
        action = group.action_open_communications()
        self.assertEqual(
            self.env["kam.communication"].search(action["domain"]), contacts
        )
        self.assertEqual(
            self.account.with_user(self.consultant).action_log_communication()[
                "context"
            ],
            {"default_account_id": self.account.id},
        )

    def test_core_18_count_leaves_out_what_is_not_seen(self):
        group = self.create_account("Jinda Group", self.reps["consultant"])
        self.foreign.parent_id = group
        self.log(user=self.manager, account_id=self.foreign.id)
        self.assertEqual(group.with_user(self.consultant).communication_count, 0)
        self.assertEqual(group.with_user(self.manager).communication_count, 1)

    def test_rule_a_1_contacts_come_along_in_a_merge(self):
        other = self.create_account("Jinda Ltd", opened_on=self.today)
        li = self.wang.create({"account_id": other.id, "name": "Li"})
        contact = self.log(
            user=self.manager,
            account_id=other.id,
            participant_ids=li.ids,
            next_day=date(2026, 12, 1),
        )
        self.account.opened_on = date(2026, 1, 5)
        self.env["kam.account"]._kam_merge_partners(
            other.partner_id, self.account.partner_id
        )
        self.assertEqual(li.account_id, self.account)
        self.assertEqual(contact.account_id, self.account)
        self.assertEqual(contact.activity_id.res_id, self.account.id)
