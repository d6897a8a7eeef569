from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountUpkeep(KamAccountCase):
    """Decisions of the manager on 2026-11-22 (A-11), and the cap of accounts (A7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep, cls.other = cls.reps["consultant"], cls.reps["manager"]
        cls.late = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 7, 1))
        cls.fine = cls.create_account("Yintai", cls.rep, opened_on=date(2026, 11, 1))
        cls.free = cls.create_account("Hua", opened_on=date(2026, 7, 1))

    def decide(self, kind, accounts, user=None, **values):
        user = user or self.manager
        action = getattr(accounts.with_user(user), f"action_{kind}")()
        return (
            self.env[action["res_model"]]
            .with_user(user)
            .with_context(**action["context"])
            .create({"reason": "Visit agreed", **values})
            .action_confirm()
        )["params"]

    # === DECISIONS === #

    def test_rule_a_11_keep_gives_days_and_says_what_was_skipped(self):
        accounts = self.late | self.fine | self.free
        answer = self.decide("keep", accounts, days=20)
        self.assertRecordValues(
            self.late,
            [
                {
                    "clock_state": "warning",
                    "clock_source": "kept",
                    "clock_due": date(2026, 12, 12),
                    "clock_days_left": 20,
                    "owner_id": self.rep.id,
                }
            ],
        )
        self.assertRecordValues(
            self.late.decision_ids,
            [
                {
                    "kind": "keep",
                    "day": self.today,
                    "days": 20,
                    "reason": "Visit agreed",
                    "rep_id": self.rep.id,
                    "decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertEqual(answer["type"], "warning")
        self.assertIn("1 accounts stay", answer["message"])
        self.assertIn("Yintai: is in time until 2027-02-01", answer["message"])
        self.assertIn("Hua: has no owner", answer["message"])

    def test_rule_a_11_release_to_the_pool(self):
        answer = self.decide("release", self.late)
        self.assertRecordValues(
            self.late, [{"owner_id": False, "clock_state": False, "clock_due": False}]
        )
        self.assertEqual(self.late.decision_ids.kind, "release")
        self.assertEqual(self.late.tenure_ids.date_to, self.today)
        self.assertEqual(answer["type"], "success")

    def test_rule_a_11_pause_by_decision(self):
        self.decide("pause", self.fine, pause_kind="leave", date_to=date(2026, 12, 1))
        self.assertRecordValues(
            self.fine, [{"clock_state": "paused", "clock_due": date(2027, 2, 10)}]
        )
        self.assertEqual(self.fine.pause_ids.decided_by_id, self.manager)

    def test_rule_a_11_hand_over_restarts_the_clock(self):
        action = self.late.with_user(self.manager).action_change_owner()
        self.env[action["res_model"]].with_user(self.manager).with_context(
            **action["context"]
        ).create({"rep_id": self.other.id, "reason": "Not kept"}).action_confirm()
        self.assertRecordValues(
            self.late,
            [{"owner_id": self.other.id, "clock_due": date(2027, 2, 22)}],
        )

    def test_rule_a_11_only_the_manager_decides(self):
        for kind in ("keep", "release", "pause"):
            for role in ("consultant", "team_leader", "analyst", "back_office"):
                with self.assertRaises(AccessError, msg=(kind, role)):
                    self.decide(kind, self.late, self.users[role])
        with self.assertRaisesRegex(UserError, "Say why"):
            self.decide("keep", self.late, reason=" ")
        self.assertFalse(self.late.decision_ids)
        with self.assertRaises(AccessError):
            self.env["kam.account.decision"].sudo().create(
                {
                    "account_id": self.late.id,
                    "kind": "keep",
                    "day": self.today,
                    "reason": "x",
                    "decided_by_id": self.env.uid,
                }
            )

    def test_rule_a_11_list_shows_who_may_see_what_is_late(self):
        action = self.env.ref("kam_core.kam_account_action_unmaintained")
        domain = [("clock_state", "in", ("overdue", "warning"))]
        self.assertEqual(action.domain.replace('"', "'"), str(domain))
        theirs = self.create_account("Lao", self.other, opened_on=date(2026, 7, 1))
        accounts = self.env["kam.account"]
        for user, found in (
            (self.consultant, self.late),
            (self.manager, self.late | theirs),
        ):
            self.assertEqual(accounts.with_user(user).search(domain), found)

    # === CAP === #

    def hand_over(self, accounts, rep, **values):
        action = accounts.with_user(self.manager).action_change_owner()
        return (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"rep_id": rep.id, "reason": "New team", **values})
        )

    def test_core_11_nobody_owns_more_than_the_cap(self):
        """A7: the consultant owns two accounts."""
        self.company.kam_holding_cap = 2
        wizard = self.hand_over(self.free, self.rep)
        self.assertEqual(wizard.above_cap, 3)
        message = wizard.action_confirm()["params"]["message"]
        self.assertIn("owns 2 accounts already, the limit of", message)
        self.assertFalse(self.free.owner_id)
        with self.assertRaisesRegex(UserError, "the limit of"):
            self.create_account("Lao", self.rep)

    def test_core_11_nobody_calls_it_an_import_to_go_beyond_the_cap(self):
        """Who confirms a report passes the account on as superuser."""
        self.company.kam_holding_cap = 2
        free = self.free.with_context(import_file=True)
        with self.assertRaisesRegex(UserError, "the limit of"):
            free.with_user(self.users["team_leader"]).sudo()._kam_assign(
                self.rep, "Reported"
            )
        free.with_user(self.manager).sudo()._kam_assign(self.rep, "Imported")
        self.assertEqual(self.free.owner_id, self.rep)

    def test_core_11_manager_insists_and_that_stays_on_record(self):
        self.company.kam_holding_cap = 2
        self.hand_over(self.free, self.rep, over_cap=True).action_confirm()
        self.assertEqual(self.free.owner_id, self.rep)
        self.assertEqual(self.free.tenure_ids.reason, "New team (beyond the limit)")

    def test_core_11_no_cap_by_default(self):
        wizard = self.hand_over(self.free, self.rep)
        self.assertEqual((self.company.kam_holding_cap, wizard.above_cap), (0, 0))
        wizard.action_confirm()
        self.assertEqual(self.free.owner_id, self.rep)
