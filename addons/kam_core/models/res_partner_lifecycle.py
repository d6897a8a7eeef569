from odoo import api, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """What happens to the account of a customer whose contact changes."""

    _inherit = "res.partner"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if an account is in the way, see the methods below"""
        if "active" in vals and not vals["active"]:
            self.filtered("active")._kam_archive_accounts()
        moves = vals.keys() & {"parent_id", "is_company"}  # super() takes some out
        result = super().write(vals)
        if moves:
            self._kam_follow_commercial_partner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_account(self):
        """A customer with an account, or a sales rep, is archived instead (A-4)."""
        reps = self.env["kam.sales.rep"].sudo()  # those of other companies, too
        reps = reps.with_context(active_test=False).search(
            [("partner_id", "in", self.ids)], limit=1
        )
        partners = self.env["kam.account"]._kam_of_partners(self).partner_id
        partners |= reps.partner_id
        if partners:
            raise UserError(
                self.env._(
                    "%(names)s can't be deleted: a key account or a sales rep stands "
                    "on this contact. Archive it instead.",
                    names=", ".join(partners.mapped("display_name")),
                )
            )

    # === ACTION METHODS === #

    def action_archive(self):
        """Ask the manager for a reason where accounts have open items (A-3)."""
        accounts = self.filtered("active")._kam_active_accounts()
        if accounts._kam_must_force():
            return accounts._kam_archive_dialog(self)
        return super().action_archive()

    # === BUSINESS METHODS === #

    def _kam_active_accounts(self):
        """Return the active accounts of these, with the rights of the user."""
        accounts = self.env["kam.account"]._kam_of_partners(self)
        # found for all; what is done with them needs the rights of the user
        return accounts.filtered("active").sudo(False)

    def _kam_archive_accounts(self):
        """Archive the accounts with their customers (A-3).

        :raise UserError: if the user may not, or something is still open
        """
        accounts = self._kam_active_accounts()
        if accounts and not accounts.has_access("write"):
            raise UserError(
                self.env._(
                    "%(names)s can't be archived: this is a key account, and you are "
                    "not among those who keep it.",
                    names=", ".join(accounts.sudo().mapped("name")),  # as on contacts
                )
            )
        accounts.write({"active": False})

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
