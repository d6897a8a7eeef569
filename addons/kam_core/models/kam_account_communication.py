from odoo import api, fields, models

from .kam_account_archive import WORKERS


class KamAccount(models.Model):
    """Communication of an account and of the accounts below it (CORE-05)."""

    _inherit = "kam.account"

    # === FIELDS === #

    communication_count = fields.Integer(
        compute="_compute_communication_count",
        groups=WORKERS,
        help="Contacts logged, with those of the subsidiaries.",
    )

    # === COMPUTE METHODS === #

    @api.depends("communication_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_communication_count(self):
        counts = self.env["kam.communication"]._read_group(
            [("account_id", "child_of", self.ids)], ["account_id"], ["__count"]
        )
        for group in self:
            path = group.parent_path
            group.communication_count = sum(
                count
                for account, count in counts
                if path and account.parent_path.startswith(path)
            )

    # === ACTION METHODS === #

    def action_log_communication(self):
        """Open a dialog in which a contact is written down."""
        self.ensure_one()
        self.check_access("write")
        form = self.env.ref("kam_core.kam_communication_view_form_quick")
        return {
            "name": self.env._("Log a Contact"),
            "type": "ir.actions.act_window",
            "res_model": "kam.communication",
            "view_mode": "form",
            "views": [(form.id, "form")],
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    def action_open_communications(self):
        """Open the contacts of the account and of its subsidiaries."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_communication_action"
        )
        action["domain"] = [("account_id", "child_of", self.id)]
        action["context"] = {"default_account_id": self.id}
        return action
