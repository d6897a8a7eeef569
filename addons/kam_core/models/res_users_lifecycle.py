from odoo import api, models


class ResUsers(models.Model):
    """Users who own accounts hand them over before they leave (A-18)."""

    _inherit = "res.users"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if a user who owns accounts would be archived"""
        if vals.get("active", True):
            return super().write(vals)
        leaving = self.filtered("active")
        self.env["kam.sales.rep"]._kam_of_users(leaving)._kam_check_leaving()
        result = super().write(vals)
        self.env["kam.account"]._kam_forget(leaving.partner_id)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_account_owner(self):
        self.env["kam.sales.rep"]._kam_of_users(self)._kam_check_leaving()
