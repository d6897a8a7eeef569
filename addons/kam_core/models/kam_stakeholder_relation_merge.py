from odoo import models


class KamStakeholder(models.Model):
    """What ties people together survives the merging of two of them (A-1)."""

    _inherit = "kam.stakeholder"

    # === BUSINESS METHODS === #

    def _kam_absorb_person(self, other):
        """Untie the two from each other first, so that nobody is above himself."""
        self._kam_untie_lines(other)
        self._kam_untie_links(other)
        result = super()._kam_absorb_person(other)
        self.modified(["communication_ids"])  # rows were moved below the ORM
        return result

    def _kam_untie_lines(self, other):
        if other in self._kam_people_above():
            self.parent_id = other.parent_id
        elif self in other._kam_people_above():
            other.parent_id = False
        for one, two in ((self, other), (other, self)):
            if one.successor_id == two:
                one.successor_id = False

    def _kam_people_above(self):
        found, person = self.browse(), self.parent_id
        while person:
            found, person = found | person, person.parent_id
        return found

    def _kam_untie_links(self, other):
        """Drop links that would lead from a person to himself, or be there twice."""
        people = self | other
        links = self.env["kam.stakeholder.link"].search(
            ["|", ("from_id", "in", people.ids), ("to_id", "in", people.ids)],
            order="id",
        )
        seen = set()
        for link in links:
            ends = [self.id if end in other else end.id for end in link._kam_ends()]
            if link._kam_is_mutual():
                ends.sort()
            key = (*ends, link.kind)
            if ends[0] == ends[1] or key in seen:
                link.unlink()
            seen.add(key)
