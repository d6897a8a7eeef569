from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..models.kam_open_items import Source
from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestAccountLifecycle(KamTradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep, opened_on=date(2026, 1, 5))
        cls.partner = cls.account.partner_id

    def open_items(self, *sources):
        """Let the only open items be those of ``sources``."""
        self.startPatcher(
            patch.object(
                self.registry["kam.open.items"], "_kam_sources", lambda _: sources
            )
        )

    def talks(self, blocking=True, close=None):
        """Return open items that any test can make: communications."""
        self.env["kam.communication"].create(
            {"account_id": self.account.id, "day": self.today, "content": "Open"}
        )
        return Source(
            "talks",
            "Open Talks",
            "kam.communication",
            "account_id",
            lambda: Domain("content", "=", "Open"),
            blocking,
            close,
        )

    # === ARCHIVE === #

    def test_rule_a_3_open_items_block_archiving_with_the_list(self):
        self.open_items(self.talks())
        for user in (self.consultant, self.analyst, self.manager):
            with self.assertRaisesRegex(UserError, r"Jinda: Open Talks \(1\)"):
                self.account.with_user(user).active = False
        self.assertTrue(self.account.active)

    def test_rule_a_3_items_that_do_not_block(self):
        self.open_items(self.talks(blocking=False))
        self.account.with_user(self.consultant).action_archive()
        self.assertFalse(self.account.active)

    def test_rule_a_3_manager_goes_on_with_a_reason(self):
        close = lambda talks: talks.write({"content": "Closed"})  # noqa: E731
        self.open_items(self.talks(close=close))
        wizard = self.dialog(self.account.with_user(self.manager).action_archive())
        self.assertEqual(wizard.open_items, "Jinda: Open Talks (1)")
        answer = wizard.action_confirm()
        self.assertFalse(self.account.active)
        self.assertEqual(self.account.communication_ids.content, "Closed")
        self.assertIn("Jinda", answer["params"]["message"])
        self.assertEqual(answer["params"]["type"], "success")
        self.assertIn("Closed down. Closed: Open Talks (1).", self.log())

    def test_rule_a_3_what_nobody_can_close_stays_and_is_named(self):
        self.open_items(self.talks())
        wizard = self.dialog(self.account.with_user(self.manager).action_archive())
        answer = wizard.action_confirm()
        self.assertIn("Still open", answer["params"]["message"])
        self.assertEqual(self.account.communication_ids.content, "Open")
        self.assertIn("Still open: Open Talks (1).", self.log())

    def test_rule_a_3_quotations_are_cancelled_and_orders_stay(self):
        quotation = self.create_order(self.account, 100)
        quotation.state = "sent"
        order = self.sell(self.account, 200)
        wizard = self.dialog(self.account.with_user(self.manager).action_archive())
        wizard.action_confirm()
        self.assertFalse(self.account.active)
        self.assertEqual((quotation.state, order.state), ("cancel", "sale"))

    def test_rule_a_3_only_a_manager_goes_on_and_only_with_a_reason(self):
        self.open_items(self.talks())
        action = self.account.with_user(self.manager).action_archive()
        for user in (self.consultant, self.analyst, self.plain):
            with self.assertRaises(AccessError):
                self.dialog(action, user=user)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.dialog(action, reason="  ").action_confirm()
        self.assertTrue(self.account.active)

    def dialog(self, action, user=None, reason="Closed down"):
        wizard = self.env[action["res_model"]].with_user(user or self.manager)
        return wizard.with_context(**action["context"]).create({"reason": reason})

    def log(self):
        return "\n".join(self.account.message_ids.mapped("preview"))

    def test_core_03_who_has_bought_is_archived_by_a_manager(self):
        self.sell(self.account, 100)
        self.open_items()
        for user in (self.consultant, self.analyst):
            with self.assertRaisesRegex(UserError, "key-account manager only"):
                self.account.with_user(user).active = False
        self.account.with_user(self.manager).active = False
        self.assertFalse(self.account.active)

    def test_rule_a_3_customer_is_archived_with_the_account(self):
        self.partner.with_user(self.manager).action_archive()
        self.assertFalse(self.account.active or self.partner.active)
        self.account.with_user(self.manager).action_unarchive()
        self.assertTrue(self.account.active and self.partner.active)

    def test_rule_a_3_customer_with_open_items_is_blocked_the_same_way(self):
        self.open_items(self.talks())
        with self.assertRaisesRegex(UserError, "Something is still open"):
            self.partner.with_user(self.manager).active = False
        wizard = self.dialog(self.partner.with_user(self.manager).action_archive())
        wizard.action_confirm()
        self.assertFalse(self.account.active or self.partner.active)

    def test_rule_a_3_who_does_not_keep_the_account_keeps_the_customer(self):
        self.plain.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "not among those who keep it"):
            self.partner.with_user(self.plain).action_archive()
        self.assertTrue(self.partner.active and self.account.active)

    def test_rule_a_3_ordinary_contacts_are_archived_as_ever(self):
        self.plain.group_ids += self.env.ref("base.group_partner_manager")
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.partner.id}
        )
        contact.with_user(self.plain).action_archive()
        self.assertFalse(contact.active)
        self.assertTrue(self.account.active)

    # === DELETE === #

    def test_rule_a_4_customer_with_an_account_is_not_deleted(self):
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.partner.with_user(self.manager).unlink()
        self.account.active = False
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.partner.unlink()

    def test_rule_a_4_contact_of_a_sales_rep_is_not_deleted(self):
        partner = self.env["res.partner"].create({"name": "Agent"})
        self.env["kam.sales.rep"].create({"partner_id": partner.id})
        with self.assertRaisesRegex(UserError, "Agent can't be deleted"):
            partner.unlink()

    def test_rule_a_4_account_with_nothing_on_file_is_deleted_by_a_manager(self):
        for user in (self.consultant, self.analyst, self.back_office, self.plain):
            with self.assertRaises(AccessError):
                self.account.with_user(user).unlink()
        self.account.with_user(self.manager).unlink()
        self.assertFalse(self.account.exists())
        self.assertTrue(self.partner.exists())

    def test_rule_a_4_account_with_history_is_archived_instead(self):
        below = self.create_account("Below")
        below.parent_id = self.account
        self.talks()
        self.account._kam_assign(self.reps["manager"], "Test")
        with self.assertRaises(UserError) as refused:
            self.account.with_user(self.manager).unlink()
        message = str(refused.exception)
        for said in ("archive it", "Subsidiaries", "Owner History", "Communication"):
            self.assertIn(said, message)

    def test_rule_a_4_account_with_trade_is_archived_instead(self):
        self.sell(self.account, 100)
        with self.assertRaisesRegex(UserError, "on file .*Trade"):
            self.account.with_user(self.manager).unlink()
