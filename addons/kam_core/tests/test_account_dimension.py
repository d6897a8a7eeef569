from datetime import date, datetime
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestAccountDimension(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep)

    def on(self, moment):
        """Return the account as the night before ``moment`` leaves it."""
        clock = self.registry["kam.clock"]
        with patch.object(clock, "_now", lambda self: moment):
            self.account._kam_refresh_trade()
            self.env.flush_all()
        return self.account

    # === DERIVED === #

    def test_core_03_without_trade(self):
        self.assertRecordValues(
            self.account,
            [
                {
                    "age": "potential",
                    "deal_stage": "in_development",
                    "nature": "company",
                    "position": False,
                }
            ],
        )

    def test_core_03_new_up_to_twelve_months_after_the_first_sale(self):
        self.sell(self.account, 100, "2026-01-05 04:00:00")
        self.assertEqual(self.account.age, "new")
        self.assertEqual(self.on(datetime(2027, 1, 5, 4)).age, "new")
        self.assertEqual(self.on(datetime(2027, 1, 6, 4)).age, "old")

    def test_core_03_limits_are_on_the_screen_of_settings(self):
        settings = self.env["res.config.settings"].with_company(self.company)
        with Form(settings) as form:
            form.kam_new_months = 6
            form.kam_main_amount = 5000
        form.record.execute()
        self.assertRecordValues(
            self.company, [{"kam_new_months": 6, "kam_main_amount": 5000}]
        )

    def test_core_03_limits_below_zero_are_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.company.kam_new_months = 0
            self.env.flush_all()

    def test_core_03_months_are_settings(self):
        self.company.kam_new_months = 1
        self.sell(self.account, 100, "2026-10-21 04:00:00")
        self.assertEqual(self.account.age, "old")

    def test_core_03_current_within_the_months_of_the_class(self):
        order = self.sell(self.account, 100, "2026-08-21 04:00:00")
        self.invoice(order)
        self.account._kam_refresh_trade()
        self.assertEqual(self.account.deal_stage, "past")
        self.account.class_id = self.env.ref("kam_core.kam_account_class_strategic")
        self.account.class_id.lost_months = 4
        self.assertEqual(self.account.deal_stage, "current")

    def test_core_03_current_with_an_open_order(self):
        self.sell(self.account, 100, "2024-08-21 04:00:00")
        self.assertEqual(self.account.deal_stage, "current")

    def test_core_03_nature_follows_class_and_kind(self):
        self.account.class_id = self.env.ref("kam_core.kam_account_class_important")
        person = self.env["res.partner"].create({"name": "Li"})
        accounts = self.account | self.create_account("", partner_id=person.id)
        self.assertEqual(accounts.mapped("nature"), ["government", "person"])

    def test_core_03_position_follows_the_trade_of_a_year(self):
        self.company.kam_main_amount = 1000
        self.company.kam_occasional_orders = 2
        for price, position in ((400, "occasional"), (599, "general"), (1, "main")):
            self.sell(self.account, price)
            self.assertEqual(self.account.position, position)

    def test_core_03_position_without_limit_has_no_main_customers(self):
        self.company.kam_main_amount = 0
        self.sell(self.account, 10**6)
        self.sell(self.account, 10**6)
        self.assertEqual(self.account.position, "general")

    # === BY HAND === #

    def test_core_03_what_is_entered_stays(self):
        self.account.with_user(self.consultant).write(
            {"nature": "dealer", "age": "old", "dimension_pins": {"age": "forged"}}
        )
        self.sell(self.account, 100)
        self.account.class_id = self.env.ref("kam_core.kam_account_class_important")
        pin = {"by": self.consultant.id, "on": "2026-11-22"}
        self.assertRecordValues(
            self.account,
            [
                {
                    "nature": "dealer",
                    "age": "old",
                    "deal_stage": "current",
                    "dimension_pins": {"nature": pin, "age": pin},
                }
            ],
        )
        self.assertIn(self.consultant.name, self.account.pinned_by)

    def test_core_03_what_is_emptied_is_derived_again(self):
        self.account.nature = "dealer"
        self.account.nature = False
        self.assertRecordValues(
            self.account,
            [{"nature": "company", "dimension_pins": False, "pinned_by": ""}],
        )

    def test_core_03_what_is_imported_stays(self):
        account = self.create_account("Import", position="main")
        self.sell(account, 1)
        self.assertEqual(account.position, "main")
        self.assertEqual(account.deal_stage, "current")

    def test_core_03_dimensions_can_be_filtered_and_grouped(self):
        self.sell(self.account, 100)
        groups = self.env["kam.account"]._read_group(
            [("id", "=", self.account.id), ("age", "=", "new")],
            ["age", "deal_stage", "nature", "position"],
        )
        self.assertEqual(groups, [("new", "current", "company", "occasional")])


@tagged("post_install", "-at_install")
class TestAccountStage(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 1, 5))

    def assertStage(self, stage, since):
        self.assertEqual((self.account.stage, self.account.stage_since), (stage, since))

    def test_chain_begins_with_develop(self):
        self.assertStage("develop", date(2026, 1, 5))

    def test_open_quotation_is_deal(self):
        order = self.create_order(self.account, 100, date_order="2026-10-31 16:00:00")
        self.assertStage("deal", date(2026, 11, 1))
        self.assertEqual(self.account.quotation_count, 1)
        order._action_cancel()
        self.assertStage("develop", date(2026, 1, 5))
        order.action_draft()
        self.assertStage("deal", date(2026, 11, 1))
        order.unlink()
        self.assertStage("develop", date(2026, 1, 5))

    def test_sale_is_after_sales_for_thirty_days(self):
        self.sell(self.account, 100, "2026-10-23 04:00:00")
        self.assertStage("after_sales", date(2026, 10, 23))
        self.company.kam_after_sales_days = 29
        self.account._kam_refresh_trade()
        self.assertStage("sell_again", date(2026, 11, 22))

    def test_quotation_after_the_last_sale_is_deal(self):
        self.sell(self.account, 100, "2026-05-01 04:00:00")
        self.create_order(self.account, 100, date_order="2026-05-20 04:00:00")
        self.assertStage("deal", date(2026, 5, 20))

    def test_modules_add_their_facts(self):
        account_class = self.registry["kam.account"]
        evidence = account_class._kam_stage_evidence

        def with_visit(accounts):
            found = evidence(accounts)
            found[self.account.id]["visit"] = date(2026, 11, 20)
            return found

        self.sell(self.account, 100, "2026-11-01 04:00:00")
        with patch.object(account_class, "_kam_stage_evidence", with_visit):
            self.account._kam_refresh_trade()
            self.assertStage("visit", date(2026, 11, 20))

    def test_next_step_opens_what_comes_next(self):
        account = self.account.with_user(self.consultant)
        action = account.action_next_step()
        self.assertEqual(action["res_model"], "mail.activity.schedule")
        wizard = (
            self.env["mail.activity.schedule"]
            .with_user(self.consultant)
            .with_context(**action["context"])
            .create({})
        )
        wizard.action_schedule_activities()
        meeting = self.env.ref("mail.mail_activity_data_meeting")
        self.assertEqual(account.activity_ids.activity_type_id, meeting)
        order = self.create_order(self.account, 100)
        action = account.action_next_step()
        found = self.env["sale.order"].with_user(self.consultant)
        self.assertEqual(found.search(action["domain"]), order)
        order.action_confirm()
        order.date_order = "2026-11-01 04:00:00"
        action = account.action_next_step()
        call = self.env.ref("mail.mail_activity_data_call")
        self.assertEqual(action["context"]["default_activity_type_id"], call.id)
        order.date_order = "2026-09-01 04:00:00"
        action = account.action_next_step()
        self.assertEqual(action["res_model"], "sale.order")
        self.assertEqual(action["context"]["default_partner_id"], account.partner_id.id)
