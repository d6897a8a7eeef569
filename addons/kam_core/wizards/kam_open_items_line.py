from odoo import api, fields, models


class KamOpenItemsLine(models.TransientModel):
    """One kind of open items of an account, with its count.

    Who may read the account may read the line.
    """

    _name = "kam.open.items.line"
    _description = "Open Items of an Account"
    _order = "id"
    _kam_is_account_part = True

    # === FIELDS === #

    account_id = fields.Many2one("kam.account", required=True, ondelete="cascade")
    code = fields.Char(required=True)
    name = fields.Char(required=True)
    item_count = fields.Integer(string="Open")
    blocking = fields.Boolean(
        string="Holds Back",
        help="As long as they are open the account is not archived.",
    )

    # === ACTION METHODS === #

    def action_open_records(self):
        """Open the records behind the count; their own rights decide over each.

        :raise AccessError: if the user may not read the account
        """
        self.ensure_one()
        self.check_access("read")
        items = self.env["kam.open.items"]._kam_items(self.account_id)
        for item in items[self.account_id.id]:
            if item.source.code == self.code:
                return self._action_records(item)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("%(kind)s: none is open now.", kind=self.name),
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _kam_list(self, account):
        """Return one line per kind of which something is open."""
        items = self.env["kam.open.items"]._kam_items(account)[account.id]
        # Nobody but the system writes them; reading follows the account.
        lines = self.sudo().create(
            [
                {
                    "account_id": account.id,
                    "code": item.source.code,
                    "name": item.source.label,
                    "item_count": item.count,
                    "blocking": item.source.blocking,
                }
                for item in items
            ]
        )
        return lines.sudo(False)  # what they open follows the rights of the user

    def _action_records(self, item):
        return {
            "type": "ir.actions.act_window",
            "name": item.source.label,
            "res_model": item.source.model,
            "views": [(False, "list"), (False, "form")],
            "domain": list(item.domain),
        }
