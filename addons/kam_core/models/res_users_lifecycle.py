from odoo import api, models


class ResUsers(models.Model):
    """Users who own accounts hand them over before they leave (A-18)."""

    _inherit = "res.users"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if a user who owns accounts would be archived"""
        if "active" in vals and not vals["active"]:
            reps = self.env["kam.sales.rep"]._kam_of_users(self.filtered("active"))
            reps._kam_check_leaving()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_account_owner(self):
        self.env["kam.sales.rep"]._kam_of_users(self)._kam_check_leaving()
