from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountTransfer(KamAccountCase):
    """What passes on with an account, and who loses sight of it (CORE-18, A-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.reps["consultant"]
        cls.colleague = cls.create_user("consultant", "kam_heir")
        cls.heir = cls.create_rep(cls.colleague)
        cls.account = cls.create_account("Jinda", cls.rep, keeper_id=cls.consultant.id)
        cls.person = cls.env["kam.stakeholder"].create(
            {"account_id": cls.account.id, "name": "Wang Lei"}
        )

    def sees(self, user):
        found = self.env["kam.account"].with_user(user)
        return bool(found.search([("id", "=", self.account.id)]))

    def followers(self, record):
        return record.message_partner_ids & (
            self.consultant + self.colleague + self.finance
        ).partner_id.union(self.manager.partner_id)

    # === SIGHT === #

    def test_core_18_former_owner_does_not_stay_as_archive_keeper(self):
        self.account.with_user(self.manager)._kam_assign(self.heir, "New team")
        self.assertEqual(self.account.keeper_id, self.colleague)
        self.assertFalse(self.sees(self.consultant))
        self.assertTrue(self.sees(self.colleague))

    def test_core_18_another_keeper_stays(self):
        self.account.keeper_id = self.back_office
        self.account._kam_assign(self.heir, "New team")
        self.assertEqual(self.account.keeper_id, self.back_office)

    def test_core_18_who_loses_the_account_gets_no_more_mails(self):
        team = self.consultant + self.finance + self.manager
        for record in (self.account, self.person):
            record.message_subscribe(partner_ids=team.partner_id.ids)
        self.account._kam_assign(self.heir, "New team")
        stay = (self.finance + self.manager).partner_id
        for record in (self.account, self.person):
            self.assertEqual(self.followers(record), stay)

    def test_core_18_stricter_level_takes_followers_out(self):
        self.account.message_subscribe(partner_ids=self.finance.partner_id.ids)
        self.account.with_user(self.manager).secrecy = "owner"
        self.assertFalse(self.account.message_partner_ids & self.finance.partner_id)

    def test_core_18_customers_who_follow_stay(self):
        customer = self.env["res.partner"].create({"name": "Wang", "email": "w@x.cn"})
        self.account.message_subscribe(partner_ids=customer.ids)
        self.account._kam_assign(self.heir, "New team")
        self.assertIn(customer, self.account.message_partner_ids)

    def test_core_18_merging_brings_no_follower_who_may_not_read(self):
        other = self.create_account("Jinda 2", self.heir)
        other.message_subscribe(partner_ids=self.colleague.partner_id.ids)
        self.account._kam_merge_partners(other.partner_id, self.account.partner_id)
        self.assertFalse(self.followers(self.account) & self.colleague.partner_id)

    def test_rule_a_18_who_has_left_follows_nothing(self):
        for record in (self.account, self.person):
            record.message_subscribe(partner_ids=self.back_office.partner_id.ids)
        self.back_office.active = False
        for record in (self.account, self.person):
            self.assertFalse(record.message_partner_ids & self.back_office.partner_id)

    # === WORK === #

    def test_rule_a_11_what_was_planned_passes_on_with_the_account(self):
        activity = self.account.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.consultant.id
        )
        others = self.account.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.analyst.id
        )
        self.person.write({"rep_id": self.rep.id, "schedule": "2026-12-24"})
        done, still_open = self.env["kam.account.weakness"].create(
            [
                {
                    "account_id": self.account.id,
                    "problem": "Late",
                    "responsible_id": self.consultant.id,
                    "done_on": done,
                    "result": done and "Mended",
                }
                for done in ("2026-11-01", False)
            ]
        )
        self.account.basic_checked_on = "2026-01-05"
        self.account._kam_assign(self.heir, "New team")
        self.assertEqual(activity.user_id, self.colleague)
        self.assertEqual(others.user_id, self.analyst)
        self.assertEqual(self.person.rep_id, self.heir)
        self.assertEqual(self.person.activity_id.user_id, self.colleague)
        self.assertEqual(still_open.responsible_id, self.colleague)
        self.assertEqual(done.responsible_id, self.consultant)
        checked_on = self.account.basic_checked_on
        self.assertEqual(checked_on, date(2026, 1, 5), "nobody looked at it")

    def test_rule_a_11_without_new_owner_work_falls_to_who_decides(self):
        activity = self.account.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.consultant.id
        )
        nobody = self.env["kam.sales.rep"]
        self.account.with_user(self.manager)._kam_assign(nobody, "Given up")
        self.assertFalse(self.account.keeper_id)
        self.assertEqual(activity.user_id, self.manager)

    # === LEAVING === #

    def test_rule_a_18_owner_is_not_deleted_as_user_or_employee(self):
        employee = self.env["hr.employee"].create(
            {
                "name": "Wang Li",
                "user_id": self.consultant.id,
                "company_id": self.company.id,
            }
        )
        self.rep.employee_id = employee
        for record in (self.consultant, employee):
            with self.assertRaisesRegex(UserError, "can't leave yet"):
                record.unlink()

    def test_rule_a_18_departure_wizard_is_refused(self):
        employee = self.env["hr.employee"].create(
            {"name": "Wang Li", "company_id": self.company.id}
        )
        self.rep.employee_id = employee
        wizard = (
            self.env["hr.departure.wizard"]
            .with_context(active_ids=employee.ids, employee_termination=True)
            .create({"employee_ids": employee.ids})
        )
        with self.assertRaisesRegex(UserError, "can't leave yet"):
            wizard.action_register_departure()

    # === WHAT CAN'T BE TYPED IN === #

    def test_core_18_nobody_types_in_what_rights_hang_on(self):
        team = self.env["crm.team"].create({"name": "Other"})
        accounts = self.account
        for user in (self.consultant, self.manager, self.back_office):
            account = accounts.with_user(user)
            for vals in (
                {"owner_user_id": self.colleague.id},
                {"team_id": team.id},
                {"department_id": 1},
                {"trade_total": 1e6},
                {"completeness": 100},
                {"stage": "deal"},
                {"name": "Other"},
                {"kind": "person"},
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaisesRegex(AccessError, "follows from other data"):
                        account.write(vals)
            account.write({"owner_user_id": self.consultant.id})  # as it is
        west = self.env["res.company"].create({"name": "Jewellery West"})
        with self.assertRaisesRegex(AccessError, "follows from other data"):
            self.person.with_user(self.consultant).company_id = west
        with self.assertRaisesRegex(AccessError, "follows from other data"):
            self.rep.with_user(self.hr).team_id = team

    def test_core_05_who_works_with_an_account_leaves_its_file_data(self):
        account = self.account.with_user(self.consultant)
        for vals in (
            {"keeper_id": self.colleague.id},
            {"number": "KA-1"},
            {"opened_on": "2020-01-01"},
        ):
            with self.assertRaisesRegex(AccessError, "put down by who opens accounts"):
                account.write(vals)
        account.write({"keeper_id": self.consultant.id, "fax": "021-1"})
        self.account.with_user(self.back_office).keeper_id = self.analyst
        self.assertEqual(self.account.keeper_id, self.analyst)

    def test_core_18_group_is_one_that_the_user_sees(self):
        foreign = self.create_account("Yintai", self.reps["manager"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.consultant).parent_id = foreign
        self.account.with_user(self.manager).parent_id = foreign
        self.account.with_user(self.consultant).fax = "021-1"
        self.assertEqual(self.account.parent_id, foreign)
