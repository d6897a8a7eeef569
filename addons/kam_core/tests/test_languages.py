from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .approval_case import KamApprovalCase
from .contract_case import KamContractCase

CHINESE = "zh_CN"


@tagged("post_install", "-at_install")
class TestApprovalLanguages(KamApprovalCase):
    """What approvals keep is read by each in his own language (SYS-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(CHINESE)

    def flow_of(self, company, topic):
        return self.env["kam.approval.flow"].search(
            [("company_id", "=", company.id), ("topic", "=", topic)]
        )

    def assertNamed(self, flow, english, chinese):
        """Flow and first step are named so, as pairs."""
        for lang, names in (("en_US", english), (CHINESE, chinese)):
            flow = flow.with_context(lang=lang)
            self.assertEqual((flow.name, flow.step_ids[0].name), names)

    def test_sys_02_default_flows_of_a_company_have_a_name_in_each_language(self):
        for lang in ("en_US", CHINESE):
            companies = self.env["res.company"].with_context(lang=lang)
            company = companies.create({"name": f"West {lang}"})
            self.assertNamed(
                self.flow_of(company, "contract"),
                ("Contract", "Key-Account Manager"),
                ("合同", "大客户经理"),
            )

    def test_sys_02_default_flows_learn_a_language_that_is_installed_later(self):
        company = self.env["res.company"].create({"name": "West"})
        flow = self.flow_of(company, "contract")
        own = self.flow_of(company, "export")
        for record in (flow, flow.step_ids[0], own, own.step_ids[0]):
            record.update_field_translations("name", {CHINESE: False})
        own.with_context(lang=CHINESE).name = "数据导出"
        self.assertEqual(flow.with_context(lang=CHINESE).name, "Contract")
        self.env["ir.module.module"]._load_module_terms(["kam_core"], [CHINESE])
        self.assertNamed(
            flow, ("Contract", "Key-Account Manager"), ("合同", "大客户经理")
        )
        self.assertNamed(
            own,
            ("Export of account data", "Key-Account Manager"),
            ("数据导出", "大客户经理"),
        )

    def test_rule_p11_names_are_kept_as_submitted_in_each_language(self):
        flow, step = self.flow, self.flow.step_ids
        flow.with_context(lang=CHINESE).name = "单据"
        step.with_context(lang=CHINESE).name = "上级"
        request = self.request(self.submitted())
        flow.with_context(lang=CHINESE).name = "后来"
        step.with_context(lang=CHINESE).name = "后来"
        for lang, names in (
            ("en_US", ("Paper", "Step 1")),
            (CHINESE, ("单据", "上级")),
        ):
            told = request.with_context(lang=lang)
            self.assertEqual((told.flow_name, told.task_ids.name), names)

    def test_rule_p11_what_was_submitted_is_read_in_each_language(self):
        def snapshot(document):
            label = "名称" if document.env.lang == CHINESE else "Name"
            return {label: document.name}

        documents = self.registry["kam.test.document"]
        self.patch(documents, "_kam_approval_snapshot", snapshot)
        for lang in ("en_US", CHINESE):
            user = self.consultant.with_context(lang=lang)
            request = self.request(self.submitted(user))
            english, chinese = (
                request.with_context(lang=code).snapshot_table
                for code in ("en_US", CHINESE)
            )
            self.assertIn("Name</th>", english)
            self.assertIn("名称</th>", chinese)

    def test_sys_02_approver_is_asked_in_his_language(self):
        self.flow.step_ids.with_context(lang=CHINESE).name = "上级"
        self.team_leader.lang = CHINESE
        document = self.submitted()
        self.assertEqual(document.sudo().activity_ids.summary, "审批：上级")


@tagged("post_install", "-at_install")
class TestTextLanguages(KamContractCase):
    """Reasons are told in the reader's language; kept texts stay (SYS-02)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(CHINESE)

    def test_sys_02_reasons_of_a_review_are_read_in_each_language(self):
        order = self.quote(payment_term_id=self.terms[60].id)
        order.action_kam_ask_review()
        review = self.review(order)
        for lang, words in (("en_US", "60 days longer"), (CHINESE, "长 60 天")):
            told = review.with_context(lang=lang)
            self.assertIn(words, told.reason_list)
            self.assertIn(words, told._kam_last_request().snapshot_table)
        request = self.request(review)
        self.assertEqual(request.name, f"Review of {order.name}")
        self.assertEqual(request.with_context(lang=CHINESE).name, f"{order.name}的审核")

    def test_rule_p13_translations_of_an_approved_text_stay(self):
        template = self.template
        for record in (template, template.clause_ids[0], template.check_ids[0]):
            with self.assertRaisesRegex(UserError, "is approved and stays"):
                record.update_field_translations("name", {CHINESE: "后来"})
        newer = self.env["kam.contract.template"].browse(
            template.action_new_version()["res_id"]
        )
        newer.update_field_translations("name", {CHINESE: "新版"})
        self.assertEqual(newer.with_context(lang=CHINESE).name, "新版")

    def test_rule_p7_translations_of_a_text_being_decided_stay(self):
        draft = self.create_template(name="Draft")
        draft.action_kam_submit()
        with self.assertRaises(UserError):
            draft.update_field_translations("name", {CHINESE: "后来"})

    def test_protected_records_are_not_translated_either(self):
        review = self.reviewed(self.quote(payment_term_id=self.terms[60].id))
        task = self.request(self.review(review)).task_ids[0]
        with self.assertRaisesRegex(AccessError, "kept by the system"):
            task.update_field_translations("name", {"en_US": "Forged"})
