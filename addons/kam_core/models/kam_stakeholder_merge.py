from odoo import api, models

from .kam_account_merge import MERGE_KEEPS, blanks_from

PERSON_KEEPS = MERGE_KEEPS - {"name"} | {"account_id"}


class KamStakeholder(models.Model):
    """One row per person and account, also after merging (A-1, A-14)."""

    _inherit = "kam.stakeholder"

    # === BUSINESS METHODS === #

    def _kam_pass_to(self, account):
        """Join persons whom ``account`` has on file already with their rows there."""
        there = account.with_context(active_test=False).stakeholder_ids
        rows = there.filtered("partner_id").grouped("partner_id")
        twins = self.filtered(lambda person: person.partner_id in rows)
        for person in twins:
            rows[person.partner_id]._kam_absorb_person(person)
        return super(KamStakeholder, self - twins)._kam_pass_to(account)

    @api.model
    def _kam_merge_persons(self, partners):
        """Leave one row per account of persons who become one contact."""
        rows = (
            self.sudo()  # whoever merges contacts need not see their accounts
            .with_context(active_test=False, import_file=True)
            .search([("partner_id", "in", partners.ids)], order="id")
        )
        for first, *others in rows.grouped("account_id").values():
            for other in others:
                first._kam_absorb_person(other)

    def _kam_absorb_person(self, other):
        """Fill blanks from ``other``, let all refer to this row, and delete it."""
        values = blanks_from(self, other, PERSON_KEEPS)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._update_foreign_keys_generic(self._name, other, self)
        wizard._update_reference_fields_generic(self._name, other, self)
        other.unlink()
        self.write(values)
