from odoo import fields, models


class KamAccount(models.Model):
    """What is still to be done for an account, on its form (CORE-05)."""

    _inherit = "kam.account"

    # === FIELDS === #

    open_item_count = fields.Integer(
        string="Open Items", compute="_compute_open_item_count"
    )

    # === COMPUTE METHODS === #

    def _compute_open_item_count(self):
        """Count over all sources, by one statement per source."""
        items = self.env["kam.open.items"]._kam_items(self)
        for account in self:
            found = items.get(account._origin.id, ())
            account.open_item_count = sum(item.count for item in found)

    # === ACTION METHODS === #

    def action_open_items(self):
        """List the kinds of open items with their counts; each opens its records."""
        self.ensure_one()
        self.check_access("read")
        lines = self.env["kam.open.items.line"]._kam_list(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Items of %(account)s", account=self.display_name),
            "res_model": "kam.open.items.line",
            "views": [(False, "list")],
            "domain": [("id", "in", lines.ids)],
            "target": "new",
        }
