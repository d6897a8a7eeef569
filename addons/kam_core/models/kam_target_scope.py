from odoo import models
from odoo.fields import Domain


class KamTarget(models.Model):
    """Whose figures count for the target of a company, department or team.

    A figure stays with the person (C-13). For a team or department it counts where the
    person last worked in the period: after a transfer in the middle of a month the
    whole month is the new team's, and who left still counts for the old one. So the
    teams of a department always add up to it.
    """

    _inherit = "kam.target"

    # === BUSINESS METHODS === #

    def _kam_members(self):
        """Return ``{target id: rep ids}`` in two statements for any number of them."""
        terms = self._kam_terms()
        everybody = self._kam_everybody()
        return {target.id: target._kam_reps_of(terms, everybody) for target in self}

    def _kam_terms(self):
        """Return the terms in the periods of the targets, oldest first."""
        units = self.filtered(lambda target: target.scope in ("department", "team"))
        # whose figures add up to a target, is for the system to know
        terms = self.env["kam.sales.rep.term"].sudo()
        if not units:
            return terms
        first, last = min(units.mapped("date_from")), max(units.mapped("date_to"))
        domain = (
            Domain("company_id", "in", units.company_id.ids)
            & Domain("date_from", "<=", last)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", first))
        )
        return terms.search_fetch(domain, order="date_from, id")

    def _kam_everybody(self):
        """Return the ids of all reps by company, where a target asks for all."""
        companies = self.filtered(lambda t: t.scope == "company").company_id
        if not companies:
            return {}
        # as above; who left has sold all the same
        reps = self.env["kam.sales.rep"].sudo().with_context(active_test=False)
        reps = reps.search_fetch([("company_id", "in", companies.ids)], ["company_id"])
        return {
            company: found.ids for company, found in reps.grouped("company_id").items()
        }

    def _kam_reps_of(self, terms, everybody):
        self.ensure_one()
        if self.scope == "rep":
            return self.rep_id.ids
        if self.scope == "company":
            return everybody.get(self.company_id, [])
        places = self._kam_places(terms)
        mine = self.sudo()._kam_place_ids()  # names of units are no secret
        return [rep_id for rep_id, place in places.items() if place in mine]

    def _kam_places(self, terms):
        """Return ``{rep id: id of team or department}`` at the end of the period."""
        name = f"{self.scope}_id"
        today = self.env["kam.clock"]._today(self.company_id)
        until = max(min(self.date_to, today), self.date_from)
        return {
            term.rep_id.id: term[name].id
            for term in terms
            if term.company_id == self.company_id
            and term.date_from <= until
            and (not term.date_to or term.date_to >= self.date_from)
        }

    def _kam_place_ids(self):
        """Return the team, or the department with all below it."""
        if self.scope == "team":
            return set(self.team_id.ids)
        departments = self.env["hr.department"]
        return set(departments.search([("id", "child_of", self.department_id.ids)]).ids)
