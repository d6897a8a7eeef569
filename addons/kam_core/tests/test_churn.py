from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..engine.period import Period
from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestChurn(KamTradeCase):
    """Losses as dated events; three months, today is 2026-11-22."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.churn = cls.env["kam.churn"]
        cls.set_now(datetime(2026, 1, 1, 4))
        cls.account = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 1, 1))

    def setUp(self):
        super().setUp()
        self.set_now(datetime(2026, 11, 22, 4))

    def sync(self):
        self.env.cr.flush()  # as at the end of the transaction
        self.env.invalidate_all()

    def assertLosses(self, *expected, account=None):
        self.sync()
        events = (account or self.account).churn_event_ids.sorted("lost_on")
        self.assertEqual(len(events), len(expected))
        if expected:
            self.assertRecordValues(events, list(expected))

    def bought(self, *days, account=None):
        return [
            self.sell(account or self.account, 100, f"{day} 04:00:00") for day in days
        ]

    # === DATES === #

    def test_core_12_lost_and_won_back_are_dated(self):
        self.bought("2026-01-31", "2026-06-01")
        self.assertLosses(
            {
                "purchase_on": date(2026, 1, 31),
                "lost_on": date(2026, 5, 1),  # three months end on 30 April (T9)
                "won_back_on": date(2026, 6, 1),
                "state": "won_back",
                "rep_id": self.rep.id,
                "won_back_rep_id": self.rep.id,
                "charged": True,
                "class_id": False,
            },
            {
                "purchase_on": date(2026, 6, 1),
                "lost_on": date(2026, 9, 2),
                "won_back_on": False,
                "state": "lost",
                "rep_id": self.rep.id,
                "won_back_rep_id": False,
                "charged": True,
                "class_id": False,
            },
        )
        self.assertRecordValues(
            self.account,
            [
                {
                    "lost_on": date(2026, 9, 2),
                    "first_bought_on": date(2026, 1, 31),
                    "bought_on": date(2026, 6, 1),
                }
            ],
        )

    def test_rule_a_7_winning_back_closes_the_loss(self):
        self.bought("2026-06-01")
        self.assertLosses({"lost_on": date(2026, 9, 2), "won_back_on": False})
        event = self.account.churn_event_ids
        self.bought("2026-11-20")
        self.assertLosses({"id": event.id, "won_back_on": date(2026, 11, 20)})
        self.assertFalse(self.account.lost_on)

    def test_core_12_whoever_sells_has_losses_dated(self):
        own = self.env["kam.account.class"].create({"name": "Own", "code": "own"})
        self.account.class_id = own
        self.bought("2026-06-01")
        self.env.cr.precommit.clear()
        portal = new_test_user(
            self.env, "churn_portal", "base.group_portal", company_id=self.company.id
        )
        self.env.invalidate_all()
        self.churn.with_user(portal)._kam_sync(self.account.with_user(portal))
        self.assertLosses({"lost_on": date(2026, 9, 2), "class_id": own.id})

    def test_core_12_nobody_is_lost_who_never_bought(self):
        self.churn._kam_sync(self.account)
        self.assertLosses()
        self.assertFalse(self.account.lost_on)

    def test_rule_a_6_returned_purchase_wins_nobody_back(self):
        self.bought("2026-06-01")
        order = self.sell(self.account, 100, "2026-10-01 04:00:00")
        self.assertLosses(
            {"lost_on": date(2026, 9, 2), "won_back_on": date(2026, 10, 1)}
        )
        self.credit(self.invoice(order, date(2026, 10, 2)), date(2026, 10, 5))
        self.assertLosses({"lost_on": date(2026, 9, 2), "won_back_on": False})
        self.assertEqual(self.account.churn_event_ids.state, "lost")

    def test_rule_a_6_cancelled_order_takes_back_on_its_day(self):
        self.bought("2026-04-01")
        order = self.sell(self.account, 100, "2026-09-01 04:00:00")
        early = date(2026, 9, 30)
        before = self.churn._kam_churn_events(self.account, early)
        order._action_cancel()
        self.assertRecordValues(
            order.sudo(),
            [
                {
                    "kam_sold_on": date(2026, 9, 1),
                    "kam_cancelled_on": self.today,
                    "kam_cancelled_amount": 100,
                }
            ],
        )
        # what was known at the end of September stays known
        self.assertEqual(self.churn._kam_churn_events(self.account, early), before)
        self.assertLosses({"lost_on": date(2026, 7, 2), "won_back_on": False})

    def test_rule_a_5_purchase_of_a_subsidiary_counts_for_the_group(self):
        branch = self.create_account("Jinda East", parent_id=self.account.id)
        self.bought("2026-06-01")
        self.bought("2026-08-30", account=branch)
        self.assertLosses()
        self.assertEqual(self.account.bought_on, date(2026, 8, 30))
        self.assertLosses(account=branch)

    # === WHOSE === #

    def test_rule_a_8_owner_of_the_last_day_answers(self):
        other = self.reps["manager"]
        self.account._kam_assign(other, "New team", date(2026, 9, 2))
        self.bought("2026-06-01")
        self.assertLosses({"rep_id": self.rep.id, "charged": True})

    def test_rule_a_8_new_owner_is_not_charged(self):
        other = self.reps["manager"]
        self.account._kam_assign(other, "New team", date(2026, 8, 4))  # 29 days
        self.bought("2026-06-01")
        self.assertLosses({"rep_id": other.id, "charged": False})

    def test_rule_a_8_days_of_grace_are_a_setting(self):
        self.company.kam_grace_days = 29
        other = self.reps["manager"]
        self.account._kam_assign(other, "New team", date(2026, 8, 4))
        self.bought("2026-06-01")
        self.assertLosses({"rep_id": other.id, "charged": True})

    # === WINDOWS === #

    def test_core_12_loss_stays_if_the_window_is_widened(self):
        own = self.env["kam.account.class"].create(
            {"name": "Own", "code": "own", "lost_months": 3}
        )
        account = self.create_account(
            "Yintai", self.rep, class_id=own.id, opened_on=date(2026, 1, 1)
        )
        self.bought("2026-06-01", account=account)
        self.assertLosses(
            {"lost_on": date(2026, 9, 2), "class_id": own.id}, account=account
        )
        own.lost_months = 12
        self.assertRecordValues(
            own.window_ids.sorted("since"),
            [
                {"since": date.min, "lost_months": 3, "maintain_months": 3},
                {"since": self.today, "lost_months": 12, "maintain_months": 3},
            ],
        )
        own.lost_months = 6  # thought better of on the same day
        self.assertEqual(own.window_ids.mapped("lost_months"), [6, 3])
        self.churn._kam_sync(account)
        self.assertLosses({"lost_on": date(2026, 9, 2)}, account=account)
        self.assertEqual(
            self.churn._kam_churn_events(account, date(2026, 10, 1))[account.id][0],
            (date(2026, 6, 1), date(2026, 9, 2), None),
        )
        # whoever buys after the change has the longer time
        self.bought("2026-11-22", account=account)
        self.set_now(datetime(2027, 5, 22, 4))
        self.churn._kam_sync(account)
        self.assertLosses({"won_back_on": self.today}, account=account)
        self.set_now(datetime(2027, 5, 23, 4))
        self.churn._kam_sync(account)
        self.assertEqual(account.lost_on, date(2027, 5, 23))

    def test_core_12_window_without_class_is_dated_as_well(self):
        self.bought("2026-06-01")
        self.sync()
        self.company.kam_lost_months = 12
        self.churn._kam_sync(self.account)
        self.assertLosses({"lost_on": date(2026, 9, 2)})
        windows = self.env["kam.account.class.window"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(windows.mapped("lost_months"), [12, 3])
        with self.assertRaises(AccessError):
            windows.sudo().write({"lost_months": 1})

    def test_core_12_change_of_class_holds_from_its_day(self):
        short = self.env["kam.account.class"].create(
            {"name": "Short", "code": "short", "lost_months": 1}
        )
        self.env.cr.execute(
            "UPDATE kam_account SET create_date = '2026-01-01' WHERE id = %s",
            [self.account.id],
        )
        self.bought("2026-10-01")
        self.assertLosses()
        self.account.class_id = short
        self.churn._kam_sync(self.account)
        self.assertLosses({"lost_on": self.today, "class_id": short.id})

    # === THE PAST === #

    def test_core_12_past_period_comes_out_as_it_was(self):
        self.bought("2026-01-31", "2026-06-01")
        as_of = date(2026, 5, 31)
        before = self.churn._kam_churn_events(self.account, as_of)
        self.assertEqual(
            before[self.account.id], ((date(2026, 1, 31), date(2026, 5, 1), None),)
        )
        self.bought("2026-11-01")
        self.company.kam_lost_months = 1
        self.account._kam_assign(self.reps["manager"], "New team")
        self.assertEqual(self.churn._kam_churn_events(self.account, as_of), before)

    def test_core_12_purchase_entered_later_withdraws_the_loss(self):
        self.bought("2026-06-01")
        self.sync()
        event = self.account.churn_event_ids
        self.bought("2026-08-25")
        self.assertLosses({"id": event.id, "state": "withdrawn"})
        self.assertIn("2026-08-25", event.withdrawn_why)
        self.assertFalse(self.account.lost_on)

    def test_core_12_manager_withdraws_with_a_reason(self):
        self.bought("2026-06-01")
        self.sync()
        event = self.account.churn_event_ids
        with self.assertRaises(AccessError):
            event.with_user(self.consultant).action_withdraw()
        with self.assertRaisesRegex(UserError, "Say in the note"):
            event.with_user(self.manager).action_withdraw()
        event.with_user(self.manager).note = "Bought by the holding"
        event.with_user(self.manager).action_withdraw()
        self.churn._kam_sync(self.account)
        self.assertLosses({"id": event.id, "state": "withdrawn"})
        self.assertFalse(self.account.lost_on)

    def test_core_12_people_enter_the_reason_and_nothing_else(self):
        self.bought("2026-06-01")
        self.sync()
        event = self.account.churn_event_ids.with_user(self.consultant)
        event.reason_id = self.env.ref("kam_core.kam_churn_reason_price")
        self.assertEqual(event.reason_by_id, self.consultant)
        for vals in ({"lost_on": "2026-10-01"}, {"charged": False}, {"rep_id": False}):
            with self.assertRaises(AccessError):
                event.write(vals)
            with self.assertRaises(AccessError):
                event.sudo().write(vals)
        theirs = self.create_account("Yintai", self.reps["manager"])
        self.bought("2026-06-01", account=theirs)
        self.sync()
        with self.assertRaises(AccessError):
            theirs.churn_event_ids.with_user(self.consultant).note = "Mine now"
        with self.assertRaises(AccessError):
            event.with_user(self.finance).note = "No"

    def test_rule_a_1_losses_follow_a_merged_account(self):
        other = self.create_account("Jinda Old", self.rep, opened_on=date(2026, 2, 1))
        self.bought("2026-06-01", account=other)
        self.sync()
        event = other.churn_event_ids
        (self.account | other)._kam_merge_onto(self.account.partner_id)
        self.assertEqual(event.account_id, self.account)

    def test_core_12_statements_do_not_depend_on_the_number_of_accounts(self):
        accounts = self.env["kam.account"]
        for number in range(9):
            accounts += self.create_account(f"A{number}", self.rep)
            self.bought("2026-10-01", "2026-11-01", account=accounts[-1])
        self.sync()
        counts = []
        for some in (accounts[:2], accounts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.churn._kam_sync(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 20)

    def test_core_12_new_losses_are_put_down_by_as_many_statements_for_many(self):
        accounts = self.env["kam.account"]
        for number in range(9):
            accounts += self.create_account(f"A{number}", self.rep)
            self.bought("2026-03-01", "2026-07-01", account=accounts[-1])
        self.env.cr.precommit.clear()  # as if they had been there before the module
        self.env.flush_all()
        counts = []
        for some in (accounts[:2], accounts[2:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.churn._kam_sync(some)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        for account in accounts:
            self.assertRecordValues(
                account.churn_event_ids.sorted("lost_on"),
                [
                    {
                        "state": state,
                        "lost_on": lost_on,
                        "won_back_on": won_back_on,
                        "company_id": self.company.id,
                        "create_uid": self.env.user.id,
                    }
                    for state, lost_on, won_back_on in (
                        ("won_back", date(2026, 6, 2), date(2026, 7, 1)),
                        ("lost", date(2026, 10, 2), False),
                    )
                ],
            )

    # === FIGURES === #

    def test_core_12_rate_of_any_period_with_its_records(self):
        names = ("Kept", "Lost", "Back", "New")
        kept, lost, back, new = [
            self.create_account(name, self.rep, opened_on=date(2026, 1, 1))
            for name in names
        ]
        self.bought("2026-04-15", "2026-07-01", "2026-09-30", account=kept)
        self.bought("2026-04-15", account=lost)  # lost on 16 July
        self.bought("2026-03-01", "2026-07-20", account=back)  # lost on 2 June
        self.bought("2026-08-01", account=new)
        other = self.env["res.company"].create({"name": "Jewellery West"})
        self.env.user.company_ids += other
        self.sync()
        quarter = Period(date(2026, 7, 1), date(2026, 10, 1))
        rate = self.churn._kam_churn_rate(self.company, quarter)
        self.assertEqual(rate[:5], (2, 1, 1, 1, 5000))
        found = {
            figure: self.env[model].search(domain)
            for figure, (model, domain) in rate.domains.items()
        }
        self.assertEqual(found["at_start"], kept | lost)
        self.assertEqual(found["lost_of_start"], lost)
        self.assertEqual(found["lost"].account_id, lost)
        self.assertEqual(found["won_back"].account_id, back)
        # later trade does not change it
        self.bought("2026-11-01", account=lost)
        self.sync()
        self.assertEqual(
            self.churn._kam_churn_rate(self.company, quarter)[:5], rate[:5]
        )
        empty = self.churn._kam_churn_rate(other, quarter)
        self.assertEqual(empty[:5], (0, 0, 0, 0, None))

    def test_rule_a_7_measure_deducts_once_per_account_and_period(self):
        self.bought("2026-01-01", "2026-05-01", "2026-08-20")  # lost twice, won twice
        late = self.create_account("Yintai", self.rep, opened_on=date(2026, 1, 1))
        late._kam_assign(self.reps["manager"], "New team", date(2026, 8, 20))
        self.bought("2026-06-01", account=late)  # not charged
        self.sync()
        self.assertEqual(len(self.account.churn_event_ids), 3)
        reps = [self.rep.id, self.reps["manager"].id]
        year = Period(date(2026, 1, 1), date(2027, 1, 1))
        measures = self.env["kam.measure"]
        codes = ["lost_accounts", "won_back"]
        values = measures._kam_values(codes, reps, year, self.company)
        self.assertEqual(
            values,
            {
                ("lost_accounts", reps[0]): (1, 1),
                ("won_back", reps[0]): (1, 1),
                ("lost_accounts", reps[1]): (0, 0),
                ("won_back", reps[1]): (0, 0),
            },
        )
        model, domain = measures._kam_domain(
            "lost_accounts", self.rep, year, self.company
        )
        self.assertEqual(
            self.env[model].search(domain).mapped("lost_on"), [date(2026, 4, 2)]
        )

    def test_core_12_churn_by_month_opens_what_is_behind(self):
        self.bought("2026-06-01")
        self.sync()
        lines = self.env["kam.churn.rate.line"].with_user(self.analyst)
        action = lines.action_open_months()
        months = lines.search(action["domain"])
        self.assertEqual(len(months), 12)
        september = months.filtered(lambda line: line.first == date(2026, 9, 1))
        self.assertRecordValues(
            september,
            [
                {
                    "last": date(2026, 9, 30),
                    "at_start": 1,
                    "lost": 1,
                    "won_back": 0,
                    "rate": 100,
                }
            ],
        )
        opened = september.action_open_lost()
        events = self.env[opened["res_model"]].with_user(self.analyst)
        self.assertEqual(events.search(opened["domain"]), self.account.churn_event_ids)
        opened = september.action_open_at_start()
        self.assertEqual(
            self.env[opened["res_model"]].search(opened["domain"]), self.account
        )
        self.assertFalse(
            self.env[september.action_open_won_back()["res_model"]].search(
                september.action_open_won_back()["domain"]
            )
        )
        with self.assertRaises(AccessError):
            lines.with_user(self.consultant).action_open_months()
