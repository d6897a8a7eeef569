from odoo import fields, models


class KamStakeholderFunction(models.Model):
    """What a contact person does at the customer: buyer, finance … (CORE-05)."""

    _name = "kam.stakeholder.function"
    _description = "Function of a Contact Person"
    _order = "sequence, name, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
