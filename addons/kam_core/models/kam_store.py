from odoo import fields, models


class KamStore(models.Model):
    """A store of the company (银楼): where customers buy and collect (CARD-10)."""

    _name = "kam.store"
    _description = "Store"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Short sign of the store, unique in the company; use it on lists and "
        "documents.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", string="Address", check_company=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", check_company=True)
    manager_id = fields.Many2one(
        "res.users", string="Store Manager", domain="[('share', '=', False)]"
    )

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)",
        "Another store of the company already has this code; choose another one.",
    )

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        """Give a copy a name and code of its own."""
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for store, vals in zip(self, vals_list, strict=True):
            for name in {"name", "code"} - default.keys():
                vals[name] = self.env._("%(original)s (copy)", original=store[name])
        return vals_list
