from odoo import api, fields, models

from ..engine.masking import masked_handle, masked_mail, masked_number

DETAILS = {
    "mobile": masked_number,
    "phone": masked_number,
    "email": masked_mail,
    "wechat": masked_handle,
}


class KamStakeholder(models.Model):
    """Who reads an account without working on it sees masked details (CORE-18, A16).

    The fields themselves carry a group, so that Odoo refuses to read, search, group and
    export them. The masked ones are not stored and can't be searched.
    """

    _inherit = "kam.stakeholder"

    # === FIELDS === #

    mobile_masked = fields.Char(
        string="Mobile (Masked)", compute="_compute_masked", compute_sudo=True
    )
    phone_masked = fields.Char(
        string="Phone (Masked)", compute="_compute_masked", compute_sudo=True
    )
    email_masked = fields.Char(
        string="Email (Masked)", compute="_compute_masked", compute_sudo=True
    )
    wechat_masked = fields.Char(
        string="WeChat (Masked)", compute="_compute_masked", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    @api.depends(*DETAILS)
    def _compute_masked(self):
        for person in self:
            for name, masked in DETAILS.items():
                person[f"{name}_masked"] = masked(person[name] or "") or False

    # === ACTION METHODS === #

    def action_show_contact(self):
        """Show the details of one person in full, and log it.

        :raise AccessError: the user may not read the account
        """
        self.ensure_one()
        self.check_access("read")
        # shown to who may not read it otherwise, and logged
        person = self.sudo()
        shown = [name for name in DETAILS if person[name]]
        self.env["kam.export.log"]._kam_log("show", person, shown)
        labels = {
            name: self._fields[name]._description_string(self.env) for name in shown
        }
        details = [f"{labels[name]}: {person[name]}" for name in shown]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": person.name,
                "message": " · ".join(details) or self.env._("Nothing on file."),
                "sticky": True,
            },
        }
