from odoo import api, fields, models
from odoo.fields import Domain

TRADE_FIELDS = {"state", "partner_id", "company_id", "date_order"}


class SaleOrder(models.Model):
    """Orders of key accounts; an order of anybody else notices nothing."""

    _inherit = "sale.order"

    # === FIELDS === #

    kam_account_id = fields.Many2one(
        "kam.account",
        string="Account",
        compute="_compute_kam_account_id",
        search="_search_kam_account_id",
        compute_sudo=True,
        groups="base.group_user",
        help="The key account of the customer in the company of the order.",
    )
    kam_class_id = fields.Many2one(
        related="kam_account_id.class_id",
        string="Account Class",
        groups="base.group_user",
    )
    kam_owner_id = fields.Many2one(
        related="kam_account_id.owner_id",
        string="Account Owner",
        groups="base.group_user",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id.commercial_partner_id", "company_id")
    def _compute_kam_account_id(self):
        accounts = self.env["kam.account"]._kam_of_customers(
            self.partner_id, self.company_id
        )
        found = {
            (account.partner_key, account.company_id.id): account
            for account in accounts
            if account.active
        }
        for order in self:
            key = order.partner_id.commercial_partner_id.id, order.company_id.id
            order.kam_account_id = found.get(key, False)

    def _search_kam_account_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        customers = self.env["res.partner"]
        path = "partner_id.commercial_partner_id"
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & customers._kam_customer_domain("id", operator, value, path, company)
            for company in self.env.companies
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Show a new quotation on its account."""
        orders = super().create(vals_list)
        orders._kam_trade_accounts()._kam_refresh_trade()
        return orders

    def write(self, vals):
        """Bring the trade of the accounts concerned up to date."""
        if not TRADE_FIELDS & vals.keys():
            return super().write(vals)
        moves = {"partner_id", "company_id"} & vals.keys()
        before = (self if moves else self.browse())._kam_trade_accounts()
        result = super().write(vals)
        (before | self._kam_trade_accounts())._kam_refresh_trade()
        return result

    def unlink(self):
        """Take a deleted quotation off its account."""
        accounts = self._kam_trade_accounts()
        result = super().unlink()
        accounts._kam_refresh_trade()
        return result

    # === BUSINESS METHODS === #

    def _kam_trade_accounts(self):
        """Return the accounts of the customers, found by one statement."""
        return self.env["kam.account"]._kam_of_customers(
            self.partner_id, self.company_id
        )
