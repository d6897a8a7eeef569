from odoo import api, fields, models


class KamCreditGrade(models.Model):
    """A credit grade that finance or the manager gives an account (CORE-05)."""

    _name = "kam.credit.grade"
    _description = "Credit Grade"
    _inherit = ["kam.code.mixin"]
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The best grade comes first.")
    description = fields.Text(translate=True)

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another grade already has this code; choose another one."
    )

    # === COMPUTE METHODS === #

    @api.depends("code", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f"{grade.code} – {grade.name}" if grade.code else ""
