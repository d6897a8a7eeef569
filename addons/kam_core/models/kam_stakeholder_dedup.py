from odoo import api, models

from ..engine import dedup


class KamStakeholder(models.Model):
    """Phones of contact persons lead to their account, until they leave (A-12)."""

    _name = "kam.stakeholder"
    _inherit = ["kam.dedup.source.mixin", "kam.stakeholder"]

    # === BUSINESS METHODS === #

    @api.model
    def _kam_dedup_fields(self):
        own = {"account_id", "phone", "mobile", "left_on"}
        return super()._kam_dedup_fields() | own

    def _kam_dedup_rows(self):
        yield from super()._kam_dedup_rows()
        nobody = self.env["res.partner"]
        for person in self.filtered(lambda person: not person.left_on):
            phones = filter(None, [person.phone, person.mobile])
            candidate = dedup.candidate(dedup.PERSON, phones=phones)
            yield person, candidate, nobody, person.account_id
