from odoo import api, fields, models
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

    def _kam_assign_many(self, rep, reason, day, over_cap=False):
        """Pass these on to ``rep`` one by one.

        :param bool over_cap: the manager insists, see :meth:`_kam_assign`
        :return: the accounts that passed, and a sentence per account that did not
        """
        done, skipped = self.browse(), []
        for account in self:
            try:
                if account.owner_id == rep:
                    raise UserError(self.env._("has this owner already"))
                account._kam_assign(rep, reason, day, over_cap)
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

    def _kam_check_cap(self, rep):
        """Refuse an owner who has as many accounts as the company allows (A7).

        An import by the manager brings in what is so already.

        :raise UserError: the manager may insist by “Change Owner”
        """
        held = self._kam_held_by(rep)
        imported = self.env.context.get("import_file")
        if imported and self._kam_is_manager(self.company_id):
            return
        if not rep._kam_is_above_cap(held + 1):
            return
        raise UserError(
            self.env._(
                "%(rep)s owns %(held)s accounts already, the limit of %(company)s is "
                "%(cap)s. Hand over some of them first; a key-account manager can go "
                "beyond the limit by “Change Owner”.",
                rep=rep.name,
                held=held,
                company=rep.company_id.name,
                cap=rep.company_id.kam_holding_cap,
            )
        )

    @api.model
    def _kam_held_by(self, rep):
        """Return how many accounts on file ``rep`` owns."""
        if not rep:
            return 0
        # whoever assigns an account need not see the others of its owner
        return self.sudo().search_count([("owner_id", "=", rep.id)])

    def _kam_owned_by(self, rep):
        return self.filtered(lambda account: account.owner_id == rep)
