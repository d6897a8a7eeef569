from odoo import api, fields, models
from odoo.fields import Domain

from .. import queries_trade
from ..engine.money import from_minor
from ..engine.period import trailing
from ..engine.trade import Summary, summarise

RECENT_MONTHS = 12  # "the last year" on the screens of an account


class KamAccount(models.Model):
    """What was bought, from the orders of the customer and its contacts (CORE-05)."""

    _inherit = "kam.account"

    # === FIELDS === #

    first_trade_on = fields.Date(compute="_compute_trade", store=True)
    last_trade_on = fields.Date(compute="_compute_trade", store=True, index=True)
    trade_count = fields.Integer(
        string="Sales", compute="_compute_trade", store=True, aggregator="sum"
    )
    trade_total = fields.Monetary(
        string="Trade", compute="_compute_trade", store=True, help="Less returns."
    )
    trade_year = fields.Monetary(
        string="Trade of 12 Months",
        compute="_compute_trade",
        store=True,
        help="Less returns, over the last twelve months up to today.",
    )
    trade_year_count = fields.Integer(
        string="Sales of 12 Months", compute="_compute_trade", store=True
    )
    largest_trade = fields.Monetary(
        string="Largest Sale",
        compute="_compute_trade",
        store=True,
        aggregator="max",
    )
    trade_checked_on = fields.Date(
        compute="_compute_trade",
        store=True,
        help="Day on which the figures of trade were last brought up to date.",
    )
    group_trade_total = fields.Monetary(
        string="Trade of the Group",
        compute="_compute_group_trade",
        help="With all accounts below this one.",
    )
    group_trade_year = fields.Monetary(
        string="Trade of the Group in 12 Months", compute="_compute_group_trade"
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_key", "company_id", "class_id")
    def _compute_trade(self):
        """Sum the trade of all accounts by one statement (A-5, A-6, T1, T14)."""
        clock = self.env["kam.clock"]
        days = self.env["kam.trade"]._kam_days(self)
        for company, accounts in self.grouped("company_id").items():
            today = clock._today(company)
            since = trailing(today, RECENT_MONTHS).first
            for account in accounts:
                found = days.get(account._origin.id, {})
                months = account._kam_lost_months()
                account._set_trade(summarise(found, months, since), today)

    @api.depends("trade_total", "trade_year", "parent_path")
    def _compute_group_trade(self):
        """Add up whole groups, for all accounts of a page by one statement (A-5)."""
        accounts = self.env["kam.account"]
        accounts.flush_model(["trade_total", "trade_year", "parent_id"])
        rows = self.env.execute_query(queries_trade.group_totals(self.ids))
        totals = {account_id: totals for account_id, *totals in rows}
        for account in self:
            total, year = totals.get(account._origin.id, (0, 0))
            account.group_trade_total, account.group_trade_year = total, year

    # === ACTION METHODS === #

    def action_open_trade(self):
        """Open the trade table of the account, for a group of the whole group."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_trade_action"
        )
        action["domain"] = [("account_id", "child_of", self.id)]
        return action

    def action_open_trade_lines(self):
        """Open what was bought: the sales analysis of the customer by product."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_order_report_all"
        )
        return action | {
            "domain": [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
            ],
            "context": {"group_by": ["categ_id", "product_id"]},
        }

    # === BUSINESS METHODS === #

    def _set_trade(self, summary: Summary, today):
        places = self.currency_id.decimal_places
        self.first_trade_on, self.last_trade_on = summary.first, summary.last
        self.trade_count = summary.count
        self.trade_year_count = summary.recent_count
        self.trade_total = from_minor(summary.total, places)
        self.trade_year = from_minor(summary.recent_total, places)
        self.largest_trade = from_minor(summary.largest, places)
        self.trade_checked_on = today

    def _kam_lost_months(self):
        """Return after how many months without sale the account is lost (CORE-12)."""
        self.ensure_one()
        return self.class_id.lost_months or self.company_id.kam_lost_months

    @api.model
    def _kam_of_customers(self, partners, companies=None):
        """Return the accounts of customers or their contacts, archived ones too.

        As superuser: documents of others are to count, whoever confirms them.

        :param companies: None for all
        """
        everything = self.sudo()  # see above
        keys = partners.with_env(everything.env).commercial_partner_id.ids
        if not keys:
            return everything.browse()
        domain = Domain("partner_key", "in", keys)
        if companies is not None:
            domain &= Domain("company_id", "in", companies.ids)
        return everything.with_context(active_test=False).search(domain)

    def _kam_after_merge(self):
        """Count the documents that came along."""
        result = super()._kam_after_merge()
        self._kam_refresh_trade()
        return result

    def _kam_refresh_trade(self):
        """Bring all that follows from documents up to date, in one go (CORE-05).

        The customer is the root of it: marking it as changed has every dependent
        figure computed anew, of all accounts together.
        """
        self.sudo().modified(["partner_key"])  # figures are kept by the system

    def _kam_documents(self, model, domain, path, aggregates):
        """Group documents by account, by one statement.

        :param Domain domain: which documents of ``model``
        :param str path: leads from a document to its commercial partner
        :return: ``{account id: [value of each aggregate]}``
        """
        # Figures count whatever there is; only numbers and days leave this method.
        accounts = self.sudo()
        domain &= Domain(path, "in", accounts.mapped("partner_key"))
        domain &= Domain("company_id", "in", accounts.company_id.ids)
        rows = accounts.env[model]._read_group(domain, [path, "company_id"], aggregates)
        found = {
            (customer.id, company.id): values for customer, company, *values in rows
        }
        keys = {
            account._origin.id: (account.partner_key, account.company_id.id)
            for account in accounts
        }
        return {item: found[key] for item, key in keys.items() if key in found}

    @api.model
    def _cron_refresh_trade(self, batch=1000):
        """Move the twelve months on, account by account, once a day."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            self._refresh_stale(company, batch)

    def _refresh_stale(self, company, batch):
        today = self.env["kam.clock"]._today(company)
        stale = self.with_context(active_test=False)
        domain = [
            ("company_id", "=", company.id),
            "|",
            ("trade_checked_on", "=", False),
            ("trade_checked_on", "<", today),
        ]
        while accounts := stale.search(domain, limit=batch, order="id"):
            accounts._kam_refresh_trade()
            accounts.flush_recordset()
            left = self.env["ir.cron"]._commit_progress(len(accounts))
            accounts.invalidate_recordset()
            if not left:
                return
