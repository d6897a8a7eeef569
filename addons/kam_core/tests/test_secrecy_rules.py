from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.http_routing.tests.common import MockRequest

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestSecrecyRules(KamAccountCase):
    """Acknowledgement, leavers and leaks (CORE-18)."""

    def setUp(self):
        super().setUp()
        self.set_now(datetime(2026, 11, 22, 4, 0))  # tests move the clock on

    def in_force(self, body="Keep it", **values):
        rule = self.env["kam.secrecy.rule"].with_user(self.manager)
        rule = rule.create({"body": body, **values})
        rule.action_put_in_force()
        return rule

    def due(self, user):
        rules = self.env["kam.secrecy.rule"].with_user(user)._kam_due()
        return rules.filtered(lambda rule: rule.company_id == self.company)

    # === ACKNOWLEDGEMENT === #

    def test_core_18_everybody_with_a_role_is_asked_once_per_version(self):
        rule = self.in_force()
        self.assertEqual(rule.missing_ids & self.plain, self.plain.browse())
        for role, user in self.users.items():
            with self.subTest(role=role):
                self.assertIn(user, rule.missing_ids)
                self.assertEqual(self.due(user), rule)
                self.assertIn(user, rule.sudo().activity_ids.user_id)
        rule.with_user(self.consultant).action_acknowledge()
        self.assertFalse(self.due(self.consultant))
        self.assertNotIn(self.consultant, rule.sudo().activity_ids.user_id)
        with self.assertRaises(UserError):
            rule.with_user(self.consultant).action_acknowledge()
        second = self.in_force("Keep it all")
        self.assertEqual((rule.state, second.version), ("replaced", 2))
        self.assertEqual(self.due(self.consultant), second)
        with self.assertRaises(UserError):
            rule.with_user(self.finance).action_acknowledge()
        with self.assertRaises(AccessError):
            second.with_user(self.plain).action_acknowledge()

    def test_core_18_rules_that_wait_are_shown_after_signing_in(self):
        http = self.env["ir.http"]
        rule = self.in_force()
        with MockRequest(http.with_user(self.consultant).env):
            due = http.with_user(self.consultant).session_info()["kam_secrecy_due"]
        self.assertEqual(
            (due["res_model"], due["res_id"], due["target"]),
            ("kam.secrecy.rule", rule.id, "new"),
        )
        rule.with_user(self.consultant).action_acknowledge()
        for user in (self.consultant, self.plain):
            with MockRequest(http.with_user(user).env):
                info = http.with_user(user).session_info()
            self.assertNotIn("kam_secrecy_due", info)

    def test_core_18_acknowledgements_are_for_good(self):
        rule = self.in_force()
        rule.with_user(self.consultant).action_acknowledge()
        done = self.env["kam.secrecy.acknowledgement"].search([], limit=1)
        self.assertRecordValues(
            done,
            [
                {
                    "rule_id": rule.id,
                    "version": 1,
                    "user_id": self.consultant.id,
                    "occurred_at": datetime(2026, 11, 22, 4, 0),
                }
            ],
        )
        self.assertTrue(done.with_user(self.hr).read(["version"]))
        with self.assertRaises(AccessError):
            done.with_user(self.consultant).read(["version"])
        with self.assertRaises(AccessError):
            done.sudo().write({"version": 2})
        with self.assertRaises(AccessError):
            done.sudo().create({"rule_id": rule.id, "user_id": self.finance.id})

    def test_core_18_text_in_force_never_changes(self):
        rule = self.in_force()
        for attempt in (
            lambda: rule.write({"body": "Tell all"}),
            lambda: rule.write({"state": "draft"}),
            lambda: rule.unlink(),
            lambda: rule.action_put_in_force(),
        ):
            with self.assertRaises(UserError):
                attempt()
        forged = rule.create({"body": "New", "state": "in_force", "version": 9})
        self.assertEqual((forged.state, forged.version), ("draft", 0))
        for user in (self.consultant, self.hr):
            with self.assertRaises(AccessError):
                forged.with_user(user).action_put_in_force()

    def test_core_18_other_companies_are_not_asked(self):
        rule = self.in_force()
        west = self.env["res.company"].create({"name": "Jewellery West"})
        stranger = self.create_user("consultant", "kam_stranger")
        stranger.write({"company_ids": [(6, 0, west.ids)], "company_id": west.id})
        self.assertNotIn(stranger, rule.missing_ids)
        self.assertFalse(self.due(stranger))
        self.env.invalidate_all()
        there = rule.with_user(stranger).with_context(allowed_company_ids=west.ids)
        with self.assertRaises(AccessError):
            there.action_acknowledge()

    def test_core_18_new_colleagues_are_asked_the_next_day(self):
        rule = self.in_force()
        late = self.create_user("consultant", "kam_late")
        self.env["kam.secrecy.rule"]._cron_remind()
        self.env["kam.secrecy.rule"]._cron_remind()
        activities = rule.sudo().activity_ids
        self.assertEqual(len(activities.filtered(lambda a: a.user_id == late)), 1)

    # === LEAVERS === #

    def test_core_18_leavers_are_listed_for_twelve_months(self):
        leavers = self.env["kam.secrecy.undertaking"].with_user(self.hr)
        row = leavers.create({"name": "Zhao", "date_from": date(2026, 11, 1)})
        self.assertEqual(row.date_until, date(2027, 10, 31))
        lasting = [("is_lasting", "=", True), ("id", "=", row.id)]
        self.set_now(datetime(2027, 10, 31, 15, 59))  # 23:59 in Shanghai
        self.env.invalidate_all()
        self.assertEqual((row.is_lasting, leavers.search(lasting)), (True, row))
        self.set_now(datetime(2027, 10, 31, 16, 0))
        self.env.invalidate_all()
        self.assertEqual(
            (row.is_lasting, leavers.search(lasting)), (False, leavers.browse())
        )
        self.assertFalse(
            leavers.search([("is_lasting", "!=", False), ("id", "=", row.id)])
        )
        self.assertTrue(row.with_user(self.manager).read(["name"]))
        with self.assertRaises(AccessError):
            row.with_user(self.team_leader).read(["name"])
        with self.assertRaises(AccessError):
            row.with_user(self.manager).write({"note": "x"})

    # === LEAKS === #

    def leak(self, user=None, **values):
        return (
            self.env["kam.secrecy.incident"]
            .with_user(user or self.manager)
            .create(
                {
                    "name": "List at a competitor",
                    "happened_on": date(2026, 11, 20),
                    "description": "Seen at the fair",
                    "suspect_ids": [(6, 0, self.consultant.ids)],
                    "fine": 1000,
                    "heard_on": date(2026, 11, 21),
                    "hearing": "Denies it",
                    **values,
                }
            )
        )

    def test_core_18_hr_and_general_manager_decide_on_a_leak(self):
        leak = self.leak()
        leak.action_kam_submit()
        with self.assertRaises(AccessError):
            leak.with_user(self.general_manager).action_kam_approve()
        leak.with_user(self.hr).action_kam_approve()
        self.assertEqual(leak.approval_state, "open")
        with self.assertRaises(UserError):
            leak.with_user(self.hr).action_kam_approve()
        leak.with_user(self.general_manager).action_kam_approve()
        self.assertEqual(leak.approval_state, "approved")

    def test_core_18_one_person_does_not_decide_twice(self):
        self.general_manager.group_ids += self.env.ref("kam_core.kam_core_group_hr")
        self.hr.group_ids -= self.env.ref("kam_core.kam_core_group_hr")
        leak = self.leak()
        leak.action_kam_submit()
        leak.with_user(self.general_manager).action_kam_approve()
        self.assertEqual(leak.approval_state, "open")

    def test_core_18_who_has_left_may_be_named_in_a_leak(self):
        leaver = self.plain
        leaver.active = False
        leak = self.leak(suspect_ids=[(6, 0, leaver.ids)])
        self.assertEqual(leak.suspect_ids, leaver)
        leak.action_kam_submit()
        self.assertEqual(leak.approval_state, "open")

    def test_core_18_nobody_named_sees_the_leak(self):
        self.create_user("hr", "kam_hr_2")  # who decides in place of the suspect
        leak = self.leak(suspect_ids=[(6, 0, (self.hr | self.sales_director).ids)])
        leak.action_kam_submit()
        request = self.env["kam.approval.request"].search(
            [("res_model", "=", leak._name), ("res_id", "=", leak.id)]
        )
        for user in (self.hr, self.sales_director):
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                self.assertFalse(leak.with_user(user).search([("id", "=", leak.id)]))
                for record in (leak, request, request.task_ids[:1]):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["display_name"])
                leak.message_subscribe(user.partner_id.ids)
                self.assertNotIn(user.partner_id, leak.sudo().message_partner_ids)
                self.assertNotIn(user, leak.sudo().activity_ids.user_id)
        self.assertTrue(request.with_user(self.general_manager).read(["name"]))

    def test_core_18_leaks_are_seen_by_hr_and_managers_alone(self):
        leak = self.leak()
        for role, user in self.users.items():
            self.env.invalidate_all()
            allowed = role in ("hr", "manager", "sales_director", "general_manager")
            with self.subTest(role=role):
                self.assertEqual(leak.with_user(user).has_access("read"), allowed)

    def test_core_18_fine_has_a_least_amount_and_is_proposed_after_a_hearing(self):
        with self.assertRaises(ValidationError):
            self.leak(fine=999.99)
        self.company.kam_leak_fine_min = 500
        self.assertTrue(self.leak(fine=500))
        self.assertTrue(self.leak(fine=0))
        for values in ({"heard_on": False}, {"hearing": False}, {"suspect_ids": []}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.leak(**values).action_kam_submit()

    def test_core_18_hr_reads_names_of_customers_and_no_accounts(self):
        account = self.create_account("Jinda")
        leak = self.leak(account_ids=[(6, 0, account.ids)])
        self.env.invalidate_all()
        read = leak.with_user(self.hr).read(["account_names"])
        self.assertEqual(read[0]["account_names"], "Jinda")
        with self.assertRaises(AccessError):
            leak.with_user(self.hr).read(["account_ids"])
