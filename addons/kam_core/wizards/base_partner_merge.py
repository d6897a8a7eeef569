from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging contacts merges their key accounts (A-1)."""

    _inherit = "base.partner.merge.automatic.wizard"

    # === BUSINESS METHODS === #

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Merge the accounts first: Odoo would bring two to one customer by SQL."""
        self.env["kam.stakeholder"]._kam_merge_persons(src_partners | dst_partner)
        accounts = self.env["kam.account"]
        accounts._kam_merge_partners(src_partners, dst_partner)
        customer = dst_partner.commercial_partner_id
        accounts._kam_rekey("partner_key", src_partners.ids, customer.id)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _log_merge_operation(self, src_partners, dst_partner):
        """Make the figures again, now that all documents are at their new customer."""
        result = super()._log_merge_operation(src_partners, dst_partner)
        customers = (src_partners | dst_partner).commercial_partner_id
        self.env["kam.account"]._kam_of_partners(customers)._kam_after_merge()
        return result
