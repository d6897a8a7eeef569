import csv
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .account_case import KamAccountCase

HEADER = ["id", "number", "partner_id", "opened_on", "keeper_id", "owner_id"]


@tagged("post_install", "-at_install")
class TestAccountImport(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.reps["consultant"]
        cls.partners = cls.env["res.partner"].create(
            [{"name": "Jinda Import", "is_company": True}, {"name": "Chen Import"}]
        )

    def load(self, rows, header=None, user=None):
        accounts = self.env["kam.account"].with_user(user or self.manager)
        with mute_logger("odoo.sql_db"):
            return accounts.with_context(import_file=True).load(header or HEADER, rows)

    def messages(self, result):
        return [(row["rows"]["from"], row["message"]) for row in result["messages"]]

    def row(self, **values):
        """Return a row of the first partner, as text like a file has it."""
        row = {
            "id": "old_1",
            "number": "OLD-1",
            "partner_id": "Jinda Import",
            "opened_on": "2019-04-01",
            "keeper_id": self.back_office.name,
            "owner_id": self.rep.name,
        }
        return [*(row | values).values()]

    def test_rule_a_20_accounts_keep_their_past(self):
        mails = self.env["mail.mail"].search_count([])
        result = self.load(
            [
                [*self.row(), "Strategic", "Important"],
                [
                    *self.row(
                        id="old_2",
                        number="",
                        partner_id="Chen Import",
                        keeper_id="",
                        owner_id="",
                    ),
                    "",
                    "",
                ],
            ],
            [*HEADER, "class_id", "secondary_class_ids"],
        )
        self.assertFalse(result["messages"])
        accounts = self.env["kam.account"].browse(result["ids"])
        self.assertEqual(accounts[0], self.env.ref("__import__.old_1"))
        self.assertRecordValues(
            accounts,
            [
                {
                    "number": "OLD-1",
                    "partner_key": self.partners[0].id,
                    "opened_on": date(2019, 4, 1),
                    "owned_since": date(2019, 4, 1),
                    "owner_id": self.rep.id,
                    "keeper_id": self.back_office.id,
                    "class_id": self.env.ref("kam_core.kam_account_class_strategic").id,
                    "basic_checked_on": False,
                },
                {
                    "number": accounts[1].number,
                    "partner_key": self.partners[1].id,
                    "opened_on": date(2019, 4, 1),
                    "owned_since": False,
                    "owner_id": False,
                    "keeper_id": accounts[1].keeper_id.id,
                    "class_id": False,
                    "basic_checked_on": False,
                },
            ],
        )
        self.assertEqual(accounts[0].tenure_ids.date_from, date(2019, 4, 1))
        self.assertFalse(accounts.message_partner_ids)
        self.assertFalse(accounts.activity_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_rule_a_20_import_into_accounts_on_file(self):
        account = self.env["kam.account"].browse(self.load([self.row()])["ids"])
        result = self.load([self.row(keeper_id=self.analyst.name)])
        self.assertFalse(result["messages"])
        self.assertEqual(result["ids"], account.ids)
        self.assertEqual(account.keeper_id, self.analyst)
        self.assertEqual(account.owned_since, date(2019, 4, 1))

    def test_rule_a_20_owner_and_customer_do_not_change_by_import(self):
        account = self.env["kam.account"].browse(self.load([self.row()])["ids"])
        for values, said in (
            ({"owner_id": self.reps["manager"].name}, "Change Owner"),
            ({"owner_id": ""}, "Change Owner"),
            ({"partner_id": "Chen Import"}, "its customer stays"),
        ):
            result = self.load([self.row(**values)])
            self.assertFalse(result["ids"])
            self.assertIn(said, self.messages(result)[0][1])
        self.assertRecordValues(
            account, [{"owner_id": self.rep.id, "partner_id": self.partners[0].id}]
        )

    def test_rule_a_20_bad_rows_are_named_and_nothing_is_half_written(self):
        good = self.row(id="old_2", number="OLD-2", partner_id="Chen Import")
        for values, said in (
            ({"opened_on": "2026-11-23"}, "can't be in the future"),
            ({"opened_on": "yesterday"}, "yesterday"),
            ({"number": "OLD-2"}, "already has this number"),
            ({"partner_id": "Chen Import"}, "is a key account of the company already"),
            ({"partner_id": "Nobody Known"}, "Nobody Known"),
            ({"owner_id": "Nobody Known"}, "Nobody Known"),
        ):
            with self.subTest(values=values):
                result = self.load([good, self.row(**values)])
                self.assertFalse(result["ids"])
                rows, texts = zip(*self.messages(result), strict=True)
                self.assertIn(1, rows)
                self.assertIn(said, " ".join(texts))
                self.assertFalse(
                    self.env["kam.account"].search([("number", "=like", "OLD-%")])
                )

    def test_rule_a_20_consultant_does_not_import(self):
        for role in ("consultant", "team_leader", "finance", "hr"):
            with self.assertRaises(AccessError, msg=role):
                self.load([self.row()], user=self.users[role])

    def test_rule_a_20_only_a_manager_gives_owners(self):
        for user in (self.back_office, self.analyst):
            result = self.load([self.row()], user=user)
            self.assertIn("gives an account its owner", self.messages(result)[0][1])
            with self.assertRaisesRegex(AccessError, "gives an account its owner"):
                self.env["kam.account"].with_user(user).create(
                    {"partner_id": self.partners[0].id, "owner_id": self.rep.id}
                )
            result = self.load([self.row(owner_id="")], user=user)
            self.assertFalse(result["messages"])
            self.env["kam.account"].browse(result["ids"]).sudo().unlink()

    def test_rule_a_20_owner_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Jewellery West"})
        partner = self.env["res.partner"].create({"name": "Western Seller"})
        self.env["kam.sales.rep"].create(
            {"partner_id": partner.id, "company_id": company.id}
        )
        result = self.load([self.row(owner_id="Western Seller")])
        self.assertFalse(result["ids"])

    def test_rule_a_20_numbers_taken_by_an_import_are_not_given_again(self):
        sequence = self.env.ref("kam_core.kam_account_sequence")
        taken = sequence.get_next_char(sequence.number_next_actual)
        self.load([self.row(number=taken)])
        account = self.create_account("Next")
        self.assertNotEqual(account.number, taken)

    def test_rule_a_20_template_can_be_imported(self):
        template = self.env["kam.account"].get_import_templates()[0]["template"]
        path = template.replace("/kam_core/", "kam_core/", 1)
        with file_open(path) as file:
            header, *rows = csv.reader(file)
        self.assertEqual(
            set(header) - {"id"} - set(self.env["kam.account"]._fields), set()
        )
        self.assertTrue(all(len(row) == len(header) for row in rows))
