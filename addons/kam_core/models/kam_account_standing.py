from odoo import api, fields, models
from odoo.tools import format_date

from ..services_token import as_service


class KamAccountStanding(models.Model):
    """How an account was classified from a day on, and why (CORE-01, rule A-16).

    A row says all of it: class, secondary classes, level and lead. It holds until the
    next one; of several of one day the last counts.
    """

    _name = "kam.account.standing"
    _description = "Class and Level History"
    _inherit = ["kam.protected.mixin", "kam.account.part.mixin"]
    _kam_is_history = False  # the first one comes with the account
    _order = "account_id, date_from desc, id desc"

    # === FIELDS === #

    date_from = fields.Date(string="From", required=True)
    class_id = fields.Many2one("kam.account.class", ondelete="restrict")
    secondary_class_ids = fields.Many2many(
        "kam.account.class",
        string="Secondary Classes",
        ondelete="restrict",
        context={"active_test": False},
    )
    level_id = fields.Many2one("kam.account.level", ondelete="restrict")
    lead_id = fields.Many2one("res.users", ondelete="restrict")
    reason = fields.Char(required=True)
    by_hand = fields.Boolean(help="Decided by a person against or without the rules.")
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict"
    )
    run_id = fields.Many2one(
        "kam.class.run",
        ondelete="restrict",
        groups="kam_core.kam_core_group_manager,kam_core.kam_core_group_analyst",
    )
    why = fields.Json(string="Findings", groups=fields.NO_ACCESS)
    why_html = fields.Html(string="Why", compute="_compute_why_html")
    merged_number = fields.Char(
        string="From Account",
        help="Number of the account that was merged into this one and stood so; the "
        "rows without any say how this account stood on a day.",
    )

    # === COMPUTE METHODS === #

    @api.depends("why", "run_id")
    @api.depends_context("lang")
    def _compute_why_html(self):
        service = self.env["kam.class.why"]
        names = service._kam_names()
        for standing in self:
            kept = standing.sudo()  # whoever sees the change, sees its reason
            standing.why_html = kept.why and service._kam_html(
                kept.why, kept.run_id.snapshot or {}, kept.currency_id, names
            )

    @api.depends("class_id.name", "level_id.name", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for standing in self:
            names = filter(None, (standing.class_id.name, standing.level_id.name))
            standing.display_name = self.env._(
                "%(standing)s from %(day)s",
                standing=", ".join(names) or "–",
                day=format_date(self.env, standing.date_from),
            )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_write_down(self, accounts, facts):
        """Put down how ``accounts`` stand from today on.

        :param dict facts: further values of the rows, ``reason`` among them
        """
        clock = self.env["kam.clock"]
        rows = [
            {
                "account_id": account.id,
                "date_from": clock._today(account.company_id),
                "class_id": account.class_id.id,
                "secondary_class_ids": account.secondary_class_ids.ids,
                "level_id": account.level_id.id,
                "lead_id": account.lead_id.id,
                "decided_by_id": self.env.uid,
                **facts,
            }
            for account in accounts
        ]
        # history is written for whoever may change the account
        return as_service(self.sudo()).create(rows)

    def _kam_pass_to(self, account):
        """Mark what comes from a merged account: two histories don't mix."""
        for standing in self.filtered(lambda row: not row.merged_number):
            as_service(standing).write({"merged_number": standing.account_id.number})
        return super()._kam_pass_to(account)

    def _kam_protected_hint(self):
        return self.env._("Change the class or level of the account instead.")
