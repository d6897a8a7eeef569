from odoo import api, fields, models


class KamCardTieOutLine(models.TransientModel):
    """A term of the tie-out, or a check of the ledger; it opens its records."""

    _name = "kam.card.tie.out.line"
    _description = "Term of the group-buy tie-out"
    _order = "sequence, id"

    # === FIELDS === #
    report_id = fields.Many2one(
        "kam.card.tie.out.report", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="report_id.company_id")
    currency_id = fields.Many2one(related="report_id.currency_id")
    sequence = fields.Integer(readonly=True)
    code = fields.Char(required=True, readonly=True)
    sign = fields.Char(readonly=True)
    name = fields.Char(string="Term", required=True, readonly=True)
    explanation = fields.Text(readonly=True)
    is_check = fields.Boolean(readonly=True, help="Counts records, has no amount.")
    amount = fields.Monetary(readonly=True)
    count = fields.Integer(string="Records", readonly=True)
    status = fields.Selection(
        selection=[("plain", "Term"), ("good", "In Order"), ("bad", "To Be Cleared")],
        required=True,
        default="plain",
        readonly=True,
    )
    can_open = fields.Boolean(compute="_compute_can_open")

    # === COMPUTE METHODS === #

    @api.depends("count", "code")
    @api.depends_context("uid")
    def _compute_can_open(self):
        """Journal items are for those who read the books."""
        reads_books = self.env.user.has_group("account.group_account_readonly")
        for line in self:
            in_books = line._model() == "account.move.line"
            line.can_open = line.count and (reads_books or not in_books)

    # === ACTION METHODS === #

    def action_open(self):
        """Open exactly the records that the term adds up."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._model(),
            "view_mode": "list,form",
            "domain": self._domain(),
            "context": {"create": False},
        }

    # === BUSINESS METHODS === #

    def _model(self):
        if self.code == "chains":
            return "kam.card"
        return self.env["kam.card.tie.out"]._model(self.code)

    def _domain(self):
        if self.code == "chains":
            return [("id", "in", self.report_id.broken_ids.ids)]
        service = self.env["kam.card.tie.out"]
        return list(service._opening_domain(self.company_id, self.code))
