from datetime import date

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models.kam_account_merge import MERGE_KEEPS, takes_over
from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountMerge(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep, cls.other_rep = cls.reps["consultant"], cls.reps["manager"]
        cls.old = cls.create_account(
            "Jinda", cls.rep, opened_on=date(2026, 1, 5), number="KA-OLD"
        )
        cls.new = cls.create_account(
            "Jinda Ltd", cls.rep, opened_on=date(2026, 3, 2), number="KA-NEW"
        )
        cls.contacts_user = new_test_user(
            cls.env,
            "kam_contacts",
            "base.group_user,base.group_partner_manager",
            company_id=cls.company.id,
        )

    def merge(self, sources, destination, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        if user:
            wizard = wizard.with_user(user)
        ids = (sources | destination).ids
        wizard._merge(ids, destination.with_env(wizard.env), extra_checks=False)

    def log_of(self, account):
        return "\n".join(account.message_ids.mapped("body"))

    def test_rule_a_1_older_registration_stays_whoever_is_the_destination(self):
        number, old_id, new_id = "KA-OLD", self.old.id, self.new.id
        customer = self.new.partner_id
        self.merge(self.old.partner_id, customer)
        self.assertFalse(self.new.exists())
        self.assertRecordValues(
            self.old,
            [
                {
                    "number": number,
                    "partner_id": customer.id,
                    "partner_key": customer.id,
                    "opened_on": date(2026, 1, 5),
                    "owner_id": self.rep.id,
                    "owned_since": date(2026, 1, 5),
                }
            ],
        )
        log = self.log_of(self.old)
        for said in ("KA-OLD", "KA-NEW", f"id {old_id}", f"id {new_id}"):
            self.assertIn(said, log)

    def test_rule_a_1_account_of_a_source_alone_goes_to_the_destination(self):
        partner = self.env["res.partner"].create({"name": "Jinda East"})
        gone = self.old.partner_id
        self.merge(gone, partner)
        self.assertFalse(gone.exists())
        self.assertRecordValues(
            self.old, [{"partner_id": partner.id, "partner_key": partner.id}]
        )
        # the key is free again, and taken at the new customer
        self.assertEqual(
            self.env["kam.account"].search([("partner_key", "=", partner.id)]), self.old
        )

    def test_rule_a_1_three_at_once_leave_the_oldest(self):
        oldest = self.create_account("Jinda Group", opened_on=date(2025, 12, 1))
        customer = self.old.partner_id
        self.merge(oldest.partner_id | self.new.partner_id, customer, self.manager)
        self.assertEqual((oldest | self.old | self.new).exists(), oldest)
        self.assertEqual(oldest.partner_id, customer)

    def test_rule_a_1_different_owners_are_for_the_manager(self):
        self.new._kam_assign(self.other_rep, "Test")
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            self.merge(
                self.new.partner_id, self.old.partner_id, user=self.contacts_user
            )
        self.assertIn(self.rep.name, str(refused.exception))
        self.assertIn(self.other_rep.name, str(refused.exception))
        self.assertEqual(len((self.old | self.new).exists()), 2)
        self.merge(self.new.partner_id, self.old.partner_id, user=self.manager)
        self.assertFalse(self.new.exists())
        self.assertEqual(self.old.owner_id, self.rep)

    def test_rule_a_1_owner_one_may_not_see_is_not_named(self):
        company = self.env["res.company"].create({"name": "Jewellery West"})
        owners = []
        for name, account in (("Secret One", self.old), ("Secret Two", self.new)):
            owner = self.env["kam.sales.rep"].create(
                {
                    "partner_id": self.env["res.partner"].create({"name": name}).id,
                    "company_id": company.id,
                }
            )
            owners.append(owner)
            self.create_account(
                name,
                owner,
                partner_id=account.partner_id.id,
                company_id=company.id,
            )
        with self.assertRaises(UserError) as refused:
            self.merge(self.new.partner_id, self.old.partner_id, user=self.manager)
        self.assertNotIn("Secret", str(refused.exception))
        self.assertIn("a sales rep of another company", str(refused.exception))

    def test_rule_a_1_each_company_keeps_one_account(self):
        company = self.env["res.company"].create({"name": "Jewellery West"})
        west = self.create_account(
            "West", partner_id=self.new.partner_id.id, company_id=company.id
        )
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertRecordValues(
            self.old | west,
            [
                {"company_id": self.company.id, "partner_id": self.old.partner_id.id},
                {"company_id": company.id, "partner_id": self.old.partner_id.id},
            ],
        )

    def test_rule_a_1_history_is_the_older_ones_with_the_other_beside_it(self):
        self.new._kam_assign(self.other_rep, "Test", date(2026, 5, 1))
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertRecordValues(
            self.old.tenure_ids.sorted(lambda row: (row.date_from, row.id)),
            [
                {
                    "rep_id": self.rep.id,
                    "date_from": date(2026, 1, 5),
                    "date_to": False,
                    "merged_number": False,
                },
                {
                    "rep_id": self.rep.id,
                    "date_from": date(2026, 3, 2),
                    "date_to": date(2026, 5, 1),
                    "merged_number": "KA-NEW",
                },
                {
                    "rep_id": self.other_rep.id,
                    "date_from": date(2026, 5, 1),
                    "date_to": self.today,
                    "merged_number": "KA-NEW",
                },
            ],
        )

    def test_rule_a_1_older_one_without_owner_takes_the_others(self):
        self.old._kam_assign(self.rep.browse(), "Left", date(2026, 4, 1))
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertRecordValues(
            self.old, [{"owner_id": self.rep.id, "owned_since": date(2026, 4, 1)}]
        )
        lasting = self.old.tenure_ids.filtered(lambda row: not row.date_to)
        self.assertRecordValues(
            lasting, [{"date_from": date(2026, 4, 1), "merged_number": False}]
        )

    def test_rule_a_1_archived_account_comes_back_with_the_active_one(self):
        self.old.active = False
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertTrue(self.old.active)
        self.assertFalse(self.new.exists())

    def test_rule_a_1_messages_files_and_followers_come_along(self):
        self.new.message_post(body="Signed in Suzhou")
        self.new.message_subscribe(partner_ids=self.finance.partner_id.ids)
        file = self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "kam.account", "res_id": self.new.id}
        )
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertIn("Signed in Suzhou", self.log_of(self.old))
        self.assertIn(self.finance.partner_id, self.old.message_partner_ids)
        self.assertEqual(file.res_id, self.old.id)

    def test_rule_a_1_every_model_that_refers_to_accounts_is_moved(self):
        links = {(model, field.name) for model, field in self.old._links_to_accounts()}
        parts = {
            name
            for name, model in self.registry.items()
            if getattr(model, "_kam_is_account_part", False)
            and not model._abstract
            and not model._transient
            and model._auto
            and not model._fields["account_id"].related  # follows by itself
        }
        self.assertEqual(parts - {model for model, _name in links}, set())

    def test_rule_a_1_group_has_no_circle_afterwards(self):
        below, between, above = (
            self.create_account(name) for name in ("Below", "Between", "Above")
        )
        self.new.parent_id = above
        between.parent_id = self.new
        self.old.parent_id = between
        below.parent_id = self.new
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertRecordValues(
            self.old | between | below,
            [
                {"parent_id": above.id},
                {"parent_id": self.old.id},
                {"parent_id": self.old.id},
            ],
        )
        self.assertEqual(below.parent_path, f"{above.id}/{self.old.id}/{below.id}/")

    def test_rule_a_1_group_head_takes_in_a_subsidiary(self):
        between = self.create_account("Between")
        between.parent_id = self.old
        self.new.parent_id = between
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertFalse(self.old.parent_id)
        self.assertEqual(self.old.child_ids, between)

    def test_rule_a_1_merging_contacts_leaves_accounts_alone(self):
        contacts = self.env["res.partner"].create(
            [
                {"name": "Wang", "parent_id": self.old.partner_id.id},
                {"name": "Wang Li", "parent_id": self.new.partner_id.id},
            ]
        )
        self.merge(contacts[0], contacts[1], user=self.contacts_user)
        self.assertRecordValues(
            self.old | self.new, [{"number": "KA-OLD"}, {"number": "KA-NEW"}]
        )

    def test_rule_a_1_destination_at_another_company_is_for_the_manager(self):
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.old.partner_id.id}
        )
        with self.assertRaisesRegex(UserError, "lose its customer"):
            self.merge(self.new.partner_id, contact, user=self.contacts_user)
        self.merge(self.new.partner_id, contact, user=self.manager)
        self.assertFalse(self.new.exists())
        self.assertIn("KA-NEW", self.log_of(self.old))

    def test_rule_a_1_customer_who_gets_a_company_by_the_merge(self):
        person = self.env["res.partner"].create({"name": "Wang"})
        account = self.create_account("", partner_id=person.id)
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.old.partner_id.id}
        )
        with (
            self.assertRaisesRegex(UserError, "can't become a contact"),
            self.env.cr.savepoint(),
        ):
            self.merge(contact, person, user=self.contacts_user)
        self.assertTrue(account.exists())
        self.merge(contact, person, user=self.manager)
        self.assertFalse(account.exists())
        self.assertEqual(self.old.partner_id, person.commercial_partner_id)

    def test_rule_a_1_contact_that_becomes_somebody_elses(self):
        person = self.env["res.partner"].create({"name": "Wang"})
        company = self.env["res.partner"].create({"name": "Hua", "is_company": True})
        account = self.create_account("", partner_id=person.id)
        with self.assertRaisesRegex(UserError, "can't become a contact of Hua"):
            person.with_user(self.contacts_user).parent_id = company
        person.with_user(self.manager).parent_id = company
        self.assertRecordValues(
            account, [{"partner_id": company.id, "kind": "company"}]
        )
        # a company that becomes part of another one stays a customer of its own
        company.with_user(self.contacts_user).parent_id = self.old.partner_id
        self.assertEqual(account.partner_id, company)

    def test_rule_a_1_figures_are_made_again_at_the_new_customer(self):
        seen = []
        account_class = self.registry["kam.account"]
        self.patch(
            account_class, "_kam_after_merge", lambda accounts: seen.append(accounts)
        )
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertEqual(seen, [self.old])

    def test_rule_a_1_nothing_is_half_merged(self):
        user = self.contacts_user
        self.new.partner_id.company_id = self.env["res.company"].create({"name": "W"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.merge(self.old.partner_id, self.new.partner_id, user=user)
        self.assertEqual(len((self.old | self.new).exists()), 2)

    def test_rule_a_2_blanks_are_filled_and_nothing_else(self):
        classes = [
            self.env.ref(f"kam_core.kam_account_class_{code}")
            for code in ("strategic", "important", "potential")
        ]
        self.old.secondary_class_ids = classes[0]
        self.new.write(
            {
                "class_id": classes[0].id,
                "secondary_class_ids": [(6, 0, classes[1].ids)],
                "keeper_id": self.back_office.id,
                "lead_id": self.manager.id,
            }
        )
        self.old.keeper_id = self.analyst
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertRecordValues(
            self.old,
            [
                {
                    "class_id": classes[0].id,
                    "secondary_class_ids": classes[1].ids,
                    "keeper_id": self.analyst.id,
                    "lead_id": self.manager.id,
                }
            ],
        )

    def test_rule_a_2_no_yes_or_no_is_inherited(self):
        fields = self.env["kam.account"]._fields.values()
        booleans = [field for field in fields if field.type == "boolean"]
        self.assertIn("active", [field.name for field in booleans])
        self.assertFalse(list(filter(takes_over, booleans)))

    def test_rule_a_14_person_with_two_employers_is_merged_with_both_accounts(self):
        """The contact of one customer and of another: both accounts stay (A-14)."""
        contacts = self.env["res.partner"].create(
            [
                {"name": "Li", "parent_id": self.old.partner_id.id},
                {"name": "Li", "parent_id": self.new.partner_id.id},
            ]
        )
        self.merge(contacts[1], contacts[0])
        self.assertEqual(len((self.old | self.new).exists()), 2)
        self.assertEqual(
            (self.old | self.new).partner_id,
            contacts[0].parent_id | self.new.partner_id,
        )

    def test_rule_a_1_archive_comes_along_as_one_union(self):
        """Every plain field and every part; nobody has checked anything by it."""
        texts = {
            name: f"{name} of the other"
            for name, field in self.new._fields.items()
            if field.type in ("char", "text")
            and takes_over(field)
            and name not in MERGE_KEEPS
        }
        self.assertIn("competitors", texts)
        self.new.write(texts)
        person = self.env["kam.stakeholder"].create(
            {"account_id": self.new.id, "name": "Ms Chen"}
        )
        talk = self.env["kam.communication"].create(
            {
                "account_id": self.new.id,
                "day": date(2026, 4, 1),
                "content": "Talked",
                "participant_ids": person.ids,
            }
        )
        self.new.basic_checked_on = date(2026, 4, 2)
        self.new.important_checked_on = False
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertRecordValues(self.old, [texts])
        self.assertEqual(person.account_id | talk.account_id, self.old)
        self.assertRecordValues(
            self.old,
            [
                {
                    "basic_checked_on": date(2026, 4, 2),
                    "important_checked_on": False,
                }
            ],
        )

    def test_rule_a_1_person_on_both_accounts_stays_once(self):
        partner = self.env["res.partner"].create({"name": "Chen"})
        kept, gone = self.env["kam.stakeholder"].create(
            [
                {"account_id": account.id, "partner_id": partner.id, **values}
                for account, values in (
                    (self.old, {"phone": "1"}),
                    (self.new, {"phone": "2", "wechat": "chen", "is_key_person": True}),
                )
            ]
        )
        talk = self.env["kam.communication"].create(
            {
                "account_id": self.new.id,
                "day": date(2026, 4, 1),
                "content": "Talked",
                "participant_ids": gone.ids,
            }
        )
        self.merge(self.new.partner_id, self.old.partner_id)
        self.assertFalse(gone.exists())
        self.assertRecordValues(
            kept, [{"phone": "1", "wechat": "chen", "is_key_person": False}]
        )
        self.assertRecordValues(
            talk, [{"account_id": self.old.id, "participant_ids": kept.ids}]
        )

    def test_rule_a_14_merged_person_stands_once_on_each_account(self):
        partners = self.env["res.partner"].create([{"name": "Li"}, {"name": "Li Na"}])
        rows = self.env["kam.stakeholder"].create(
            [
                {"account_id": account.id, "partner_id": partner.id}
                for account, partner in (
                    (self.old, partners[0]),
                    (self.old, partners[1]),
                    (self.new, partners[1]),
                )
            ]
        )
        self.merge(partners[1], partners[0], user=self.contacts_user)
        self.assertEqual(rows.exists(), rows[0] | rows[2])
        self.assertEqual(rows.exists().partner_id, partners[0])
