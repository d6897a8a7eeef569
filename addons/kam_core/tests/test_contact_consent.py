from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .registration_case import KamRegistrationCase


@tagged("post_install", "-at_install")
class TestContactConsent(KamRegistrationCase):
    """CORE-10, feature A6: nobody contacts an owned account without consent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.owned(phone="13900139000")
        registration = cls.report()
        cls.hit = registration.hit_ids

    def ask(self, date_to=date(2026, 11, 30)):
        action = self.hit.action_ask_consent()
        wizard = (
            self.env["kam.contact.consent.ask"]
            .with_user(self.consultant)
            .with_context(**action["context"])
            .create({"purpose": "Wedding rings for the chairman", "date_to": date_to})
        )
        wizard.action_ask()
        return self.env["kam.contact.consent"].search([], limit=1)

    def sees(self):
        self.env.invalidate_all()
        accounts = self.env["kam.account"].with_user(self.consultant)
        return self.account in accounts.search([])

    def test_core_10_owner_is_asked_and_the_name_stays_masked(self):
        consent = self.ask()
        mine = consent.with_user(self.consultant)
        self.assertEqual(mine.account_label, "上海＊＊＊")
        self.assertNotIn("钜鑫", str(mine.read(mine.fields_get())))
        with self.assertRaises(AccessError):
            mine.read(["account_id"])
        self.assertEqual(consent.activity_ids.user_id, self.rival)
        self.assertFalse(self.sees())

    def test_core_10_consent_lets_read_until_its_day(self):
        consent = self.ask()
        consent.with_user(self.rival).action_grant()
        self.assertRecordValues(
            consent, [{"state": "granted", "decided_by_id": self.rival.id}]
        )
        self.assertTrue(self.sees())
        account = self.account.with_user(self.consultant)
        self.assertTrue(account.has_access("read"))
        self.assertFalse(account.has_access("write"))
        with self.assertRaises(AccessError):
            self.env["kam.communication"].with_user(self.consultant).create(
                {"account_id": account.id, "content": "Called"}
            )
        self.at(2026, 11, 30, 15, 59)  # the last minute in Shanghai
        self.assertTrue(self.sees())
        self.at(2026, 11, 30, 16, 0)
        self.assertFalse(self.sees())
        self.env["kam.contact.consent"]._cron_end()
        self.assertEqual(consent.state, "ended")

    def test_core_10_refused_withdrawn_and_ended(self):
        refused = self.ask()
        refused.with_user(self.rival).action_refuse()
        self.assertEqual(refused.state, "refused")
        told = refused.message_ids.filtered("partner_ids")
        self.assertEqual(told.partner_ids, self.consultant.partner_id)
        self.assertNotIn("钜鑫", f"{told.record_name} {told.subject} {told.body}")
        self.assertFalse(self.sees())
        withdrawn = self.ask()
        withdrawn.with_user(self.consultant).action_end()
        self.assertEqual(withdrawn.state, "withdrawn")
        self.assertFalse(withdrawn.activity_ids)  # the owner is not asked any more
        ended = self.ask()
        ended.with_user(self.manager).action_grant()
        ended.with_user(self.rival).action_end()
        self.assertEqual(ended.state, "ended")
        self.assertFalse(self.sees())

    def test_core_10_only_the_owner_or_manager_decides(self):
        consent = self.ask()
        for user in (self.consultant, self.back_office):
            with self.assertRaises(AccessError):
                consent.with_user(user).action_grant()
        for user in (self.team_leader, self.plain):
            with self.assertRaises(AccessError):
                consent.with_user(user).read(["purpose"])
        with self.assertRaises(AccessError):
            consent.with_user(self.manager).write({"state": "granted"})
        consent.with_user(self.rival).action_grant()
        with self.refused(UserError, "decided already"):
            consent.with_user(self.rival).action_refuse()

    def test_core_10_who_asks_does_not_grant_as_manager_either(self):
        account = self.account.sudo()
        consents = self.env["kam.contact.consent"].with_user(self.manager)
        consent = consents._kam_ask(account, "Audit", date(2026, 11, 30))
        self.assertFalse(consent.can_decide)
        for action in (consent.action_grant, consent.action_refuse):
            with self.refused(AccessError, "owner of the account decides"):
                action()
        consent.with_user(self.rival).action_grant()
        self.assertEqual(consent.state, "granted")

    def test_core_10_asking_is_checked(self):
        with self.refused(ValidationError, "passed"):
            self.ask(date(2026, 11, 21))
        self.ask()
        with self.refused(UserError, "already"):
            self.ask()
        own = self.hit.with_user(self.rival)
        with self.assertRaises(AccessError):
            own.action_ask_consent()
