from odoo import fields, models


class KamContractTemplateClause(models.Model):
    """One clause of a standard text."""

    _name = "kam.contract.template.clause"
    _description = "Standard Clause"
    _inherit = ["kam.contract.row.mixin"]
    _order = "template_id, sequence, id"
    _kam_document = "template_id"

    # === FIELDS === #

    template_id = fields.Many2one(
        "kam.contract.template", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Title", required=True, translate=True)
    text = fields.Html(
        required=True,
        translate=True,
        help="Blanks are written as [[name]] and listed under Blanks.",
    )
