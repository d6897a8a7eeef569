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
        "kam.account.class",
        string="Account Class",
        compute="_compute_kam_account_id",
        search="_search_kam_class_id",
        compute_sudo=True,
        groups="base.group_user",
    )
    kam_owner_id = fields.Many2one(
        "kam.sales.rep",
        string="Account Owner",
        compute="_compute_kam_account_id",
        search="_search_kam_owner_id",
        compute_sudo=True,
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
            account = found.get(key, accounts.browse())
            order.kam_account_id = account
            order.kam_class_id = account.class_id
            order.kam_owner_id = account.owner_id

    def _search_kam_account_id(self, operator, value):
        return self._kam_search("kam_account_id", "id", operator, value)

    def _search_kam_class_id(self, operator, value):
        return self._kam_search("kam_class_id", "class_id", operator, value)

    def _search_kam_owner_id(self, operator, value):
        return self._kam_search("kam_owner_id", "owner_id", operator, value)

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

    def _kam_search(self, searched, name, operator, value):
        # Odoo asks for the groups of a field only where it reads or computes it.
        self._check_field_access(self._fields[searched], "read")
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        customers = self.env["res.partner"]
        path = "partner_id.commercial_partner_id"
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & customers._kam_customer_domain(name, operator, value, path, company)
            for company in self.env.companies
        )

    def _kam_trade_accounts(self):
        """Return the accounts of the customers, found by one statement."""
        return self.env["kam.account"]._kam_of_customers(
            self.partner_id, self.company_id
        )
