from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services_token import SERVICE_KEY
from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccount(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.reps["consultant"]
        cls.account = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 1, 5))

    def test_core_05_account_is_on_the_commercial_partner_with_a_number(self):
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.account.partner_id.id}
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.create_account("", partner_id=contact.id)
        self.assertRegex(self.account.number, r"^KA\d{6}$")
        self.assertEqual(self.account.kind, "company")

    def test_core_11_owner_comes_with_a_history(self):
        manager_rep = self.reps["manager"]
        self.account._kam_assign(manager_rep, "Very large", date(2026, 11, 1))
        self.assertRecordValues(
            self.account,
            [
                {
                    "owner_id": manager_rep.id,
                    "owner_user_id": self.manager.id,
                    "owned_since": date(2026, 11, 1),
                }
            ],
        )
        self.assertRecordValues(
            self.account.tenure_ids.sorted("date_from"),
            [
                {
                    "rep_id": self.rep.id,
                    "date_from": date(2026, 1, 5),
                    "date_to": date(2026, 11, 1),
                },
                {
                    "rep_id": manager_rep.id,
                    "date_from": date(2026, 11, 1),
                    "date_to": False,
                },
            ],
        )

    def test_core_11_owner_begins_between_the_present_one_and_today(self):
        for day in (date(2026, 1, 4), date(2026, 11, 23)):
            with self.assertRaisesRegex(UserError, "outside"):
                self.account._kam_assign(self.reps["manager"], "Late", day)
        self.assertEqual(self.account.owner_id, self.rep)

    def test_core_11_nobody_writes_the_owner(self):
        for user in (self.consultant, self.manager, self.general_manager):
            account = self.account.with_user(user).with_context(**{SERVICE_KEY: True})
            with self.assertRaisesRegex(AccessError, "Change Owner"):
                account.write({"owner_id": self.reps["manager"].id})
        with self.assertRaisesRegex(AccessError, "Change Owner"):
            self.account.sudo().owner_id = False
        self.account.owner_id = self.rep  # no change, as forms and imports send it

    def test_core_18_each_role_sees_its_accounts(self):
        foreign = self.create_account("Yintai", self.reps["manager"])
        pool = self.create_account("Nobody's")
        everything = self.account | foreign | pool
        sees = {
            "consultant": self.account,
            "team_leader": self.account | foreign,
            "manager": everything,
            "back_office": everything,
            "finance": everything,
        }
        for role, accounts in sees.items():
            found = self.env["kam.account"].with_user(self.users[role]).search([])
            self.assertEqual(found & everything, accounts, role)
            tenures = self.env["kam.account.tenure"].with_user(self.users[role])
            self.assertEqual(
                tenures.search([]).account_id & everything,
                accounts.filtered("owner_id"),
                role,
            )
        for user in (self.plain, self.hr, self.gift_keeper, self.company_office):
            with self.assertRaises(AccessError):
                self.account.with_user(user).read(["name"])

    def test_core_18_team_is_seen_when_led(self):
        other_team = self.env["crm.team"].create({"name": "Other"})
        self.rep.term_ids.team_id = other_team
        self.assertFalse(
            self.env["kam.account"]
            .with_user(self.team_leader)
            .search([("id", "=", self.account.id)])
        )
