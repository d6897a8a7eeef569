from odoo import fields, models


class KamMaintenanceKind(models.Model):
    """What may count as maintenance of an account, and whether it does (CORE-11).

    Modules bring the kinds of their records; the manager switches them on and off.
    """

    _name = "kam.maintenance.kind"
    _description = "Kind of Maintenance"
    _order = "sequence, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    counts = fields.Boolean(
        string="Counts as Maintenance",
        default=True,
        help="Restarts the ownership clock; a change shows from the next night on.",
    )
    sequence = fields.Integer(default=10)

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another kind already has this code."
    )
