from odoo import api, fields, models
from odoo.tools.mail import html_to_inner_content

CHANGES = [("same", "As Standard"), ("changed", "Changed"), ("added", "Added")]


def words(html):
    """Return what is written in ``html``, whatever it looks like."""
    return html_to_inner_content(html or "")


class KamContractClause(models.Model):
    """One clause of a contract, copied from the standard text or added (CORE-14)."""

    _name = "kam.contract.clause"
    _description = "Contract Clause"
    _inherit = ["kam.contract.row.mixin"]
    _order = "contract_id, sequence, id"
    _kam_document = "contract_id"
    _kam_is_account_part = True

    # === FIELDS === #

    contract_id = fields.Many2one(
        "kam.contract", required=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one(
        related="contract_id.account_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Title", required=True)
    text = fields.Html(required=True)
    template_clause_id = fields.Many2one(
        "kam.contract.template.clause", string="Standard Clause", ondelete="restrict"
    )
    change = fields.Selection(CHANGES, compute="_compute_change")

    # === COMPUTE METHODS === #

    @api.depends("name", "text", "template_clause_id", "contract_id.template_id")
    def _compute_change(self):
        for clause in self:
            standard = clause.template_clause_id.with_context(
                lang=clause.contract_id.lang
            )
            if standard.template_id != clause.contract_id.template_id or not standard:
                clause.change = "added"
            elif clause._kam_wording() == (words(standard.name), words(standard.text)):
                clause.change = "same"
            else:
                clause.change = "changed"

    # === BUSINESS METHODS === #

    def _kam_wording(self):
        """Return title and text without their looks."""
        return words(self.name), words(self.text)
