from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    # === BUSINESS METHODS === #

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Let the rules of an account decide over its parts (CORE-18)."""
        domain = super()._compute_domain(model_name, mode)
        if getattr(self.pool[model_name], "_kam_is_account_part", False):
            on_account = "read" if mode == "read" else "write"
            accounts = self._compute_domain("kam.account", on_account)
            if not accounts.is_true():
                domain &= Domain("account_id", "any", accounts)
        return domain
