from odoo import api, fields, models
from odoo.fields import Domain


class KamCustomerMixin(models.AbstractModel):
    """Contacts and documents of customers know the key account (D4).

    For colleagues only: whoever reads the record sees account, class and owner, and
    searches by them, with no right to the account itself. A document has the fields
    ``partner_id`` and ``company_id`` and inherits this, nothing more; another model
    overrides the hooks at the end.
    """

    _name = "kam.customer.mixin"
    _description = "Record of a Customer"
    _kam_customer_path = "partner_id.commercial_partner_id"

    # === FIELDS === #

    kam_account_id = fields.Many2one(
        "kam.account",
        string="Key Account",
        compute="_compute_kam_account",
        search="_search_kam_account_id",
        compute_sudo=True,
        groups="base.group_user",
        help="Account of the customer in the company of the document, else in the "
        "current one.",
    )
    kam_class_id = fields.Many2one(
        "kam.account.class",
        string="Account Class",
        compute="_compute_kam_account",
        search="_search_kam_class_id",
        compute_sudo=True,
        groups="base.group_user",
    )
    kam_owner_id = fields.Many2one(
        "kam.sales.rep",
        string="Account Owner",
        compute="_compute_kam_account",
        search="_search_kam_owner_id",
        compute_sudo=True,
        groups="base.group_user",
    )

    # === COMPUTE METHODS === #

    @api.depends(lambda self: self._kam_customer_depends())
    def _compute_kam_account(self):
        path = self._kam_customer_path
        accounts = self.env["kam.account"]._kam_of_customers(
            self.mapped(path), self._kam_customer_companies()
        )
        found = {
            (account.partner_key, account.company_id.id): account
            for account in accounts.filtered("active")
        }
        for record in self:
            key = record.mapped(path).id, record._kam_customer_companies().id
            account = found.get(key, accounts.browse())
            record.kam_account_id = account
            record.kam_class_id = account.class_id
            record.kam_owner_id = account.owner_id

    def _search_kam_account_id(self, operator, value):
        return self._kam_search("kam_account_id", "id", operator, value)

    def _search_kam_class_id(self, operator, value):
        return self._kam_search("kam_class_id", "class_id", operator, value)

    def _search_kam_owner_id(self, operator, value):
        return self._kam_search("kam_owner_id", "owner_id", operator, value)

    # === BUSINESS METHODS - SEARCH === #

    def _kam_search(self, searched, name, operator, value):
        # Odoo asks for the groups of a field only where it reads or computes it.
        self._check_field_access(self._fields[searched], "read")
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return self._kam_customer_search(name, operator, value)

    @api.model
    def _kam_customer_domain(self, name, operator, value, company):
        """Return the domain of records whose customer has such an account.

        :param str name: field of the account
        """
        path = self._kam_customer_path
        # Who finds a customer by its class need not be able to read the account.
        accounts = self.env["kam.account"].sudo()
        operator, value = self._kam_as_user(name, operator, value)
        base = Domain("company_id", "=", company.id)
        if operator == "in" and False in value:
            others = [item for item in value if item]
            having = accounts._search(base & Domain(name, "!=", False))
            domain = Domain(path, "not in", having.subselect("partner_id"))
            if not others:
                return domain
            found = accounts._search(base & Domain(name, "in", others))
            return domain | Domain(path, "in", found.subselect("partner_id"))
        found = accounts._search(base & Domain(name, operator, value))
        return Domain(path, "in", found.subselect("partner_id"))

    @api.model
    def _kam_as_user(self, name, operator, value):
        """Return the condition with what lies behind the field looked up as the user.

        Otherwise anybody could find customers by what he may not read: by a private
        trait of the account, or by the terms of its owner.
        """
        accounts = self.env["kam.account"]
        behind = (
            accounts if name == "id" else self.env[accounts._fields[name].comodel_name]
        )
        if operator == "any!":  # asked by the system, not by the user
            return "in", behind.sudo()._search(value)
        if operator == "any":
            return "in", behind._search(value)
        if name == "id" and isinstance(value, str):
            return "in", behind._search(Domain("display_name", operator, value))
        return operator, value

    # === BUSINESS METHODS - HOOKS === #

    @api.model
    def _kam_customer_depends(self):
        """Return the names of the fields that lead to the account."""
        return [self._kam_customer_path, "company_id"]

    def _kam_customer_companies(self):
        """Return the companies in which the customers have their accounts."""
        return self.company_id

    @api.model
    def _kam_customer_search(self, name, operator, value):
        """Return the domain of records by a field of the account of their company."""
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & self._kam_customer_domain(name, operator, value, company)
            for company in self.env.companies
        )
