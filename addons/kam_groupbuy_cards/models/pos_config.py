from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PosConfig(models.Model):
    _inherit = "pos.config"

    # === FIELDS === #
    kam_store_id = fields.Many2one("kam.store", string="Store", check_company=True)
    kam_reader_profile = fields.Selection(
        selection=[
            ("auto", "Not known"),
            ("hex", "Hexadecimal, first byte first"),
            ("hex_reversed", "Hexadecimal, last byte first"),
            ("dec", "Decimal, first byte first"),
            ("dec_reversed", "Decimal, last byte first"),
        ],
        string="Card Reader Types",
        required=True,
        default="auto",
        help="How the chip-card reader of this till types the number of a chip.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("payment_method_ids", "journal_id", "company_id")
    def _check_kam_currency(self):
        """Instruments are worth money of the company's currency and no other."""
        for config in self:
            if config.currency_id == config.company_id.currency_id:
                continue
            if any(m._kam_is_stored_value() for m in config.payment_method_ids):
                raise ValidationError(
                    self.env._(
                        "“%(till)s” sells in %(currency)s, but group-buy vouchers and "
                        "cards are in %(company)s. Remove their payment method, or "
                        "give the till a sales journal in %(company)s.",
                        till=config.name,
                        currency=config.currency_id.name,
                        company=config.company_id.currency_id.name,
                    )
                )

    @api.constrains("fast_payment_method_ids")
    def _check_kam_fast_payment(self):
        """A fast payment button validates without asking the ledger."""
        for config in self:
            methods = config.fast_payment_method_ids
            if any(method._kam_is_stored_value() for method in methods):
                raise ValidationError(
                    self.env._(
                        "Group-buy vouchers and cards can't be a fast payment: the "
                        "till must scan them first. Remove the method from the list."
                    )
                )
