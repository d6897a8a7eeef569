from odoo.exceptions import UserError
from odoo.tests import tagged

from ..services_token import as_service
from .registration_case import KamRegistrationCase


@tagged("post_install", "-at_install")
class TestAccountMergeDocuments(KamRegistrationCase):
    """Reports and approvals find their account after a merge (A-1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls.create_account("Jinda", opened_on="2020-01-01")

    def merge(self, source, destination):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (source | destination).ids, destination
        )

    def test_rule_a_1_report_and_its_hits_follow(self):
        account = self.confirm(self.report())
        registration = account.env["kam.registration"].search(
            [("account_id", "=", account.id)]
        )
        again = self.draft(user=self.rival)
        again.action_kam_check()
        hit = again.sudo().hit_ids.filtered(lambda hit: hit.account_key == account.id)
        self.assertTrue(hit)
        customer = self.kept.partner_id
        self.merge(account.partner_id, customer)
        self.assertEqual(registration.account_id, self.kept)
        self.assertRecordValues(
            hit, [{"account_key": self.kept.id, "partner_key": customer.id}]
        )
        self.assertEqual(self.kept.owner_id, self.reps["consultant"])

    def test_rule_a_1_approvals_follow_and_keep_their_account(self):
        account = self.create_account("Yintai")
        request = as_service(self.env["kam.approval.request"]).create(
            {
                "name": "Contract",
                "res_model": "kam.account",
                "res_id": account.id,
                "topic": "contract",
                "flow_name": "Contracts",
                "round": 1,
                "company_id": self.company.id,
                "requester_id": self.consultant.id,
                "account_key": account.id,
                "state": "approved",
                "submitted_at": "2026-11-01 04:00:00",
            }
        )
        with self.assertRaisesRegex(UserError, "on file .*Approval"):
            account.with_user(self.manager).unlink()
        self.merge(account.partner_id, self.kept.partner_id)
        self.assertEqual(request.account_key, self.kept.id)
