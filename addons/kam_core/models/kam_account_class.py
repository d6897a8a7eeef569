from odoo import fields, models


class KamAccountClass(models.Model):
    """A class of key accounts (CORE-01) with the clocks that its accounts run by."""

    _name = "kam.account.class"
    _description = "Account Class"
    _inherit = ["kam.code.mixin"]
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Sign that rules and imports refer to; it does not change with the "
        "language.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    description = fields.Text(translate=True)
    maintain_months = fields.Integer(
        string="Maintain Within",
        default=3,
        help="Months after which an owned account without contact, visit or order is "
        "listed for the manager (CORE-11).",
    )
    lost_months = fields.Integer(
        string="Lost After",
        default=3,
        help="Months without sale after which an account counts as lost (CORE-12).",
    )
    window_ids = fields.One2many(
        "kam.account.class.window", "class_id", string="Changes of the Months"
    )

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another class already has this code; choose another one."
    )
    _months_positive = models.Constraint(
        "CHECK(maintain_months > 0 AND lost_months > 0)",
        "The months of a class are at least one.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Date a change of the months; the past stays as it was (CORE-12)."""
        if not {"maintain_months", "lost_months"} & vals.keys():
            return super().write(vals)
        before = {record: record._months() for record in self}
        result = super().write(vals)
        today = self.env["kam.clock"]._today(self.env.company)
        for record, months in before.items():
            if months != record._months():
                self.env["kam.account.class.window"]._kam_change(
                    record, months, record._months(), today
                )
        return result

    # === BUSINESS METHODS === #

    def _months(self):
        return self.maintain_months, self.lost_months
