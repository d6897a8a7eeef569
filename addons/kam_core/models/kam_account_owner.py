from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class KamAccount(models.Model):
    """Changing the owner of one or many accounts (A-11).

    The manager decides, with a reason. Orders keep the sales rep they have: who sold
    is paid for it. A former owner does not get an account back within the cool-down of
    the company unless the manager insists.
    """

    _inherit = "kam.account"

    # === ACTION METHODS === #

    def action_change_owner(self):
        """Open the dialog that asks for the new owner.

        :raise AccessError: if the user is no manager
        """
        self.check_access("write")
        self._kam_check_manager()
        return {
            "name": self.env._("Change Owner"),
            "type": "ir.actions.act_window",
            "res_model": "kam.account.assign.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_account_ids": self.ids,
                "kam_assign_to_me": self.env.context.get("kam_assign_to_me"),
            },
        }

    # === BUSINESS METHODS === #

    def _kam_check_manager(self):
        """:raise AccessError: if the user is no manager of each company of these"""
        for company in self.company_id or self.env.company:
            if not self._kam_is_manager(company):
                raise AccessError(
                    self.env._(
                        "Only a key-account manager of %(company)s passes accounts to "
                        "another owner.",
                        company=company.name,
                    )
                )

    def _kam_assign_many(self, rep, reason, day):
        """Pass these on to ``rep`` one by one.

        :return: the accounts that passed, and a sentence per account that did not
        """
        done, skipped = self.browse(), []
        for account in self:
            try:
                if account.owner_id == rep:
                    raise UserError(self.env._("has this owner already"))
                account._kam_assign(rep, reason, day)
                done += account
            except UserError as refusal:  # nothing was written for this account
                skipped.append(f"{account.display_name}: {refusal}")
        return done, skipped

    def _kam_cooling_down(self, rep, day):
        """Return those that ``rep`` owned and lost within the cool-down before ``day``.

        The months are on the company; none switch the cool-down off.
        """
        tenures = self.env["kam.account.tenure"].search(
            [
                ("account_id", "in", (self - self._kam_owned_by(rep)).ids),
                ("rep_id", "=", rep.id),
                ("merged_number", "=", False),
                ("date_to", "!=", False),
            ]
        )
        return tenures.filtered(
            lambda tenure: (
                fields.Date.add(
                    tenure.date_to, months=tenure.company_id.kam_cooldown_months
                )
                > day
            )
        ).account_id

    def _kam_owned_by(self, rep):
        return self.filtered(lambda account: account.owner_id == rep)
