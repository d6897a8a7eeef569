from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountMove(models.Model):
    _inherit = "account.move"

    # === FIELDS === #
    # copied, so that the reversal of a marked entry counts against it
    kam_breakage = fields.Boolean(
        string="Breakage Taken Ahead (Group-buy)",
        tracking=True,
        help="This entry takes income from vouchers and cards that are not expected to "
        "be used. The tie-out of the contract liability counts it as such.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_breakage")
    def _check_kam_breakage(self):
        """Only an entry that finance made can take breakage ahead (CARD-07)."""
        marked = self.filtered("kam_breakage")
        # who books breakage need not see tills
        sessions = self.env["pos.session"].sudo()
        of_tills = sessions.search([("move_id", "in", marked.ids)]).move_id
        wrong = marked.filtered(lambda move: move.move_type != "entry") | of_tills
        if wrong:
            raise ValidationError(
                self.env._(
                    "%(move)s is an invoice or the entry of a till session. Breakage "
                    "is taken ahead by a miscellaneous entry of its own.",
                    move=wrong[0].display_name,
                )
            )
