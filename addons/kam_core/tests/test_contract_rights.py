import io

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.mail import html_to_inner_content
from odoo.tools.pdf import PdfReader

from ..services_token import as_service
from .contract_case import KamContractCase


@tagged("post_install", "-at_install")
class TestContractRights(KamContractCase):
    """Who sees and changes a contract, and what its paper says (CORE-14)."""

    # === NOTHING CAN BE FORGED === #

    def test_core_14_nothing_can_be_forged(self):
        contract = self.contract_of(self.quote())
        check = contract.check_ids[0]
        for user in (self.consultant, self.manager, self.env.ref("base.user_admin")):
            mine = contract.with_user(user)
            for values in (
                {"state": "signed"},
                {"approval_state": "approved"},
                {"signed_on": self.today},
                {"number": "1"},
                {"check_ids": [Command.update(check.id, {"done": True})]},
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    mine.sudo().write(values)
            for attempt in (
                lambda mine=mine: mine.check_ids.sudo().write({"done": True}),
                lambda mine=mine: mine.check_ids.sudo().unlink(),
                lambda mine=mine: mine.copy({"state": "checked"}),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    attempt()
        values = {"account_id": self.account.id, "template_id": self.template.id}
        contracts = self.env["kam.contract"].with_user(self.manager)
        with self.assertRaises(AccessError):
            contracts.create({**values, "state": "checked"})
        result = contracts.load([".id", "state"], [[str(contract.id), "Signed"]])
        self.assertTrue(result["messages"])
        self.env.invalidate_all()
        self.assertEqual((contract.state, check.done), ("draft", False))

    def test_core_14_what_was_submitted_stays(self):
        contract = self.contract_of(self.quote())
        for step in ("open", "checked", "signed"):
            if step == "open":
                contract.action_kam_submit()
            elif step == "checked":
                self.tick(contract)
                self.approve(contract, self.manager)
            else:
                self.sign(contract)
            for attempt in (
                lambda: contract.write({"amount": 1}),
                lambda: contract.write({"lang": "en_US", "user_id": self.manager.id}),
                lambda: contract.clause_ids[0].write({"text": "<p>Free</p>"}),
                lambda: contract.clause_ids[0].unlink(),
                lambda: contract.blank_ids[0].write({"value": "Yinda"}),
                lambda: contract.write(
                    {"clause_ids": [Command.create({"name": "X", "text": "x"})]}
                ),
                contract.unlink,
            ):
                with self.assertRaises(UserError):
                    with self.env.cr.savepoint():
                        attempt()
        with self.assertRaisesRegex(UserError, "stays when it is signed"):
            contract.scan = False
        with self.assertRaisesRegex(AccessError, "Only a manager cancels"):
            contract.action_cancel()
        contract.with_user(self.manager).action_cancel()
        self.assertEqual(contract.state, "cancelled")

    def test_core_14_drafts_are_deleted_and_submitted_ones_are_not(self):
        draft = self.contract_of(self.quote())
        waiting = self.contract_of(self.quote())
        waiting.action_kam_submit()
        with self.assertRaisesRegex(UserError, "no draft any more"):
            waiting.with_user(self.manager).unlink()
        draft.order_ids.kam_contract_id = False
        draft.with_user(self.manager).unlink()
        self.assertFalse(draft.exists())

    # === WHO SEES IT === #

    def test_core_14_contracts_follow_their_account(self):
        contract = self.contract_of(self.quote())
        other = self.create_user("consultant", login="kam_other")
        contracts = self.env["kam.contract"]
        for user, sees in (
            (self.consultant, True),
            (self.team_leader, True),
            (self.manager, True),
            (self.back_office, True),
            (self.analyst, True),
            (self.finance, True),
            (other, False),
        ):
            found = contracts.with_user(user).search([("id", "=", contract.id)])
            self.assertEqual(bool(found), sees, user.login)
            rows = self.env["kam.contract.blank"].with_user(user)
            self.assertEqual(
                bool(rows.search([("contract_id", "=", contract.id)])), sees
            )
        for user in (self.plain, self.hr, self.event_planner):
            with self.assertRaises(AccessError):
                contracts.with_user(user).search([])
        with self.assertRaises(AccessError):
            contract.with_user(self.finance).write({"amount": 1})
        with self.assertRaises(AccessError):
            contract.with_user(other).action_kam_submit()

    def test_core_14_form_opens_for_who_may_not_read_its_orders(self):
        contract = self.contract_of(self.quote())
        for user in (self.back_office, self.analyst, self.finance, self.consultant):
            seen = contract.with_user(user)
            view = seen.get_view(view_type="form")
            shown = etree.fromstring(view["arch"]).xpath(
                "//field[not(ancestor::field)]"
            )
            fields = {field.get("name"): {} for field in shown}
            [row] = seen.web_read(fields)
            self.assertTrue(row["has_orders"], user.login)
            if user in (self.back_office, self.analyst):
                self.assertNotIn("order_ids", fields)
                with self.assertRaises(AccessError):
                    seen.order_ids.read(["name"])

    def test_core_14_texts_of_another_company_are_not_used(self):
        west = self.env["res.company"].create({"name": "Jewellery West"})
        self.template.sudo().flush_recordset()
        # as if it had been approved there
        as_service(self.template.sudo()).write({"company_id": west.id})
        with self.assertRaisesRegex(UserError, "No standard text is approved"):
            self.quote().action_kam_make_contract()
        values = {"account_id": self.account.id, "template_id": self.template.id}
        with self.assertRaisesRegex(UserError, "standard text of Jewellery West"):
            self.env["kam.contract"].sudo().create(values)
        with self.assertRaises(AccessError):
            self.template.with_user(self.consultant).read(["name"])

    def test_core_14_contracts_to_check_are_open_items(self):
        contract = self.contract_of(self.quote())
        contract.action_kam_submit()
        items = self.env["kam.open.items"]._kam_items(self.account)[self.account.id]
        [item] = [item for item in items if item.source.code == "contract"]
        self.assertEqual((item.count, item.source.blocking), (1, True))
        item._close(self.env)
        self.assertEqual(contract.state, "cancelled")
        self.assertEqual(self.request(contract).state, "void")

    def test_rule_a_1_contracts_come_along_when_customers_are_merged(self):
        contract = self.contract_of(self.quote())
        contract.action_kam_submit()
        other = self.create_account("Jinda Ltd", self.rep)
        customer = other.partner_id
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.manager)
        wizard.sudo()._merge((customer + self.account.partner_id).ids, customer)
        contract.invalidate_recordset()
        self.assertEqual(contract.account_id.partner_id, customer)
        self.assertEqual(contract.blank_ids.account_id, contract.account_id)
        self.assertEqual(contract.state, "to_check")

    # === PAPER === #

    def paper(self, contract):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "kam_core.kam_contract_report", contract.ids
        )
        return html_to_inner_content(html.decode())

    def test_core_14_paper_has_the_text_and_says_draft_until_checked(self):
        order = self.quote()
        contract = self.contract_of(order)
        text = self.paper(contract)
        for part in (
            "DRAFT",
            f"No. {contract.number}",
            f"Jinda buys under {order.name}.",
            "1. Price",
            "20,000.00",
            "2. Delivery",
            "By 1 December to the store.",
            "Note: /",
            "Party A: Jewellery East",
            "Party B: Jinda",
            "Signature and seal",
        ):
            self.assertIn(part, text)
        self.checked(contract)
        self.assertNotIn("DRAFT", self.paper(contract))
        contract.action_cancel()
        self.assertIn("CANCELLED", self.paper(contract))

    def test_core_14_paper_is_printed(self):
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() not in ("ok", "upgrade", "workers"):
            self.skipTest("wkhtmltopdf is not installed")
        contract = self.contract_of(self.quote())
        content, kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("kam_core.kam_contract_report", contract.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for part in ("DRAFT", contract.number, "By 1 December to", "Note: /", "Jinda"):
            self.assertIn(part, text)

    def test_core_14_contract_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.account.partner_id.lang = "zh_CN"
        template = self.create_template(name="Bilingual", sequence=0)
        template.with_context(lang="zh_CN").name = "购销合同"
        clause = template.clause_ids[1]
        clause.with_context(lang="zh_CN").name = "交货"
        template.action_kam_submit()
        template.with_user(self.manager).action_kam_approve()
        contract = self.contract_of(self.quote())
        self.assertEqual(contract.lang, "zh_CN")
        self.assertEqual(contract.clause_ids.mapped("name"), ["Price", "交货"])
        self.assertEqual(contract.clause_ids.mapped("change"), ["same", "same"])
        self.assertIn("购销合同", self.paper(contract))
