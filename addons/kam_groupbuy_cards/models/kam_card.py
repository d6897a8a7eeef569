from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.kam_groupbuy_cards.engine import codes

STATES = [
    ("new", "Printed"),
    ("received", "In Stock"),
    ("sold", "Sold"),
    ("active", "Active"),
    ("used", "Used Up"),
    ("expired", "Expired"),
    ("frozen", "Frozen"),
    ("replaced", "Replaced"),
    ("bought_back", "Bought Back"),
]


class KamCard(models.Model):
    """One voucher or one card.

    D6: both are one model, because they share code, ledger and till; `kind` lives on
    the type and is copied. Only :class:`KamCardLedger` writes here: the row carries the
    balance that the append-only entries explain, and the head of their hash chain.
    """

    _name = "kam.card"
    _description = "Group-buy voucher or card"
    _inherit = ["kam.protected.mixin"]
    _order = "name"

    # === FIELDS === #
    name = fields.Char(string="Serial Number", required=True, readonly=True)
    type_id = fields.Many2one(
        "kam.card.type", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        selection=[("voucher", "Group-buy voucher"), ("card", "Group-buy card")],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    batch_id = fields.Many2one(
        "kam.card.batch", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(STATES, required=True, default="new", readonly=True)
    state_before_freeze = fields.Selection(STATES, readonly=True)
    freeze_reason = fields.Char(readonly=True)
    frozen_unpaid = fields.Boolean(
        readonly=True, help="Frozen because its payment was withdrawn."
    )

    code_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    key_id = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    uid = fields.Char(
        string="Chip UID",
        readonly=True,
        copy=False,
        help="Identifies the chip; it is no secret (CARD-04).",
    )
    pin_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    pin_salt = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    pin_failures = fields.Integer(
        string="PIN Failures", readonly=True, copy=False, required=True, default=0
    )
    pin_locked = fields.Boolean(string="PIN Locked", readonly=True, copy=False)

    face = fields.Monetary(
        readonly=True,
        default=0.0,
        help="Denomination of the voucher, or all that was ever loaded.",
    )
    basis = fields.Monetary(
        string="Paid", readonly=True, default=0.0, help="What the buyer paid for it."
    )
    balance = fields.Monetary(readonly=True, required=True, default=0.0)
    held = fields.Monetary(
        string="Reserved",
        readonly=True,
        required=True,
        default=0.0,
        help="Reserved at tills at this moment.",
    )
    available = fields.Monetary(compute="_compute_available")
    basis_left = fields.Monetary(
        string="Liability",
        readonly=True,
        required=True,
        default=0.0,
        help="The unspent part of what was paid.",
    )

    partner_id = fields.Many2one(
        "res.partner", string="Buyer", readonly=True, index="btree_not_null"
    )
    holder_name = fields.Char(string="Holder", readonly=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    sale_order_id = fields.Many2one(related="sale_line_id.order_id")
    activated_on = fields.Datetime(readonly=True)
    expiry_date = fields.Date(
        readonly=True, help="Last day on which the till takes it."
    )
    successor_id = fields.Many2one("kam.card", string="Replaced by", readonly=True)
    entry_ids = fields.One2many("kam.card.entry", "card_id", string="Ledger")
    hold_ids = fields.One2many("kam.card.hold", "card_id", string="Reservations")
    chain_seq = fields.Integer(readonly=True, copy=False, required=True, default=0)
    chain_head = fields.Char(readonly=True, copy=False, default="")

    # === CONSTRAINTS === #
    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "This serial number exists already."
    )
    _code_uniq = models.UniqueIndex("(code_hash)", "Two instruments share a code.")
    _uid_uniq = models.UniqueIndex(
        "(company_id, uid) WHERE uid IS NOT NULL", "Another card has this chip."
    )
    _balance_positive = models.Constraint(
        "CHECK(balance >= 0)", "The balance can never be negative."
    )
    _held_covered = models.Constraint(
        "CHECK(held >= 0 AND held <= balance)",
        "No more can be reserved than the balance.",
    )
    _basis_positive = models.Constraint(
        "CHECK(basis_left >= 0)", "The liability of an instrument can't be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("balance", "held")
    def _compute_available(self):
        for card in self:
            card.available = card.balance - card.held

    # === ACTION METHODS === #

    def action_freeze(self):
        """Ask why instruments are stopped: lost, in doubt (CARD-08)."""
        return self._reason_action("freeze", self.env._("Freeze"))

    def action_unfreeze(self):
        """Ask why frozen instruments are released."""
        return self._reason_action("unfreeze", self.env._("Release"))

    def action_replace(self):
        """Choose the instrument that takes over the value of a lost one (CARD-08)."""
        return self._office_action("kam.card.replace", self.env._("Replace"))

    def action_encode(self):
        """Bind the chip of a card and give it a PIN (CARD-03, CARD-04)."""
        return self._office_action("kam.card.encode", self.env._("Chip and PIN"))

    def action_unlock_pin(self):
        """Let the holder try again after too many wrong PINs (CARD-13)."""
        self.ensure_one()
        self._check_office()
        self.check_access("read")
        # the ledger alone writes instruments
        self.env["kam.card.ledger"].sudo()._unlock_pin(self.sudo())

    def action_entries(self):
        """Open the ledger of the instrument."""
        self.ensure_one()
        self._check_office()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_groupbuy_cards.kam_card_entry_action"
        )
        return {**action, "domain": [("card_id", "=", self.id)], "context": {}}

    def action_sale_order(self):
        """Open the order that sold the instrument."""
        self.ensure_one()
        self.check_access("read")
        return self.sale_order_id._get_records_action(name=self.env._("Order"))

    def action_invoices(self):
        """Open the invoice that issued the instrument, and its credit note."""
        self.ensure_one()
        self._check_office()
        moves = self.entry_ids.move_id
        return moves._get_records_action(name=self.env._("Invoices"))

    # === BUSINESS METHODS === #

    def _check_office(self, *roles):
        """Refuse who may not act on instruments.

        :param roles: of the groups of the suite; all that may if left out
        :raise AccessError: the user has none of them
        """
        groups = (
            f"kam_core.kam_core_group_{role}"
            for role in roles or ("back_office", "finance", "manager")
        )
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "Your role does not allow this with vouchers and cards. Ask the "
                    "back office or the key-account manager."
                )
            )

    def _reason_action(self, operation, name):
        action = self._office_action("kam.card.reason", name)
        context = {"default_operation": operation, "default_card_ids": self.ids}
        return {**action, "context": context}

    def _office_action(self, wizard, name):
        self._check_office()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": wizard,
            "view_mode": "form",
            "target": "new",
            "context": {"default_card_id": self[:1].id},
        }

    def _masked(self):
        """Return the serial number as receipts and tills show it (CARD-05)."""
        self.ensure_one()
        return codes.masked(self.name)

    def _state_label(self):
        self.ensure_one()
        selection = self._fields["state"]._description_selection(self.env)
        return dict(selection)[self.state]
