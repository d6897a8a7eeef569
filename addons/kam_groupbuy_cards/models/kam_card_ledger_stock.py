from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.kam_core.engine.errors import EngineError
from odoo.addons.kam_core.services_token import as_service
from odoo.addons.kam_groupbuy_cards.engine import lifecycle, pins, uid


class KamCardLedgerStock(models.AbstractModel):
    """Instruments without value yet: printed, in stock, kept for an order (CARD-09)."""

    _inherit = "kam.card.ledger"

    # === BUSINESS METHODS - STOCK === #

    def _receive(self, cards):
        """Put printed instruments into stock (CARD-08).

        :raise UserError: one of them is no longer “printed”
        """
        for card in cards.filtered(lambda card: card.state != lifecycle.NEW):
            self._next_state(card, "receive")
        as_service(cards).write({"state": lifecycle.RECEIVED})

    def _in_stock(self, card_type, limit=None, serial_from=None):
        """Return the next free instruments of ``card_type`` by serial number."""
        domain = Domain("type_id", "=", card_type.id) & Domain(
            [("state", "=", lifecycle.RECEIVED), ("sale_line_id", "=", False)]
        )
        if serial_from:
            domain &= Domain("name", ">=", serial_from)
        return self.env["kam.card"].search(domain, limit=limit, order="name")

    def _keep(self, cards, sale_line):
        """Keep instruments of the stock for an order line, or free them (no line)."""
        as_service(cards).write({"sale_line_id": sale_line.id})

    # === BUSINESS METHODS - CHIP AND PIN === #

    def _bind_uid(self, card, raw, profile):
        """Bind a chip to a card (CARD-04).

        :param raw: what the reader typed
        :param profile: how that reader types, one of ``uid.PROFILES``
        :raise UserError: no card, or what was read is no chip number
        """
        self._check_is_card(card)
        try:
            chip = uid.canonical_uid(raw or "", profile)
        except EngineError as error:
            raise UserError(self._uid_message(error)) from error
        other = card.search(
            [("uid", "=", chip), ("company_id", "=", card.company_id.id)]
        )
        if other - card:
            raise UserError(
                self.env._(
                    "The chip %(uid)s already belongs to the card %(serial)s.",
                    uid=chip,
                    serial=other.name,
                )
            )
        as_service(card).write({"uid": chip})

    def _pin_hash(self, card, salt, pin):
        """Return what is kept of a PIN (CARD-13)."""
        return pins.pin_hash(self.env["kam.card.key"]._get(card.key_id), salt, pin)

    def _store_pin(self, card, salt, hashed):
        """Give a card a PIN, known by its keyed hash alone, and new tries."""
        self._check_is_card(card)
        values = {"pin_salt": salt, "pin_hash": hashed}
        as_service(card).write({**values, "pin_failures": 0, "pin_locked": False})

    def _unlock_pin(self, card):
        """Let the holder try again after too many wrong PINs (CARD-13)."""
        as_service(card).write({"pin_failures": 0, "pin_locked": False})

    def _check_is_card(self, card):
        if card.kind != "card":
            raise UserError(
                self.env._(
                    "%(serial)s is a voucher: it has neither chip nor PIN.",
                    serial=card.name,
                )
            )

    def _uid_message(self, error):
        messages = {
            "random": self.env._(
                "This chip makes up a new number for each reading (%(uid)s). It can't "
                "identify a card; use another one.",
                uid=error.data.get("uid"),
            ),
            "incomplete": self.env._(
                "The reader passed on only half of the chip number. Set it to read "
                "the whole UID of 7 bytes."
            ),
        }
        return messages.get(error.code) or self.env._(
            "This is no chip number. Put the card on the reader again, or choose how "
            "the reader types it."
        )
