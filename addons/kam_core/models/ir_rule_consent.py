from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    # === BUSINESS METHODS === #

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Let who has the consent of the owner read the account (CORE-10, A6).

        Not an ordinary rule: its domain is kept, and with it the hour it asks for.
        """
        domain = super()._compute_domain(model_name, mode)
        if model_name != "kam.account" or mode != "read" or not self._kam_may_ask():
            return domain
        granted = [
            ("requester_id", "=", self.env.uid),
            ("state", "=", "granted"),
            ("ends_at", ">", self.env["kam.clock"]._now()),
        ]
        mine = Domain("consent_ids", "any", granted)
        mine &= Domain("company_id", "in", self.env.companies.ids)
        # What is for owner and manager only the owner can't open to others (A16).
        return domain | (mine & Domain("secrecy", "!=", "owner"))

    @api.model
    def _kam_may_ask(self):
        """Tell whether the user sees some accounts, but not all."""
        user = self.env.user
        return user.has_group(
            "kam_core.kam_core_group_consultant"
        ) and not user.has_group("kam_core.kam_core_group_manager")
