from odoo.tests import HttpCase, tagged

from .test_completeness import CHECKED, KamCompletenessCase

MINE = "/odoo/my-key-accounts"


class AccountTourCase(KamCompletenessCase, HttpCase):
    """A seller named Li Na with an account whose phone is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consultant.partner_id.name = "Li Na"
        cls.rep = cls.reps["consultant"]
        partner = cls.env["res.partner"].create(
            {"name": "Jinda Hotels", "is_company": True, "street": "Bund 1"}
        )
        cls.account = cls.create_account("", cls.rep, partner_id=partner.id, **CHECKED)
        cls.commit()

    def check_sellers_work(self):
        self.assertEqual(self.account.phone, "0571 8888 6666")
        self.assertRecordValues(
            self.account.communication_ids,
            [
                {
                    "content": "Wants to see the autumn line",
                    "way": "in_person",
                    "day": self.today,
                    "author_id": self.consultant.id,
                }
            ],
        )
        self.assertRecordValues(
            self.account.activity_ids,
            [
                {
                    "activity_type_id": self.env.ref(
                        "mail.mail_activity_data_meeting"
                    ).id,
                    "user_id": self.consultant.id,
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestAccountTours(AccountTourCase):
    """What sellers and managers do with accounts, at a desk."""

    def test_core_06_seller_fills_what_is_missing_and_takes_the_next_step(self):
        self.start_tour(MINE, "kam_account_seller", login=self.consultant.login)
        self.check_sellers_work()

    def test_core_11_manager_passes_an_account_on_and_looks_at_its_group(self):
        head = self.create_account("Yintai Group")
        self.create_account("Yintai North", self.reps["manager"], parent_id=head.id)
        self.start_tour(
            "/odoo/key-accounts", "kam_account_manager", login=self.manager.login
        )
        self.assertEqual(head.owner_id, self.rep)
        self.assertRecordValues(
            head.tenure_ids,
            [
                {
                    "rep_id": self.rep.id,
                    "reason": "Knows the chairman",
                    "decided_by_id": self.manager.id,
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestAccountToursPhone(AccountTourCase):
    """The seller's way again, on a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_core_06_seller_works_on_a_phone(self):
        self.start_tour(MINE, "kam_account_seller_phone", login=self.consultant.login)
        self.check_sellers_work()
