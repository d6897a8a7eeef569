"""A till in a real browser: a plain cashier, instruments, goods, exact amounts."""

from odoo import Command

from odoo.addons.point_of_sale.tests.test_frontend import TestPointOfSaleHttpCommon

from .builders import InstrumentBuilders

CHIP = "04A1B2C3D4E5F6"


class TillTourCommon(InstrumentBuilders, TestPointOfSaleHttpCommon):
    """A shop whose till takes vouchers and cards; tours run as ``pos_user``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._use_key_file()
        cls.company = cls.company_data["company"]
        cls.accounts = cls._make_accounts()
        cls.method = cls._instrument_method()
        cls.main_pos_config.write(
            {
                "payment_method_ids": [Command.link(cls.method.id)],
                "auto_validate_terminal_payment": False,
            }
        )
        cls.ring = cls._make_goods("Ring", 430)
        cls.chain = cls._make_goods("Chain", 100)
        cls.ledger = cls.env["kam.card.ledger"].sudo()

    def setUp(self):
        super().setUp()
        self.instruments = {}

    @classmethod
    def _make_accounts(cls):
        kinds = {
            "liability_account_id": ("2203KAM", "liability_current"),
            "concession_account_id": ("6001KAM", "income"),
            "forfeit_account_id": ("6301KAM", "income_other"),
        }
        return {
            name: cls._account(code, name, account_type).id
            for name, (code, account_type) in kinds.items()
        }

    @classmethod
    def _make_goods(cls, name, price):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "available_in_pos": True,
                "taxes_id": False,
            }
        )

    @classmethod
    def _make_type(cls, kind, face, prefix):
        product = cls.env["product.product"].create(
            {
                "name": f"{kind} {face}",
                "type": "service",
                "list_price": face,
                "taxes_id": False,
                "property_account_income_id": cls.accounts["liability_account_id"],
            }
        )
        values = {
            "name": f"{kind} {face}",
            "kind": kind,
            "face": face,
            "serial_prefix": prefix,
            "company_id": cls.company.id,
            "product_id": product.id,
            **cls.accounts,
        }
        return cls.env["kam.card.type"].sudo().create(values)

    # --- instruments -----------------------------------------------------------

    def instrument(self, name, kind, face, paid=None, **values):
        """Put an active instrument into the customer's hand.

        :param name: what the tour calls it
        :param paid: what the buyer paid, in currency units; the face by default
        """
        prefix = f"{kind[0].upper()}{face}{len(self.instruments)}"
        card_type = self._make_type(kind, face, prefix)
        card = self._make_card(card_type, f"{prefix}-0001", **values)
        self.ledger._issue(
            card,
            (paid or face) * 100,
            sale_line=self._sale_line(card_type),
            move=self.env["account.move"],  # the invoice is not the subject here
        )
        self.ledger._activate(card, "test")
        self.instruments[name] = (card, self.code(card))
        return card

    def _sale_line(self, card_type):
        # the test's user runs tills, the sale is not the subject
        order = (
            self.env["sale.order"]
            .sudo()
            .create(
                {
                    "partner_id": self.env.company.partner_id.id,
                    "order_line": [
                        Command.create({"product_id": card_type.product_id.id})
                    ],
                }
            )
        )
        return order.order_line

    # --- the tour --------------------------------------------------------------

    def run_till(self, tour, codes_by_name=None, **options):
        """Open the till as a plain cashier and run a tour in it."""
        handed = {name: code for name, (_card, code) in self.instruments.items()}
        handed.update(codes_by_name or {})
        cookie = "|".join(f"{name}:{code}" for name, code in handed.items())
        self.main_pos_config.with_user(self.pos_user).open_ui()
        self.start_pos_tour(tour, cookies={"kam_codes": cookie}, **options)

    # --- what came of it -------------------------------------------------------

    def entries(self, card):
        """Return ``[(kind, amount), …]`` of a card after its sale."""
        entries = (
            self.env["kam.card.entry"]
            .sudo()
            .search(
                [("card_id", "=", card.id), ("kind", "not in", ("issue", "activate"))],
                order="seq",
            )
        )
        return [(entry.kind, entry.amount) for entry in entries]

    def holds(self, card):
        """Return ``[(direction, state, reserved, captured), …]`` of a card."""
        holds = (
            self.env["kam.card.hold"]
            .sudo()
            .search([("card_id", "=", card.id)], order="id")
        )
        return [
            (hold.direction, hold.state, hold.amount, hold.captured_amount)
            for hold in holds
        ]

    def orders(self):
        """Return ``[(state, total, [(method, amount), …]), …]`` of the till."""
        orders = self.env["pos.order"].search(
            [("config_id", "=", self.main_pos_config.id)], order="id"
        )
        return [
            (
                order.state,
                order.amount_total,
                sorted(
                    (payment.payment_method_id.name, payment.amount)
                    for payment in order.payment_ids
                ),
            )
            for order in orders
        ]
