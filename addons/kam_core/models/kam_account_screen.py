from odoo import api, fields, models

from .kam_account_archive import WITH_EVENTS


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
    stakeholder_count = fields.Integer(
        compute="_compute_stakeholder_count",
        groups=WITH_EVENTS,
        help="With those of the subsidiaries.",
    )
    subsidiary_count = fields.Integer(compute="_compute_subsidiary_count")

    # === COMPUTE METHODS === #

    @api.depends("stakeholder_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_stakeholder_count(self):
        counts = self._kam_count_below("kam.stakeholder")
        for account in self:
            account.stakeholder_count = counts.get(account.id, 0)

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
