from odoo import fields, models
from odoo.exceptions import AccessError


class AccountMove(models.Model):
    _inherit = "account.move"

    # === FIELDS === #
    kam_card_count = fields.Integer(
        string="Vouchers and Cards", compute="_compute_kam_cards"
    )
    kam_has_sold_cards = fields.Boolean(compute="_compute_kam_cards")

    # === COMPUTE METHODS === #

    def _compute_kam_cards(self):
        # the button for approved credit makes sense while one is sold, not active
        entries = self.env["kam.card.entry"].sudo()
        groups = entries._read_group(
            [("move_id", "in", self.ids), ("kind", "in", ("issue", "buy_back"))],
            ["move_id"],
            ["card_id:recordset"],
        )
        cards = dict(groups)
        for move in self:
            mine = cards.get(move._origin, entries.card_id)
            move.kam_card_count = len(mine)
            move.kam_has_sold_cards = "sold" in mine.mapped("state")

    # === CRUD METHODS === #

    def write(self, vals):
        if vals.get("state") in ("draft", "cancel"):
            # the one who resets an invoice need not see instruments
            self.env["kam.card.sale"].sudo()._check_undo(self)
        return super().write(vals)

    # === ACTION METHODS === #

    def action_kam_activate_on_credit(self):
        """Ask for the reason why unpaid instruments are opened (CARD-08).

        :raise AccessError: neither finance nor manager
        """
        self.ensure_one()
        self._kam_check_may_give_credit()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Activate on Credit"),
            "res_model": "kam.card.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_operation": "credit", "default_move_id": self.id},
        }

    def action_kam_cards(self):
        """Open the instruments that this document issued or took back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_groupbuy_cards.kam_card_action_all"
        )
        return {**action, "domain": [("entry_ids.move_id", "=", self.id)]}

    # === BUSINESS METHODS === #

    def _post(self, soft=True):
        posted = super()._post(soft)
        # whoever may post an invoice issues its instruments, without rights on them
        self.env["kam.card.sale"].sudo()._book_posted(posted.sudo())
        return posted

    def _invoice_paid_hook(self):
        res = super()._invoice_paid_hook()
        # whoever registers a payment activates, without rights on instruments
        self.env["kam.card.sale"].sudo()._book_paid(self.sudo())
        return res

    def _kam_activate_on_credit(self, reason):
        """Activate the instruments of a posted, unpaid invoice (CARD-08).

        :raise AccessError: neither finance nor manager
        """
        self.ensure_one()
        self._kam_check_may_give_credit()
        self.check_access("read")
        # finance decides, the ledger books
        self.env["kam.card.sale"].sudo()._book_credit(self.sudo(), reason)

    def _kam_check_may_give_credit(self):
        finance = self.env.user.has_group("kam_core.kam_core_group_finance")
        manager = self.env.user.has_group("kam_core.kam_core_group_manager")
        if not finance and not manager:
            raise AccessError(
                self.env._(
                    "Only finance or the key-account manager may activate instruments "
                    "before they are paid."
                )
            )
