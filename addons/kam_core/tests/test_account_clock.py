from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestAccountClock(KamTradeCase):
    """The ownership clock on 2026-11-22; accounts without class have three months."""

    def own(self, since, name="Jinda", **values):
        return self.create_account(name, self.rep, opened_on=since, **values)

    def contact(self, account, day, way="phone", **values):
        return self.env["kam.communication"].create(
            {
                "account_id": account.id,
                "day": day,
                "way": way,
                "content": "Asked for bracelets",
                "author_id": self.consultant.id,
                **values,
            }
        )

    def assertClock(self, account, **values):
        self.assertRecordValues(account, [values])

    # === WHAT COUNTS === #

    def test_core_11_clock_runs_three_months_from_the_last_contact(self):
        account = self.own(date(2026, 1, 5))
        contact = self.contact(account, date(2026, 8, 30))
        self.assertClock(
            account,
            clock_state="warning",
            clock_source="maintained",
            clock_start=date(2026, 8, 30),
            clock_due=date(2026, 11, 30),
            clock_days_left=8,
            clock_step=14,
            maintained_on=date(2026, 8, 30),
            maintained_kind_id=self.env.ref("kam_core.kam_maintenance_kind_phone").id,
            maintained_model="kam.communication",
            maintained_ref=contact.id,
            maintained_by_id=self.consultant.id,
        )

    def test_core_11_purchase_counts_and_the_evidence_opens(self):
        account = self.own(date(2026, 1, 5))
        order = self.sell(account, 500, "2026-11-01 17:00:00")  # the 2nd in Shanghai
        self.assertClock(
            account,
            clock_state="running",
            clock_due=date(2027, 2, 2),
            clock_days_left=72,
            maintained_on=date(2026, 11, 2),
            maintained_ref=order.id,
        )
        action = account.with_user(self.consultant).action_open_maintenance()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", order.id)
        )
        with self.assertRaises(AccessError):
            account.with_user(self.plain).action_open_maintenance()

    def test_core_11_cancelled_purchase_is_no_maintenance(self):
        account = self.own(date(2026, 1, 5))
        order = self.sell(account, 500)
        order._action_cancel()
        self.assertClock(account, clock_state="overdue", maintained_on=False)

    def test_core_11_kinds_are_switched_on_screen(self):
        account = self.own(date(2026, 1, 5))
        self.contact(account, date(2026, 11, 2), way="message")
        self.contact(account, date(2026, 10, 2), way="in_person")
        kind = self.env.ref("kam_core.kam_maintenance_kind_message")
        with self.assertRaises(AccessError):
            kind.with_user(self.consultant).counts = False
        kind.with_user(self.manager).counts = False
        account._kam_refresh_clock()
        self.assertClock(account, maintained_on=date(2026, 10, 2))
        rows = self.env["kam.maintenance"].search([("account_id", "=", account.id)])
        self.assertRecordValues(
            rows,
            [
                {"day": date(2026, 11, 2), "kind_id": kind.id, "counts": False},
                {
                    "day": date(2026, 10, 2),
                    "kind_id": self.env.ref(
                        "kam_core.kam_maintenance_kind_in_person"
                    ).id,
                    "counts": True,
                },
            ],
        )

    def test_rule_a_5_purchase_of_a_subsidiary_maintains_the_group(self):
        head = self.own(date(2026, 1, 5), "Jinda Group")
        branch = self.create_account("Jinda East", parent_id=head.id)
        below = self.create_account("Jinda South", parent_id=branch.id)
        self.assertClock(head, clock_state="overdue")
        self.contact(below, date(2026, 11, 3))
        self.assertClock(head, clock_state="overdue", maintained_on=False)
        order = self.sell(below, 500, "2026-11-01 04:00:00")
        self.assertClock(head, maintained_on=date(2026, 11, 1), maintained_ref=order.id)
        self.assertEqual(below.maintained_on, date(2026, 11, 3))

    # === FROM WHEN, HOW LONG === #

    def test_rule_a_9_never_contacted_runs_from_the_assignment(self):
        account = self.own(date(2026, 9, 1))
        self.assertClock(
            account,
            clock_state="warning",
            clock_source="assigned",
            clock_due=date(2026, 12, 1),
            clock_days_left=9,
            maintained_on=False,
        )

    def test_core_11_new_owner_has_the_whole_time(self):
        account = self.own(date(2026, 1, 5))
        self.contact(account, date(2026, 2, 1))
        self.assertClock(account, clock_state="overdue", clock_days_left=-205)
        account._kam_assign(self.reps["manager"], "New team")
        self.assertClock(
            account,
            clock_state="running",
            clock_due=date(2027, 2, 22),
            maintained_on=date(2026, 2, 1),
        )

    def test_rule_t9_overdue_is_strictly_after_three_calendar_months(self):
        on_time = self.own(date(2026, 8, 22))
        late = self.own(date(2026, 8, 21), "Yintai")
        self.assertRecordValues(
            on_time + late,
            [
                {"clock_state": "warning", "clock_days_left": 0},
                {"clock_state": "overdue", "clock_days_left": -1},
            ],
        )

    def test_core_11_months_are_those_of_the_class_or_the_company(self):
        strategic = self.env["kam.account.class"].create(
            {"name": "Own", "code": "own", "maintain_months": 1, "lost_months": 3}
        )
        account = self.own(date(2026, 10, 1), class_id=strategic.id)
        other = self.own(date(2026, 10, 1), "Yintai")
        self.assertClock(account, clock_due=date(2026, 11, 1), clock_state="overdue")
        self.assertClock(other, clock_due=date(2027, 1, 1), clock_state="running")
        strategic.maintain_months = 2
        self.assertClock(account, clock_due=date(2026, 12, 1), clock_state="warning")
        self.company.kam_maintain_months = 2
        other._kam_refresh_clock()
        self.assertClock(other, clock_due=date(2026, 12, 1))

    def test_core_11_no_owner_no_clock(self):
        account = self.create_account("Nobody's", opened_on=date(2025, 1, 1))
        archived = self.own(date(2025, 1, 1), "Old")
        archived.active = False
        self.assertEqual((account + archived).mapped("clock_state"), [False, False])

    def test_core_11_two_companies_two_clocks(self):
        other = self.env["res.company"].create({"name": "Jewellery West"})
        other.partner_id.tz = "America/Los_Angeles"
        other.kam_maintain_months = 1
        partner = self.env["res.partner"].create({"name": "Both"})
        here = self.own(date(2026, 10, 22), partner_id=partner.id)
        rep = self.env["kam.sales.rep"].create(
            {
                "partner_id": self.consultant.partner_id.id,
                "company_id": other.id,
                "term_ids": [(0, 0, {"kind": "agent", "date_from": "2020-01-01"})],
            }
        )
        accounts = self.env["kam.account"].with_context(
            allowed_company_ids=(self.company + other).ids
        )
        there = accounts.create(
            {
                "partner_id": partner.id,
                "company_id": other.id,
                "owner_id": rep.id,
                "opened_on": date(2026, 10, 21),
            }
        )
        # it is still the 21st over there
        self.set_now(datetime(2026, 11, 22, 4))
        self.assertRecordValues(
            here + there,
            [
                {"clock_due": date(2027, 1, 22), "clock_checked_on": self.today},
                {
                    "clock_due": date(2026, 11, 21),
                    "clock_checked_on": date(2026, 11, 21),
                },
            ],
        )
        self.assertEqual(there.clock_state, "warning")

    # === PAUSES === #

    def test_rule_a_10_pause_moves_the_end_and_shows_why(self):
        account = self.own(date(2026, 9, 1))
        pauses = self.env["kam.account.pause"].with_user(self.manager)
        pauses.create(
            {
                "account_id": account.id,
                "kind": "leave",
                "date_from": date(2026, 10, 1),
                "date_to": date(2026, 10, 15),
                "reason": "Ill",
            }
        )
        self.assertClock(account, clock_days_left=23, clock_due=date(2026, 12, 15))
        lasting = pauses.create(
            {
                "account_id": account.id,
                "kind": "contract",
                "date_from": date(2026, 11, 20),
                "reason": "Framework contract is being signed",
            }
        )
        self.assertEqual(lasting.decided_by_id, self.manager)
        self.assertClock(
            account,
            clock_state="paused",
            clock_due=False,
            clock_pause_reason="Contract open",
        )
        lasting.date_to = self.today
        self.assertClock(account, clock_state="warning", clock_due=date(2026, 12, 17))

    def test_rule_a_10_only_the_manager_pauses_with_a_reason(self):
        account = self.own(date(2026, 9, 1))
        values = {"account_id": account.id, "kind": "lock", "reason": "Dispute"}
        for role in ("consultant", "team_leader", "back_office"):
            with self.assertRaises(AccessError, msg=role):
                self.env["kam.account.pause"].with_user(self.users[role]).create(values)
        pauses = self.env["kam.account.pause"].with_user(self.manager)
        with self.assertRaises(ValidationError):
            pauses.create({**values, "reason": " "})
        pause = pauses.create(values)
        self.assertEqual(pause.with_user(self.consultant).reason, "Dispute")

    # === BULK === #

    def test_core_11_statements_do_not_depend_on_the_number_of_accounts(self):
        accounts = self.env["kam.account"]
        for number in range(12):
            accounts += self.own(date(2026, 9, 1), f"Account {number}")
            self.contact(accounts[-1], date(2026, 10, 1 + number))
        counts = []
        for some in (accounts[:2], accounts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._kam_refresh_clock()
            some.flush_recordset()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 20)

    def test_core_11_owner_sees_own_maintenance_only(self):
        mine = self.own(date(2026, 9, 1))
        theirs = self.create_account("Yintai", self.reps["manager"])
        for account in mine + theirs:
            self.contact(account, date(2026, 10, 1))
        rows = self.env["kam.maintenance"].with_user(self.consultant).search([])
        self.assertEqual(rows.account_id, mine)
