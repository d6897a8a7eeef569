from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # === FIELDS === #

    kam_approval_deputy_id = fields.Many2one(
        "res.users",
        string="Approval Deputy",
        domain="[('share', '=', False)]",
        ondelete="restrict",
        help="Decides what concerns the top of the ladder, e.g. the head of finance.",
    )
    kam_approval_admin_ids = fields.Many2many(
        "res.users",
        relation="kam_approval_admin_rel",
        string="Approval Administrators",
        domain="[('share', '=', False)]",
        default=lambda self: self._default_kam_approval_admin_ids(),
        help="Decide where the flow finds nobody who can.",
    )
    kam_approval_defaults = fields.Json(
        string="Default Flows Made", readonly=True, copy=False
    )

    # === DEFAULT METHODS === #

    def _default_kam_approval_admin_ids(self):
        user = self.env.user
        return user if user.active and user._is_internal() else self._kam_admin()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Give a new company its default flows, else nothing could be submitted."""
        companies = super().create(vals_list)
        # who makes companies need not be a key-account manager
        self.env["kam.approval.flow"].sudo()._kam_make_default_flows(companies.sudo())
        return companies

    def write(self, vals):
        """Let deputy and administrators decide what found nobody before (P3)."""
        result = super().write(vals)
        if vals.keys() & {"kam_approval_deputy_id", "kam_approval_admin_ids"}:
            # the steps belong to the engine
            tasks = self.env["kam.approval.task"].sudo()
            tasks.search(
                [
                    ("state", "=", "open"),
                    ("company_id", "in", self.ids),
                    ("approver_ids", "=", False),
                ]
            )._kam_reroute()
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _kam_name_approval_admins(self):
        """Name the administrator in companies that are older than the module."""
        nameless = [("kam_approval_admin_ids", "=", False)]
        for company in self.with_context(active_test=False).search(nameless):
            company.kam_approval_admin_ids |= self._kam_admin()

    def _kam_admin(self):
        return (
            self.env.ref("base.user_admin", raise_if_not_found=False)
            or (self.env["res.users"])
        )
