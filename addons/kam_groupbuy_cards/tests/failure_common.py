from uuid import uuid4

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .books_common import BooksCommon

REFUSED = (UserError, IntegrityError)


class FailureCommon(BooksCommon):
    """A plain cashier, who has all of Odoo's rights on orders and payments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = new_test_user(
            cls.env,
            "failure_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.orders = self.env["pos.order"].with_user(self.cashier)

    def assert_refused(self, words, call):
        """The call is refused, its transaction leaves nothing behind."""
        refused = self.assertRaisesRegex(REFUSED, words)
        with mute_logger("odoo.sql_db"), refused, self.cr.savepoint():
            call()
            self.env.flush_all()
        self.env.invalidate_all()

    def forge(self, lines, payments, uuid=None, **values):
        """Synchronise made-up data as the cashier."""
        data = self.order_data(lines, payments, uuid=uuid or str(uuid4()), **values)
        return self.orders.sync_from_ui([data])

    def draft(self, lines, payments, uuid, **values):
        """Return an order that was saved before it was paid."""
        data = self.order_data(lines, payments, uuid=uuid, state="draft", **values)
        self.orders.sync_from_ui([data])
        return self.orders.search([("uuid", "=", uuid)])

    def held_draft(self, card, amount=430.0):
        """Return ``(key, order)``: a saved order that an instrument shall pay."""
        uuid = str(uuid4())
        key, answer = self.hold(card, amount, uuid)
        self.assertTrue(answer["ok"], answer)
        payments = [(self.instrument_method, amount, key)]
        return key, self.draft([(self.goods_430, 1)], payments, uuid)

    def sql(self, statement, *values):
        """Force a state that no call of Odoo can bring about."""
        self.env.flush_all()
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()
