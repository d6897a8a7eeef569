from odoo import fields, models


class KamChurnReason(models.Model):
    """Why accounts are lost, as the owner or the manager sees it (A14)."""

    _name = "kam.churn.reason"
    _description = "Reason of a Loss"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
