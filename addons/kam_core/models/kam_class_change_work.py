from odoo import models
from odoo.exceptions import UserError

from ..languages import in_language_of_company
from ..services_token import as_service


class KamClassChange(models.Model):
    """Applying and undoing one change; each leaves a row in the history (CORE-02).

    Both compare first: what somebody changed in between is left alone, and is told.
    """

    _inherit = "kam.class.change"

    # === BUSINESS METHODS === #

    def _kam_apply(self):
        """Make the change.

        :raise UserError: if the account was changed since it was measured
        """
        account = self.account_id or self._open_account()
        if self.account_id:
            self._refuse_apply(account)
        self._put("applied", account_id=account.id, before_lead_id=account.lead_id.id)
        env = in_language_of_company(self, self.company_id).env
        account._kam_stand(
            self._ids_of(self.after, account),
            env._("By the rules: %(codes)s", codes=self._codes() or "–"),
            run_id=self.run_id.id,
            why=self.why,
        )

    def _refuse_apply(self, account):
        """:raise UserError: if the account is not as the run found it"""
        pins = account.standing_pins or {}
        standing = account._kam_standing()
        moved = {
            name: standing[name]
            for name, value in self.before.items()
            if standing[name] != value or name in pins
        }
        if moved:
            why = self.env["kam.class.why"]
            raise UserError(
                self.env._(
                    "%(account)s was changed since it was measured (%(now)s).",
                    account=account.display_name,
                    now=why._kam_standing_text(standing, moved, why._kam_names()),
                )
            )

    def _codes(self):
        applied = [item["rule"] for item in self.why if item["applies"]]
        return ", ".join(applied or [item["rule"] for item in self.why])

    def _open_account(self):
        """Open an account, if nobody has in between.

        :raise UserError: the customer is gone or has an account
        """
        customer = self.partner_id.exists()
        if not customer:
            raise UserError(self.env._("The customer is not on file any more."))
        accounts = self.env["kam.account"]
        # also one that is archived or hidden
        if accounts._kam_of_customers(customer, self.company_id):
            raise UserError(
                self.env._(
                    "%(customer)s has become a key account in between.",
                    customer=customer.display_name,
                )
            )
        return accounts.sudo().create(  # approved by one who may open accounts
            {"partner_id": customer.id, "company_id": self.company_id.id}
        )

    def _kam_undo(self):
        """Make the account what it was before.

        :raise UserError: if it was changed since
        """
        account = self.account_id
        if not account:
            raise UserError(self.env._("The account does not exist any more."))
        self._refuse_undo(account)
        if self.kind == "open":
            self._put("undone")
            return as_service(account).unlink()
        self._put("undone")
        values = self._ids_of(self.before, account)
        if "lead" in values:
            values["lead"] = self.before_lead_id.id
        words = in_language_of_company(self, self.company_id)
        return account._kam_stand(
            values,
            words.env._("Undone: %(run)s", run=words.run_id.name),
            run_id=self.run_id.id,
        )

    def _refuse_undo(self, account):
        standing = account._kam_standing()
        moved = [name for name, value in self.after.items() if standing[name] != value]
        later = account.standing_ids.filtered(lambda row: not row.merged_number)[:1]
        if moved or later.run_id != self.run_id or self._was_worked_with(account):
            raise UserError(
                self.env._(
                    "%(account)s was changed since, by %(user)s on %(day)s: %(reason)s",
                    account=account.display_name,
                    user=later.decided_by_id.name,
                    day=later.date_from,
                    reason=later.reason,
                )
            )

    def _was_worked_with(self, account):
        """Tell whether an account that the run opened has anything on file by now."""
        if self.kind != "open":
            return False
        past = {self.env._("Trade")}
        return bool(account.tenure_ids or set(account._kam_on_file()) - past)

    def _put(self, state, **vals):
        as_service(self).write({"state": state, "note": False, **vals})

    def _ids_of(self, codes, account):
        """Return ids by field of a standing for ``codes`` of classes and levels.

        :raise UserError: a class or level does not exist any more
        """
        found = {}
        for name, value in codes.items():
            if name == "lead":
                found[name] = self._lead_of(account).id if value else False
            elif name == "level":
                found[name] = self._level(value).id if value else False
            elif name == "primary":
                found[name] = self._classes([value]).id if value else False
            else:
                found[name] = self._classes(value).ids
        return found

    def _classes(self, codes):
        classes = self.env["kam.account.class"].with_context(active_test=False)
        found = classes.search([("code", "in", codes)])
        return self._found(found, set(codes) - set(found.mapped("code")))

    def _level(self, code):
        """Return the level of the company, else the one of all companies."""
        levels = self.env["kam.account.level"].with_context(active_test=False)
        found = levels.search(
            [("code", "=", code), ("company_id", "in", (self.company_id.id, False))]
        ).sorted(lambda level: not level.company_id)[:1]
        return self._found(found, () if found else (code,))

    def _found(self, records, missing):
        if missing:
            raise UserError(
                self.env._(
                    "%(codes)s does not exist any more.", codes=", ".join(missing)
                )
            )
        return records

    def _lead_of(self, account):
        """Return who is to lead a very large account beside its owner.

        :raise UserError: nobody is named, and nobody is above the owner
        """
        rules = {rule["code"]: rule for rule in self.run_id.snapshot["rules"]}
        for item in self.why:
            lead = item["kind"] == "lead" and rules[item["rule"]]["lead"]
            user = self.env["res.users"].browse(lead or []).exists()
            if user.active:
                return user
        reps = self.env["kam.sales.rep"]
        owner = account.owner_user_id
        above = reps._kam_superior_of(owner, account.company_id) if owner else owner
        return self._found_lead(above, account)

    def _found_lead(self, user, account):
        if not user:
            raise UserError(
                self.env._(
                    "%(account)s: no lead is named in the rule, and nobody is above "
                    "the owner.",
                    account=account.display_name,
                )
            )
        return user
