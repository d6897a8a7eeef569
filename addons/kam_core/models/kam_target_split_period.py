from odoo import api, fields, models


class KamTargetSplitPeriod(models.Model):
    """The share of one of the shortest periods of a split (CORE-15)."""

    _name = "kam.target.split.period"
    _description = "Period of a Split"
    _order = "split_id, date_from, id"

    # === FIELDS === #

    split_id = fields.Many2one(
        "kam.target.split", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="split_id.company_id", store=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    last_year = fields.Float(readonly=True, digits=(16, 2))
    fixed = fields.Boolean(help="Has this amount; the others share the rest.")
    fixed_amount = fields.Float(digits=(16, 2))

    # === CONSTRAINTS === #

    _fixed_positive = models.Constraint(
        "CHECK(fixed_amount >= 0)", "Amounts of a split can't be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for period in self:
            period.display_name = f"{period.date_from or ''} – {period.date_to or ''}"
