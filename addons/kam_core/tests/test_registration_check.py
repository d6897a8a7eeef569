from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .registration_case import CODE, KamRegistrationCase


@tagged("post_install", "-at_install")
class TestRegistrationCheck(KamRegistrationCase):
    """Rules A-12 and A-13: who is on file, what is shown of it, who was first."""

    # === HITS === #

    def test_rule_a_12_others_accounts_are_masked(self):
        self.owned()
        registration = self.draft("钜鑫", phone="13800138000")
        action = registration.action_kam_check()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(
            self.hits(registration), [("上海＊＊＊", "owned", "Zhao Min", True)]
        )
        hit = registration.hit_ids
        self.assertEqual((hit.verdict, hit.score), ("near", 70))
        shown = str(hit.read()) + str(registration.hit_lines)
        self.assertNotIn("13800138000", shown)
        self.assertNotIn("珠宝", shown)
        with self.assertRaises(AccessError):
            hit.read(["partner_key"])
        self.assertIn("Same mobile", hit.why)
        self.assertEqual(
            self.hits(registration, self.manager),
            [("上海钜鑫珠宝有限公司", "owned", "Zhao Min", False)],
        )

    def test_rule_a_12_own_accounts_and_contacts_are_shown(self):
        self.owned(rep=self.reps["consultant"])
        registration = self.draft("钜鑫", phone="13800138000")
        registration.action_kam_check()
        self.assertEqual(
            self.hits(registration),
            [("上海钜鑫珠宝有限公司", "mine", "Wang Li", False)],
        )
        self.env["res.partner"].create({"name": "李娜", "phone": "13100131000"})
        registration = self.draft("钜民", kind="person", phone="13100131000")
        registration.action_kam_check()
        self.assertEqual(self.hits(registration), [("李娜", "contact", False, False)])

    def test_rule_a_12_archived_and_foreign_accounts(self):
        account = self.owned()
        account._kam_assign(account.owner_id.browse(), "Left")
        account.active = False
        registration = self.draft()
        registration.action_kam_check()
        self.assertEqual(registration.hit_ids.standing, "archived")
        sister = self.env["res.company"].create({"name": "Jewellery West"})
        partner = self.env["res.partner"].create(
            {"name": "钜远", "is_company": True, "vat": CODE}
        )
        self.env["kam.account"].create(
            {"company_id": sister.id, "partner_id": partner.id}
        )
        registration = self.draft("银泰", phone=False, tax_number=CODE)
        registration.action_kam_check()
        self.assertEqual(
            self.hits(registration), [("钜＊＊＊", "elsewhere", False, True)]
        )

    def test_rule_a_12_contact_persons_count_until_they_leave(self):
        account = self.owned(phone=False)
        person = account.stakeholder_ids.create(
            {"account_id": account.id, "name": "王伟", "mobile": "13200132000"}
        )
        registration = self.draft("王伟", kind="person", phone="13200132000")
        registration.action_kam_check()
        self.assertEqual(registration.hit_ids.verdict, "match")
        person.left_on = self.today
        registration.action_kam_check()
        self.assertFalse(registration.hit_ids)

    def test_rule_a_12_chosen_contact_is_a_hit(self):
        partner = self.env["res.partner"].create({"name": "李娜"})
        registration = self.draft("钜民", partner_id=partner.id)
        registration.action_kam_check()
        self.assertRecordValues(
            registration.sudo().hit_ids,
            [{"verdict": "match", "decision": "same", "partner_key": partner.id}],
        )
        registration.action_kam_report()
        self.assertEqual(self.confirm(registration).partner_id, partner)

    # === FIRST COME, FIRST SERVED === #

    def test_rule_a_13_second_report_learns_the_number_of_the_first(self):
        first = self.report()
        second = self.report("钜鑫珠宝（上海）", user=self.rival, phone="13900139000")
        self.assertEqual(second.state, "reported")  # another order of the name: near
        third = self.report("上海钜鑫珠宝集团", user=self.rival, phone="13700137000")
        self.assertRecordValues(
            third,
            [{"state": "duplicate", "winner_number": first.number}],
        )
        self.assertEqual(third.outcome, f"Taken: {first.number} by Wang Li came first.")
        self.assertFalse(third.sudo().key_ids.filtered("held"))
        self.assertEqual(self.hits(third, self.rival)[0][0], "上海＊＊＊")

    def test_rule_a_13_key_decides_where_the_check_saw_nothing(self):
        first = self.report()
        second = self.draft(user=self.rival)
        self.env.cr.execute("DELETE FROM kam_dedup_key")  # as in the same second
        second.action_kam_report()
        self.assertFalse(second.hit_ids)
        self.assertRecordValues(
            second, [{"state": "duplicate", "winner_number": first.number}]
        )

    def test_rule_a_13_own_second_report(self):
        first = self.report()
        self.assertEqual(
            self.report().outcome, f"You reported this customer as {first.number}."
        )

    # === SOMEBODY ELSE'S CUSTOMER === #

    def test_core_10_protected_customer_is_refused(self):
        first = self.report(user=self.rival)
        self.confirm(first)
        self.at(2027, 2, 22, 15, 59)  # the last minute in Shanghai
        second = self.report()
        self.assertRecordValues(
            second, [{"state": "duplicate", "winner_number": first.number}]
        )

    def test_core_10_after_the_protection_the_manager_decides(self):
        account = self.confirm(self.report(user=self.rival))
        self.at(2027, 2, 22, 16, 0)
        self.env["kam.registration"]._cron_lapse()
        second = self.report()
        self.assertEqual((second.state, second.verdict), ("reported", "match"))
        with self.refused(UserError, "which customer it is"):
            self.confirm(second)
        self.assertEqual(second.state, "reported")
        second.with_user(self.manager).hit_ids.action_same()
        self.assertEqual(self.confirm(second), account)
        self.assertEqual(account.owner_id, self.reps["consultant"])

    def test_core_10_two_customers_of_one_name(self):
        account = self.owned(phone="13900139000")
        registration = self.report()
        with self.assertRaises(AccessError):
            registration.hit_ids.action_different()
        registration.with_user(self.manager).hit_ids.action_different()
        self.assertNotEqual(self.confirm(registration), account)
        self.assertEqual(account.owner_id, self.reps["rival"])

    def test_core_10_account_without_owner_is_taken_over(self):
        account = self.owned()
        account._kam_assign(account.owner_id.browse(), "Left")
        registration = self.report()
        self.assertEqual(registration.hit_ids.decision, "same")
        self.assertEqual(self.confirm(registration), account)
        self.assertEqual(account.owner_id, self.reps["consultant"])

    def test_core_10_archived_account_comes_back(self):
        account = self.owned()
        account._kam_assign(account.owner_id.browse(), "Left")
        account.active = False
        self.assertEqual(self.confirm(self.report()), account)
        self.assertRecordValues(
            account, [{"active": True, "owner_id": self.reps["consultant"].id}]
        )

    def test_core_10_contact_is_refused_until_confirmed(self):
        account = self.owned()
        account._kam_assign(account.owner_id.browse(), "Left")
        registration = self.report()
        contacts = self.env["kam.communication"].with_user(self.consultant)
        contact = {"account_id": account.id, "content": "Called"}
        with self.assertRaises(AccessError):
            contacts.create(contact)
        self.confirm(registration)
        self.assertTrue(contacts.create(contact))

    def test_core_10_own_account_needs_no_report(self):
        account = self.owned(rep=self.reps["consultant"])
        registration = self.report()
        self.assertRecordValues(
            registration,
            [{"state": "duplicate", "winner_number": account.number}],
        )

    # === THE QUEUE === #

    def test_core_10_queue_confirms_all_and_says_what_was_skipped(self):
        clear = self.report()
        alike = self.report("上海钜鑫珠宝行", user=self.rival, phone="13900139000")
        self.owned("银泰百货", phone="13100131000")
        same = self.report("银泰百货有限公司", phone="13600136000")
        queue = self.env["kam.registration"].with_user(self.manager)
        message = queue.action_kam_confirm_all()["params"]["message"]
        self.assertEqual(clear.state, "confirmed")
        self.assertEqual(alike.state, "confirmed")
        self.assertEqual(same.state, "reported")
        self.assertIn("Approved: 2", message)
        self.assertIn("Skipped: 1", message)
        self.assertIn("Is it 银泰百货", message)

    def test_core_10_queue_shows_both_sides(self):
        self.owned("银泰百货", phone="13100131000")
        same = self.report("银泰百货有限公司", contact_name="王伟")
        row = same.with_user(self.manager)
        self.assertIn("王伟", row.reported_lines)
        self.assertIn("<b>银泰百货</b>", row.hit_lines)
        self.assertIn("Account with an owner · Zhao Min", row.hit_lines)

    def test_core_10_queue_refuses_the_selected(self):
        registration = self.report()
        action = registration.with_user(self.manager).action_kam_refuse_selected()
        self.env["kam.approval.refuse"].with_user(self.manager).with_context(
            **action["context"]
        ).create({"reason": "Not ours"}).action_apply()
        self.assertEqual(
            (registration.state, registration.outcome), ("refused", "Not ours")
        )
