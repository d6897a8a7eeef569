from odoo import fields, models
from odoo.exceptions import UserError


class KamCardReason(models.TransientModel):
    """What is done with instruments by hand, and why; the ledger keeps the reason."""

    _name = "kam.card.reason"
    _description = "Reason of an action on vouchers or cards"

    # === FIELDS === #
    operation = fields.Selection(
        selection=[
            ("freeze", "Freeze"),
            ("unfreeze", "Release"),
            ("credit", "Activate on credit"),
        ],
        required=True,
        readonly=True,
    )
    card_ids = fields.Many2many("kam.card", string="Vouchers and Cards", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    reason = fields.Char(required=True)

    # === ACTION METHODS === #

    def action_apply(self):
        """Book it (CARD-08).

        :raise AccessError: the user may not
        """
        self.env["kam.card"]._check_office()
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Give a reason; the ledger keeps it."))
        if self.operation == "credit":
            self.move_id._kam_activate_on_credit(self.reason)
        else:
            self._mark_cards()
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _mark_cards(self):
        self.card_ids.check_access("read")
        # the ledger alone writes instruments
        ledger = self.env["kam.card.ledger"].sudo()
        for card in self.card_ids.sudo().sorted("id"):  # as above
            if self.operation == "freeze":
                ledger._freeze(card, self.reason)
            else:
                ledger._unfreeze(card, self.reason)
