from odoo import Command, api, models
from odoo.exceptions import AccessError

from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards.engine import codes

NONCE = bytes(range(16))
TILLS = 5
# name of the type: kind, face, serial prefix
TYPES = {
    "voucher_500": ("voucher", 500.0, "V5"),
    "card_1000": ("card", 1000.0, "C1"),
}
# name of the goods: price
GOODS = {"ring": 430.0, "bead": 4.0}


class KamTestShop(models.AbstractModel):
    """A company with tills, cashiers and instruments, as process tests need them.

    The administrator asks it by RPC for instruments with their codes: a process test
    has no other way to them, since the database keeps only hashes.
    """

    _name = "kam.test.shop"
    _description = "Shop of the process tests"

    # === BUSINESS METHODS - BUILDING === #

    def _build(self):
        company = self.env.company
        if not company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company)
        accounts = {
            "liability": self._account("2203KAM", "liability_current"),
            "concession": self._account("6001KAM", "income"),
            "forfeit": self._account("6301KAM", "income_other"),
        }
        company.write(
            {
                f"kam_card_{role}_account_id": account.id
                for role, account in accounts.items()
            }
        )
        for name, (kind, face, prefix) in TYPES.items():
            self._type(name, kind, face, prefix, accounts)
        for name, price in GOODS.items():
            self._product(name, price)
        instrument_method = self._instrument_method()
        for number in range(1, TILLS + 1):
            self._till(number, instrument_method)

    def _account(self, code, account_type):
        return self._named(
            "account.account", code, code=code, account_type=account_type
        )

    def _type(self, name, kind, face, prefix, accounts):
        product = self._named(
            "product.product",
            name,
            type="service",
            invoice_policy="order",
            list_price=face,
            taxes_id=False,
            available_in_pos=False,
            property_account_income_id=accounts["liability"].id,
        )
        self._named(
            "kam.card.type",
            name,
            kind=kind,
            face=face,
            serial_prefix=prefix,
            product_id=product.id,
            **{f"{role}_account_id": account.id for role, account in accounts.items()},
        )

    def _product(self, name, price):
        return self._named(
            "product.product",
            name,
            type="consu",
            list_price=price,
            taxes_id=False,
            available_in_pos=True,
        )

    def _instrument_method(self):
        journal = self._named("account.journal", "KAMT", code="KAMT", type="bank")
        return self._named(
            "pos.payment.method",
            "instrument",
            journal_id=journal.id,
            outstanding_account_id=False,
            payment_method_type="terminal",
            use_payment_terminal="kam_card",
        )

    def _till(self, number, instrument_method):
        """A till with its cash drawer, its cashier and an open session."""
        code = f"CASH{number}"
        drawer = self._named("account.journal", code, code=code, type="cash")
        cash = self._named("pos.payment.method", code, journal_id=drawer.id)
        config = self._named(
            "pos.config",
            f"till {number}",
            payment_method_ids=[Command.set([cash.id, instrument_method.id])],
        )
        login = f"cashier{number}"
        groups = self.env.ref("base.group_user") | self.env.ref(
            "point_of_sale.group_pos_user"
        )
        cashier = self._named(
            "res.users",
            login,
            login=login,
            password=login,
            group_ids=[Command.set(groups.ids)],
        )
        config.with_user(cashier).open_ui()
        config.current_session_id.with_user(cashier).set_opening_control(0, None)

    def _named(self, model, name, **values):
        return self.env[model].create({"name": name, **values})

    # === BUSINESS METHODS - QUESTIONS OF TESTS === #

    @api.model
    def tills(self):
        """Return what a client needs to work at each till."""
        self._check_administrator()
        sessions = self.env["pos.session"].search(
            [("config_id.name", "like", "till %"), ("state", "=", "opened")], order="id"
        )
        return [self._describe(session) for session in sessions]

    def _describe(self, session):
        methods = session.payment_method_ids
        cash = methods.filtered("is_cash_count")
        goods = self.env["product.product"].search([("name", "in", list(GOODS))])
        return {
            "login": session.user_id.login,
            "session_id": session.id,
            "config_id": session.config_id.id,
            "pricelist_id": session.config_id.pricelist_id.id,
            "cash_id": cash.id,
            "instrument_id": (methods - cash).id,
            "goods": {product.name: product.id for product in goods},
        }

    @api.model
    def sell(self, type_name, price, count=1):
        """Sell instruments on a paid invoice.

        :return: list of ``{id, serial, code}`` of active instruments
        """
        sale = self.invoice(type_name, price, count)
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[sale["invoice_id"]]
        )
        register.create({})._create_payments()
        return sale["instruments"]

    @api.model
    def invoice(self, type_name, price, count=1):
        """Sell instruments on an invoice that is still to be paid.

        :return: ``{invoice_id, instruments}``
        """
        self._check_administrator()
        card_type = self.env["kam.card.type"].search([("name", "=", type_name)])
        cards = self._stock(card_type, count)
        order = self._sale_order(card_type.product_id, price, count)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        instruments = [
            {"id": card.id, "serial": card.name, "code": self._code(card)}
            for card in cards
        ]
        return {"invoice_id": invoice.id, "instruments": instruments}

    def _sale_order(self, product, price, count):
        customer = self.env["res.partner"].create({"name": "Group-buy customer"})
        line = {
            "product_id": product.id,
            "product_uom_qty": count,
            "price_unit": price,
        }
        return self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [Command.create(line)],
                "kam_split_reason": "tests sell cards one by one",
            }
        )

    def _stock(self, card_type, count):
        # instruments come from batches; tests need only that they are there
        cards = as_service(self.env["kam.card"].sudo())
        key_id, key = self.env["kam.card.key"]._current()
        first = cards.search_count([("type_id", "=", card_type.id)]) + 1
        serials = [
            f"{card_type.serial_prefix}{number:06d}"
            for number in range(first, first + count)
        ]
        return cards.create(
            [
                {
                    "name": serial,
                    "type_id": card_type.id,
                    "kind": card_type.kind,
                    "company_id": card_type.company_id.id,
                    "state": "received",
                    "code_hash": codes.code_hash(
                        key, codes.derive_code(key, NONCE, serial)
                    ),
                    "key_id": key_id,
                }
                for serial in serials
            ]
        ).with_env(self.env)

    def _code(self, card):
        _key_id, key = self.env["kam.card.key"]._current()
        return codes.derive_code(key, NONCE, card.name)

    @api.model
    def verify(self):
        """Return in words what contradicts the ledger or the books."""
        self._check_administrator()
        cards = self.env["kam.card"].sudo().search([])
        # the ledger reads for the test, which is no document
        problems = self.env["kam.card.ledger"].sudo()._verify(cards)
        rest = self.env["kam.card.tie.out"]._terms(self.env.company)["unexplained"]
        return [f"{card.name}: {problem}" for card, problem in problems] + (
            [f"{rest} of the contract liability unexplained"] if rest else []
        )

    def _check_administrator(self):
        if not self.env.is_admin():
            raise AccessError("only for the administrator of a test database")
