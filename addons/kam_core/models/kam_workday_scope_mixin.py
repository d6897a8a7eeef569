from odoo import api, fields, models


class KamWorkdayScopeMixin(models.AbstractModel):
    """For whom a row of the working-day table holds, and who must hear of a change.

    A row holds for a country, or for one company only; the company's row wins.
    """

    _name = "kam.workday.scope.mixin"
    _description = "Part of the Working-Day Table"

    # === FIELDS === #

    country_id = fields.Many2one(
        "res.country",
        default=lambda self: self.env.company.country_id,
        index=True,
        help="Holds for all companies of the country.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Holds for this company only and wins over the row of its country. "
        "Empty: holds for the country.",
    )

    # === CONSTRAINTS === #

    _scope_set = models.Constraint(
        "CHECK(country_id IS NOT NULL OR company_id IS NOT NULL)",
        "Say for which country or for which company it holds.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._announce(rows._companies())
        return rows

    def write(self, vals):
        before = self._companies()
        result = super().write(vals)
        self._announce(before | self._companies())
        return result

    def unlink(self):
        companies = self._companies()
        result = super().unlink()
        self._announce(companies)
        return result

    # === BUSINESS METHODS === #

    def _companies(self):
        """Return the companies whose table the rows are part of."""
        countries = self.filtered(lambda row: not row.company_id).country_id
        # a row of a country holds also for companies the user may not see
        companies = self.env["res.company"].sudo()
        if countries:
            companies = companies.search(
                [("partner_id.country_id", "in", countries.ids)]
            )
        return companies | self.company_id.sudo()  # as above

    def _announce(self, companies):
        """Forget the cached tables, then let open deadlines be computed again (T7)."""
        self.flush_model()
        self.env.registry.clear_cache()
        workdays = self.env["kam.workday"]
        for company in companies:
            workdays._kam_deadlines_changed(company)
