from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.period import within_days

STAGES = ("develop", "visit", "receive", "deal", "after_sales", "sell_again")
QUOTATION = Domain("state", "in", ("draft", "sent"))
PATH = "partner_id.commercial_partner_id"


class KamAccount(models.Model):
    """Where an account stands in the chain, and the next step from there.

    develop → visit → receive → deal → after-sales → sell again. The latest dated fact
    decides; modules add their facts by extending :meth:`_kam_stage_evidence`.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    stage = fields.Selection(
        [
            ("develop", "Develop"),
            ("visit", "Visit"),
            ("receive", "Receive"),
            ("deal", "Deal"),
            ("after_sales", "After-Sales"),
            ("sell_again", "Sell Again"),
        ],
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand=True,
        help="From the latest quotation, sale, visit or reception.",
    )
    stage_since = fields.Date(compute="_compute_stage", store=True)
    quotation_count = fields.Integer(
        string="Quotations", compute="_compute_quotation_count"
    )

    # === COMPUTE METHODS === #

    @api.depends("last_trade_on", "trade_checked_on", "opened_on")
    def _compute_stage(self):
        evidence = self._kam_stage_evidence()
        for account in self:
            facts = evidence.get(account._origin.id, {})
            account.stage, account.stage_since = account._kam_stage(facts)

    def _compute_quotation_count(self):
        """Count open quotations, for all accounts of a page by one statement."""
        found = self._kam_documents("sale.order", QUOTATION, PATH, ["__count"])
        for account in self:
            account.quotation_count = found.get(account._origin.id, [0])[0]

    # === ACTION METHODS === #

    def action_next_step(self):
        """Open what comes next in the chain, in one click.

        :raise AccessError: if the user may not work with the account
        """
        self.ensure_one()
        self.check_access("write")
        if self.stage in ("develop", "visit"):
            return self._action_activity("mail.mail_activity_data_meeting")
        if self.stage == "after_sales":
            return self._action_activity("mail.mail_activity_data_call")
        if self.stage == "deal" and self.quotation_count:
            return self.action_open_quotations()
        return self.action_new_quotation()

    def action_new_quotation(self):
        """Open a new quotation to the customer."""
        self.ensure_one()
        self.check_access("read")
        self.env["sale.order"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Quotation"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_open_quotations(self):
        """Open the quotations the customer has not answered yet."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations"),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": list(
                QUOTATION
                & Domain(PATH, "=", self.partner_id.id)
                & Domain("company_id", "=", self.company_id.id)
            ),
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def _action_activity(self, xml_id):
        activity_type = self.env.ref(xml_id, raise_if_not_found=False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule the Next Step"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": self._name,
                "active_id": self.id,
                "active_ids": self.ids,
                "default_activity_type_id": activity_type and activity_type.id,
                "default_activity_user_id": self.env.uid,
            },
        }

    # === BUSINESS METHODS === #

    def _kam_stage(self, facts):
        """Return the stage that follows from dated ``facts`` and since when it is."""
        stage = max(
            facts,
            key=lambda name: (facts[name], STAGES.index(name)),
            default="develop",
        )
        since = facts.get(stage) or self.opened_on
        if stage == "after_sales":
            last_day = within_days(since, self.company_id.kam_after_sales_days)
            if self._kam_day() > last_day:
                return "sell_again", last_day + timedelta(days=1)
        return stage, since

    def _kam_stage_evidence(self):
        """Return ``{account id: {stage: day of its latest fact}}``.

        A sale is a fact of ``after_sales``; ``sell_again`` follows by itself.
        """
        clock = self.env["kam.clock"]
        quoted = self._kam_documents("sale.order", QUOTATION, PATH, ["date_order:max"])
        found = {}
        for account in self:
            facts = found.setdefault(account._origin.id, {})
            if account._origin.id in quoted:
                moment = quoted[account._origin.id][0]
                facts["deal"] = clock._date_of(moment, account.company_id)
            if account.last_trade_on:
                facts["after_sales"] = account.last_trade_on
        return found
