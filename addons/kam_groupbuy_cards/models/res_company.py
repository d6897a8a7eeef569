from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS === #
    kam_card_threshold = fields.Monetary(
        string="Cards from", default=10000.0, help="Below: vouchers (CARD-01)."
    )
    kam_card_journal_id = fields.Many2one(
        "account.journal", string="Group-buy Journal", check_company=True
    )
    kam_card_liability_account_id = fields.Many2one(
        "account.account", string="Contract Liability", check_company=True
    )
    kam_card_concession_account_id = fields.Many2one(
        "account.account", string="Price Concession", check_company=True
    )
    kam_card_forfeit_account_id = fields.Many2one(
        "account.account", string="Forfeits and Expiry", check_company=True
    )
    kam_card_pending_vat_account_id = fields.Many2one(
        "account.account", string="Pending Output VAT", check_company=True
    )
    kam_card_small_cash_limit = fields.Monetary(
        string="Cash Refund up to",
        default=100.0,
        help="So much of a purchase paid by instrument may be refunded in cash (law).",
    )
    kam_card_tries = fields.Integer(string="Wrong Tries", default=5)
    kam_card_tries_window = fields.Integer(string="Within (minutes)", default=10)
    kam_card_block_seconds = fields.Integer(string="Pause (seconds)", default=60)
    kam_card_hold_hours = fields.Integer(string="Reservations End after", default=12)
