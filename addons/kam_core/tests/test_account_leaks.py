from base64 import b64encode

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .trade_case import KamTradeCase


@tagged("post_install", "-at_install")
class TestAccountLeaks(KamTradeCase):
    """What stands on an account is not found by detours (CORE-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.create_account("Jinda", cls.rep, birthday="1980-02-03")
        cls.colleague = cls.create_user("consultant", "kam_colleague")
        cls.order = cls.sell(cls.account, 100)
        cls.env["kam.stakeholder"].create(
            {"account_id": cls.account.id, "name": "Wang Lei", "mobile": "13800001111"}
        )
        cls.env["kam.communication"].create(
            {
                "account_id": cls.account.id,
                "content": "Secret talk",
                "next_day": "2026-12-01",
            }
        )
        cls.document = cls.env["kam.account.document"].create(
            {
                "account_id": cls.account.id,
                "name": "Contract",
                "category_id": cls.env["kam.document.category"].search([], limit=1).id,
            }
        )
        cls.message = cls.account.message_post(body="Secret note")
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "secret.txt",
                "raw": b"Secret",
                "res_model": "kam.account",
                "res_id": cls.account.id,
            }
        )

    def parts(self):
        return [
            model
            for name in self.registry
            if (model := self.env[name]) is not None
            and getattr(model, "_kam_is_account_part", False)
            and not model._abstract
        ]

    def found(self, name, user, domain):
        """Return what ``user`` finds; to be refused is to find nothing."""
        try:
            return self.env[name].with_user(user).search(domain)
        except AccessError:
            return self.env[name]

    def test_core_18_no_part_shows_what_is_on_foreign_accounts(self):
        self.env.flush_all()
        names = {model._name for model in self.parts()}
        self.assertLessEqual(
            {"kam.trade", "kam.maintenance", "kam.stakeholder", "kam.open.items.line"},
            names,
        )
        for model in self.parts():
            of_account = [("account_id", "=", self.account.id)]
            for user in (self.colleague, self.plain, self.hr):
                records = model.with_user(user)
                with self.subTest(model=model._name, user=user.login):
                    if not records.has_access("read"):
                        continue
                    self.assertFalse(records.search(of_account))
                    self.assertFalse(
                        records._read_group(of_account, [], ["id:recordset"])[0][0]
                    )
                    found = model.sudo().search(of_account, limit=1)
                    if found:
                        with self.assertRaises(AccessError):
                            found.with_user(user).read(["account_id"])

    def test_core_18_messages_files_and_plans_follow_the_account(self):
        of_account = [("model", "=", "kam.account"), ("res_id", "=", self.account.id)]
        on_account = [
            ("res_model", "=", "kam.account"),
            ("res_id", "=", self.account.id),
        ]
        for user in (self.colleague, self.plain, self.hr):
            with self.subTest(user=user.login):
                self.assertFalse(
                    self.env["mail.message"].with_user(user).search(of_account)
                )
                for name in ("mail.activity", "ir.attachment"):
                    self.assertFalse(self.found(name, user, on_account), name)
                for record in (self.message, self.file):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["res_id"])

    def test_core_18_no_path_from_other_documents_leads_in(self):
        attempts = [
            ("sale.order", "kam_account_id.birthday", "1980-02-03"),
            ("sale.order", "partner_id.kam_account_ids.birthday", "1980-02-03"),
            ("res.partner", "kam_account_ids.stakeholder_ids.mobile", "13800001111"),
            ("kam.sales.rep", "partner_id.kam_account_ids.number", self.account.number),
            ("kam.sale.fact", "order_id.kam_account_id.number", self.account.number),
        ]
        for name, path, value in attempts:
            for user in (self.colleague, self.plain):
                with self.subTest(path=path, user=user.login):
                    self.assertFalse(self.found(name, user, [(path, "=", value)]))

    # === CONSENT === #

    def grant(self):
        consents = self.env["kam.contact.consent"].with_user(self.colleague)
        consent = consents._kam_ask(self.account.sudo(), "Fair", self.today)
        consent.with_user(self.consultant).action_grant()

    def test_core_10_consent_reads_the_parts_and_changes_none(self):
        self.grant()
        account = self.account.with_user(self.colleague)
        person = account.stakeholder_ids
        self.assertEqual(person.name, "Wang Lei")
        for part in (person, account.communication_ids, account.document_ids):
            self.assertTrue(part.has_access("read"))
            for operation in ("write", "unlink"):
                self.assertFalse(part.has_access(operation))
        attempts = (
            lambda: account.write({"fax": "021-1"}),
            lambda: person.write({"remark": "Mine"}),
            lambda: person.create({"account_id": account.id, "name": "Mine"}),
            lambda: account.communication_ids.write({"content": "Mine"}),
            lambda: account.message_post(body="Mine"),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(AccessError):
                attempt()
                self.env.flush_all()

    def test_core_10_consent_holds_in_its_company_alone(self):
        self.grant()
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.colleague.company_ids += west
        for company, count in ((self.company, 1), (west, 0)):
            accounts = self.env["kam.account"].with_user(self.colleague)
            accounts = accounts.with_context(allowed_company_ids=company.ids)
            found = accounts.search_count([("id", "=", self.account.id)])
            self.assertEqual(found, count)

    # === FILES OF FIELDS === #

    def test_core_18_signed_consent_is_downloaded_with_the_right_alone(self):
        item = self.env["kam.sensitive.item"].create(
            {
                "account_id": self.account.id,
                "kind_id": self.env.ref("kam_core.kam_sensitive_kind_health").id,
                "value": "Diabetes",
                "purpose": "No sugar",
                "consent_on": "2026-11-01",
                "consent_by": "Wang Lei",
                "consent_document": b64encode(b"%PDF-1.4 signed"),
            }
        )
        file = self.env["ir.attachment"].search(
            [("res_model", "=", item._name), ("res_field", "=", "consent_document")]
        )
        self.assertTrue(file)
        for user in (self.consultant, self.manager, self.analyst, self.colleague):
            binary = self.env["ir.binary"].with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    record = binary._find_record(None, item._name, item.id)
                    binary._get_stream_from(record, "consent_document")
                with self.assertRaises(AccessError):
                    file.with_user(user).read(["raw"])
                by_field = [("id", "in", file.ids), ("res_field", "!=", False)]
                self.assertFalse(self.found("ir.attachment", user, by_field))

    # === DIALOGS === #

    def test_core_18_dialogs_are_read_by_who_opened_them(self):
        dialogs = [
            self.env[name]
            for name in self.registry
            if self.env[name].is_transient()
            and self.env[name]._original_module == "kam_core"
            and name not in {"res.config.settings"}
        ]
        self.assertGreater(len(dialogs), 8)
        action = self.account.with_user(self.manager).action_change_owner()
        wizard = (
            self.env["kam.account.assign.wizard"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({"rep_id": self.reps["manager"].id, "reason": "He is unreliable"})
        )
        boss = self.create_user("manager", "kam_other_manager")
        with self.assertRaises(AccessError):
            wizard.with_user(boss).read(["reason"])
        wizard.action_confirm()
        for dialog in dialogs:
            domain = self.env["ir.rule"].with_user(boss)._compute_domain(dialog._name)
            with self.subTest(dialog=dialog._name):
                own = "create_uid" in str(domain)
                follows = getattr(dialog, "_kam_is_account_part", False)
                self.assertTrue(own or follows)
