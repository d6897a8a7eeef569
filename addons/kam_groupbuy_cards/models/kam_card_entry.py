from odoo import api, fields, models

KINDS = [
    ("issue", "Issue"),
    ("activate", "Activation"),
    ("suspend", "Suspension"),
    ("freeze", "Freeze"),
    ("unfreeze", "Release of Freeze"),
    ("top_up", "Top-up"),
    ("capture", "Redemption"),
    ("refund", "Refund"),
    ("forfeit", "Forfeit"),
    ("expire", "Expiry"),
    ("transfer", "Transfer"),
    ("adjust", "Adjustment"),
    ("buy_back", "Buy-back"),
]


class KamCardEntry(models.Model):
    """One movement of one instrument, for good (CARD-06).

    The promise: no screen, import, RPC or ORM call can change or delete an entry;
    direct SQL is found by the verifier through the hash chain of the card. Hence only
    plain columns and no link to partners, accounts or banks, whose merge wizards
    rewrite every table that refers to them.
    """

    _name = "kam.card.entry"
    _description = "Ledger entry of a group-buy voucher or card"
    _inherit = ["kam.append.only.mixin"]
    _order = "id desc"
    _rec_name = "key"
    _log_access = False

    # === FIELDS === #
    card_id = fields.Many2one(
        "kam.card",
        string="Instrument",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    seq = fields.Integer(string="No.", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True, help="Change of balance.")
    balance_after = fields.Monetary(required=True, readonly=True)
    basis = fields.Monetary(
        string="Liability",
        required=True,
        readonly=True,
        help="Change of the contract liability.",
    )
    basis_after = fields.Monetary(
        string="Liability After", required=True, readonly=True
    )
    key = fields.Char(
        string="Idempotency Key",
        required=True,
        readonly=True,
        help="The same key never moves value twice.",
    )
    origin_key = fields.Char(
        readonly=True, help="The redemption that this refund gives back."
    )
    reason = fields.Char(readonly=True)
    occurred_at = fields.Datetime(
        string="Time", required=True, readonly=True, help="By the server's clock."
    )
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    store_id = fields.Many2one("kam.store", readonly=True, ondelete="restrict")
    config_id = fields.Many2one(
        "pos.config", string="Till", readonly=True, ondelete="restrict"
    )
    session_id = fields.Many2one(
        "pos.session", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    order_id = fields.Many2one(
        "pos.order", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    prev_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)

    # === CONSTRAINTS === #
    _seq_uniq = models.UniqueIndex("(card_id, seq)", "This entry exists already.")
    _key_uniq = models.UniqueIndex("(key)", "This movement was booked already.")
    _origin_idx = models.Index("(origin_key) WHERE origin_key IS NOT NULL")
    _balance_positive = models.Constraint(
        "CHECK(balance_after >= 0 AND basis_after >= 0)",
        "An entry can't leave a negative balance.",
    )

    # === COMPUTE METHODS === #

    @api.depends("card_id.name", "seq")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = f"{entry.card_id.name or ''} / {entry.seq}"
