"""Common ground of the tests of trade: orders, invoices and their days."""

from datetime import date

from odoo.fields import Command

from .account_case import KamAccountCase


class KamTradeCase(KamAccountCase):
    """A company that can sell and invoice; ``cls.ring`` is sold without tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.ring = cls.env["product.product"].create(
            {
                "name": "Ring",
                "list_price": 1000,
                "type": "service",
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )
        cls.rep = cls.reps["consultant"]

    @classmethod
    def create_order(cls, partner, price, **values):
        """Return a quotation of one ring to an account's or another partner."""
        if partner._name == "kam.account":
            partner = partner.partner_id
        return (
            cls.env["sale.order"]
            .with_company(values.get("company_id") or cls.company)
            .create(
                {
                    "partner_id": partner.id,
                    "user_id": cls.consultant.id,
                    "order_line": [
                        Command.create({"product_id": cls.ring.id, "price_unit": price})
                    ],
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )

    @classmethod
    def sell(cls, partner, price, moment="2026-11-01 04:00:00", **values):
        """Return an order confirmed at ``moment``, naive UTC."""
        order = cls.create_order(partner, price, **values)
        order.action_confirm()
        order.date_order = moment
        return order

    @classmethod
    def invoice(cls, order, day=date(2026, 11, 2)):
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    @classmethod
    def credit(cls, invoice, day=date(2026, 11, 10)):
        """Return a posted credit note over all of ``invoice``."""
        note = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        note.action_post()
        return note
