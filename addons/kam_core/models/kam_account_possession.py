from odoo import fields, models


class KamAccountPossession(models.Model):
    """Jewellery a customer has (CORE-05, section possessions and habits)."""

    _name = "kam.account.possession"
    _description = "Possession of a Customer"
    _inherit = ["kam.archive.part.mixin"]
    _order = "account_id, sequence, id"
    _rec_name = "style"
    _kam_section = "habits"

    # === FIELDS === #

    sequence = fields.Integer(default=10)
    style = fields.Char(required=True)
    quantity = fields.Integer(default=1)
    amount = fields.Monetary(help="What all pieces together are worth, or cost.")
    holder = fields.Char(string="Whose", help="Who wears it or owns it.")
    note = fields.Char()

    # === CONSTRAINTS === #

    _figures_positive = models.Constraint(
        "CHECK(quantity > 0 AND amount >= 0)",
        "A possession is at least one piece, and its amount is not negative.",
    )
