from odoo import fields, models
from odoo.exceptions import UserError

from ..answer import REFRESH, answer


class KamContactConsentAsk(models.TransientModel):
    """Ask the owner of a customer for consent to contact it (CORE-10, A6)."""

    _name = "kam.contact.consent.ask"
    _description = "Ask for Consent"

    # === FIELDS === #

    hit_id = fields.Many2one("kam.registration.hit", required=True, readonly=True)
    label = fields.Char(related="hit_id.label", string="Account")
    owner_name = fields.Char(related="hit_id.owner_name")
    purpose = fields.Text(required=True)
    date_to = fields.Date(string="Until", required=True)

    # === ACTION METHODS === #

    def action_ask(self):
        """Ask; the owner gets an activity.

        :raise AccessError: the user may not see the hit
        :raise UserError: there is nobody to ask
        """
        self.ensure_one()
        self.hit_id.check_access("read")
        if not self.hit_id.can_ask:
            raise UserError(self.env._("This customer is not somebody else's."))
        consent = self.env["kam.contact.consent"]._kam_ask(
            self.hit_id._kam_account(), self.purpose, self.date_to
        )
        return answer(
            self.env._("%s is asked for consent.", consent.owner_user_id.name),
            then=REFRESH,
        )
