from odoo import api, fields, models
from odoo.exceptions import UserError

QUOTATION = ("draft", "sent")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #

    kam_store_id = fields.Many2one(
        "kam.store",
        string="Store",
        check_company=True,
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
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="Whose sale it is. Fixed when the order is confirmed.",
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

    @api.depends("user_id", "company_id")
    def _compute_kam_rep_id(self):
        """Propose the salesperson's rep; a confirmed order keeps its own (C-13)."""
        reps = self.env["kam.sales.rep"]
        for order in self:
            if order._kam_is_settled():
                order.kam_rep_id = order.kam_rep_id
            elif order.user_id:
                order.kam_rep_id = reps._kam_rep_of(order.user_id, order.company_id)
            else:
                order.kam_rep_id = False

    @api.depends("kam_rep_id")
    def _compute_kam_developed_by(self):
        for order in self:
            if order._kam_is_settled():
                order.kam_developed_by = order.kam_developed_by
            else:
                order.kam_developed_by = order.kam_rep_id._kam_developer()

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: the rep of a confirmed order changes (C-13)"""
        if "kam_rep_id" in vals:
            self._kam_check_rep(vals["kam_rep_id"])
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _kam_sellers(self):
        """Return whose sales these are: they decide nothing about them (P2)."""
        return self.user_id | self.kam_rep_id.user_id

    def _kam_is_settled(self):
        return bool(self._origin) and self.state not in QUOTATION

    def _kam_check_rep(self, rep_id):
        """Refuse to move a confirmed sale; the manager may name who is missing."""
        manager = self.env.su or self.env.user.has_group(
            "kam_core.kam_core_group_manager"
        )
        for order in self.filtered(lambda order: order._kam_is_settled()):
            changes = order.kam_rep_id.id != (rep_id or False)
            if changes and (order.kam_rep_id or not manager):
                raise UserError(
                    self.env._(
                        "%(order)s is confirmed: the sale stays with the sales rep it "
                        "was confirmed for. Only a missing one can be named, by the "
                        "key-account manager.",
                        order=order.name,
                    )
                )
