from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

ACCOUNTS = (
    "kam_card_liability_account_id",
    "kam_card_concession_account_id",
    "kam_card_forfeit_account_id",
)


@tagged("post_install", "-at_install")
class TestCompanySetup(TransactionCase):
    """One button makes what the books of instruments need (CARD-07)."""

    def company(self, chart, country):
        company = self.env["res.company"].create(
            {"name": f"Setup {chart}", "country_id": self.env.ref(country).id}
        )
        self.env.user.company_ids |= company
        charts = self.env["account.chart.template"]
        charts.try_loading(chart, company=company, install_demo=False)
        return company

    def method(self, company):
        return self.env["pos.payment.method"].search(
            [("company_id", "=", company.id), ("use_payment_terminal", "=", "kam_card")]
        )

    def codes(self, company):
        return [company.with_company(company)[name].code for name in ACCOUNTS]

    def test_card_07_set_up_a_generic_chart(self):
        company = self.company("generic_coa", "base.us")
        done = company._kam_setup_cards()
        self.assertEqual(
            [record._name for record in done],
            [
                *(["account.account"] * 3),
                "product.category",
                "account.journal",
                "pos.payment.method",
            ],
        )
        self.assertEqual(
            [company[name].account_type for name in ACCOUNTS],
            ["liability_current", "income", "income_other"],
        )
        self.assertRecordValues(
            self.method(company),
            [
                {
                    "type": "bank",
                    "payment_method_type": "terminal",
                    "journal_id": company.kam_card_journal_id.id,
                    "outstanding_account_id": False,
                    "receivable_account_id": False,
                    "split_transactions": False,
                }
            ],
        )

    def test_sys_02_what_is_set_up_has_a_name_in_each_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self.company("generic_coa", "base.us")
        company._kam_setup_cards()
        for record, english, chinese in (
            (
                company.kam_card_liability_account_id,
                *("Contract Liability: Vouchers and Cards", "合同负债：团购券和团购卡"),
            ),
            (
                company.kam_card_journal_id,
                *("Group-buy Vouchers and Cards", "团购券和团购卡"),
            ),
            (self.method(company), *("Voucher / Card", "券/卡")),
        ):
            for lang, name in (("en_US", english), ("zh_CN", chinese)):
                self.assertEqual(record.with_context(lang=lang).name, name)

    def test_card_07_set_up_twice_changes_nothing(self):
        company = self.company("generic_coa", "base.us")
        company._kam_setup_cards()
        before = self.env["account.account"].search_count([])
        self.assertEqual(company._kam_setup_cards(), [])
        self.assertEqual(self.env["account.account"].search_count([]), before)
        self.assertEqual(len(self.method(company)), 1)

    def test_card_07_set_up_leaves_what_is_there(self):
        company = self.company("generic_coa", "base.us")
        own = self.env["account.account"].create(
            {
                "name": "Own",
                "code": "219999",
                "account_type": "liability_current",
                "company_ids": [Command.set(company.ids)],
            }
        )
        company.kam_card_liability_account_id = own
        company._kam_setup_cards()
        self.assertEqual(company.kam_card_liability_account_id, own)
        category = self.env.ref("kam_groupbuy_cards.product_category_kam_card")
        account = category.with_company(company).property_account_income_categ_id
        self.assertEqual(account, own)

    def test_card_07_chinese_chart_takes_its_unused_2203(self):
        company = self.company("cn", "base.cn")
        company._kam_setup_cards()
        self.assertEqual(self.codes(company), ["220300", "500101", "530105"])

    def test_card_07_used_2203_gets_an_account_beside_it(self):
        company = self.company("cn", "base.cn")
        accounts = self.env["account.account"].with_company(company)
        advances = accounts.search([("code", "=", "220300")])
        other = accounts.search([("code", "=", "100100")])
        self.env["account.move"].with_company(company).create(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create({"account_id": advances.id, "credit": 5}),
                    Command.create({"account_id": other.id, "debit": 5}),
                ],
            }
        )
        company._kam_setup_cards()
        self.assertEqual(self.codes(company)[0], "220301")

    def test_card_07_journal_is_no_way_to_pay_an_invoice(self):
        company = self.company("generic_coa", "base.us")
        company._kam_setup_cards()
        journal = company.kam_card_journal_id
        self.assertRecordValues(
            journal,
            [
                {
                    "code": "KAMV",
                    "type": "bank",
                    "inbound_payment_method_line_ids": [],
                    "outbound_payment_method_line_ids": [],
                }
            ],
        )

    def test_card_07_type_of_the_category_is_accepted(self):
        company = self.company("cn", "base.cn")
        company._kam_setup_cards()
        env = self.env(context={"allowed_company_ids": company.ids})
        product = env["product.product"].create(
            {
                "name": "Voucher 500",
                "type": "service",
                "categ_id": env.ref("kam_groupbuy_cards.product_category_kam_card").id,
                "invoice_policy": "order",
                "taxes_id": False,
                "available_in_pos": False,
            }
        )
        card_type = env["kam.card.type"].create(
            {
                "name": "Voucher 500",
                "face": 500,
                "serial_prefix": "V5",
                "product_id": product.id,
            }
        )
        self.assertEqual(
            card_type.liability_account_id, company.kam_card_liability_account_id
        )

    def test_card_07_company_without_chart_is_refused(self):
        company = self.env["res.company"].create({"name": "No chart"})
        with self.assertRaisesRegex(UserError, "no chart of accounts"):
            company._kam_setup_cards()

    def test_card_07_button_tells_what_it_made(self):
        company = self.company("generic_coa", "base.us")
        settings = self.env["res.config.settings"].with_company(company)
        first = settings.create({}).action_kam_setup_cards()["params"]["message"]
        self.assertIn("Voucher / Card", first)
        again = settings.create({}).action_kam_setup_cards()["params"]["message"]
        self.assertIn("nothing was changed", again)

    def test_card_07_button_is_for_administrators(self):
        finance = new_test_user(
            self.env, "setup_finance", groups="kam_core.kam_core_group_finance"
        )
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(finance).action_kam_setup_cards()
