"""Common ground of the tests of measures: two sellers, goods, orders, credit notes."""

from datetime import date, datetime
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..engine.period import MONTH, period_of

JANUARY = period_of(MONTH, date(2026, 1, 1))
FEBRUARY = period_of(MONTH, date(2026, 2, 1))
MARCH = period_of(MONTH, date(2026, 3, 1))


class KamMeasureCase(AccountTestInvoicingCommon):
    """A company in Shanghai; ``wang`` and ``li`` sell for a team led by ``zhao``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.company_data["company"]
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.set_now(datetime(2026, 6, 1, 4))
        cls.measures = cls.env["kam.measure"]
        cls.zhao = cls.create_user("zhao", "team_leader")
        cls.team = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id, "user_id": cls.zhao.id}
        )
        cls.wang = cls.create_rep("wang")
        cls.li = cls.create_rep("li")
        cls.gold = cls.create_category("Gold")
        cls.rings = cls.create_category("Rings", cls.gold)
        cls.silver = cls.create_category("Silver")
        cls.ring = cls.create_product("Gold ring", cls.rings)
        cls.spoon = cls.create_product("Silver spoon", cls.silver)
        cls.guangdong = cls.env.ref("base.state_cn_GD")
        cls.sichuan = cls.env.ref("base.state_cn_SC")
        cls.client = cls.create_client("Client", cls.guangdong)
        cls.other_client = cls.create_client("Other client", cls.sichuan)

    @classmethod
    def set_now(cls, moment):
        patcher = patch.object(cls.registry["kam.clock"], "_now", lambda _clock: moment)
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    @classmethod
    def create_user(cls, login, role):
        return new_test_user(
            cls.env,
            f"measure_{login}",
            f"kam_core.kam_core_group_{role}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def create_rep(cls, login, **values):
        user = cls.create_user(login, "consultant")
        term = {"date_from": "2020-01-01", "team_id": cls.team.id, **values}
        return cls.env["kam.sales.rep"].create(
            {
                "partner_id": user.partner_id.id,
                "user_id": user.id,
                "company_id": cls.company.id,
                "term_ids": [Command.create(term)],
            }
        )

    @classmethod
    def create_category(cls, name, parent=None):
        return cls.env["product.category"].create(
            {"name": name, "parent_id": parent.id if parent else False}
        )

    @classmethod
    def create_product(cls, name, category):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "invoice_policy": "order",
                "categ_id": category.id,
                "taxes_id": False,
            }
        )

    @classmethod
    def create_client(cls, name, state, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "state_id": state.id,
                "country_id": state.country_id.id,
                **values,
            }
        )

    def sell(self, rep, moment, *lines, partner=None, **values):
        """Return a confirmed order of ``(product, price)`` lines.

        :param str moment: of the confirmation, UTC
        """
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.client).id,
                "company_id": self.company.id,
                "user_id": rep.user_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, price in lines
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    def take_back(self, order, day, quantity=1.0):
        """Return a posted credit note of ``day`` for that share of ``order``."""
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-01-02"
        invoice.action_post()
        refund = invoice._reverse_moves([{"invoice_date": day, "date": day}])
        for line in refund.invoice_line_ids:
            line.quantity *= quantity
        refund.action_post()
        return refund

    def values(self, codes, period=FEBRUARY, reps=None, **filters):
        """Return ``{(code, login of the rep): (value, count)}`` without nothings."""
        reps = reps or self.wang + self.li
        found = self.measures._kam_values(
            codes, reps.ids, period, self.company, **filters
        )
        names = {self.wang.id: "wang", self.li.id: "li"}
        return {
            (code, names[rep_id]): figures
            for (code, rep_id), figures in found.items()
            if figures != (0, 0)
        }
