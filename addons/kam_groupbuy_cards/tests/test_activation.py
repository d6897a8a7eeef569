from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .office_common import OfficeCommon


@tagged("post_install", "-at_install")
class TestActivation(OfficeCommon):
    """Money path 3 and its way back: payments open, credit notes take back."""

    def setUp(self):
        super().setUp()
        self.open_new_session(0)

    def spend(self, card, amount):
        """Pay goods with a card at the till."""
        uuid = f"order-{card.id}"
        key, answer = self.hold(card, amount, uuid)
        self.assertTrue(answer["ok"], answer)
        goods = self.goods_430 if amount == 430 else self.goods_100
        payments = [(self.instrument_method, amount, key)]
        self.sync(self.order_data([(goods, 1)], payments, uuid=uuid))

    # === PAID === #

    def test_card_08_payment_activates_and_nothing_before(self):
        cards, invoice = self.issued(self.voucher_500, 450, 2)
        self.assertStates(cards, "sold")
        self.pay(invoice, amount=899.99)
        self.assertEqual(invoice.payment_state, "partial")
        self.assertStates(cards, "sold")
        self.pay(invoice)
        self.assertStates(cards, "active")
        for card in cards:
            self.assertKinds(card, ["issue", "activate"])
            self.assertRecordValues(card, [{"balance": 500, "basis_left": 450}])

    def test_card_08_paid_twice_activates_once(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        invoice.sudo()._invoice_paid_hook()
        self.assertKinds(cards, ["issue", "activate"])

    def test_card_02_validity_runs_from_the_first_activation(self):
        self.voucher_500.validity_months = 36
        cards, invoice = self.issued(self.voucher_500, 450)
        today = patch.object(
            type(self.env["kam.clock"]), "_today", lambda *_args: self.day
        )
        with today:
            self.day = self.date("2026-01-31")
            self.pay(invoice)
            self.unpay(invoice)
            self.day = self.date("2026-03-31")
            self.pay(invoice)
        self.assertEqual(cards.expiry_date, self.date("2029-01-30"))

    def date(self, text):
        return self.env["kam.card"]._fields["expiry_date"].to_date(text)

    # === UNPAID === #

    def test_card_08_withdrawn_payment_closes_and_new_payment_opens(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        self.unpay(invoice)
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertStates(cards, "sold")
        self.pay(invoice)
        self.assertStates(cards, "active")
        self.assertKinds(cards, ["issue", "activate", "suspend", "activate"])

    def test_card_08_cancelled_payment_closes_too(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        payment = invoice.sudo()._get_reconciled_payments()
        payment.action_draft()
        payment.action_cancel()
        self.assertStates(cards, "sold")

    def test_card_08_partly_spent_card_is_frozen_until_it_is_paid(self):
        self.card_1000.pin_from = 5000
        order = self.quotation([(self.card_1000, 900, 1)], user=self.manager)
        order.kam_split_reason = "as the buyer asked"
        card = self.stock(self.card_1000)
        order.action_confirm()
        invoice = order.sudo()._create_invoices()
        invoice.action_post()
        self.pay(invoice)
        self.spend(card, 430)
        self.unpay(invoice)
        self.assertRecordValues(
            card,
            [
                {
                    "state": "frozen",
                    "frozen_unpaid": True,
                    "freeze_reason": f"Payment of {invoice.name} withdrawn",
                    "balance": 570,
                    "basis_left": 513,
                }
            ],
        )
        self.pay(invoice)
        self.assertRecordValues(
            card, [{"state": "active", "frozen_unpaid": False, "freeze_reason": False}]
        )

    def test_card_08_instrument_at_a_till_is_frozen_not_suspended(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        _key, answer = self.hold(cards, 430, "order-held")
        self.assertTrue(answer["ok"])
        self.unpay(invoice)
        self.assertRecordValues(cards, [{"state": "frozen", "held": 500}])

    def test_card_08_spent_voucher_stays_spent(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        self.spend(cards, 430)
        self.unpay(invoice)
        self.assertStates(cards, "used")

    def test_card_08_lost_one_stays_frozen_whatever_is_paid(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        self.ledger._freeze(cards, "lost")
        self.unpay(invoice)
        self.assertRecordValues(
            cards, [{"state": "frozen", "state_before_freeze": "sold"}]
        )
        self.pay(invoice)
        self.assertRecordValues(
            cards, [{"state": "frozen", "state_before_freeze": "active"}]
        )
        self.assertEqual(self.ledger._verify(cards), [])

    def test_card_08_payment_of_other_invoices_changes_nothing(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        others, other = self.issued(self.voucher_100, 100)
        self.pay(invoice)
        self.pay(other)
        self.unpay(other)
        self.assertStates(cards, "active")
        self.assertStates(others, "sold")

    # === CREDIT === #

    def test_card_08_approved_credit_activates_with_its_reason(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        for user in (self.bookkeeper, self.consultant, self.back_office, self.plain):
            with self.assertRaises(AccessError):
                invoice.with_user(user).action_kam_activate_on_credit()
        self.assertTrue(invoice.kam_has_sold_cards)
        action = invoice.with_user(self.finance).action_kam_activate_on_credit()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.finance)
            .with_context(**action["context"])
            .create({"reason": "pays at month end"})
        )
        wizard.action_apply()
        self.assertStates(cards, "active")
        self.assertRecordValues(
            cards.entry_ids.sorted("seq")[-1:],
            [
                {
                    "kind": "activate",
                    "reason": "pays at month end",
                    "user_id": self.finance.id,
                    "amount": 0,
                }
            ],
        )
        self.pay(invoice)
        self.assertKinds(cards, ["issue", "activate"])

    def test_card_08_manager_may_give_credit_too(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        invoice.with_user(self.manager)._kam_activate_on_credit("known for years")
        self.assertStates(cards, "active")

    # === CREDIT NOTE === #

    def test_card_08_credit_note_takes_the_latest_unspent_back(self):
        cards, invoice = self.issued(self.voucher_500, 450, 3)
        self.pay(invoice)
        note = self.credit_note(invoice, 2)
        note.action_post()
        self.assertEqual(
            cards.mapped("state"), ["active", "bought_back", "bought_back"]
        )
        self.assertRecordValues(
            cards[2], [{"balance": 0, "basis_left": 0, "basis": 450}]
        )
        self.assertRecordValues(
            cards[2].entry_ids.sorted("seq")[-1:],
            [
                {
                    "kind": "buy_back",
                    "amount": -500,
                    "basis": -450,
                    "move_id": note.id,
                }
            ],
        )
        self.assertEqual(self.ledger._verify(cards), [])
        with self.refused("can't be reset or cancelled"):
            note.button_draft()

    def test_card_08_credited_unpaid_ones_never_open(self):
        cards, invoice = self.issued(self.voucher_500, 450, 2)
        self.credit_note(invoice, 1).action_post()
        self.pay(invoice)
        self.assertEqual(cards.mapped("state"), ["active", "bought_back"])

    def test_card_08_spent_ones_can_not_be_credited(self):
        cards, invoice = self.issued(self.voucher_500, 450, 2)
        self.pay(invoice)
        self.spend(cards[1], 430)
        note = self.credit_note(invoice, 2)
        with self.refused("Only 1 of 2"):
            note.action_post()
        note.invoice_line_ids.quantity = 1
        note.action_post()
        self.assertEqual(cards.mapped("state"), ["bought_back", "used"])

    def test_card_07_credit_of_another_amount_is_refused(self):
        cards, invoice = self.issued(self.voucher_500, 450, 2)
        for price in (449.99, 450.01):
            note = self.credit_note(invoice, 1, price=price)
            with self.refused("Credit exactly that"):
                note.action_post()
        self.assertStates(cards, "sold")

    def test_card_08_credited_quantity_can_be_delivered_again(self):
        cards, invoice = self.issued(self.voucher_500, 450, 2)
        self.credit_note(invoice, 1).action_post()
        more = self.stock(self.voucher_500, 1)
        order = invoice.sudo().invoice_line_ids.sale_line_ids.order_id
        order._create_invoices().action_post()
        self.assertEqual(more.state, "sold")
        self.assertEqual(cards.mapped("state"), ["sold", "bought_back"])
