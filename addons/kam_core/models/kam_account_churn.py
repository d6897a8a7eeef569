from odoo import fields, models

CHURN_FIELDS = {
    "first_bought_on": "date",
    "bought_on": "date",
    "customer_from": "date",
    "customer_until": "date",
    "lost_on": "date",
    "usual_interval": "int",
    "interval_step": "int",
}


class KamAccount(models.Model):
    """Whether and since when an account is lost, and its usual rhythm (CORE-12, A14).

    Written by ``kam.churn``, with the purchases of all accounts below (A-5).
    """

    _inherit = "kam.account"

    # === FIELDS === #

    churn_event_ids = fields.One2many(
        "kam.churn.event", "account_id", string="Losses", readonly=True
    )
    first_bought_on = fields.Date(
        string="Customer Since",
        readonly=True,
        copy=False,
        help="First purchase, of subsidiaries as well.",
    )
    bought_on = fields.Date(
        string="Last Purchase",
        readonly=True,
        copy=False,
        help="Last purchase, of subsidiaries as well.",
    )
    # For the rate of past periods: what was returned later had been bought.
    customer_from = fields.Date(
        string="Counts as Customer From", readonly=True, copy=False
    )
    customer_until = fields.Date(
        string="Counts as Customer Until",
        readonly=True,
        copy=False,
        help="Day on which the last of all purchases was taken back.",
    )
    lost_on = fields.Date(
        string="Lost Since", readonly=True, copy=False, index="btree_not_null"
    )
    usual_interval = fields.Integer(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Usual days between two purchases; 0 until there are three.",
    )
    interval_step = fields.Integer(
        string="Of the Usual Interval",
        readonly=True,
        copy=False,
        aggregator="max",
        help="Per cent of the usual interval that have passed, at the last warning "
        "step; 0 before the first.",
    )

    # === ACTION METHODS === #

    def action_open_losses(self):
        """Open the losses of the account and of its subsidiaries."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_churn_event_action"
        )
        action["domain"] = [("account_id", "child_of", self.id)]
        action["context"] = {}
        return action

    # === BUSINESS METHODS === #

    def _kam_churn_later(self):
        self.env["kam.churn"]._kam_sync_later(self)

    def _kam_after_merge(self):
        result = super()._kam_after_merge()
        self._kam_churn_later()
        return result
