from odoo import fields, models


class KamCardHold(models.Model):
    """A reservation of a till: from the scan until the order is paid (money path 4).

    It is committed by its own call, so it survives a crash of the till, of the
    server or of the line between them, and is resolved exactly once.
    """

    _name = "kam.card.hold"
    _description = "Reservation of a group-buy voucher or card"
    _inherit = ["kam.protected.mixin"]
    _order = "id desc"
    _rec_name = "key"

    # === FIELDS === #
    key = fields.Char(
        required=True, readonly=True, help="Identifier of the payment line at the till."
    )
    direction = fields.Selection(
        selection=[("spend", "Redemption"), ("refund", "Refund")],
        required=True,
        readonly=True,
        default="spend",
    )
    card_id = fields.Many2one(
        "kam.card",
        string="Instrument",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    session_id = fields.Many2one(
        "pos.session", required=True, readonly=True, index=True, ondelete="restrict"
    )
    config_id = fields.Many2one(related="session_id.config_id", string="Till")
    order_uuid = fields.Char(readonly=True)
    device = fields.Char(readonly=True, help="The browser that made it.")
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    due = fields.Monetary(readonly=True, help="What the order still had to pay.")
    amount = fields.Monetary(
        string="Reserved",
        required=True,
        readonly=True,
        help="A voucher is always reserved whole.",
    )
    by_chip = fields.Boolean(
        readonly=True, help="Identified by the chip number, which is no secret."
    )
    captured_amount = fields.Monetary(readonly=True)
    origin_key = fields.Char(
        readonly=True, help="The redemption that a refund gives back."
    )
    state = fields.Selection(
        selection=[
            ("open", "Reserved"),
            ("captured", "Redeemed"),
            ("released", "Given back"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    reason = fields.Char(readonly=True)
    created_at = fields.Datetime(required=True, readonly=True)
    resolved_at = fields.Datetime(readonly=True)

    # === CONSTRAINTS === #
    _key_uniq = models.UniqueIndex("(key)", "This payment line has a reservation.")
    _open_idx = models.Index("(session_id) WHERE state = 'open'")
    _origin_idx = models.Index("(origin_key) WHERE origin_key IS NOT NULL")
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A reservation needs an amount above zero."
    )

    # === BUSINESS METHODS === #

    def _where(self):
        """Return in words where and since when the instrument is reserved (H)."""
        self.ensure_one()
        since = fields.Datetime.context_timestamp(self, self.created_at)
        return self.env._(
            "%(till)s since %(time)s",
            till=self.session_id.config_id.display_name,
            time=since.strftime("%H:%M"),
        )
