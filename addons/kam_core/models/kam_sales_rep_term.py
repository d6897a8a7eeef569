from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class KamSalesRepTerm(models.Model):
    """How a rep works for the company from one day to another.

    Terms of a rep follow each other and never overlap, so for any day of the past it
    is known who was on probation, in which team, and who answered to whom.
    """

    _name = "kam.sales.rep.term"
    _description = "Term of a Sales Rep"
    _order = "rep_id, date_from desc, id desc"
    _check_company_auto = True

    # === FIELDS === #

    rep_id = fields.Many2one(
        "kam.sales.rep", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rep_id.company_id", store=True)
    kind = fields.Selection(
        selection=lambda self: self.env["kam.sales.rep"]._kam_kinds(),
        required=True,
        default="full_time",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", help="Last day; empty while the term lasts.")
    team_id = fields.Many2one("crm.team", string="Sales Team", check_company=True)
    department_id = fields.Many2one("hr.department", check_company=True)
    store_id = fields.Many2one("kam.store", check_company=True)
    manager_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    note = fields.Char()

    # === CONSTRAINTS === #

    _dates_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A term ends on or after its first day.",
    )

    # === COMPUTE METHODS === #

    @api.depends("rep_id.name", "kind", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for term in self:
            term.display_name = self.env._(
                "%(rep)s, %(kind)s from %(day)s",
                rep=term.rep_id.name or "",
                kind=kinds.get(term.kind, ""),
                day=format_date(self.env, term.date_from),
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("rep_id", "date_from", "date_to")
    def _check_overlap(self):
        for rep in self.rep_id:
            terms = rep.sudo().term_ids.sorted("date_from")  # all, whoever writes one
            for term, following in zip(terms, terms[1:], strict=False):
                if not term.date_to or term.date_to >= following.date_from:
                    raise ValidationError(
                        self.env._(
                            "Two terms of %(rep)s overlap: the one from %(first)s must "
                            "end before %(second)s.",
                            rep=rep.name,
                            first=term.date_from,
                            second=following.date_from,
                        )
                    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """End the open term of a rep on the day before a later one begins."""
        for vals in vals_list:
            self._end_open_term(vals.get("rep_id"), vals.get("date_from"))
        return super().create(vals_list)

    def _end_open_term(self, rep_id, date_from):
        first = fields.Date.to_date(date_from)
        if rep_id and first:
            self.search(
                [
                    ("rep_id", "=", rep_id),
                    ("date_to", "=", False),
                    ("date_from", "<", first),
                ]
            ).date_to = fields.Date.subtract(first, days=1)
