from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class KamAccountPause(models.Model):
    """While the ownership clock of an account stands still, and why (A-10)."""

    _name = "kam.account.pause"
    _description = "Pause of an Ownership Clock"
    _inherit = ["kam.account.part.mixin"]
    _order = "date_from desc, id desc"

    # === FIELDS === #

    kind = fields.Selection(
        [
            ("leave", "Owner on long leave"),
            ("contract", "Contract open"),
            ("development", "Development pending"),
            ("lock", "Locked"),
        ],
        required=True,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["kam.account"]._kam_today(),
    )
    date_to = fields.Date(
        string="Until", help="First day the clock runs again; empty while it lasts."
    )
    reason = fields.Char(required=True)
    decided_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    # === CONSTRAINTS === #

    _ends_later = models.Constraint(
        "CHECK(date_to > date_from)", "A pause ends after the day it begins."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for pause in self:
            pause.display_name = self.env._(
                "%(kind)s from %(day)s",
                kind=kinds.get(pause.kind, ""),
                day=format_date(self.env, pause.date_from),
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("reason")
    def _check_reason(self):
        for pause in self:
            if not pause.reason.strip():
                raise ValidationError(self.env._("Say why the clock is paused."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever enters a pause has decided it."""
        if not self.env.su:
            vals_list = [{**vals, "decided_by_id": self.env.uid} for vals in vals_list]
        return super().create(vals_list)
