from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PosOrder(models.Model):
    """Whose sale an order of the till is, as on orders of Odoo (C-13)."""

    _inherit = "pos.order"

    # === FIELDS === #

    kam_store_id = fields.Many2one(
        "kam.store",
        string="Store",
        compute="_compute_kam_store_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        help="Store the order belongs to.",
    )
    kam_rep_id = fields.Many2one(
        "kam.sales.rep",
        string="Sales Rep",
        compute="_compute_kam_rep_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        domain="[('company_id', '=', company_id)]",
        tracking=True,
        help="Whose sale it is: the cashier's, else the account owner's. Fixed when "
        "the order is paid.",
    )
    kam_developed_by = fields.Selection(
        [("department", "Department"), ("store", "Store"), ("agent", "Agent")],
        string="Developed by",
        compute="_compute_kam_developed_by",
        store=True,
        precompute=True,
        readonly=False,
        help="Who won the customer for this order.",
    )

    # === COMPUTE METHODS === #

    @api.depends("session_id", "crm_team_id")
    def _compute_kam_store_id(self):
        for order in self:
            settled = order._kam_is_settled()
            store = order.kam_store_id if settled else order._kam_till_store()
            order.kam_store_id = store

    @api.depends(lambda orders: [*orders._kam_cashier_fields(), "partner_id"])
    def _compute_kam_rep_id(self):
        """Propose the cashier's rep, else the owner; a paid order keeps its own."""
        settled = self.filtered(lambda order: order._kam_is_settled())
        for order in settled:
            order.kam_rep_id = order.kam_rep_id
        open_orders = self - settled
        reps = open_orders._kam_cashiers()
        for order in open_orders:
            order.kam_rep_id = order._kam_cashier_rep(reps) or order._kam_owner()

    @api.depends("kam_rep_id")
    def _compute_kam_developed_by(self):
        for order in self:
            if order._kam_is_settled():
                order.kam_developed_by = order.kam_developed_by
            else:
                order.kam_developed_by = order.kam_rep_id._kam_developer()

    # === CRUD METHODS === #

    def write(self, vals):
        """Give the sale of a customer who is named later to the account's owner.

        :raise UserError: the rep of a paid order changes (C-13)
        """
        if "kam_rep_id" in vals:
            self._kam_check_rep(vals["kam_rep_id"])
        result = super().write(vals)
        if vals.get("partner_id"):
            for order in self.filtered(lambda order: order._kam_is_settled()):
                order.kam_rep_id = order.kam_rep_id or order._kam_owner()
        return result

    # === BUSINESS METHODS === #

    def _kam_is_settled(self):
        return bool(self._origin) and self.state != "draft"

    def _kam_owner(self):
        # whoever sells need not see the account
        return self.sudo().kam_owner_id

    def _kam_till_store(self):
        """Return the store of the till, else that of its sales team."""
        till = self.session_id.sudo().config_id  # for whoever sells there
        # the module of vouchers and cards lets a till have a store
        if "kam_store_id" in till._fields and till.kam_store_id:
            return till.kam_store_id
        stores = self.env["kam.store"].sudo()  # as above
        team = self.crm_team_id or till.crm_team_id
        if not team:
            return stores
        company = till.company_id
        return stores.search(
            [("team_id", "=", team.id), ("company_id", "=", company.id)], limit=1
        )

    @api.model
    def _kam_cashier_fields(self):
        """Return the fields that name the cashier; employees log in by ``pos_hr``."""
        return [name for name in ("user_id", "employee_id") if name in self._fields]

    def _kam_employee(self):
        """Return the employee who is the cashier, if employees log in."""
        order = self.sudo()  # whoever sells need not read employees
        return order["employee_id"] if "employee_id" in self._fields else None

    def _kam_cashiers(self):
        """Return the reps who may be the cashiers, found by one statement."""
        orders = self.sudo()  # whoever sells need not read reps
        employees = orders.env["hr.employee"]
        for order in orders:
            employees |= order._kam_employee() or employees
        users = orders.user_id | employees.user_id
        domain = Domain("user_id", "in", users.ids)
        domain |= Domain("employee_id", "in", employees.ids)
        domain &= Domain("company_id", "in", orders.company_id.ids)
        return orders.env["kam.sales.rep"].search(domain)

    def _kam_cashier_rep(self, reps):
        """Return the one of ``reps`` who sold this order, or none.

        Who is logged in as an employee is the cashier, not the user of the till.
        """
        order, employee = self.sudo(), self._kam_employee()  # as above
        user = employee.user_id if employee else order.user_id
        return reps.filtered(
            lambda rep: rep.company_id == order.company_id
            and (
                (employee and rep.employee_id == employee)
                or (user and rep.user_id == user)
            )
        )[:1]

    def _kam_check_rep(self, rep_id):
        """Refuse to move a paid sale; the manager may name who is missing."""
        manager = self.env.su or self.env.user.has_group(
            "kam_core.kam_core_group_manager"
        )
        for order in self.filtered(lambda order: order._kam_is_settled()):
            changes = order.kam_rep_id.id != (rep_id or False)
            if changes and (order.kam_rep_id or not manager):
                raise UserError(
                    self.env._(
                        "%(order)s is paid: the sale stays with the sales rep it was "
                        "made by. Only a missing one can be named, by the key-account "
                        "manager.",
                        order=order.name,
                    )
                )
