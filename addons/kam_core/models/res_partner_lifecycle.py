from odoo import models


class ResPartner(models.Model):
    """What happens to the account of a customer whose contact changes."""

    _inherit = "res.partner"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: see :meth:`_kam_follow_commercial_partner`"""
        moves = vals.keys() & {"parent_id", "is_company"}  # super() takes some out
        result = super().write(vals)
        if moves:
            self._kam_follow_commercial_partner()
        return result

    # === BUSINESS METHODS === #

    def _kam_follow_commercial_partner(self):
        """Let accounts follow customers who became contacts of somebody else.

        An account always stands on a commercial partner. The account of the new one
        takes it in; without any it moves there.

        :raise UserError: if the user is no manager of the company of the account
        """
        for account in self.env["kam.account"]._kam_of_partners(self):
            customer = account.partner_id.commercial_partner_id
            if customer != account.partner_id:
                account._check_follows(customer)
                there = account._kam_of_partners(customer).filtered(
                    lambda found, company=account.company_id: (
                        found.company_id == company
                    )
                )
                (account | there)._kam_merge_onto(customer)._kam_after_merge()
