from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.contract import is_name

SOURCES = [
    ("customer", "Customer"),
    ("customer_address", "Address of the customer"),
    ("customer_number", "Tax number of the customer"),
    ("company", "Our company"),
    ("company_address", "Our address"),
    ("company_number", "Our tax number"),
    ("orders", "Numbers of the orders"),
    ("goods", "Goods, quantities and prices"),
    ("total", "Total of the orders"),
    ("payment_terms", "Payment terms"),
    ("seller", "Salesperson"),
    ("today", "Today"),
]


class KamContractTemplateBlank(models.Model):
    """A blank of a standard text: what is to be filled in, and with what at first."""

    _name = "kam.contract.template.blank"
    _description = "Blank of a Standard Text"
    _inherit = ["kam.contract.row.mixin"]
    _order = "template_id, sequence, id"
    _kam_document = "template_id"

    # === FIELDS === #

    template_id = fields.Many2one(
        "kam.contract.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    key = fields.Char(
        string="Name in the Text", required=True, help="Written there as [[name]]."
    )
    name = fields.Char(string="Label", required=True, translate=True)
    required = fields.Boolean(
        default=True, help="Other blanks may stay empty; they are struck with “/”."
    )
    source = fields.Selection(SOURCES, string="Filled in with")

    # === CONSTRAINTS === #

    _key_uniq = models.UniqueIndex(
        "(template_id, key)", "The text has a blank of this name already."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("key")
    def _check_key(self):
        for blank in self:
            if not is_name(blank.key):
                raise ValidationError(
                    self.env._(
                        "“%s”: a name in the text has small letters, digits and “_” "
                        "only and begins with a letter.",
                        blank.key,
                    )
                )
