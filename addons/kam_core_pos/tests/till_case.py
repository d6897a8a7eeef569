"""Common ground of the tests of sales at the till: a till, cashiers, an account."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.kam_core.tests.measure_case import KamMeasureCase
from odoo.addons.point_of_sale.tests.common import TestPoSCommon

FEBRUARY_3 = "2026-02-03 01:00:00"


class KamTillCase(KamMeasureCase, TestPoSCommon):
    """``li`` owns the account of ``client``; the cashiers are nobody's reps.

    The ``cashier`` may only sell at the till, the ``settler`` reads quotations too.

    Rings cost 1,000, spoons 51, both without tax. Today is 2026-06-01.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.basic_config
        cls.till_ring = cls.create_goods("Ring of the till", cls.rings, 1000)
        cls.till_spoon = cls.create_goods("Spoon of the till", cls.silver, 51)
        cls.cashier = cls.create_cashier("till_cashier")
        cls.settler = cls.create_cashier(
            "till_settler", "sales_team.group_sale_salesman_all_leads"
        )
        cls.account = cls.env["kam.account"].create(
            {
                "partner_id": cls.client.id,
                "company_id": cls.company.id,
                "owner_id": cls.li.id,
                "opened_on": "2026-01-01",
            }
        )

    def setUp(self):
        super().setUp()
        self.open_new_session()

    @classmethod
    def create_goods(cls, name, category, price):
        product = cls.create_product_of_category(name, category)
        product.write({"list_price": price, "available_in_pos": True})
        return product

    @classmethod
    def create_product_of_category(cls, name, category):
        return KamMeasureCase.create_product.__func__(cls, name, category)

    @classmethod
    def create_cashier(cls, login, *groups):
        return new_test_user(
            cls.env,
            login,
            ",".join(["base.group_user", "point_of_sale.group_pos_user", *groups]),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    # --- the till ----------------------------------------------------------------

    def data(self, *lines, customer=None, cashier=None, payments=None, **values):
        """Return what a till synchronises.

        :param lines: ``(product, quantity[, values of the line])``
        :param payments: ``[(method, amount), …]``; cash by default
        """
        data = self.create_ui_order_data(
            [line[:2] for line in lines],
            customer=self.client if customer is None else customer,
            payments=payments,
        )
        for command, line in zip(data["lines"], lines, strict=True):
            command[2].update({"name": "Line", **(line[2] if len(line) > 2 else {})})
        numbers = {"pos_reference": data["uuid"], "tracking_number": "1"}
        data |= numbers | {"sequence_number": 1}
        return {**data, "user_id": (cashier or self.cashier).id, **values}

    def sync(self, data, user=None):
        """Synchronise as the cashier does; return the order."""
        orders = self.env["pos.order"]
        till = orders.with_user(user or data["user_id"]).sudo(False)
        till.sync_from_ui([data])
        self.env.flush_all()
        self.env.invalidate_all()
        return orders.search([("uuid", "=", data["uuid"])])

    def buy(self, *lines, moment=FEBRUARY_3, **options):
        """Return an order that was paid at the till at ``moment``, UTC."""
        order = self.sync(self.data(*lines, **options))
        order.date_order = moment
        return order

    def bring_back(self, order, quantity=1, moment=FEBRUARY_3, **options):
        """Return the paid refund of so much of the first line of ``order``."""
        line = order.lines[0]
        back = {"refunded_orderline_id": line.id, "price_unit": line.price_unit}
        data = self.data(
            (line.product_id, -quantity, back),
            customer=order.partner_id,
            is_refund=True,
            **options,
        )
        refund = self.sync(data)
        refund.date_order = moment
        return refund

    def quote(self, *lines, **values):
        """Return a quotation of wang, of ``(product, quantity, price)``."""
        return self.env["sale.order"].create(
            {
                "partner_id": self.client.id,
                "company_id": self.company.id,
                "user_id": self.wang.user_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, price in lines
                ],
                **values,
            }
        )

    def settling(self, line):
        """Return what a line of the till has that settles a line of a quotation."""
        return {
            "sale_order_origin_id": line.order_id.id,
            "sale_order_line_id": line.id,
        }

    def settle(self, quotation, **options):
        """Return the paid till order of a whole quotation, and nothing else."""
        lines = [
            (line.product_id, line.product_uom_qty, self.settling(line))
            for line in quotation.order_line
        ]
        order = self.buy(*lines, cashier=self.settler, **options)
        quotation.date_order = FEBRUARY_3
        return order

    def takes_stored_value(self):
        """Let a bank method pay by stored value; return it."""
        method = self.bank_pm1
        self.patch(
            self.registry["kam.stored.value"],
            "_is_stored_value",
            lambda _model, record: record == method,
        )
        self.registry.clear_cache()
        return method

    # --- what came of it ---------------------------------------------------------

    def trade(self):
        """Return the trade table of the account, oldest document first."""
        self.env.flush_all()
        rows = self.env["kam.trade"].search([("account_id", "=", self.account.id)])
        return rows.sorted(lambda row: (row.day, row.id))

    def facts(self):
        """Return the sales figures of the company, in the order of their lines."""
        self.env.flush_all()
        facts = self.env["kam.sale.fact"]
        return facts.search([("company_id", "=", self.company.id)]).sorted("id")
