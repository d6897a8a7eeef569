from odoo import fields, models


class ResCompany(models.Model):
    """What old, lost, main and occasional customers are (CORE-03, CORE-12)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_lost_months = fields.Integer(
        string="Lost After",
        default=3,
        help="Months without sale after which an account without class is lost; a "
        "class has its own.",
    )
    kam_new_months = fields.Integer(
        string="New For",
        default=12,
        help="Months after the first sale for which a customer counts as new.",
    )
    kam_main_amount = fields.Monetary(
        string="Main Customer From",
        default=100000,
        currency_field="currency_id",
        help="Trade of twelve months from which a customer is a main one; 0 for none.",
    )
    kam_occasional_orders = fields.Integer(
        string="Occasional Below",
        default=2,
        help="Sales of twelve months below which a customer is an occasional one.",
    )
    kam_after_sales_days = fields.Integer(
        string="After-Sales Days",
        default=30,
        help="Days after a sale for which an account is in after-sales; then it is "
        "time to sell again.",
    )

    # === CONSTRAINTS === #

    _kam_trade_positive = models.Constraint(
        "CHECK(kam_lost_months > 0 AND kam_new_months > 0 AND kam_main_amount >= 0 "
        "AND kam_occasional_orders >= 0 AND kam_after_sales_days >= 0)",
        "Months are at least one; days, orders and amounts not below 0.",
    )
