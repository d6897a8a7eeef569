from odoo import fields, models


class ResCompany(models.Model):
    """How often customers are measured by themselves (CORE-02)."""

    _inherit = "res.company"

    # === FIELDS === #

    kam_class_every = fields.Selection(
        [("day", "Every Night"), ("week", "Every Week")],
        string="Propose Classes",
        help="How often all customers are measured by themselves; a manager or analyst "
        "then decides. Empty: only when somebody starts it.",
    )
