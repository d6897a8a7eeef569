from odoo import api, fields, models
from odoo.exceptions import AccessError


class KamRegistrationVerification(models.Model):
    """What of a report was verified, by whom and when (CORE-10)."""

    _name = "kam.registration.verification"
    _description = "Verification of a Registration"
    _order = "registration_id, id"
    _rec_name = "subject"

    # === FIELDS === #

    registration_id = fields.Many2one(
        "kam.registration", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="registration_id.company_id", store=True)
    subject = fields.Selection(
        [
            ("name", "Name"),
            ("phone", "Phone"),
            ("tax", "Tax number"),
            ("address", "Address"),
            ("contact", "Contact person"),
            ("other", "Other"),
        ],
        string="What",
        required=True,
    )
    result = fields.Selection(
        [("right", "Right"), ("wrong", "Wrong"), ("unknown", "Can't be told")],
        required=True,
        default="right",
    )
    note = fields.Char(string="How", help="Who was called, which register was read.")
    verified_by_id = fields.Many2one(
        "res.users", string="By", required=True, readonly=True, ondelete="restrict"
    )
    verified_at = fields.Datetime(string="At", required=True, readonly=True)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Sign each row: only an import of a manager names somebody else (A-20).

        :raise AccessError: a seller verifies the own report
        """
        signed = {
            "verified_by_id": self.env.uid,
            "verified_at": self.env["kam.clock"]._now(),
        }
        manager = self.env["kam.registration"]._kam_is_manager()
        imported = manager and self.env.context.get("import_file")
        rows = super().create(
            [{**signed, **v} if imported else {**v, **signed} for v in vals_list]
        )
        if not manager and any(row.registration_id.is_mine for row in rows):
            raise AccessError(
                self.env._("Somebody else verifies what a seller has reported.")
            )
        return rows
