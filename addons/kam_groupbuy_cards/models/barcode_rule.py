from odoo import fields, models


class BarcodeRule(models.Model):
    _inherit = "barcode.rule"

    # === FIELDS === #
    type = fields.Selection(
        selection_add=[("kam_card", "Group-buy voucher or card")],
        ondelete={"kam_card": "set default"},
    )
