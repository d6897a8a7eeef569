from odoo import api, fields, models

from .kam_account_archive import WITH_EVENTS, WORKERS


class KamAccount(models.Model):
    """What only the screens of an account need."""

    _inherit = "kam.account"

    # === FIELDS === #

    class_color = fields.Integer(
        related="class_id.color", export_string_translation=False
    )
    trade_ids = fields.One2many(
        "kam.trade", "account_id", string="Trade Table", readonly=True
    )
    communication_count = fields.Integer(
        compute="_compute_communication_count", groups=WORKERS
    )
    stakeholder_count = fields.Integer(
        compute="_compute_stakeholder_count", groups=WITH_EVENTS
    )
    subsidiary_count = fields.Integer(compute="_compute_subsidiary_count")

    # === COMPUTE METHODS === #

    @api.depends("communication_ids")
    def _compute_communication_count(self):
        """Count those of the whole group, as the list behind the button shows them."""
        self._count_in_groups("kam.communication", "communication_count")

    @api.depends("stakeholder_ids")
    def _compute_stakeholder_count(self):
        self._count_in_groups("kam.stakeholder", "stakeholder_count")

    def _count_in_groups(self, model, name):
        domain = [("account_id", "child_of", self.ids)]
        rows = self.env[model]._read_group(domain, ["account_id"], ["__count"])
        counts = {account.parent_path: count for account, count in rows}
        for account in self:
            path = account.parent_path or "new"
            account[name] = sum(
                count for below, count in counts.items() if below.startswith(path)
            )

    @api.depends("child_ids")
    def _compute_subsidiary_count(self):
        for account in self:
            account.subsidiary_count = len(account.child_ids)

    # === ACTION METHODS === #

    def action_open_stakeholders(self):
        """Open the contact persons of the account and of its subsidiaries."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_stakeholder_action"
        )
        action["domain"] = [("account_id", "child_of", self.id)]
        action["context"] = {"default_account_id": self.id}
        return action

    # === BUSINESS METHODS === #

    @api.model
    def hierarchy_read(
        self, domain, specification, parent_field, child_field=None, order=None
    ):
        """Show a single account below a head that the user may not see.

        Odoo would read the head as well, and refuse the whole picture (CORE-18).
        """
        found = self.search(domain, limit=2)
        if len(found) == 1 and not found.parent_id.has_access("read"):
            seen = found + self.search([("parent_id", "=", found.id)], order=order)
            return seen.web_read(specification)
        return super().hierarchy_read(
            domain, specification, parent_field, child_field, order
        )
