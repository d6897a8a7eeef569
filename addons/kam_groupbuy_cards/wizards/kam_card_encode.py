import secrets

from odoo import fields, models
from odoo.exceptions import ValidationError

from odoo.addons.kam_groupbuy_cards.engine import pins

SALT_BYTES = 16


class KamCardEncode(models.TransientModel):
    """Bind the chip of a card and give it a PIN (CARD-03, CARD-04).

    The PIN is never stored: what is typed becomes a keyed hash at once (CARD-13).
    """

    _name = "kam.card.encode"
    _description = "Chip and PIN of a card"

    # === FIELDS === #
    card_id = fields.Many2one("kam.card", required=True, readonly=True)
    uid = fields.Char(
        string="Chip UID", help="Click here and put the card on the reader."
    )
    profile = fields.Selection(
        selection=[
            ("auto", "Found out from the text"),
            ("hex", "Hexadecimal"),
            ("hex_reversed", "Hexadecimal, last byte first"),
            ("dec", "Decimal"),
            ("dec_reversed", "Decimal, last byte first"),
        ],
        string="Reader",
        required=True,
        default="auto",
        help="How the reader types the number of the chip.",
    )
    pin = fields.Char(
        string="New PIN",
        compute="_compute_pin",
        inverse="_inverse_pin",
        help="Four to six digits, typed by the holder. It replaces an older one.",
    )
    pin_salt = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    pin_hash = fields.Char(readonly=True, groups=fields.NO_ACCESS)

    # === COMPUTE METHODS === #

    def _compute_pin(self):
        self.pin = False

    def _inverse_pin(self):
        """:raise ValidationError: not four to six digits"""
        for wizard in self.filtered("pin"):
            if not pins.is_valid_pin(wizard.pin):
                raise ValidationError(
                    self.env._("A PIN has four to six digits and nothing else.")
                )
            salt = secrets.token_hex(SALT_BYTES)
            # the key is for the system alone
            hashed = self.env["kam.card.ledger"].sudo()
            wizard.sudo().write(  # as above
                {
                    "pin_salt": salt,
                    "pin_hash": hashed._pin_hash(
                        wizard.card_id.sudo(),  # as above
                        salt,
                        wizard.pin,
                    ),
                }
            )

    # === ACTION METHODS === #

    def action_apply(self):
        """Bind what was read and store the hash of the PIN.

        :raise AccessError: the user may not
        """
        self.env["kam.card"]._check_office()
        self.ensure_one()
        self.card_id.check_access("read")
        # the ledger alone writes instruments
        ledger, card = self.env["kam.card.ledger"].sudo(), self.card_id.sudo()
        if self.uid:
            ledger._bind_uid(card, self.uid, self.profile)
        secret = self.sudo()  # nobody may read hashes
        if secret.pin_hash:
            ledger._store_pin(card, secret.pin_salt, secret.pin_hash)
        return {"type": "ir.actions.act_window_close"}
