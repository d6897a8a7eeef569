from odoo import api, models
from odoo.exceptions import UserError

from ..answer import REFRESH, answer


class KamSalesRep(models.Model):
    """Nobody leaves and keeps accounts (A-18).

    A sales rep who owns accounts is not archived, nor is the user or the employee. In
    an emergency a manager takes the accounts over by one click, with a reason.
    """

    _inherit = "kam.sales.rep"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if a rep who owns accounts would be archived, or one with
        accounts in the history would change the company
        """
        if "active" in vals and not vals["active"]:
            self.filtered("active")._kam_check_leaving()
        if "company_id" in vals:
            self.filtered(
                lambda rep: rep.company_id.id != vals["company_id"]
            )._check_no_history()
        return super().write(vals)

    def unlink(self):
        """:raise UserError: if a rep is in the history of an account"""
        self.check_access("unlink")
        self._check_no_history()
        return super().unlink()

    # === ACTION METHODS === #

    def action_pass_accounts(self):
        """Open the dialog that passes all accounts on, to the user at first (A-18).

        :raise AccessError: if the user is no manager
        """
        self.check_access("write")
        # they pass on with the rights of the manager who does it
        accounts = self._kam_owned_accounts().sudo(False)
        accounts.check_access("write")
        return accounts.with_context(
            kam_assign_to_me=True,
        ).action_change_owner()

    # === BUSINESS METHODS === #

    @api.model
    def _kam_of_users(self, users):
        """Return the reps, of all companies, who sign in as ``users``."""
        # Whoever archives users need not know about sellers.
        return self.sudo().search([("user_id", "in", users.ids)])

    def _kam_owned_accounts(self):
        """Return the active accounts that these reps own, as superuser."""
        # Who may not see an account may not archive its owner either.
        return self.env["kam.account"].sudo().search([("owner_id", "in", self.ids)])

    def _kam_made_notification(self, skipped):
        """Return the notification that these reps were made, and who was skipped."""
        message = self.env._(
            "%(count)s new sales reps: %(names)s.",
            count=len(self),
            names=", ".join(self.mapped("name")) or "–",
        )
        if skipped:
            message += "\n" + self.env._("Skipped:\n%(why)s", why="\n".join(skipped))
        return answer(message, "warning" if skipped else "success", then=REFRESH)

    def _kam_check_leaving(self):
        """:raise UserError: with the list of what is to be handed over first"""
        obstacles = self._kam_leaving_obstacles()
        if obstacles:
            raise UserError(
                self.env._(
                    "%(names)s can't leave yet:\n%(obstacles)s",
                    names=", ".join(self.mapped("name")),
                    obstacles="\n".join(obstacles),
                )
            )

    def _kam_leaving_obstacles(self):
        """Return sentences on what keeps these reps from leaving; extend it."""
        accounts = self._kam_owned_accounts()
        if not accounts:
            return []
        # all are counted, those that the user may see are named
        seen = accounts.sudo(False)._filtered_access("read")
        names = [f"{account.number} {account.name}" for account in seen]
        return [
            self.env._(
                "%(count)s key accounts have no other owner yet (%(names)s). A "
                "key-account manager passes them on by “Pass Accounts on” on the sales "
                "rep.",
                count=len(accounts),
                names=", ".join(accounts._kam_some(names)) or "–",
            )
        ]

    def _check_no_history(self):
        tenures = self.env["kam.account.tenure"].sudo()  # of accounts of whomever
        reps = tenures.search([("rep_id", "in", self.ids)]).rep_id
        if reps:
            raise UserError(
                self.env._(
                    "%(names)s owned accounts: their history stays. Archive the sales "
                    "rep instead.",
                    names=", ".join(reps.mapped("name")),
                )
            )

    def _kam_is_above_cap(self, count):
        """Tell whether ``count`` accounts are more than one owner may have (A7)."""
        cap = self.company_id.kam_holding_cap
        return bool(cap) and count > cap
