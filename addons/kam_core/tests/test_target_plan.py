from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .approval_case import KamApprovalCase


@tagged("post_install", "-at_install")
class TestTargetPlan(KamApprovalCase):
    """Agreed amounts: approved, accepted, changed, never forged (CORE-15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator.active = False
        cls.sales = cls.env.ref("kam_core.kam_measure_sales_amount")
        cls.director = cls.sales_director
        cls.reps["manager"].term_ids.manager_id = cls.director
        cls.target = cls.create_target(cls.manager)
        cls.department = cls.env["hr.department"].create(
            {"name": "Key Accounts", "company_id": cls.company.id}
        )

    @classmethod
    def create_target(cls, user, **values):
        """Return a target of the consultant for December, made by ``user``."""
        scope = {"scope": "rep", "rep_id": cls.reps["consultant"].id}
        return (
            cls.env["kam.target"]
            .with_user(user)
            .create(
                {
                    "company_id": cls.company.id,
                    "measure_id": cls.sales.id,
                    "date_from": "2026-12-01",
                    **(values if "scope" in values else {**scope, **values}),
                }
            )
        )

    def change(self, amount, target=None, user=None, reason="Plan"):
        """Propose ``amount`` as ``user`` would; return the plan."""
        target = (target or self.target).with_user(user or self.manager)
        action = target.action_change()
        wizard = self.env[action["res_model"]].with_user(user or self.manager)
        wizard = wizard.with_context(**action["context"])
        wizard.create({"amount": amount, "reason": reason}).action_confirm()
        return target.sudo().version_ids.sorted("id")[-1:].plan_id

    def agreed(self, amount, target=None):
        target = target or self.target
        self.approve(self.change(amount, target), self.director)
        target.with_user(self.consultant).action_accept()
        return target

    def assertTarget(self, amount, state, target=None):
        target = (target or self.target).sudo()
        self.assertEqual((target.amount, target.state), (amount, state))

    # === PERSONAL PLANS === #

    def test_core_15_counts_once_approved_and_accepted(self):
        self.assertTarget(0, "none")
        plan = self.change(1000)
        self.assertTarget(0, "open")
        self.approve(plan, self.director)
        self.assertTarget(0, "to_accept")
        self.target.with_user(self.consultant).action_accept()
        self.assertTarget(1000, "in_force")
        self.assertRecordValues(
            self.target.current_version_id,
            [
                {
                    "amount": 1000,
                    "reason": "Plan",
                    "approved_on": self.today,
                    "approved_by_id": self.director.id,
                    "accepted_on": self.today,
                    "accepted_by_id": self.consultant.id,
                }
            ],
        )

    def test_core_15_manager_approves_what_somebody_else_plans(self):
        plan = self.change(1000, user=self.director)
        self.assertDecidedBy(plan, self.manager)

    def test_rule_p2_who_plans_does_not_approve(self):
        plan = self.change(1000)
        self.assertDecidedBy(plan, self.director)
        for user in (self.manager, self.consultant):
            with self.assertRaises(AccessError):
                plan.with_user(user).action_kam_approve()

    def test_rule_p2_seller_never_approves_own_plan(self):
        target = self.create_target(
            self.general_manager, scope="rep", rep_id=self.reps["manager"].id
        )
        plan = self.change(1000, target, self.general_manager)
        self.assertDecidedBy(plan, self.director)
        with self.assertRaises(AccessError):
            plan.with_user(self.manager).action_kam_approve()

    def test_core_15_old_amount_counts_until_the_new_is_approved_and_accepted(self):
        self.agreed(1000)
        plan = self.change(600)
        self.assertTarget(1000, "in_force")
        self.assertIn("600", self.target.pending_text)
        self.approve(plan, self.director)
        self.assertTarget(1000, "in_force")
        self.target.with_user(self.consultant).action_accept()
        self.assertTarget(600, "in_force")
        self.assertFalse(self.target.pending_version_id)

    def test_core_15_refused_change_leaves_the_old_amount(self):
        self.agreed(1000)
        self.refuse(self.change(600), self.director)
        self.assertTarget(1000, "in_force")
        self.assertFalse(self.target.pending_version_id)
        with self.assertRaisesRegex(UserError, "nothing to accept"):
            self.target.with_user(self.consultant).action_accept()

    def test_core_15_after_the_seller_has_left_the_approval_is_enough(self):
        november = self.create_target(self.manager, date_from="2026-11-01")
        self.agreed(500, november)
        self.agreed(1000)
        self.reps["consultant"].term_ids.date_to = "2026-11-30"
        self.assertTarget(1000, "in_force")
        plan = self.change(0, reason="Has left")
        self.assertTarget(1000, "in_force")
        self.approve(plan, self.director)
        self.assertTarget(0, "in_force")
        self.assertRecordValues(
            plan.version_ids,
            [
                {
                    "state": "agreed",
                    "accepted_on": False,
                    "unaccepted_why": "The seller left on 11/30/2026",
                }
            ],
        )
        self.assertFalse(plan.activity_ids)
        with self.assertRaisesRegex(UserError, "nothing to accept"):
            self.target.with_user(self.consultant).action_accept()
        # whoever works on in the period still has to accept
        plan = self.change(100, november)
        self.approve(plan, self.director)
        self.assertTarget(500, "in_force", november)
        self.assertEqual(plan.version_ids.state, "to_accept")
        self.assertTrue(plan.activity_ids)

    def test_core_15_a_seller_who_comes_back_accepts_again(self):
        self.agreed(1000)
        term = self.reps["consultant"].term_ids
        term.date_to = "2026-11-30"
        plan = self.change(600)
        self.approve(plan, self.director)
        self.assertTarget(600, "in_force")
        term.create(
            {"rep_id": term.rep_id.id, "kind": "part_time", "date_from": "2026-12-01"}
        )
        self.assertTarget(1000, "in_force")
        self.assertRecordValues(
            plan.version_ids, [{"state": "to_accept", "unaccepted_why": False}]
        )

    def test_core_15_accepted_after_the_period_changes_nothing(self):
        self.agreed(1000)
        self.approve(self.change(600), self.director)
        self.at("2027-01-01")
        self.target.with_user(self.consultant).action_accept()
        self.assertTarget(1000, "in_force")

    def test_rule_t1_last_evening_of_the_period_still_counts(self):
        self.agreed(1000)
        self.approve(self.change(600), self.director)
        self.at("2026-12-31", 23)
        self.target.with_user(self.consultant).action_accept()
        self.assertTarget(600, "in_force")

    def test_core_15_period_that_is_over_takes_no_amount(self):
        self.agreed(1000)
        self.at("2027-01-01", 0)
        with self.assertRaisesRegex(UserError, "period is over"):
            self.change(600)

    def test_core_15_one_change_at_a_time(self):
        self.change(1000)
        with self.assertRaisesRegex(UserError, "waits for its approval already"):
            self.change(600)

    def test_core_15_plan_names_seller_and_subject_once(self):
        self.sales.name = "Sales"
        seller = self.target.rep_id.name
        plan = self.change(1000)
        self.assertEqual(plan.name, "Sales, 2026-12")
        self.assertEqual(plan.display_name, f"Sales, 2026-12: {seller}")
        self.assertEqual(self.request(plan).name, f"Sales, 2026-12: {seller}")
        rings = self.env["product.category"].create({"name": "Rings"})
        target = self.create_target(self.manager, category_id=rings.id)
        self.assertEqual(target.display_name, f"Sales, Rings, 2026-12, {seller}")
        unit = self.create_target(
            self.manager, scope="department", department_id=self.department.id
        )
        plan = self.change(5000, unit)
        self.assertEqual(plan.display_name, "Sales, 2026-12, Key Accounts")

    def test_sys_02_plan_is_named_in_each_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sales.with_context(lang="zh_CN").name = "销售额"
        plan = self.change(1000).with_context(lang="zh_CN")
        self.assertEqual(plan.name, "销售额, 2026-12")
        self.assertIn("销售额", self.request(plan).name)

    def test_core_15_only_the_seller_accepts(self):
        self.approve(self.change(1000), self.director)
        for user in (self.manager, self.director, self.team_leader):
            with self.assertRaises(AccessError):
                self.target.with_user(user).action_accept()

    def test_core_15_seller_accepts_the_whole_plan_and_is_reminded_of_it(self):
        second = self.create_target(self.manager, date_from="2027-01-01")
        plans = self.env["kam.target.plan"].with_user(self.manager)
        plan = plans._kam_plan_amounts("Winter", "Plan", {self.target: 10, second: 20})
        self.assertEqual(len(plan), 1)
        plan.action_kam_submit()
        self.approve(plan, self.director)
        todo = plan.sudo().activity_ids
        self.assertEqual(todo.user_id, self.consultant)
        plan.with_user(self.consultant).action_accept()
        self.assertEqual((self.target + second).mapped("amount"), [10, 20])
        self.assertFalse(plan.sudo().activity_ids)
        self.assertEqual(plan.accepted_on, self.today)

    # === PLANS OF UNITS === #

    def test_core_15_seller_accepts_the_plan_on_screen_and_no_later_one(self):
        first, second = self.change(100), None
        self.approve(first, self.director)
        second = self.change(150)
        self.approve(second, self.director)
        first.with_user(self.consultant).action_accept()
        self.assertTarget(100, "in_force")
        self.assertFalse(second.version_ids.accepted_on)
        with self.assertRaises(AccessError):
            second.with_user(self.manager).action_accept()
        second.with_user(self.consultant).action_accept()
        self.assertTarget(150, "in_force")

    def test_core_15_seller_accepts_the_amount_that_is_shown(self):
        self.approve(self.change(100), self.director)
        later = self.change(150)  # waits for its approval
        mine = self.target.with_user(self.consultant)
        self.assertRegex(mine.accept_text, r"100\.00")
        shown = mine.with_context(kam_version=mine.accept_version_id.id)
        self.approve(later, self.director)
        self.assertRegex(mine.accept_text, r"150\.00")
        with self.assertRaisesRegex(UserError, "another amount since you opened it"):
            shown.action_accept()
        mine.with_context(kam_version=mine.accept_version_id.id).action_accept()
        self.assertTarget(150, "in_force")
        self.assertFalse(self.target.with_user(self.manager).accept_text)

    def test_core_15_general_manager_approves_the_department(self):
        target = self.create_target(
            self.manager, scope="department", department_id=self.department.id
        )
        plan = self.change(5000, target)
        self.assertDecidedBy(plan, self.general_manager)
        with self.assertRaises(AccessError):
            plan.with_user(self.director).action_kam_approve()
        self.approve(plan, self.general_manager)
        self.assertTarget(5000, "in_force", target)

    def test_core_15_plan_holds_targets_of_one_seller_only(self):
        unit = self.create_target(self.manager, scope="company")
        plans = self.env["kam.target.plan"]._kam_plan_amounts(
            "Plan", "Plan", {self.target: 1, unit: 2}
        )
        self.assertEqual(plans.rep_id, self.reps["consultant"])
        self.assertEqual(plans.mapped("version_ids.amount"), [1, 2])
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            plans[0].version_ids = [
                Command.create({"target_id": unit.id, "amount": 1, "reason": "x"})
            ]

    def test_core_15_target_that_changed_hands_leaves_the_plan(self):
        plans = self.env["kam.target.plan"].with_user(self.manager)
        plan = plans._kam_plan_amounts("Plan", "Plan", {self.target: 10})
        self.target.rep_id = self.reps["general_manager"]
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            plan.action_kam_submit()

    # === WHAT IS SUBMITTED STAYS === #

    def test_rule_p7_submitted_amounts_stay_until_withdrawn(self):
        plan = self.change(1000)
        version = plan.version_ids.with_user(self.manager)
        for values in ({"amount": 1}, {"reason": "x"}, {"target_id": 1}):
            with self.assertRaisesRegex(UserError, "was submitted"):
                version.write(values)
        with self.assertRaisesRegex(UserError, "was submitted"):
            version.unlink()
        plan.with_user(self.manager).action_kam_withdraw()
        version.amount = 900
        plan.with_user(self.manager).action_kam_submit()
        self.approve(plan, self.director)
        with self.assertRaisesRegex(UserError, "was submitted"):
            version.amount = 1

    def test_core_15_nothing_is_slipped_into_an_approved_plan(self):
        plan = self.change(1000)
        self.approve(plan, self.director)
        late = self.create_target(self.manager, date_from="2027-02-01")
        values = {"target_id": late.id, "amount": 1, "reason": "x", "plan_id": plan.id}
        with self.assertRaisesRegex(UserError, "was submitted"):
            self.env["kam.target.version"].with_user(self.manager).create(values)
        draft = self.env["kam.target.version"].with_user(self.manager)
        draft = draft.create({**values, "plan_id": False})
        with self.assertRaisesRegex(UserError, "was submitted"):
            draft.plan_id = plan

    def test_core_15_nobody_writes_approval_or_acceptance(self):
        versions = self.env["kam.target.version"]
        values = {"target_id": self.target.id, "amount": 1, "reason": "x"}
        draft = versions.create(values)
        day = date(2026, 1, 1)
        for user in (self.manager, self.consultant, self.env.user):
            for forged in (
                {"approved_on": day},
                {"accepted_on": day},
                {"approved_by_id": user.id},
                {"accepted_by_id": user.id},
            ):
                with self.assertRaises(AccessError):
                    draft.with_user(user).write(forged)
                with self.assertRaises(AccessError):
                    versions.with_user(user).create({**values, **forged})
                forging = {"version_ids": [Command.update(draft.id, forged)]}
                with self.assertRaises(AccessError):
                    self.target.with_user(user).write(forging)
                context = {f"default_{name}": v for name, v in forged.items()}
                made = versions.with_context(**context)
                made = made.with_user(self.manager).create(values)
                self.assertFalse(made[next(iter(forged))])
        for forged in ({"amount": 5}, {"state": "in_force"}, {"voluntary": True}):
            with self.assertRaises(AccessError):
                self.target.with_user(self.manager).write(forged)
        self.assertTarget(0, "draft")

    def test_core_15_no_default_puts_a_target_in_force(self):
        forged = {"amount": 5, "state": "in_force", "voluntary": True}
        context = {f"default_{name}": value for name, value in forged.items()}
        targets = self.env["kam.target"].with_context(**context)
        target = targets.with_user(self.manager).create(
            {
                "company_id": self.company.id,
                "measure_id": self.sales.id,
                "scope": "company",
            }
        )
        self.assertTarget(0, "none", target)
        self.assertFalse(target.voluntary)

    def test_core_15_submitted_targets_and_plans_are_not_deleted(self):
        plan = self.change(1000)
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            self.target.with_user(self.manager).unlink()
        self.approve(plan, self.director)
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            plan.with_user(self.manager).unlink()

    # === PART-TIMERS === #

    def part_timer(self):
        user = new_test_user(
            self.env, "kam_portal", "kam_core.kam_core_group_part_time"
        )
        user.write(
            {"company_ids": [Command.set(self.company.ids)], "company_id": self.company}
        )
        return self.create_rep(user, kind="part_time")

    def set_own(self, rep, user=None, amount=500):
        targets = self.env["kam.target"].with_user(user or rep.user_id)
        return targets._kam_set_own(
            rep, self.sales, "month", date(2026, 12, 24), amount, "Christmas"
        )

    def test_core_15_part_timer_sets_own_target_without_approval(self):
        rep = self.part_timer()
        target = self.set_own(rep)
        self.assertRecordValues(
            target,
            [
                {
                    "amount": 500,
                    "voluntary": True,
                    "state": "in_force",
                    "date_from": date(2026, 12, 1),
                }
            ],
        )
        self.assertEqual(self.set_own(rep, amount=300), target)
        self.assertEqual(target.amount, 300)
        self.assertFalse(target.version_ids.plan_id)

    def test_core_15_others_do_not_set_their_own(self):
        rep = self.part_timer()
        with self.assertRaises(AccessError):
            self.set_own(rep, self.consultant)
        with self.assertRaisesRegex(UserError, "Only part-timers"):
            self.set_own(self.reps["consultant"])
        rep.term_ids.kind = "full_time"
        with self.assertRaisesRegex(UserError, "Only part-timers"):
            self.set_own(rep)
