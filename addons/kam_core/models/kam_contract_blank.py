from odoo import fields, models


class KamContractBlank(models.Model):
    """What is filled into a blank of a contract (CORE-14)."""

    _name = "kam.contract.blank"
    _description = "Blank of a Contract"
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
    key = fields.Char(string="Name in the Text", required=True, readonly=True)
    name = fields.Char(string="Label", required=True, readonly=True)
    required = fields.Boolean(readonly=True)
    value = fields.Text()

    # === CONSTRAINTS === #

    _key_uniq = models.UniqueIndex(
        "(contract_id, key)", "The contract has a blank of this name already."
    )
