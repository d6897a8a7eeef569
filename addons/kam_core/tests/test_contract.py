from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.mail import html_to_inner_content

from .contract_case import KamContractCase


@tagged("post_install", "-at_install")
class TestContract(KamContractCase):
    """Contracts from the standard text to the signed scan (CORE-14)."""

    # === FROM QUOTATION TO SIGNATURE === #

    def test_core_14_made_of_a_quotation_in_one_click(self):
        order = self.quote()
        action = order.action_kam_make_contract()
        contract = order.kam_contract_id
        self.assertEqual(
            (action["res_model"], action["res_id"]), (contract._name, contract.id)
        )
        self.assertRecordValues(
            contract,
            [
                {
                    "account_id": self.account.id,
                    "company_id": self.company.id,
                    "template_id": self.template.id,
                    "user_id": self.consultant.id,
                    "order_ids": order.ids,
                    "amount": 20000,
                    "state": "draft",
                    "approval_state": "none",
                    "is_special": False,
                }
            ],
        )
        self.assertRegex(contract.number, r"^CT\d{4}-\d{4}$")
        self.assertRecordValues(
            contract.blank_ids,
            [
                {"key": "customer", "value": "Jinda", "required": True},
                {"key": "orders", "value": order.name, "required": True},
                {
                    "key": "total",
                    "value": self.company.currency_id.format(20000),
                    "required": True,
                },
                {"key": "day", "value": False, "required": True},
                {"key": "note", "value": False, "required": False},
            ],
        )
        self.assertEqual(contract.clause_ids.mapped("change"), ["same", "same"])
        self.assertEqual(
            contract.check_ids.mapped("name"), ["Clauses", "Figures", "Sealed"]
        )
        again = order.action_kam_make_contract()
        self.assertEqual(again["res_id"], contract.id)

    def test_core_14_from_draft_to_the_signed_scan(self):
        order = self.quote()
        contract = self.contract_of(order)
        contract.action_kam_submit()
        self.assertEqual(
            (contract.state, contract.approval_state), ("to_check", "open")
        )
        self.assertEqual(self.waiting_for(contract), self.manager | self.second_manager)
        self.tick(contract)
        self.approve(contract, self.manager)
        self.assertEqual(contract.state, "checked")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        with self.assertRaisesRegex(UserError, "Attach the signed scan"):
            contract.action_sign()
        contract.write({"scan": b"c2Nhbg==", "scan_name": "scan.pdf"})
        with self.assertRaisesRegex(UserError, "Not checked yet: Sealed"):
            contract.action_sign()
        self.tick(contract, at_signing=True)
        contract.action_sign()
        self.assertRecordValues(
            contract, [{"state": "signed", "signed_on": self.today}]
        )
        self.assertRecordValues(
            contract.check_ids,
            [
                {"done": True, "done_by_id": self.manager.id},
                {"done": True, "done_by_id": self.manager.id},
                {"done": True, "done_by_id": self.manager.id},
            ],
        )
        bodies = " ".join(contract.message_ids.mapped("body"))
        for text in ("Submitted", "Checked: Figures", "Approved", "Checked: Sealed"):
            self.assertIn(text, bodies)

    def test_core_14_another_wording_needs_another_signed_paper(self):
        contract = self.checked(self.contract_of(self.quote()))
        contract.write({"scan": b"c2Nhbg==", "scan_name": "scan.pdf"})
        contract.action_draft()
        self.assertFalse(contract.scan)
        self.checked(contract)
        self.tick(contract, at_signing=True)
        with self.assertRaisesRegex(UserError, "Attach the signed scan"):
            contract.action_sign()

    def test_core_14_signed_contract_stays_on_file(self):
        contract = self.checked(self.contract_of(self.quote()))
        self.sign(contract)
        contract.with_user(self.manager).action_cancel()
        with self.assertRaisesRegex(UserError, "was signed and stays on file"):
            contract.action_draft()
        self.assertTrue(contract.scan)
        again = contract.copy()
        self.assertRecordValues(again, [{"state": "draft", "signed_on": False}])
        self.assertFalse(again.scan)

    def test_core_14_made_for_an_account_without_an_order(self):
        action = self.account.with_user(self.consultant).action_new_contract()
        contract = self.env["kam.contract"].browse(action["res_id"])
        self.assertFalse(contract.order_ids)
        contract.amount = 5000
        self.assertEqual(contract.amount, 5000)
        self.assertEqual(self.account.with_user(self.consultant).contract_count, 1)
        action = self.account.with_user(self.consultant).action_open_contracts()
        self.assertEqual(action["domain"], [("account_id", "=", self.account.id)])

    def test_core_14_without_an_approved_text_there_is_no_contract(self):
        order = self.quote()
        self.template.with_user(self.manager).active = False
        with self.assertRaisesRegex(UserError, "No standard text is approved yet"):
            order.action_kam_make_contract()
        draft = self.create_template(name="Draft")
        values = {"account_id": self.account.id, "template_id": draft.id}
        with self.assertRaisesRegex(UserError, "no approved standard text"):
            self.env["kam.contract"].with_user(self.consultant).create(values)
        with self.assertRaisesRegex(UserError, "is no key account"):
            self.quote(partner=self.stranger).action_kam_make_contract()

    # === BLANKS === #

    def test_core_14_required_blanks_are_filled_in_first(self):
        contract = self.contract_of(self.quote())
        contract.blank_ids.filtered(lambda b: b.key == "day").value = " "
        with self.assertRaisesRegex(ValidationError, "Fill in first: Day"):
            contract.action_kam_submit()
        self.assertEqual(contract.state, "draft")

    def test_core_14_no_blank_is_left_open_by_taking_its_row_away(self):
        contract = self.contract_of(self.quote())
        rows = {blank.key: blank for blank in contract.blank_ids}
        rows["customer"].write({"required": False, "value": False})
        with self.assertRaisesRegex(ValidationError, "Fill in first: Buyer$"):
            contract.action_kam_submit()
        (rows["customer"] + rows["note"]).unlink()
        with self.assertRaisesRegex(ValidationError, "Fill in first: Buyer, Note$"):
            contract.action_kam_submit()
        contract.action_fill_in()
        contract.blank_ids.filtered(lambda b: b.key == "day").value = "1 December"
        contract.action_kam_submit()
        self.assertEqual(contract.state, "to_check")

    def test_core_14_blanks_are_filled_in_again_after_the_order_changed(self):
        order = self.quote()
        contract = self.contract_of(order)
        order.order_line.write({"product_uom_qty": 25, "price_unit": 900})
        contract.action_fill_in()
        values = {blank.key: blank.value for blank in contract.blank_ids}
        total = self.company.currency_id.format(22500)
        self.assertEqual((values["total"], values["day"]), (total, "1 December"))
        contract.action_kam_submit()
        with self.assertRaisesRegex(UserError, "was submitted and stays"):
            contract.action_fill_in()

    def test_core_14_empty_blanks_are_struck(self):
        contract = self.contract_of(self.quote())
        note = contract.blank_ids.filtered(lambda b: b.key == "note")
        closing = contract._kam_filled(self.template.closing)
        self.assertEqual(html_to_inner_content(closing), "Note: /")
        contract.action_kam_submit()
        self.assertEqual(note.value, "/")
        with self.assertRaisesRegex(UserError, "was submitted and stays"):
            note.value = "Free delivery"

    def test_core_14_values_are_text_and_no_markup(self):
        contract = self.contract_of(self.quote())
        contract.blank_ids.filtered(lambda b: b.key == "day").value = "<b>1</b>\nor 2"
        clause = contract.clause_ids.filtered(lambda c: c.name == "Delivery")
        self.assertIn(
            "By <u>&lt;b&gt;1&lt;/b&gt;<br/>or 2</u> to",
            str(contract._kam_filled(clause.text)),
        )

    def test_core_14_blanks_of_added_clauses_must_be_known(self):
        contract = self.contract_of(self.quote())
        contract.clause_ids = [
            Command.create({"name": "Gift", "text": "<p>[[gift]]</p>"})
        ]
        with self.assertRaisesRegex(ValidationError, "not in the standard text: gift"):
            contract.action_kam_submit()

    # === CLAUSES === #

    def test_core_14_changed_added_and_missing_clauses_make_it_special(self):
        order = self.quote()
        contract = self.contract_of(order)
        price, delivery = contract.clause_ids
        price.unlink()
        delivery.text = "<p>By [[day]] to the door.</p>"
        contract.clause_ids = [
            Command.create({"sequence": 9, "name": "Gift", "text": "<p>A box</p>"})
        ]
        self.assertEqual(contract.clause_ids.mapped("change"), ["changed", "added"])
        self.assertEqual(contract.missing_clause_ids, self.template.clause_ids[0])
        self.assertTrue(contract.is_special)
        self.assertEqual(
            order._kam_review_due(),
            [
                ("clause", "Clause “Delivery” was changed."),
                ("clause", "Clause “Gift” was added."),
                ("clause", "Clause “Price” was left out."),
            ],
        )
        with self.assertRaises(RedirectWarning):
            order.action_confirm()

    def test_core_14_looks_of_a_clause_are_no_change(self):
        contract = self.contract_of(self.quote())
        contract.clause_ids[1].text = "<p>By <b>[[day]]</b>\n to the  store.</p>"
        self.assertEqual(contract.clause_ids.mapped("change"), ["same", "same"])
        self.assertFalse(contract.is_special)

    def test_rule_p8_another_wording_needs_another_review(self):
        order = self.quote()
        delivery = self.contract_of(order).clause_ids[1]
        delivery.text = "<p>To the door.</p>"
        self.reviewed(order)
        self.assertEqual(order.kam_review_state, "approved")
        delivery.text = "<p>To the office.</p>"
        self.assertEqual(order.kam_review_state, "changed")

    def test_core_14_review_record_comes_before_the_check(self):
        order = self.quote(price=750)
        contract = self.contract_of(order)
        self.assertIn("Ring", contract.special_banner)
        contract.action_kam_submit()
        self.tick(contract)
        with self.assertRaisesRegex(UserError, f"Reviewed first.*{order.name}"):
            self.approve(contract, self.manager)
        self.reviewed(order)
        self.approve(contract, self.manager)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    # === WHO DECIDES === #

    def test_core_14_special_above_limits_goes_to_the_sales_director(self):
        for price, quantity, clause, director in (
            (1000, 101, False, False),  # large, but as agreed
            (1000, 100, True, False),  # special, exactly at the limit
            (1000, 101, True, True),
        ):
            contract = self.contract_of(self.quote(price, quantity))
            if clause:
                contract.clause_ids[1].text = "<p>To the door.</p>"
                self.reviewed(
                    contract.order_ids, self.manager, *[self.sales_director] * director
                )
            self.assertEqual(contract.above_limits, director, (price, quantity))
            contract.action_kam_submit()
            self.tick(contract)
            self.approve(contract, self.manager)
            self.assertEqual(contract.state, "to_check" if director else "checked")
            if director:
                self.assertEqual(self.waiting_for(contract), self.sales_director)
                self.approve(contract, self.sales_director)
                self.assertEqual(contract.state, "checked")

    def test_core_14_everything_is_ticked_before_it_is_approved(self):
        contract = self.contract_of(self.quote())
        contract.action_kam_submit()
        first = contract.check_ids[0]
        first.with_user(self.manager).action_tick()
        with self.assertRaisesRegex(UserError, "Not checked yet: Figures"):
            self.approve(contract, self.manager)
        tasks = self.request(contract).task_ids.with_user(self.manager)
        message = tasks.action_approve()["params"]["message"]
        self.assertIn("Not checked yet: Figures", message)
        self.assertEqual(contract.state, "to_check")
        first.with_user(self.manager).action_tick()
        self.assertFalse(first.done)

    def test_rule_p2_who_submits_neither_ticks_nor_decides(self):
        order = self.quote(user=self.manager, user_id=self.manager.id)
        contract = self.contract_of(order)
        contract.action_kam_submit()
        self.assertEqual(self.waiting_for(contract), self.second_manager)
        with self.assertRaises(AccessError):
            self.tick(contract, self.manager)
        with self.assertRaises(AccessError):
            self.approve(contract, self.manager)
        self.tick(contract, self.second_manager)
        self.approve(contract, self.second_manager)
        with self.assertRaises(AccessError):
            self.tick(contract, self.manager, at_signing=True)
        self.tick(contract, self.back_office, at_signing=True)

    def test_rule_p2_who_sells_an_order_of_it_does_not_check_the_contract(self):
        order = self.quote(kam_rep_id=self.reps["manager"].id)
        contract = self.contract_of(order)
        self.assertEqual(contract.user_id, self.consultant)
        contract.action_kam_submit()
        self.assertEqual(self.waiting_for(contract), self.second_manager)

    def test_core_14_sellers_tick_nothing(self):
        contract = self.contract_of(self.quote())
        for submit in (False, True):
            if submit:
                contract.action_kam_submit()
            for user in (self.consultant, self.team_leader, self.back_office):
                with self.assertRaises(AccessError):
                    contract.check_ids[0].with_user(user).action_tick()
        self.tick(contract)
        self.approve(contract, self.manager)
        with self.assertRaises(AccessError):
            self.tick(contract, self.consultant, at_signing=True)

    def test_core_14_refused_and_checked_anew(self):
        contract = self.contract_of(self.quote())
        contract.action_kam_submit()
        self.tick(contract)
        action = contract.with_user(self.manager).action_kam_refuse()
        self.env["kam.approval.refuse"].with_user(self.manager).with_context(
            **action["context"]
        ).create({"reason": "Wrong day"}).action_apply()
        self.assertEqual(
            (contract.state, contract.approval_state), ("draft", "refused")
        )
        self.assertIn("Wrong day", contract.approval_banner)
        contract.action_kam_submit()
        self.assertFalse(any(contract.check_ids.mapped("done")))
        contract.action_kam_withdraw()
        self.assertEqual((contract.state, contract.approval_state), ("draft", "none"))

    # === WHAT IT HOLDS UP === #

    def test_core_14_order_waits_until_its_contract_is_checked(self):
        order = self.quote(require_signature=True)
        contract = self.contract_of(order)
        with self.assertRaisesRegex(UserError, "Contract CT.* is not checked yet"):
            order.action_confirm()
        with self.assertRaises(UserError):
            order.with_user(self.manager).write({"state": "sale"})
        self.assertFalse(order.sudo()._has_to_be_signed())
        self.assertTrue(order.action_quotation_send())
        contract.action_cancel()
        order.action_confirm()

    def test_core_14_setting_asks_for_a_contract_from_an_amount_on(self):
        self.quote(quantity=20).action_confirm()
        self.company.kam_contract_limit = 20000
        self.quote(quantity=19).action_confirm()
        self.quote(quantity=20, partner=self.stranger).action_confirm()
        order = self.quote(quantity=20)
        with self.assertRaisesRegex(UserError, "needs a checked contract"):
            order.action_confirm()
        self.checked(self.contract_of(order))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_rule_p8_orders_beyond_what_was_checked_wait(self):
        order = self.quote()
        contract = self.checked(self.contract_of(order))
        order.order_line.product_uom_qty = 21
        with self.assertRaisesRegex(UserError, "amount to more than was checked"):
            order.action_confirm()
        contract.action_draft()
        self.assertEqual(contract.state, "draft")
        with self.assertRaisesRegex(UserError, "is not checked yet"):
            order.action_confirm()
        self.checked(contract)
        self.assertEqual(self.request(contract).round, 2)
        order.action_confirm()

    def test_core_14_order_belongs_to_a_contract_of_its_customer(self):
        contract = self.contract_of(self.quote())
        with self.assertRaisesRegex(ValidationError, "no contract of the customer"):
            self.quote(partner=self.stranger, kam_contract_id=contract.id)
