from odoo import fields, models


class KamDocumentCategory(models.Model):
    """What a document on file is: contract, licence, photo (CORE-05)."""

    _name = "kam.document.category"
    _description = "Document Category"
    _order = "sequence, name, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
