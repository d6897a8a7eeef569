from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KamSecrecyIncident(models.Model):
    """A leak: what happened, who may have done it, what is proposed (CORE-18, Q11).

    A record of the case alone: nothing is deducted from anybody's pay. Human resources
    and general manager decide, two persons. Nobody who is named in it sees it.
    """

    _name = "kam.secrecy.incident"
    _description = "Leak"
    _inherit = ["mail.thread", "mail.activity.mixin", "kam.approval.mixin"]
    _order = "id desc"

    # === FIELDS === #

    name = fields.Char(string="What", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    happened_on = fields.Date(required=True)
    description = fields.Text(required=True)
    account_ids = fields.Many2many(
        "kam.account",
        relation="kam_secrecy_incident_account_rel",
        string="Accounts",
        groups="kam_core.kam_core_group_manager",
        check_company=True,
    )
    account_names = fields.Char(
        string="Customers", compute="_compute_account_names", compute_sudo=True
    )
    suspect_ids = fields.Many2many(
        "res.users",
        relation="kam_secrecy_incident_suspect_rel",
        string="Suspects",
        copy=False,
        context={"active_test": False},  # who has left may be one
        help="They see nothing of this.",
    )
    liability = fields.Boolean(help="To make good the damage is proposed.")
    fine = fields.Monetary(help="Proposed; nothing is deducted automatically.")
    dismissal = fields.Boolean(help="Dismissal is proposed.")
    proposal = fields.Text(string="Grounds")
    heard_on = fields.Date(string="Hearing", copy=False)
    hearing = fields.Text(string="What Was Said", copy=False)

    # === COMPUTE METHODS === #

    @api.depends("account_ids.name")
    def _compute_account_names(self):
        for incident in self:
            incident.account_names = ", ".join(
                incident.account_ids.mapped("display_name")
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("fine")
    def _check_fine(self):
        for incident in self:
            least = incident.company_id.kam_leak_fine_min
            currency = incident.currency_id
            if incident.fine and currency.compare_amounts(incident.fine, least) < 0:
                raise ValidationError(
                    self.env._(
                        "A fine for a leak is %(least)s at least, or none.",
                        least=currency.format(least),
                    )
                )

    @api.constrains("happened_on", "heard_on")
    def _check_past(self):
        self.env["kam.clock"]._check_not_future(self, ("happened_on", "heard_on"))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Leave those named in it out of the messages."""
        incidents = super().create(vals_list)
        incidents._kam_leave_suspects_out()
        return incidents

    def write(self, vals):
        """Leave those named in it out of the messages."""
        result = super().write(vals)
        if "suspect_ids" in vals:
            self._kam_leave_suspects_out()
        return result

    # === BUSINESS METHODS === #

    def _kam_leave_suspects_out(self):
        # who names somebody need not see what else he follows
        for incident in self.sudo():
            incident.message_unsubscribe(incident.suspect_ids.partner_id.ids)
            incident.activity_ids.filtered(
                lambda activity, incident=incident: (
                    activity.user_id in incident.suspect_ids
                )
            ).unlink()

    def _message_subscribe(self, partner_ids=None, *args, **kwargs):
        # named by colleagues, who need not tell
        named = self.sudo().suspect_ids.partner_id.ids
        others = [found for found in partner_ids or [] if found not in named]
        return super()._message_subscribe(others, *args, **kwargs)

    # === BUSINESS METHODS - APPROVAL === #

    def _kam_approval_topics(self):
        return [("leak", self.env._("Decision on a leak"))]

    def _kam_approval_amount(self):
        return self.fine, self.currency_id

    def _kam_approval_beneficiaries(self):
        return self.suspect_ids

    def _kam_approval_snapshot(self):
        proposals = {
            self.env._("liability"): self.liability,
            self.env._("fine of %s", self.currency_id.format(self.fine)): self.fine,
            self.env._("dismissal"): self.dismissal,
        }
        listed = [label for label, proposed in proposals.items() if proposed]
        return {
            self.env._("Suspects"): ", ".join(self.suspect_ids.mapped("name")),
            self.env._("Proposed Measures"): ", ".join(listed) or self.env._("nothing"),
            self.env._("Hearing"): str(self.heard_on),
        }

    def _kam_submit(self, topic=None):
        """:raise UserError: nobody is named, or was not heard"""
        if not (self.suspect_ids and self.heard_on and self.hearing):
            raise UserError(
                self.env._("Name who is suspected and put down the hearing first.")
            )
        return super()._kam_submit(topic)
