from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class KamSecrecyUndertaking(models.Model):
    """Undertaking of somebody who leaves to keep what he knows secret (CORE-18)."""

    _name = "kam.secrecy.undertaking"
    _description = "Secrecy Undertaking of a Leaver"
    _order = "date_until desc, id desc"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(
        string="Person",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["kam.clock"]._today(self.env.company),
        help="First day after leaving.",
    )
    date_until = fields.Date(
        string="Until",
        compute="_compute_date_until",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Last day, inclusive.",
    )
    document = fields.Binary(string="Signed Document", attachment=True, copy=False)
    document_name = fields.Char(copy=False)
    note = fields.Char()
    is_lasting = fields.Boolean(
        string="Lasts", compute="_compute_is_lasting", search="_search_is_lasting"
    )

    # === COMPUTE METHODS === #

    @api.depends("employee_id")
    def _compute_name(self):
        for row in self:
            row.name = row.name or row.employee_id.name

    @api.depends("date_from", "company_id.kam_undertaking_months")
    def _compute_date_until(self):
        for row in self:
            months = relativedelta(
                months=row.company_id.kam_undertaking_months, days=-1
            )
            row.date_until = row.date_from and row.date_from + months

    @api.depends("date_until")
    def _compute_is_lasting(self):
        clock = self.env["kam.clock"]
        for row in self:
            today = clock._today(row.company_id)
            row.is_lasting = bool(row.date_until) and row.date_until >= today

    def _search_is_lasting(self, operator, value):
        if operator != "in":
            return NotImplemented
        clock = self.env["kam.clock"]
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_until", ">=", clock._today(company))
            for company in self.env.companies
        )

    # === CONSTRAINT METHODS === #

    @api.constrains("date_from", "date_until")
    def _check_dates(self):
        if any(row.date_until < row.date_from for row in self):
            raise ValidationError(self.env._("It would end before it begins."))
