import io

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.kam_groupbuy_cards.engine import codes

from .office_common import OfficeCommon


class BatchCommon(OfficeCommon):
    def batch(self, card_type=None, quantity=3, user=None):
        return (
            self.env["kam.card.batch"]
            .with_user(user or self.back_office)
            .create(
                {
                    "type_id": (card_type or self.voucher_500).id,
                    "quantity": quantity,
                }
            )
        )

    def generated(self, **values):
        batch = self.batch(**values)
        batch.action_generate()
        return batch

    def receive(self, batch, **values):
        wizard = self.env["kam.card.receive"].with_user(self.back_office)
        return wizard.create({"batch_id": batch.id, **values}).action_receive()


@tagged("post_install", "-at_install")
class TestBatches(BatchCommon):
    """CARD-09: create N, hand over once, receive by range."""

    # === NUMBERS === #

    def test_card_09_serials_follow_without_gaps(self):
        first = self.generated(quantity=2)
        self.assertRecordValues(
            first,
            [
                {
                    "state": "generated",
                    "serial_first": "V500000001",
                    "serial_last": "V500000002",
                    "card_count": 2,
                }
            ],
        )
        second = self.generated(quantity=3)
        self.assertEqual(
            second.card_ids.sorted("name").mapped("name"),
            ["V500000003", "V500000004", "V500000005"],
        )
        other = self.generated(card_type=self.voucher_100, quantity=1)
        self.assertEqual(other.serial_first, "V100000001")

    def test_card_09_instruments_are_printed_and_nothing_else(self):
        batch = self.generated(quantity=1)
        self.assertRecordValues(
            batch.card_ids,
            [
                {
                    "state": "new",
                    "kind": "voucher",
                    "face": 500,
                    "balance": 0,
                    "basis": 0,
                    "company_id": self.company.id,
                    "uid": False,
                }
            ],
        )
        self.assertFalse(batch.card_ids.entry_ids)

    def test_card_09_generating_twice_is_refused(self):
        batch = self.generated()
        with self.refused("“Generated”"):
            batch.action_generate()

    def test_card_09_generated_batch_is_fixed(self):
        batch = self.generated()
        with self.refused("codes of this batch exist"):
            batch.quantity = 5
        for vals in ({"state": "draft"}, {"serial_last": "V9"}, {"number_last": 0}):
            with self.assertRaises(AccessError):
                batch.write(vals)
        with self.assertRaises(AccessError):
            batch.create({"type_id": self.voucher_500.id, "state": "received"})

    @mute_logger("odoo.sql_db")
    def test_card_09_quantity_has_limits(self):
        for quantity in (0, -1, 20001):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.batch(quantity=quantity)

    def test_card_09_large_batch_keeps_its_query_budget(self):
        batch = self.batch(quantity=2000)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        batch.action_generate()
        self.env.flush_all()
        self.assertEqual(batch.card_count, 2000)
        self.assertLess(self.env.cr.sql_log_count - before, 60)

    # === CODES === #

    def test_card_13_codes_are_stored_nowhere(self):
        batch = self.generated()
        secrets = dict(batch._codes())
        self.assertEqual(len(set(secrets.values())), 3)
        for code in secrets.values():
            self.assertTrue(codes.is_well_formed(code))
            batch._make_file("xlsx")
            batch._make_file("pdf")
            self.assertEqual(self.tables_with(code), [])
            self.assertEqual(self.tables_with(codes.grouped(code)), [])

    def tables_with(self, text):
        """Return the columns of the database that contain ``text``."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                "SELECT table_name, column_name FROM information_schema.columns "
                "JOIN information_schema.tables USING (table_schema, table_name) "
                "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
                "AND data_type IN ('text', 'character varying', 'jsonb') "
                "AND (table_name LIKE 'kam%%' OR table_name IN ('ir_attachment',"
                " 'mail_message', 'ir_logging', 'bus_bus'))"
            )
        )
        return [
            (table, column)
            for table, column in columns
            if self.env.execute_query(
                SQL(
                    "SELECT 1 FROM %s WHERE %s::text LIKE %s LIMIT 1",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    f"%{text}%",
                )
            )
        ]

    def test_card_13_printed_code_opens_its_instrument(self):
        batch = self.generated()
        self.open_new_session(0)
        for serial, code in batch._codes():
            answer = self.ask("lookup", code=codes.grouped(code))
            self.assertEqual((answer["ref"], answer["state"]), (serial, "new"))

    def test_card_13_list_can_be_made_again_and_shows_what_the_printer_needs(self):
        batch = self.generated(card_type=self.card_1000, quantity=2)
        content, extension = batch._make_file("xlsx")
        self.assertEqual(extension, "xlsx")
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
        self.assertEqual(
            rows[0], ("Serial Number", "Code", "Type", "Face Value", "Chip UID")
        )
        expected = [
            (serial, codes.grouped(code), "card 1000", 1000, None)
            for serial, code in batch._codes()
        ]
        self.assertEqual(rows[1:], expected)
        again = openpyxl.load_workbook(io.BytesIO(batch._make_file("xlsx")[0]))
        self.assertEqual(list(again.active.values), rows)

    def test_card_13_sheets_are_a_pdf(self):
        content, extension = self.generated(quantity=17)._make_file("pdf")
        self.assertEqual((content[:5], extension), (b"%PDF-", "pdf"))

    def test_card_13_downloads_are_logged_for_good(self):
        batch = self.generated()
        batch._make_file("xlsx")
        log = batch.download_ids
        self.assertRecordValues(
            log,
            [
                {
                    "user_id": self.back_office.id,
                    "form": "xlsx",
                    "occurred_at": self.env["kam.clock"]._now(),
                }
            ],
        )
        for change in (lambda: log.sudo().write({"form": "pdf"}), log.sudo().unlink):
            with self.assertRaises(AccessError):
                change()

    def test_card_13_after_the_hand_over_nobody_makes_the_codes_again(self):
        batch = self.generated()
        batch.action_confirm_hand_over()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT nonce, state FROM kam_card_batch WHERE id = %s", batch.ids
        )
        self.assertEqual(self.env.cr.fetchone(), (None, "handed_over"))
        for ask in (
            lambda: batch._make_file("xlsx"),
            lambda: list(batch._codes()),
            batch.action_download_pdf,
            batch.action_generate,
        ):
            with self.refused("can't be made again"):
                ask()

    def test_card_13_who_may_not_see_codes(self):
        batch = self.generated()
        for user in (self.finance, self.consultant, self.plain):
            mine = batch.with_user(user)
            for ask in (
                mine.action_download_xlsx,
                mine.action_confirm_hand_over,
                lambda mine=mine: mine._make_file("xlsx"),
            ):
                with self.assertRaises(AccessError):
                    ask()
        for name in ("nonce", "key_id"):
            with self.assertRaises(AccessError):
                batch.with_user(self.manager).read([name])
        self.assertFalse(batch.download_ids)

    # === STOCK === #

    def test_card_09_received_by_range(self):
        batch = self.generated(quantity=4)
        with self.assertRaises(UserError):
            batch.action_receive()
        batch.action_confirm_hand_over()
        self.receive(batch, serial_last="V500000002")
        self.assertEqual(
            batch.card_ids.sorted("name").mapped("state"),
            ["received", "received", "new", "new"],
        )
        self.assertRecordValues(batch, [{"state": "handed_over", "received_count": 2}])
        with self.refused("waits to be received"):
            self.receive(batch, serial_first="V500000001", serial_last="V500000002")
        self.receive(batch)
        self.assertStates(batch.card_ids, "received")
        self.assertEqual(batch.state, "received")

    def test_card_09_cancelled_batch_keeps_its_numbers(self):
        batch = self.generated(quantity=2)
        batch.action_cancel()
        self.assertEqual(batch.state, "cancelled")
        with self.assertRaises(UserError):
            batch._make_file("xlsx")
        self.assertEqual(self.generated(quantity=1).serial_first, "V500000003")

    def test_sys_03_batch_of_another_company_is_refused(self):
        batch = self.generated()
        other = self.env["res.company"].sudo().create({"name": "Other"})
        stranger = self.make_user("stranger", "kam_core.kam_core_group_back_office")
        stranger.sudo().write({"company_ids": [(6, 0, other.ids)], "company_id": other})
        with self.assertRaises(AccessError):
            batch.with_user(stranger)._make_file("xlsx")


@tagged("post_install", "-at_install")
class TestBatchDownload(BatchCommon, HttpCase):
    """The address of the files asks who is there."""

    def url(self, batch, form):
        return f"/kam_groupbuy_cards/batch/{batch.id}/{form}"

    def test_card_13_download_by_address(self):
        batch = self.generated()
        self.authenticate("back_office", "back_office")
        answer = self.url_open(self.url(batch, "xlsx"))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content[:2], b"PK")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(batch.download_ids.user_id, self.back_office)

    @mute_logger("odoo.http")
    def test_card_13_download_is_refused_to_others_and_after_hand_over(self):
        batch = self.generated()
        for login in ("finance", "plain", None):
            self.authenticate(login, login)
            answer = self.url_open(self.url(batch, "pdf"))
            self.assertNotIn(b"%PDF", answer.content[:20])
        batch.action_confirm_hand_over()
        self.authenticate("back_office", "back_office")
        answer = self.url_open(self.url(batch, "xlsx"))
        self.assertNotEqual(answer.content[:2], b"PK")
        self.assertFalse(batch.download_ids)
