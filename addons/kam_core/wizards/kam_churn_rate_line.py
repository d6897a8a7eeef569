from datetime import timedelta

from odoo import api, fields, models

from ..engine.period import MONTH, Period, neighbour

MONTHS = 12


class KamChurnRateLine(models.TransientModel):
    """Churn of one month, made when somebody asks (CORE-12)."""

    _name = "kam.churn.rate.line"
    _description = "Churn by Month"
    _order = "first desc, id"

    # === FIELDS === #

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    first = fields.Date(string="From", required=True, readonly=True)
    last = fields.Date(string="To", required=True, readonly=True)
    at_start = fields.Integer(string="Customers at the Start", readonly=True)
    lost = fields.Integer(readonly=True)
    lost_of_start = fields.Integer(string="Of These Customers", readonly=True)
    won_back = fields.Integer(readonly=True)
    rate = fields.Float(
        string="Rate (%)",
        readonly=True,
        aggregator=None,
        help="Lost of the customers at the start.",
    )

    # === COMPUTE METHODS === #

    @api.depends("first", "last")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.first} – {line.last}"

    # === ACTION METHODS === #

    @api.model
    def action_open_months(self):
        """Open the churn of the last twelve months of the current company.

        :raise AccessError: if the user is neither manager nor analyst
        """
        self.check_access("create")
        company = self.env.company
        today = self.env["kam.clock"]._today(company)
        lines = self.create(
            [
                self._values(company, neighbour(MONTH, today, -ago))
                for ago in range(MONTHS)
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_churn_rate_line_action"
        )
        return {**action, "domain": [("id", "in", lines.ids)]}

    def action_open_at_start(self):
        """Open the customers of the first day."""
        return self._open("at_start")

    def action_open_lost(self):
        """Open the losses of the month."""
        return self._open("lost")

    def action_open_won_back(self):
        """Open who was won back in the month."""
        return self._open("won_back")

    # === BUSINESS METHODS === #

    @api.model
    def _values(self, company, period):
        rate = self.env["kam.churn"]._kam_churn_rate(company, period)
        return {
            "company_id": company.id,
            "first": period.first,
            "last": period.last,
            "at_start": rate.at_start,
            "lost": rate.lost,
            "lost_of_start": rate.lost_of_start,
            "won_back": rate.won_back,
            "rate": (rate.rate or 0) / 100,
        }

    def _open(self, figure):
        self.ensure_one()
        self.check_access("read")
        period = Period(self.first, self.last + timedelta(days=1))
        rate = self.env["kam.churn"]._kam_churn_rate(self.company_id, period)
        model, domain = rate.domains[figure]
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
        }
