from odoo import api, fields, models


class KamCardSplitLine(models.TransientModel):
    _name = "kam.card.split.line"
    _description = "Proposed vouchers or cards"

    # === FIELDS === #
    split_id = fields.Many2one("kam.card.split", required=True, ondelete="cascade")
    type_id = fields.Many2one(
        "kam.card.type", required=True, domain="[('product_id', '!=', False)]"
    )
    currency_id = fields.Many2one(related="split_id.currency_id")
    load = fields.Monetary(string="Each", required=True)
    count = fields.Integer(required=True, default=1)
    total = fields.Monetary(compute="_compute_total")

    # === COMPUTE METHODS === #

    @api.depends("load", "count")
    def _compute_total(self):
        for line in self:
            line.total = line.load * line.count

    # === CONSTRAINT METHODS === #

    @api.onchange("type_id")
    def _onchange_type_id(self):
        self.load = self.type_id.face
