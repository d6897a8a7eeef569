from odoo import fields, models


class KamCardBatch(models.Model):
    """Instruments printed or encoded together (CARD-09)."""

    _name = "kam.card.batch"
    _description = "Batch of group-buy vouchers or cards"
    _order = "id desc"
    _check_company_auto = True

    # === FIELDS === #
    name = fields.Char(readonly=True, copy=False)
    type_id = fields.Many2one(
        "kam.card.type", required=True, ondelete="restrict", check_company=True
    )
    kind = fields.Selection(related="type_id.kind")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    quantity = fields.Integer(required=True, default=100)
    serial_first = fields.Char(readonly=True, copy=False)
    serial_last = fields.Char(readonly=True, copy=False)
    nonce = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    key_id = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("generated", "Generated"),
            ("handed_over", "Handed Over"),
            ("received", "Received"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    card_ids = fields.One2many("kam.card", "batch_id", string="Instruments")
