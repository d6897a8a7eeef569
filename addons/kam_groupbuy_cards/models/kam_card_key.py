import logging
import os
import secrets
from pathlib import Path

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import config

from odoo.addons.kam_groupbuy_cards.engine import codes

_logger = logging.getLogger(__name__)

KEY_BYTES = 32


class KamCardKey(models.AbstractModel):
    """The secret that turns printed codes into the hashes of the database.

    CARD-13: a copy of the database alone must not be enough to spend. So the key lies
    in a file that only the server can read: ``KAM_CARD_KEY_FILE`` if that environment
    variable is set, else ``<data_dir>/kam_keys/<database>.key``. One key per line in
    hexadecimal; the first is used for new codes, older ones still open theirs.
    """

    _name = "kam.card.key"
    _description = "Key of group-buy codes"

    # === BUSINESS METHODS === #

    def _current(self):
        """Return ``(key id, key)`` for new codes; the file is made at the first use.

        :raise UserError: the file is lost although codes exist that need it
        """
        keys = self._read() or self._create()
        return next(iter(keys.items()))

    def _get(self, key_id):
        """Return the key with this id.

        :raise UserError: the file lacks it
        """
        try:
            return self._read()[key_id]
        except KeyError:
            raise UserError(self._lost_message()) from None

    def _all(self):
        """Return all keys by id: one instrument may be hashed with an older key.

        :raise UserError: there is no key file
        """
        keys = self._read()
        if not keys:
            raise UserError(self._lost_message())
        return keys

    def _path(self):
        named = os.environ.get("KAM_CARD_KEY_FILE")
        if named:
            return Path(named)
        return Path(config["data_dir"]) / "kam_keys" / f"{self.env.cr.dbname}.key"

    def _read(self):
        path = self._path()
        if not path.exists():
            return {}
        keys = (bytes.fromhex(line) for line in path.read_text().split())
        return {codes.key_id(key): key for key in keys}

    def _create(self):
        """Make the key file, readable by the server alone."""
        # every user who may make a batch may need the first key
        if self.env["kam.card"].sudo().search_count([("key_id", "!=", False)], limit=1):
            raise UserError(self._lost_message())
        path = self._path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = secrets.token_bytes(KEY_BYTES)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(key.hex() + "\n")
        _logger.info("made the key file of group-buy codes: %s", path)
        return {codes.key_id(key): key}

    def _lost_message(self):
        return self.env._(
            "The key file of the group-buy codes is missing or incomplete (%(path)s). "
            "Restore it from its backup; without it no code can be checked.",
            path=self._path(),
        )
