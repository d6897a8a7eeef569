"""Builders for the tests of vouchers and cards: exact amounts, no demo data."""

from uuid import uuid4

from odoo import Command

from odoo.addons.point_of_sale.tests.common import TestPoSCommon

from .builders import InstrumentBuilders


class CardsCommon(InstrumentBuilders, TestPoSCommon):
    """A company with accounts, types, a till and a cashier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._use_key_file()
        cls.company = cls.company_data["company"]
        cls.liability = cls._account(
            "2203KAM", "Contract liability", "liability_current"
        )
        cls.concession = cls._account("6001KAM", "Price concession", "income")
        cls.forfeit = cls._account("6301KAM", "Forfeits", "income_other")
        cls.company.sudo().write(
            {
                "kam_card_liability_account_id": cls.liability.id,
                "kam_card_concession_account_id": cls.concession.id,
                "kam_card_forfeit_account_id": cls.forfeit.id,
            }
        )
        cls.instrument_method = cls._instrument_method()
        cls.config = cls.basic_config
        cls.config.payment_method_ids = [Command.link(cls.instrument_method.id)]
        cls.voucher_500 = cls.card_type("voucher", 500, "V5")
        cls.voucher_100 = cls.card_type("voucher", 100, "V1")
        cls.card_1000 = cls.card_type("card", 1000, "C1", pin_from=500)
        cls.goods_430 = cls.create_product("Ring 430", cls.categ_basic, 430.0)
        cls.goods_100 = cls.create_product("Chain 100", cls.categ_basic, 100.0)
        cls.ledger = cls.env["kam.card.ledger"].sudo()
        cls.till = cls.env["kam.card.till"].sudo()

    @classmethod
    def card_type(cls, kind, face, prefix, **values):
        product = cls.env["product.product"].create(
            {
                "name": f"{kind} {face}",
                "type": "service",
                "invoice_policy": "order",
                "list_price": face,
                "taxes_id": False,
                "available_in_pos": False,
                "property_account_income_id": cls.liability.id,
            }
        )
        return (
            cls.env["kam.card.type"]
            .sudo()
            .create(
                {
                    "name": f"{kind} {face}",
                    "kind": kind,
                    "face": face,
                    "serial_prefix": prefix,
                    "company_id": cls.company.id,
                    "product_id": product.id,
                    "liability_account_id": cls.liability.id,
                    "concession_account_id": cls.concession.id,
                    "forfeit_account_id": cls.forfeit.id,
                    **values,
                }
            )
        )

    # --- instruments -----------------------------------------------------------

    def stock(self, card_type, count=1, **values):
        """Return instruments of a type in stock; their codes: :meth:`code`."""
        cards = self.env["kam.card"].sudo()
        first = cards.search_count([("type_id", "=", card_type.id)])
        for number in range(first + 1, first + count + 1):
            serial = f"{card_type.serial_prefix}{number:06d}"
            cards |= self._make_card(card_type, serial, **values)
        return cards

    def sell(self, card_type, price, count=1, **values):
        """Sell instruments on a paid invoice and return them active.

        :param price: what the buyer pays for each, in currency units
        """
        cards = self.stock(card_type, count, **values)
        # the till user of these tests sells nothing: the sale is not the subject
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "kam_split_reason": "what is sold here does not matter",
                    "order_line": [
                        Command.create(
                            {
                                "product_id": card_type.product_id.id,
                                "product_uom_qty": count,
                                "price_unit": price,
                            }
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self._issue_by_hand(cards, order.order_line, invoice, price)
        if invoice.amount_residual:
            self._pay(invoice)
        for card in cards.filtered(lambda card: card.state == "sold"):
            self.ledger._activate(card, "test")
        return cards

    def _pay(self, invoice):
        self.env["account.payment.register"].sudo().with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    def _issue_by_hand(self, cards, line, invoice, price):
        for card in cards.filtered(lambda card: card.state == "received"):
            self.ledger._issue(card, round(price * 100), sale_line=line, move=invoice)

    # --- the till --------------------------------------------------------------

    def ask(self, verb, **request):
        """Put a question of the till contract as the present user."""
        request.setdefault("session_id", self.pos_session.id)
        method = self.instrument_method.with_env(self.env)
        return getattr(method, f"kam_{verb}")(request)

    def hold(self, card, due, order_uuid=None, **request):
        """Scan an instrument for an order and return ``(key, answer)``."""
        key = request.pop("key", None) or str(uuid4())
        answer = self.ask(
            "hold",
            code=self.code(card),
            due=due,
            key=key,
            order_uuid=order_uuid,
            device="till-1",
            **request,
        )
        return key, answer

    def order_data(self, lines, payments, **values):
        """Return the data a till synchronises.

        :param lines: ``[(product, quantity), …]``
        :param payments: ``[(payment method, amount, key or None), …]``
        """
        data = self.create_ui_order_data(
            lines, payments=[(method, amount) for method, amount, _key in payments]
        )
        for command, (_method, _amount, key) in zip(
            data["payment_ids"], payments, strict=True
        ):
            command[2]["uuid"] = key or str(uuid4())
        return {**data, **values}

    def sync(self, data):
        """Synchronise one order as the till does and return it."""
        orders = self.env["pos.order"]
        orders.sync_from_ui([data])  # answers the refunded orders, too
        return orders.search([("uuid", "=", data["uuid"])])

    def close(self, session=None):
        """Close a session with the cash that should be there."""
        session = session or self.pos_session
        cash = session.payment_method_ids.filtered("is_cash_count")[:1]
        payments = session.order_ids.payment_ids
        counted = sum(
            payments.filtered(lambda p: p.payment_method_id == cash).mapped("amount")
        )
        session.post_closing_cash_details(counted)
        return session.close_session_from_ui()
