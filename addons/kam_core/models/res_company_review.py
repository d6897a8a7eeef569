from odoo import fields, models


class ResCompany(models.Model):
    """From when on an order is reviewed, and by whom (CORE-14)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_review_limit = fields.Monetary(
        string="Reviewed From",
        default=10000,
        currency_field="currency_id",
        help="Smaller orders of key accounts are never reviewed. What an order is "
        "worth at list prices counts, so that no discount brings it below.",
    )
    kam_review_term_id = fields.Many2one(
        "account.payment.term",
        string="Standard Payment Terms",
        help="For customers without payment terms of their own; empty is immediate.",
    )
    kam_review_director_amount = fields.Monetary(
        string="Amount",
        default=100000,
        currency_field="currency_id",
        help="The sales director reviews orders above it too.",
    )
    kam_review_director_points = fields.Float(
        string="Percentage Points Below",
        digits=(5, 2),
        default=10,
        help="The sales director reviews prices too that lie by more percentage "
        "points of the list price below what the level may be granted.",
    )
    kam_review_director_days = fields.Integer(
        string="More Days to Pay",
        default=30,
        help="The sales director reviews payment terms too that are longer by more "
        "days than the standard of the customer.",
    )
    kam_contract_limit = fields.Monetary(
        string="Contract Needed From",
        default=0,
        currency_field="currency_id",
        help="From this total on, an order of a key account is confirmed with a "
        "checked contract only; 0 for none. A contract that an order has is always "
        "checked first.",
    )

    # === CONSTRAINTS === #

    _kam_review_positive = models.Constraint(
        "CHECK(kam_review_limit >= 0 AND kam_review_director_amount >= 0 "
        "AND kam_review_director_points >= 0 AND kam_review_director_days >= 0 "
        "AND kam_contract_limit >= 0)",
        "Limits of reviews and contracts can't be negative.",
    )
