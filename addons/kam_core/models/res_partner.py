from odoo import api, fields, models

READERS = (
    "kam_core.kam_core_group_consultant,kam_core.kam_core_group_back_office,"
    "kam_core.kam_core_group_analyst,kam_core.kam_core_group_finance,"
    "kam_core.kam_core_group_event_planner"
)


class ResPartner(models.Model):
    """Class and owner of the account of a customer, for colleagues only (D4)."""

    _name = "res.partner"
    _inherit = ["kam.customer.mixin", "res.partner"]
    _kam_customer_path = "commercial_partner_id"

    # === FIELDS === #

    kam_account_ids = fields.One2many(
        "kam.account", "partner_id", string="Key Accounts", groups=READERS
    )

    # === COMPUTE METHODS === #

    @api.depends_context("company")
    def _compute_kam_account(self):
        return super()._compute_kam_account()

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

    @api.model
    def _kam_customer_depends(self):
        return [self._kam_customer_path]

    def _kam_customer_companies(self):
        return self.env.company

    @api.model
    def _kam_customer_search(self, name, operator, value):
        return self._kam_customer_domain(name, operator, value, self.env.company)
