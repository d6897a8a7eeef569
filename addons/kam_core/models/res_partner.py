from odoo import api, fields, models
from odoo.fields import Domain

READERS = (
    "kam_core.kam_core_group_consultant,kam_core.kam_core_group_back_office,"
    "kam_core.kam_core_group_analyst,kam_core.kam_core_group_finance,"
    "kam_core.kam_core_group_event_planner"
)


class ResPartner(models.Model):
    """Class and owner of the account of a customer, for colleagues only (D4)."""

    _inherit = "res.partner"

    # === FIELDS === #

    kam_account_ids = fields.One2many(
        "kam.account", "partner_id", string="Key Accounts", groups=READERS
    )
    kam_account_id = fields.Many2one(
        "kam.account",
        string="Key Account",
        compute="_compute_kam_account",
        search="_search_kam_account_id",
        compute_sudo=True,
        groups="base.group_user",
        help="Account of the customer in the current company.",
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

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_kam_account(self):
        accounts = self.env["kam.account"]._kam_of_customers(self, self.env.company)
        found = {
            account.partner_key: account for account in accounts.filtered("active")
        }
        for partner in self:
            account = found.get(partner.commercial_partner_id.id, accounts.browse())
            partner.kam_account_id = account
            partner.kam_class_id = account.class_id
            partner.kam_owner_id = account.owner_id

    def _search_kam_account_id(self, operator, value):
        return self._kam_search("kam_account_id", "id", operator, value)

    def _search_kam_class_id(self, operator, value):
        return self._kam_search("kam_class_id", "class_id", operator, value)

    def _search_kam_owner_id(self, operator, value):
        return self._kam_search("kam_owner_id", "owner_id", operator, value)

    # === CRUD METHODS === #

    def write(self, vals):
        """Let the trade of a contact count where it belongs now (A-5)."""
        if not {"parent_id", "is_company"} & vals.keys():
            return super().write(vals)
        accounts = self.env["kam.account"]
        before = accounts._kam_of_customers(self)
        result = super().write(vals)
        after = accounts._kam_of_customers(self)
        (before.exists() | after)._kam_refresh_trade()
        return result

    # === ACTION METHODS === #

    def action_open_kam_account(self):
        """Open the account of the customer; its own rules decide who may."""
        self.ensure_one()
        account = self.kam_account_id.sudo(False)  # the field is computed for all
        account.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "kam.account",
            "res_id": account.id,
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _kam_search(self, searched, name, operator, value):
        # Odoo asks for the groups of a field only where it reads or computes it.
        self._check_field_access(self._fields[searched], "read")
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return self._kam_customer_domain(
            name, operator, value, "commercial_partner_id", self.env.company
        )

    @api.model
    def _kam_customer_domain(self, name, operator, value, path, company):
        """Return the domain of records whose customer has such an account.

        :param str name: field of the account
        :param str path: leads to the commercial partner
        """
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
