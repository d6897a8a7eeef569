from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class KamCreditIncident(models.Model):
    """Something that speaks against the credit of an account (CORE-05)."""

    _name = "kam.credit.incident"
    _description = "Credit Incident"
    _inherit = ["kam.account.part.mixin"]
    _order = "day desc, id desc"

    # === FIELDS === #

    kind = fields.Selection(
        [
            ("late", "Paid late"),
            ("default", "Not paid"),
            ("bounced", "Cheque or bill bounced"),
            ("dispute", "Disputed invoice"),
            ("breach", "Broken contract"),
            ("other", "Other"),
        ],
        required=True,
        default="late",
    )
    day = fields.Date(
        required=True,
        default=lambda self: self.env["kam.clock"]._today(self.env.company),
    )
    amount = fields.Monetary()
    description = fields.Text()
    settled_on = fields.Date(string="Settled on")

    # === CONSTRAINTS === #

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0)", "The amount of an incident is not negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        for incident in self:
            incident.display_name = self.env._(
                "%(kind)s, %(day)s",
                kind=names.get(incident.kind, ""),
                day=format_date(self.env, incident.day),
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("day", "settled_on")
    def _check_days(self):
        self.env["kam.clock"]._check_not_future(self, ("day", "settled_on"))
        for incident in self:
            if incident.settled_on and incident.settled_on < incident.day:
                raise ValidationError(
                    self.env._("An incident can't be settled before it happened.")
                )
