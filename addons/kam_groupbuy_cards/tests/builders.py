"""What tests of sale, till and browser have alike: keys, method, instruments."""

import os
import shutil
import tempfile
from unittest.mock import patch

from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards.engine import codes, pins

NONCE = bytes(range(16))


class InstrumentBuilders:
    """To be mixed into a test case that has an environment."""

    @classmethod
    def _use_key_file(cls):
        """Give the class a key file of its own, gone with it."""
        folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, folder)
        path = os.path.join(folder, "test.key")
        env = patch.dict(os.environ, {"KAM_CARD_KEY_FILE": path})
        env.start()
        cls.addClassCleanup(env.stop)

    @classmethod
    def _account(cls, code, name, account_type):
        return cls.env["account.account"].create(
            {"code": code, "name": name, "account_type": account_type}
        )

    @classmethod
    def _instrument_method(cls):
        journal = cls.env["account.journal"].create(
            {"name": "Group-buy", "code": "KAMV", "type": "bank"}
        )
        return cls.env["pos.payment.method"].create(
            {
                "name": "Voucher / card",
                "journal_id": journal.id,
                "outstanding_account_id": False,
                "payment_method_type": "terminal",
                "use_payment_terminal": "kam_card",
            }
        )

    def _make_card(self, card_type, serial, **values):
        """Return an instrument in stock; its code: :meth:`code`."""
        key_id, key = self.env["kam.card.key"].sudo()._current()
        cards = self.env["kam.card"].sudo()
        card = as_service(cards).create(
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
                **values,
            }
        )
        return card.with_env(cards.env)

    def code(self, card):
        """Return the secret code that is printed on an instrument."""
        _key_id, key = self.env["kam.card.key"].sudo()._current()
        return codes.derive_code(key, NONCE, card.name)

    def give_pin(self, card, pin):
        _key_id, key = self.env["kam.card.key"].sudo()._current()
        values = {"pin_salt": "salt", "pin_hash": pins.pin_hash(key, "salt", pin)}
        as_service(card).write(values)
