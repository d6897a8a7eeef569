from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountOwner(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep, cls.other = cls.reps["consultant"], cls.reps["manager"]
        cls.accounts = cls.env["kam.account"]
        for name in ("Jinda", "Yintai"):
            cls.accounts += cls.create_account(
                name, cls.rep, opened_on=date(2026, 1, 5)
            )

    def dialog(self, accounts, rep, user=None, **values):
        action = accounts.with_user(user or self.manager).action_change_owner()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.manager)
            .with_context(**action["context"])
            .create({"rep_id": rep.id, "reason": "New team", **values})
        )

    def lose(self, account, day):
        """Pass ``account`` from its owner to the manager on ``day``."""
        account._kam_assign(self.other, "Test", day)

    # === CHANGE OWNER === #

    def test_rule_a_11_manager_passes_accounts_on_with_a_reason(self):
        wizard = self.dialog(self.accounts, self.other, day=date(2026, 11, 2))
        answer = wizard.action_confirm()
        self.assertRecordValues(
            self.accounts,
            [{"owner_id": self.other.id, "owned_since": date(2026, 11, 2)}] * 2,
        )
        lasting = self.accounts[0].tenure_ids.filtered(lambda row: not row.date_to)
        self.assertRecordValues(
            lasting, [{"reason": "New team", "decided_by_id": self.manager.id}]
        )
        self.assertEqual(answer["params"]["type"], "success")
        self.assertIn("2 accounts pass to", answer["params"]["message"])

    def test_rule_a_11_only_the_manager_decides(self):
        for role in ("consultant", "team_leader", "analyst", "back_office"):
            with self.assertRaises(AccessError, msg=role):
                self.accounts.with_user(self.users[role]).action_change_owner()
        wizard = self.dialog(self.accounts, self.other)
        with self.assertRaises(AccessError):
            wizard.with_user(self.consultant).action_confirm()
        self.assertEqual(self.accounts.owner_id, self.rep)

    def test_rule_a_11_what_is_skipped_is_said_with_the_reason(self):
        self.lose(self.accounts[0], date(2026, 2, 1))
        self.lose(self.accounts[1], date(2026, 11, 20))
        fresh = self.create_account("Hua", self.rep, opened_on=date(2026, 11, 21))
        accounts = self.accounts | fresh
        third = self.create_rep(self.create_user("consultant", "kam_third"))
        answer = self.dialog(accounts, third, day=date(2026, 3, 1)).action_confirm()
        self.assertEqual(
            accounts.mapped("owner_id.id"), [third.id, self.other.id, self.rep.id]
        )
        message = answer["params"]["message"]
        self.assertIn("1 accounts pass to", message)
        self.assertIn("Yintai: An owner begins between", message)
        answer = self.dialog(accounts[0], third).action_confirm()
        self.assertIn("has this owner already", answer["params"]["message"])

    def test_rule_a_11_a_reason_is_needed(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.dialog(self.accounts, self.other, reason=" ").action_confirm()

    def test_rule_a_11_former_owner_is_warned_of_within_the_cool_down(self):
        self.lose(self.accounts[0], date(2026, 8, 23))  # three months end tomorrow
        self.lose(self.accounts[1], date(2026, 8, 22))  # three months end today
        wizard = self.dialog(self.accounts, self.rep)
        self.assertEqual(wizard.cooling_down, "Jinda")
        wizard.action_confirm()
        self.assertEqual(self.accounts.owner_id, self.rep)
        self.assertEqual(
            self.accounts[0].tenure_ids.sorted("date_from")[-1].reason,
            "New team (within the cool-down)",
        )

    def test_rule_a_11_cool_down_is_a_setting_of_the_company(self):
        self.lose(self.accounts[0], date(2026, 11, 1))
        self.company.kam_cooldown_months = 0
        self.assertFalse(self.dialog(self.accounts, self.rep).cooling_down)
        # who still owns one, is not in its cool-down
        self.company.kam_cooldown_months = 12
        self.assertFalse(self.dialog(self.accounts, self.other).cooling_down)

    def test_rule_a_11_orders_keep_who_sold(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.accounts[0].partner_id.id,
                "user_id": self.consultant.id,
                "company_id": self.company.id,
            }
        )
        self.dialog(self.accounts, self.other).action_confirm()
        self.assertEqual(order.user_id, self.consultant)

    def test_rule_a_11_many_pass_on_in_the_background(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{n}"} for n in range(99)]
        )
        more = self.env["kam.account"].create(
            [{"partner_id": partner.id} for partner in partners]
        )
        action = self.dialog(self.accounts | more, self.other).action_confirm()
        job = self.env["kam.job"].browse(action["res_id"])
        self.assertEqual((job.kind, job.total), ("assign", 101))
        notes = job.with_user(self.manager)._kam_job_assign(self.accounts.ids)
        self.assertEqual(notes, [])
        self.assertEqual(self.accounts.owner_id, self.other)

    # === LEAVING === #

    def test_rule_a_18_owner_of_accounts_is_not_archived(self):
        admin = new_test_user(
            self.env, "kam_admin", "base.group_system", company_id=self.company.id
        )
        employee = self.env["hr.employee"].create(
            {"name": "E", "user_id": self.consultant.id, "company_id": self.company.id}
        )
        leaving = (
            self.rep.with_user(self.manager),
            self.consultant.with_user(admin),
            employee.with_user(self.hr),
        )
        for record in leaving:
            with self.assertRaisesRegex(UserError, "2 key accounts have no other"):
                record.action_archive()
        self.assertTrue(self.rep.active and self.consultant.active and employee.active)

    def test_rule_a_18_names_of_accounts_are_for_those_who_read_them(self):
        with self.assertRaisesRegex(UserError, "Jinda"):
            self.rep.with_user(self.manager).active = False
        with self.assertRaises(UserError) as refused:
            self.rep.with_user(self.hr).active = False
        self.assertNotIn("Jinda", str(refused.exception))

    def test_rule_a_18_user_of_another_company_is_guarded_too(self):
        company = self.env["res.company"].create({"name": "Jewellery West"})
        admin = new_test_user(self.env, "kam_admin", "base.group_system")
        user = new_test_user(self.env, "kam_west", company_id=company.id)
        rep = self.env["kam.sales.rep"].create(
            {
                "partner_id": user.partner_id.id,
                "user_id": user.id,
                "company_id": company.id,
            }
        )
        self.create_account("West", rep, company_id=company.id)
        with self.assertRaisesRegex(UserError, "can't leave yet"):
            user.with_user(admin).active = False

    def test_rule_a_18_manager_takes_all_accounts_over(self):
        action = self.rep.with_user(self.manager).action_pass_accounts()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        self.assertEqual(wizard.rep_id, self.other.with_user(self.manager))
        wizard.reason = "Left in a hurry"
        wizard.save().action_confirm()
        self.assertEqual(self.accounts.owner_id, self.other)
        self.assertEqual(
            set(
                self.accounts.tenure_ids.filtered(lambda row: not row.date_to).mapped(
                    "reason"
                )
            ),
            {"Left in a hurry"},
        )
        self.rep.action_archive()
        self.consultant.action_archive()
        self.assertFalse(self.consultant.active)

    def test_rule_a_18_only_the_manager_takes_over(self):
        for role in ("consultant", "hr", "analyst"):
            with self.assertRaises(AccessError, msg=role):
                self.rep.with_user(self.users[role]).action_pass_accounts()

    def test_rule_a_18_archived_accounts_keep_nobody(self):
        self.accounts.action_archive()
        self.rep.with_user(self.manager).action_archive()
        self.assertFalse(self.rep.active)

    def test_rule_a_18_seller_with_history_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "their history stays"):
            self.rep.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "their history stays"):
            self.rep.company_id = self.env["res.company"].create({"name": "W"})
        fresh = self.create_rep(self.create_user("consultant", "kam_fresh"))
        fresh.with_user(self.manager).unlink()
        self.assertFalse(fresh.exists())
