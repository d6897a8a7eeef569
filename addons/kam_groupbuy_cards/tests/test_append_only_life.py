import json

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.kam_core.hooks import drop_append_only_trigger
from odoo.addons.kam_core.services_token import SERVICE_KEY
from odoo.addons.kam_core.tests.common import call_kw, run_server_action
from odoo.addons.kam_groupbuy_cards import queries
from odoo.addons.kam_groupbuy_cards.engine import codes

from .office_common import OfficeCommon

# what Odoo itself gives weight to, and what somebody could hope for
CONTEXTS = (
    {},
    {"_force_unlink": True},
    {MODULE_UNINSTALL_FLAG: True},
    {SERVICE_KEY: True},
    {"install_mode": True, "active_test": False, "tracking_disable": True},
)
PROTECTED = ("kam.card.entry", "kam.card", "kam.card.hold", "kam.card.attempt")


class LifeCommon(OfficeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "life_admin",
            "base.group_system,point_of_sale.group_pos_manager,"
            "account.group_account_manager,sales_team.group_sale_manager,"
            "kam_core.kam_core_group_general_manager,"
            "kam_core.kam_core_group_finance,kam_core.kam_core_group_back_office",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.open_new_session(0)
        self.spent = self.sell(self.voucher_500, 450)
        self.kept = self.sell(self.voucher_100, 100)
        key, answer = self.hold(self.spent, 430, "order-1")
        self.assertTrue(answer["ok"], answer)
        self.order = self.sync(
            self.order_data(
                [(self.goods_430, 1)],
                [(self.instrument_method, 430, key)],
                uuid="order-1",
            )
        )
        self.assertTrue(self.hold(self.kept, 100, "order-2")[1]["ok"])
        unknown = "1" * 25 + codes.check_digit("1" * 25)
        self.assertEqual(self.ask("lookup", code=unknown)["reason"], "unknown")
        self.env.flush_all()

    def snapshot(self):
        """Return all there is to forge, as the database has it."""
        self.env.flush_all()
        tables = ("kam_card_entry", "kam_card", "kam_card_hold", "pos_payment")
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT t::text FROM %s t ORDER BY id",
                    SQL.identifier(table),
                )
            )
            for table in (*tables, "kam_card_attempt")
        }


@tagged("post_install", "-at_install")
class TestAppendOnlyRpc(LifeCommon, HttpCase):
    """CARD-06: no call of the administrator changes or deletes a movement."""

    def records(self):
        found = {
            model: self.env[model].sudo().search([], limit=1).id for model in PROTECTED
        }
        self.assertTrue(found["kam.card.entry"] and found["kam.card.hold"])
        found["pos.payment"] = self.order.payment_ids[:1].id
        return {model: id_ for model, id_ in found.items() if id_}

    def calls(self, model, id_):
        vals = {"amount": 9999} if model != "kam.card" else {"balance": 9999}
        if model == "kam.card.attempt":
            vals = {"kind": "wrong_pin"}
        yield "write", [[id_], vals]
        yield "web_save", [[id_], vals, {}]
        yield "unlink", [[id_]]
        if model != "pos.payment":
            yield "create", [vals]
            yield "copy", [[id_]]
            yield "load", [list(vals), [[str(value) for value in vals.values()]]]
            yield "name_create", ["forged"]

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_card_06_administrator_by_json_rpc_with_any_context(self):
        self.authenticate("life_admin", "life_admin")
        before = self.snapshot()
        for model, id_ in self.records().items():
            for method, args in self.calls(model, id_):
                for context in CONTEXTS:
                    with self.subTest(model=model, method=method, context=context):
                        self.assertRefused(model, method, args, context)
        self.assertEqual(self.snapshot(), before)

    def assertRefused(self, model, method, args, context):
        from odoo.tests.common import JsonRpcException

        kwargs = {"context": context}
        if method == "web_save":
            args, kwargs["specification"] = args[:2], args[2]
        with self.assertRaises(JsonRpcException):
            call_kw(self, model, method, args, kwargs)

    @mute_logger("odoo.http")
    def test_card_06_services_can_not_be_called(self):
        self.authenticate("life_admin", "life_admin")
        before = self.snapshot()
        for model, method in (
            ("kam.card.ledger", "_post"),
            ("kam.card.ledger", "_issue"),
            ("kam.card.sale", "_book_paid"),
            ("kam.card.key", "_current"),
            ("kam.card.till", "_hold"),
        ):
            with self.subTest(method=f"{model}.{method}"):
                self.assertRefused(model, method, [[]], {})
        self.assertEqual(self.snapshot(), before)


@tagged("post_install", "-at_install")
class TestAppendOnlyLife(LifeCommon):
    """Append-only tables through the life of a database (pitfalls 1.6)."""

    # === ORM AND SERVER ACTIONS === #

    def test_card_06_server_action_of_the_administrator(self):
        before = self.snapshot()
        forged = {"_force_unlink": True, SERVICE_KEY: True}
        for code in (
            "env['kam.card.entry'].search([], limit=1).write({'amount': 9})",
            "env['kam.card.entry'].search([], limit=1).unlink()",
            "env['kam.card'].search([], limit=1).write({'balance': 9999})",
            "env['kam.card'].sudo().search([]).unlink()",
            "env['kam.card.hold'].search([], limit=1).write({'state': 'released'})",
            "env['kam.card.entry'].create({'key': 'forged'})",
        ):
            for context in ({}, forged):
                with self.subTest(code=code), self.assertRaises(AccessError):
                    env = self.env(user=self.admin)
                    run_server_action(env, "kam.card", code, **context)
        self.assertEqual(self.snapshot(), before)

    def test_card_06_payment_of_a_redemption_stays(self):
        before = self.snapshot()
        payment = self.order.payment_ids.with_user(self.admin)
        for change in (
            lambda: payment.write({"amount": 1}),
            payment.unlink,
            payment.with_context(_force_unlink=True).unlink,
        ):
            with self.assertRaises(UserError):
                change()
        self.assertEqual(self.snapshot(), before)

    # === MERGES === #

    def test_card_06_partners_merge_and_the_ledger_stays(self):
        twin = self.env["res.partner"].create({"name": "Twin"})
        buyer = self.spent.partner_id
        before = self.snapshot()["kam_card_entry"]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard.sudo()._merge((buyer | twin).ids, twin)
        self.assertFalse(buyer.exists())
        self.assertEqual(self.spent.partner_id, twin)
        self.assertEqual(self.snapshot()["kam_card_entry"], before)
        self.assertEqual(self.ledger._verify(self.spent | self.kept), [])

    def test_card_06_accounts_merge_and_the_ledger_stays(self):
        twin = self._account("2203TWN", "Twin", "liability_current")
        before = self.snapshot()["kam_card_entry"]
        wizard = (
            self.env["account.merge.wizard"]
            .with_user(self.admin)
            .with_context(
                active_model="account.account",
                active_ids=(self.liability | twin).ids,
                allowed_company_ids=self.company.ids,
            )
            .create({"is_group_by_name": False})
        )
        wizard.wizard_line_ids.is_selected = True
        accounts = self.liability | twin
        wizard._action_merge(accounts)
        self.assertEqual(len(accounts.exists()), 1)
        self.assertEqual(self.voucher_500.liability_account_id, accounts.exists())
        self.assertEqual(self.snapshot()["kam_card_entry"], before)

    # === UPGRADE AND SQL === #

    @mute_logger("odoo.sql_db")
    def test_card_06_sql_meets_the_triggers(self):
        before = self.snapshot()
        for statement in (
            "UPDATE kam_card_entry SET amount = 9",
            "DELETE FROM kam_card_entry",
            "TRUNCATE kam_card_entry CASCADE",
            "UPDATE kam_card_attempt SET kind = 'wrong_pin'",
            "DELETE FROM kam_card_batch_download; DELETE FROM kam_card_attempt",
        ):
            with self.subTest(statement=statement):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self.env.cr.execute(statement)
        self.assertEqual(self.snapshot(), before)

    def test_card_06_sql_past_the_triggers_is_found(self):
        cards = self.spent | self.kept
        self.assertEqual(self.ledger._verify(cards), [])
        for column, value in (("amount", 9), ("reason", "forged"), ("user_id", 1)):
            with self.subTest(column=column):
                self.assertTrue(self.problems_after(column, value))
        self.assertEqual(self.ledger._verify(cards), [])

    def problems_after(self, column, value):
        """Return what the verifier says of a forged column, and undo the forgery."""
        savepoint = self.env.cr.savepoint()
        drop_append_only_trigger(self.env.cr, "kam_card_entry")
        self.env.cr.execute(
            SQL(
                "UPDATE kam_card_entry SET %s = %s WHERE id = %s",
                SQL.identifier(column),
                value,
                self.spent.entry_ids.sorted("seq")[-1].id,
            )
        )
        self.env.invalidate_all()
        problems = [name for _card, name in self.ledger._verify(self.spent)]
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return problems

    def test_card_06_deleted_or_added_rows_and_balances_are_found(self):
        last = self.spent.entry_ids.sorted("seq")[-1].id
        for statement in (
            SQL("DELETE FROM kam_card_entry WHERE id = %s", last),
            SQL("UPDATE kam_card SET balance = 1 WHERE id = %s", self.spent.id),
            SQL("UPDATE kam_card SET chain_head = '' WHERE id = %s", self.spent.id),
        ):
            savepoint = self.env.cr.savepoint()
            drop_append_only_trigger(self.env.cr, "kam_card_entry")
            self.env.execute_query(
                SQL("WITH done AS (%s RETURNING 1) SELECT * FROM done", statement)
            )
            self.env.invalidate_all()
            self.assertTrue(self.ledger._verify(self.spent))
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_card_06_upgrade_adds_a_column_with_a_default(self):
        before = self.env.execute_query(queries_of_hashes())
        drop_append_only_trigger(self.env.cr, "kam_card_entry")
        self.env.cr.execute("ALTER TABLE kam_card_entry ADD COLUMN x_channel varchar")
        self.env.cr.execute("UPDATE kam_card_entry SET x_channel = 'till'")
        self.env["kam.card.entry"].init()
        self.env["kam.card.entry"].init()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("UPDATE kam_card_entry SET x_channel = 'sale'")
        self.assertEqual(self.env.execute_query(queries_of_hashes()), before)
        self.assertEqual(self.ledger._verify(self.spent), [])

    def test_card_06_guard_of_the_row_stops_the_second_writer(self):
        stale = queries.move(self.spent.id, self.spent.chain_seq - 1, {"balance": 500})
        self.assertEqual(self.env.execute_query(stale), [])

    def test_card_06_hash_covers_every_column_of_a_movement(self):
        entry = self.spent.entry_ids.sorted("seq")[-1]
        covered = set(self.ledger._stored(entry))
        columns = {
            name
            for name, field in entry._fields.items()
            if field.store and name != "id"
        }
        # the company is the card's; the hashes are the chain itself
        self.assertEqual(columns - covered, {"hash", "prev_hash", "company_id"})
        self.assertTrue(json.dumps(self.ledger._stored(entry)))


def queries_of_hashes():
    return SQL("SELECT id, hash, prev_hash FROM kam_card_entry ORDER BY id")
