from odoo import api, models
from odoo.exceptions import UserError

MEMBERS = {"user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    _inherit = "res.groups"

    # === CRUD METHODS === #

    def write(self, vals):
        """Find somebody else for the open steps of who loses a role (P3)."""
        result = super().write(vals)
        if vals.keys() & MEMBERS:
            # the steps belong to the engine
            tasks = self.env["kam.approval.task"].sudo()
            tasks.search(
                [("state", "=", "open"), ("group_id", "!=", False)]
            )._kam_reroute()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_deciding(self):
        """:raise UserError: steps wait for somebody of the role"""
        tasks = self.env["kam.approval.task"].sudo()  # of whatever company
        waiting = tasks.search(
            [("state", "in", ["waiting", "open"]), ("group_id", "in", self.ids)],
            limit=1,
        )
        if waiting:
            raise UserError(
                self.env._(
                    "“%(role)s” has to decide “%(step)s” still.",
                    role=waiting.group_id.display_name,
                    step=waiting.display_name,
                )
            )
