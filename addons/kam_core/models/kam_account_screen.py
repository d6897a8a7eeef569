from odoo import fields, models


class KamAccount(models.Model):
    """What only the screens of an account need."""

    _inherit = "kam.account"

    # === FIELDS === #

    class_color = fields.Integer(
        related="class_id.color", export_string_translation=False
    )
