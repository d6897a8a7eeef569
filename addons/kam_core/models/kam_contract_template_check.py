from odoo import fields, models


class KamContractTemplateCheck(models.Model):
    """What is checked on every contract of a standard text (CORE-14)."""

    _name = "kam.contract.template.check"
    _description = "Check of a Standard Text"
    _inherit = ["kam.contract.row.mixin"]
    _order = "template_id, sequence, id"
    _kam_document = "template_id"

    # === FIELDS === #

    template_id = fields.Many2one(
        "kam.contract.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    at_signing = fields.Boolean(
        string="When Signing",
        help="Checked on the signed paper, not before the signature.",
    )
