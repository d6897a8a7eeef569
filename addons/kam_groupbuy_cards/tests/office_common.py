"""What the tests of the office share: people with one role each, orders, payments."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .cards_common import CardsCommon


class OfficeCommon(CardsCommon):
    """A seller, a bookkeeper and the roles that act on instruments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user("seller", "sales_team.group_sale_salesman")
        cls.bookkeeper = cls.make_user("bookkeeper", "account.group_account_invoice")
        cls.plain = cls.make_user("plain", "base.group_user")
        for role in ("consultant", "back_office", "finance", "manager"):
            setattr(cls, role, cls.make_user(role, f"kam_core.kam_core_group_{role}"))
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer", "is_company": True})

    @classmethod
    def make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # --- sale ------------------------------------------------------------------

    def quotation(self, lines, user=None, **values):
        """Return a quotation of the seller.

        :param lines: ``[(type, price, quantity), …]``
        """
        return (
            self.env["sale.order"]
            .with_user(user or self.seller)
            .create(
                {
                    "partner_id": self.buyer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": card_type.product_id.id,
                                "product_uom_qty": quantity,
                                "price_unit": price,
                            }
                        )
                        for card_type, price, quantity in lines
                    ],
                    **values,
                }
            )
        )

    def draft_invoice(self, card_type, price, count=1):
        """Return the draft invoice of a confirmed order, as the bookkeeper."""
        order = self.quotation([(card_type, price, count)])
        order.action_confirm()
        # who makes the invoice is not the subject
        return order.sudo()._create_invoices().with_user(self.bookkeeper).sudo(False)

    def issued(self, card_type, price, count=1):
        """Sell from stock; return the instruments and their posted invoice."""
        cards = self.stock(card_type, count)
        invoice = self.draft_invoice(card_type, price, count)
        invoice.action_post()
        return cards, invoice

    def pay(self, invoice, **values):
        """Register a payment as the bookkeeper; all that is open if no amount."""
        wizard = self.env["account.payment.register"].with_user(self.bookkeeper)
        wizard.with_context(active_model="account.move", active_ids=invoice.ids).create(
            values
        )._create_payments()

    def unpay(self, invoice):
        """Take the payments of an invoice away again, as the bookkeeper."""
        invoice.with_user(self.bookkeeper).line_ids.remove_move_reconcile()

    def credit_note(self, invoice, quantity, price=None):
        """Return the draft credit note over ``quantity`` of the first line."""
        wizard = self.env["account.move.reversal"].with_user(self.bookkeeper)
        wizard = wizard.with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": invoice.journal_id.id})
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        note = note.with_user(self.bookkeeper)
        line = note.invoice_line_ids[0]
        values = {"quantity": quantity}
        if price is not None:
            values["price_unit"] = price
        line.write(values)
        return note

    @contextmanager
    def refused(self, sentence):
        """Expect a refusal in words; nothing of the attempt is written."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertRegex(str(caught.exception), sentence)

    # --- what is seen ----------------------------------------------------------

    def assertKinds(self, card, kinds):
        """Check the movements of an instrument, and that its ledger is whole."""
        self.assertEqual(card.entry_ids.sorted("seq").mapped("kind"), kinds)
        self.assertEqual(self.ledger._verify(card), [])

    def assertStates(self, cards, state):
        self.assertEqual(set(cards.mapped("state")), {state})
