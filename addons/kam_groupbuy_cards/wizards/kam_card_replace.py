from odoo import fields, models


class KamCardReplace(models.TransientModel):
    """Move the value of a lost or broken instrument to one from stock (CARD-08)."""

    _name = "kam.card.replace"
    _description = "Replace a voucher or card"

    # === FIELDS === #
    card_id = fields.Many2one(
        "kam.card", string="Lost or Broken", required=True, readonly=True
    )
    type_id = fields.Many2one(related="card_id.type_id")
    company_id = fields.Many2one(related="card_id.company_id")
    currency_id = fields.Many2one(related="card_id.currency_id")
    balance = fields.Monetary(related="card_id.balance")
    successor_id = fields.Many2one(
        "kam.card",
        string="New One",
        required=True,
        domain="[('type_id', '=', type_id), ('state', '=', 'received'), "
        "('sale_line_id', '=', False)]",
    )
    reason = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_replace(self):
        """Move the value; the old one is dead.

        :raise AccessError: the user may not
        """
        self.env["kam.card"]._check_office()
        self.ensure_one()
        (self.card_id | self.successor_id).check_access("read")
        # the ledger alone writes instruments
        ledger = self.env["kam.card.ledger"].sudo()
        ledger._replace(self.card_id.sudo(), self.successor_id.sudo(), self.reason)
        return self.successor_id._get_records_action(name=self.env._("Replacement"))
