from odoo import fields, models


class KamCardBatchDownload(models.Model):
    """Who had the codes of a batch in hand, and when (CARD-13)."""

    _name = "kam.card.batch.download"
    _description = "Download of group-buy codes"
    _inherit = ["kam.append.only.mixin"]
    _order = "id desc"
    _rec_name = "occurred_at"
    _log_access = False

    # === FIELDS === #
    batch_id = fields.Many2one(
        "kam.card.batch", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    occurred_at = fields.Datetime(string="Time", required=True, readonly=True)
    form = fields.Selection(
        selection=[("xlsx", "List (XLSX)"), ("pdf", "Sheets (PDF)")],
        string="File",
        required=True,
        readonly=True,
    )
