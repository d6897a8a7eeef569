from odoo import fields, models
from odoo.exceptions import AccessError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # === FIELDS === #
    kam_card_threshold = fields.Monetary(
        related="company_id.kam_card_threshold", readonly=False
    )
    kam_card_small_cash_limit = fields.Monetary(
        related="company_id.kam_card_small_cash_limit", readonly=False
    )
    kam_card_journal_id = fields.Many2one(
        related="company_id.kam_card_journal_id", readonly=False, check_company=True
    )
    kam_card_liability_account_id = fields.Many2one(
        related="company_id.kam_card_liability_account_id",
        readonly=False,
        check_company=True,
    )
    kam_card_concession_account_id = fields.Many2one(
        related="company_id.kam_card_concession_account_id",
        readonly=False,
        check_company=True,
    )
    kam_card_forfeit_account_id = fields.Many2one(
        related="company_id.kam_card_forfeit_account_id",
        readonly=False,
        check_company=True,
    )
    kam_card_pending_vat_account_id = fields.Many2one(
        related="company_id.kam_card_pending_vat_account_id",
        readonly=False,
        check_company=True,
    )
    kam_card_tries = fields.Integer(related="company_id.kam_card_tries", readonly=False)
    kam_card_tries_window = fields.Integer(
        related="company_id.kam_card_tries_window", readonly=False
    )
    kam_card_block_seconds = fields.Integer(
        related="company_id.kam_card_block_seconds", readonly=False
    )
    kam_card_hold_hours = fields.Integer(
        related="company_id.kam_card_hold_hours", readonly=False
    )

    # === ACTION METHODS === #

    def action_kam_setup_cards(self):
        """Make what is missing for vouchers and cards and tell what was made (D11).

        :raise AccessError: the user is no administrator
        """
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only an administrator may set up the accounts.")
            )
        # an administrator sets up what the accountants use
        done = self.env.company.sudo()._kam_setup_cards()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "sticky": True,
                "title": self.env._("Accounts for vouchers and cards"),
                "message": self._kam_setup_message(done),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    def _kam_setup_message(self, done):
        if not done:
            return self.env._("Everything was there already; nothing was changed.")
        return self.env._(
            "Set up: %(names)s. Now add the payment method to the tills.",
            names=", ".join(record.display_name for record in done),
        )
