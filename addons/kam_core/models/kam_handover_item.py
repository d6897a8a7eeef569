from odoo import fields, models


class KamHandoverItem(models.Model):
    """What is on the check list of every hand-over; a company edits it (CORE-13)."""

    _name = "kam.handover.item"
    _description = "Check of Hand-Overs"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    required = fields.Boolean(
        default=True, help="The hand-over is not concluded before it is done."
    )
    kind = fields.Selection(
        [
            ("person", "A person says so"),
            ("report", "Every account has its progress report"),
            ("undertaking", "A secrecy undertaking is on file"),
        ],
        string="Checked by",
        required=True,
        default="person",
        help="What the system looks at before somebody may tick it.",
    )
    company_id = fields.Many2one("res.company", help="Empty for all companies.")
    description = fields.Text(translate=True)
