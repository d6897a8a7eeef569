from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    # === CRUD METHODS === #

    def write(self, vals):
        """Find somebody else for the open steps of who leaves (P3).

        Who may not work in a company any more has left it, too, and who loses a role
        its steps.
        """
        result = super().write(vals)
        if vals.keys() & {"active", "company_ids", "group_ids"}:
            # the steps belong to the engine
            tasks = self.env["kam.approval.task"].sudo()
            tasks.search(
                [("state", "=", "open"), ("approver_ids", "in", self.ids)]
            )._kam_reroute()
        return result
