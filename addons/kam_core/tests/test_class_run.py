from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .class_case import KamClassRunCase


@tagged("post_install", "-at_install")
class TestClassRun(KamClassRunCase):
    """CORE-02 and A2: preview with the why, apply, undo; nothing changes silently."""

    # === PREVIEW === #

    def test_core_02_preview_holds_what_would_change_and_changes_nothing(self):
        run = self.start()
        self.assertRecordValues(
            run.change_ids.sorted(lambda change: change.partner_id.name),
            [
                {
                    "partner_id": self.account.partner_id.id,
                    "kind": "class",
                    "before_text": "Class: –; Level: –",
                    "after_text": "Class: High-Value; Level: Gold",
                    "state": "proposed",
                },
                {
                    "partner_id": self.lost.partner_id.id,
                    "kind": "lost",
                    "before_text": "Class: High-Value",
                    "after_text": "Class: –",
                    "state": "proposed",
                },
                {
                    "partner_id": self.near.id,
                    "kind": "open",
                    "before_text": "Class: –",
                    "after_text": "Class: Potential",
                    "state": "proposed",
                },
            ],
        )
        self.assertRecordValues(
            run, [{"state": "preview", "measured": 4, "open_count": 3, "progress": 100}]
        )
        self.assertFalse(self.account.class_id)
        self.assertFalse(self.near.with_company(self.company).kam_account_id)

    def test_a2_why_names_rule_values_and_thresholds(self):
        run = self.start()
        self.assertEqual(
            self.change_of(run, self.account).why_text.replace(
                "\N{NO-BREAK SPACE}", " "
            ),
            "Rule H (H) applies (High-Value): Sales of 12 Months $ 600.00 ≥ $ 500.00.\n"
            "Rule L (L) applies (Gold): Orders of 12 Months 2 ≥ 2.",
        )
        self.assertEqual(
            self.change_of(run, self.lost).why_text.replace("\N{NO-BREAK SPACE}", " "),
            "Rule H (H) does not apply (High-Value): Sales of 12 Months $ 0.00, not ≥ "
            "$ 500.00.",
        )
        self.assertEqual(
            self.change_of(run, self.near).why_text,
            "Rule P (P) applies (Potential): Nearness to High-Value 90 % ≥ 80 %; "
            "Nearness to High-Value 90 % < 100 %.",
        )
        self.assertIn("fa-check", self.change_of(run, self.near).why_html)

    def test_a2_why_is_read_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.rule_high.with_context(lang="fr_FR").name = "Règle H"
        change = self.change_of(self.start(), self.account)
        self.assertIn("Règle H (H)", change.with_context(lang="fr_FR").why_text)

    def test_core_02_run_keeps_the_rules_it_was_made_by(self):
        run = self.runs()._kam_start(self.company)
        self.rule_high.condition_ids.threshold = 10000
        self.work()
        change = self.change_of(run, self.account)
        self.assertEqual(change.sudo().after["primary"], "high_value")
        self.assertIn("500.00", change.why_text)

    def test_core_02_kind_without_rules_is_left_alone(self):
        self.env["kam.class.rule"].search([("kind", "=", "level")]).active = False
        account = self.create_account("Silver", level_id=self.levels["silver"].id)
        self.assertFalse(self.change_of(self.start(), account))

    def test_core_02_class_without_rule_is_left_alone(self):
        own = self.env["kam.account.class"].create({"name": "VIP", "code": "vip"})
        account = self.create_account("Friend", secondary_class_ids=own.ids)
        self.lost._kam_stand({"primary": own.id, "secondary": []}, "Friend")
        run = self.start()
        self.assertFalse(self.change_of(run, account + self.lost))

    # === DECIDE AND APPLY === #

    def test_core_02_apply_does_what_was_approved_and_no_more(self):
        run = self.start()
        self.change_of(run, self.account).action_approve()
        self.change_of(run, self.lost).action_dismiss()
        run.action_apply()
        self.assertEqual(run.state, "applying")
        self.work()
        self.assertRecordValues(
            run,
            [
                {
                    "state": "applied",
                    "applied_count": 1,
                    "applied_by_id": self.analyst.id,
                }
            ],
        )
        self.assertRecordValues(
            self.account + self.lost,
            [
                {"class_id": self.high.id, "level_id": self.gold.id},
                {"class_id": self.high.id, "level_id": False},
            ],
        )
        self.assertFalse(self.near.with_company(self.company).kam_account_id)

    def test_core_02_new_account_is_opened_when_approved(self):
        run = self.applied()
        account = self.near.with_company(self.company).kam_account_id
        self.assertRecordValues(
            account,
            [{"class_id": self.potential.id, "company_id": self.company.id}],
        )
        self.assertEqual(self.change_of(run, self.near).account_id, account)

    def test_core_02_standing_tells_rule_run_and_person(self):
        run = self.applied()
        self.assertRecordValues(
            self.account.standing_ids,
            [
                {
                    "date_from": date(2026, 11, 22),
                    "class_id": self.high.id,
                    "level_id": self.gold.id,
                    "reason": "By the rules: H, L",
                    "run_id": run.id,
                    "decided_by_id": self.analyst.id,
                    "by_hand": False,
                }
            ],
        )
        self.assertIn("Rule H (H)", self.account.standing_ids.why_html)

    def test_core_02_next_run_finds_nothing(self):
        self.applied()
        self.assertFalse(self.start().change_ids)

    def test_core_02_changed_since_the_preview_is_skipped_and_told(self):
        run = self.start()
        run.action_approve_all()
        self.account.with_user(self.manager).class_id = self.classes["strategic"]
        run.action_apply()
        self.work()
        change = self.change_of(run, self.account)
        self.assertEqual(change.state, "skipped")
        self.assertEqual(
            change.note,
            "Jinda was changed since it was measured (Class: Strategic).",
        )
        self.assertEqual(self.account.class_id.code, "strategic")
        self.assertEqual(run.applied_count, 2)

    def test_core_02_pinned_since_the_preview_is_skipped(self):
        run = self.start()
        run.action_approve_all()
        before = self.account.class_id
        for found in (self.classes["strategic"], before):  # tried, and taken back
            self.account.with_user(self.manager).class_id = found
        run.action_apply()
        self.work()
        self.assertEqual(self.change_of(run, self.account).state, "skipped")
        self.assertEqual(self.account.class_id, before)

    def test_a2_dismissed_is_not_asked_again(self):
        run = self.start()
        for customer in (self.near, self.account):
            self.change_of(run, customer).action_dismiss()
        run.action_cancel()
        again = self.start()
        self.assertEqual(again.change_ids.account_id, self.lost)
        self.assertEqual((again.left_out, again.change_count), (2, 1))
        again.action_cancel()
        self.sell(self.near, 100)  # now it meets another class
        self.assertTrue(self.change_of(self.start(), self.near))

    def test_core_02_apply_without_approval_is_refused(self):
        with self.assertRaisesRegex(UserError, "Nothing is approved yet"):
            self.start().action_apply()

    def test_core_02_pinned_by_hand_is_left_alone(self):
        self.account.with_user(self.manager).class_id = self.potential
        change = self.change_of(self.start(), self.account)
        self.assertEqual(
            change.sudo().after, {"level": "gold", "secondary": ["high_value"]}
        )
        change.run_id.action_cancel()
        self.account.with_user(self.manager).action_unpin_standing()
        change = self.change_of(self.start(), self.account)
        self.assertEqual(change.sudo().after["primary"], "high_value")

    def test_core_02_very_large_account_gets_the_manager_as_lead(self):
        self.sell(self.account, 5000)
        self.applied()
        self.assertEqual(self.account.lead_id, self.manager)

    def test_core_02_lead_named_in_the_rule(self):
        director = self.users["sales_director"]
        self.env["kam.class.rule"].search([("code", "=", "M")]).lead_id = director
        self.sell(self.account, 5000)
        self.applied()
        self.assertEqual(self.account.lead_id, director)

    def test_core_02_without_anybody_to_lead_nothing_is_half_done(self):
        account = self.create_account("Nobody's")
        self.sell(account, 6000)
        run = self.applied()
        change = self.change_of(run, account)
        self.assertEqual(change.state, "skipped")
        self.assertIn("no lead is named in the rule", change.note)
        self.assertFalse(account.class_id)

    def test_rule_a_16_confirmed_orders_stay_as_they_are(self):
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.account.partner_id.id)], limit=1
        )
        before = order.read(["amount_total", "pricelist_id", "kam_rep_id"])
        self.applied()
        self.env.invalidate_all()
        self.assertEqual(
            order.read(["amount_total", "pricelist_id", "kam_rep_id"]), before
        )

    # === UNDO === #

    def undo(self, run):
        run.action_undo()
        self.work()

    def test_core_02_undo_restores_exactly_what_was_before(self):
        self.sell(self.account, 5000)
        accounts = self.account + self.lost
        before = [account._kam_standing_ids() for account in accounts]
        run = self.applied()
        self.assertNotEqual(
            [account._kam_standing_ids() for account in accounts], before
        )
        self.undo(run)
        self.assertEqual([account._kam_standing_ids() for account in accounts], before)
        self.assertEqual(run.state, "undone")
        self.assertFalse(self.near.with_company(self.company).kam_account_id)
        self.assertEqual(set(run.change_ids.mapped("state")), {"undone"})
        self.assertEqual(
            self.account.standing_ids[0].reason, "Undone: Classification of 11/22/2026"
        )

    def test_core_02_undo_leaves_alone_what_changed_since(self):
        run = self.applied()
        self.account.with_user(self.manager)._kam_stand(
            {"primary": self.classes["strategic"].id}, "Board decision", by_hand=True
        )
        self.undo(run)
        change = self.change_of(run, self.account)
        self.assertEqual(change.state, "kept")
        self.assertIn("2026-11-22: Board decision", change.note)
        self.assertEqual(self.account.class_id.code, "strategic")
        self.assertFalse(self.lost.class_id != self.high)

    def test_core_02_undo_leaves_alone_what_was_decided_again(self):
        run = self.applied()
        for code in ("strategic", "high_value"):  # the manager says the same
            self.account.with_user(self.manager).class_id = self.classes[code]
        self.undo(run)
        self.assertEqual(self.change_of(run, self.account).state, "kept")
        self.assertEqual(self.account.class_id, self.high)

    def test_core_02_undo_keeps_an_account_that_was_worked_with(self):
        run = self.applied()
        account = self.near.with_company(self.company).kam_account_id
        account._kam_assign(self.rep, "Takes care of it")
        self.undo(run)
        self.assertTrue(account.exists())
        self.assertEqual(self.change_of(run, self.near).state, "kept")
