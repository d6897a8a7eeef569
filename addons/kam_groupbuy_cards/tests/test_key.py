import os
import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from .office_common import OfficeCommon


@tagged("post_install", "-at_install")
class TestKey(OfficeCommon):
    """CARD-13: a copy of the database alone is not enough to spend."""

    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name, "deep", "cards.key")
        variable = patch.dict(os.environ, {"KAM_CARD_KEY_FILE": str(self.path)})
        variable.start()
        self.addCleanup(variable.stop)
        self.keys = self.env["kam.card.key"].sudo()

    def test_card_13_file_is_for_the_server_alone(self):
        key_id, key = self.keys._current()
        self.assertEqual(len(key), 32)
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.path.parent.stat().st_mode), 0o700)
        self.assertEqual(self.keys._current(), (key_id, key))

    def test_card_13_without_the_variable_it_lies_in_the_data_directory(self):
        del os.environ["KAM_CARD_KEY_FILE"]
        expected = Path(config["data_dir"], "kam_keys", f"{self.env.cr.dbname}.key")
        self.assertEqual(self.keys._path(), expected)

    def test_card_13_lost_key_is_told_and_never_made_anew(self):
        self.stock(self.voucher_500)
        self.path.unlink()
        for ask in (self.keys._current, self.keys._all, lambda: self.keys._get("x")):
            with self.refused("Restore it from its backup"):
                ask()
        self.assertFalse(self.path.exists())

    def test_card_13_older_keys_still_open_their_codes(self):
        old_id, old = self.keys._current()
        card = self.stock(self.voucher_500)
        code = self.code(card)
        self.path.write_text(f"{bytes(range(32)).hex()}\n{old.hex()}\n")
        new_id, _new = self.keys._current()
        self.assertNotEqual(new_id, old_id)
        self.assertEqual(self.keys._get(old_id), old)
        self.open_new_session(0)
        self.assertEqual(self.ask("lookup", code=code)["ref"], card.name)

    def test_card_13_hash_opens_only_with_the_key(self):
        card = self.stock(self.voucher_500)
        code = self.code(card)
        self.path.write_text(f"{bytes(range(32)).hex()}\n")
        self.open_new_session(0)
        answer = self.ask("lookup", code=code)
        self.assertEqual((answer["ok"], answer["reason"]), (False, "unknown"))
