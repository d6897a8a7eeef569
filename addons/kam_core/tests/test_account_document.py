from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .account_case import KamAccountCase


@tagged("post_install", "-at_install")
class TestAccountDocument(KamAccountCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.reps["consultant"])
        cls.foreign = cls.create_account("Yintai", cls.reps["manager"])
        cls.category = cls.env.ref("kam_core.kam_document_category_contract")

    def upload(self, user, name="contract.pdf", **values):
        model = self.env["ir.attachment"].with_user(user)
        return model.create({"name": name, "raw": b"%PDF", **values})

    def add(self, user=None, files=None, **values):
        user = user or self.consultant
        files = self.upload(user) if files is None else files
        return (
            self.env["kam.account.document"]
            .with_user(user)
            .create(
                {
                    "account_id": self.account.id,
                    "name": "Framework contract",
                    "category_id": self.category.id,
                    "attachment_ids": files.ids,
                    **values,
                }
            )
        )

    def test_core_05_seller_adds_and_back_office_files(self):
        document = self.add()
        with self.assertRaisesRegex(AccessError, "Only the back office"):
            document.action_file()
        answer = document.with_user(self.back_office).action_file()
        self.assertEqual(answer["params"]["message"], "1 filed.")
        self.assertRecordValues(
            document, [{"filed_on": self.today, "filed_by_id": self.back_office.id}]
        )

    def test_core_05_nobody_else_files_by_writing(self):
        document = self.add()
        with self.assertRaisesRegex(AccessError, "Only the back office"):
            document.filed_on = self.today
        with self.assertRaisesRegex(AccessError, "Only the back office"):
            self.add(filed_on=self.today)
        with self.assertRaisesRegex(ValidationError, "in the future"):
            document.with_user(self.manager).filed_on = "2026-11-23"

    def test_core_05_empty_document_is_not_filed(self):
        document = self.add(files=self.env["ir.attachment"])
        with self.assertRaisesRegex(ValidationError, "Add the files first"):
            document.with_user(self.manager).action_file()

    def test_core_05_filed_document_is_kept_with_its_files(self):
        document = self.add()
        file = document.attachment_ids
        document.with_user(self.back_office).action_file()
        for attempt in (
            lambda: document.write({"name": "Mine"}),
            document.unlink,
            file.unlink,
            lambda: file.write({"raw": b"forged"}),
            lambda: document.with_user(self.analyst).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual(file.raw, b"%PDF")
        document.with_user(self.back_office).unlink()
        self.assertFalse(file.exists())

    def test_core_05_seller_takes_back_what_is_not_filed(self):
        document = self.add()
        file = document.attachment_ids
        document.attachment_ids = False
        self.assertFalse(file.exists())
        document.unlink()

    def test_core_18_files_are_read_with_their_account(self):
        file = self.add().attachment_ids
        stranger = self.create_user("consultant", "kam_stranger")
        self.env.invalidate_all()
        self.assertEqual(file.with_user(self.analyst).raw, b"%PDF")
        for user in (stranger, self.finance, self.event_planner, self.plain):
            with self.assertRaises(AccessError):
                file.with_user(user).read(["raw"])

    def test_core_18_files_of_others_are_not_taken(self):
        strange = self.upload(self.manager)
        with self.assertRaises(AccessError):
            self.add(files=strange)
        self.assertFalse(strange.res_id)
        tied = self.add().attachment_ids
        with self.assertRaisesRegex(AccessError, "just uploaded"):
            self.add(files=tied)

    def test_core_18_documents_follow_their_account(self):
        with self.assertRaises(AccessError):
            self.add(account_id=self.foreign.id)
        document = self.add(user=self.manager, account_id=self.foreign.id)
        for user in (self.consultant, self.finance, self.event_planner, self.hr):
            with self.assertRaises(AccessError):
                document.with_user(user).read(["name"])
