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
        counts = self._kam_count_below("kam.communication")
        for account in self:
            account.communication_count = counts.get(account.id, 0)

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

    # === BUSINESS METHODS === #

    def _kam_count_below(self, model):
        """Return ``{account id: count}`` of parts of each account and those below it.

        One statement; what the user may not read does not count.
        """
        counts = self.env[model]._read_group(
            [("account_id", "child_of", self.ids)], ["account_id"], ["__count"]
        )
        return {
            head.id: sum(
                count
                for account, count in counts
                if account.parent_path.startswith(head.parent_path)
            )
            for head in self.filtered("parent_path")
        }
