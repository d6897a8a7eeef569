from odoo import models
from odoo.fields import Domain


class KamAccount(models.Model):
    _inherit = "kam.account"

    # === ACTION METHODS === #

    def action_open_trade_lines(self):
        """Show what was paid at the till as well; posted orders of it are sales."""
        action = super().action_open_trade_lines()
        domain = Domain(action["domain"]).map_conditions(
            lambda condition: Domain("state", "in", ("sale", "paid"))
            if condition.field_expr == "state"
            else condition
        )
        return {**action, "domain": list(domain)}
