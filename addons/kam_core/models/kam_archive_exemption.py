from odoo import api, fields, models


class KamArchiveExemption(models.Model):
    """A field of an archive that does not apply to the account (rule A-15).

    It is not asked for and leaves the denominator. Who said so, and when, is on record.
    """

    _name = "kam.archive.exemption"
    _description = "Field Not Applicable"
    _inherit = ["kam.account.part.mixin"]
    _order = "account_id, id"

    # === FIELDS === #

    code = fields.Selection(
        selection=lambda self: self.env["kam.account"]._kam_archive_selection(),
        string="Field",
        required=True,
    )
    note = fields.Char(string="Reason")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        "(account_id, code)", "This field is marked as not applicable already."
    )

    # === COMPUTE METHODS === #

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self.env["kam.account"]._kam_archive_selection())
        for exemption in self:
            exemption.display_name = labels.get(exemption.code) or exemption.code

    # === CONSTRAINT METHODS === #

    @api.constrains("code")
    def _check_code(self):
        self.env["kam.account"]._kam_check_codes(self.mapped("code"))
