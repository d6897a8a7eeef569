from odoo import models
from odoo.exceptions import UserError

from ..services_token import is_service

SHOWN = 10


class KamAccount(models.Model):
    """When an account may be archived or deleted (A-3, CORE-03).

    What is still open blocks archiving; past trade makes it the manager's business.
    The manager goes on with a reason, see ``kam.account.archive``. Only what has
    nothing on file is ever deleted.
    """

    _inherit = "kam.account"

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if an account can't be archived, see the class"""
        if "active" in vals and not is_service(self):
            if vals["active"]:
                self._kam_unarchive_customers()
            else:
                self.filtered("active")._check_archiving()
        return super().write(vals)

    def unlink(self):
        """:raise UserError: if there is anything on file; then it is archived"""
        if not is_service(self):
            self.check_access("unlink")
            for account in self:
                account._check_deleting()
        return super().unlink()

    # === ACTION METHODS === #

    def action_archive(self):
        """Ask the manager for a reason where something is in the way."""
        if self.filtered("active")._kam_must_force():
            return self._kam_archive_dialog()
        return super().action_archive()

    # === BUSINESS METHODS === #

    def _kam_unarchive_customers(self):
        # Who brings an account back need not have the right to change contacts.
        self.sudo().partner_id.filtered(
            lambda customer: not customer.active
        ).action_unarchive()

    def _kam_must_force(self):
        """Tell whether the user is asked for a reason before these are archived."""
        return (
            bool(self)
            and self.has_access("write")
            and all(map(self._kam_is_manager, self.company_id))
            and bool(self._kam_obstacles())
        )

    def _kam_archive_dialog(self, partners=None):
        """Return the action that opens the dialog; archive ``partners`` as well."""
        return {
            "name": self.env._("Archive with Open Items"),
            "type": "ir.actions.act_window",
            "res_model": "kam.account.archive",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_account_ids": self.ids,
                "default_partner_ids": partners.ids if partners else [],
            },
        }

    def _kam_obstacles(self):
        """Return ``{account: [item]}`` of what is open and blocks archiving."""
        items = self.env["kam.open.items"]._kam_items(self)
        obstacles = {
            account: [item for item in items[account.id] if item.source.blocking]
            for account in self
        }
        return {account: found for account, found in obstacles.items() if found}

    def _check_archiving(self):
        traded = self.sudo().filtered("trade_count")  # whoever archives, counts
        for company in traded.company_id:
            if not self._kam_is_manager(company):
                raise UserError(
                    self.env._(
                        "%(accounts)s: a customer who has bought is archived by a "
                        "key-account manager only.",
                        accounts=self._kam_some_names(traded),
                    )
                )
        obstacles = self._kam_obstacles()
        if obstacles:
            raise UserError(
                self.env._(
                    "Something is still open:\n%(items)s\n\nFinish it first. A "
                    "key-account manager can archive the account nevertheless, with "
                    "a reason, by “Archive” in its action menu.",
                    items=self._kam_obstacle_text(obstacles),
                )
            )

    def _kam_obstacle_text(self, obstacles):
        """Return a line per account: what is open, and how much of it."""
        lines = []
        for account, found in obstacles.items():
            items = [f"{item.source.label} ({item.count})" for item in found]
            lines.append(f"{account.display_name}: {', '.join(items)}")
        return "\n".join(self._kam_some(lines))

    def _kam_some_names(self, accounts):
        return ", ".join(self._kam_some(accounts.mapped("display_name")))

    def _kam_some(self, texts):
        """Return the first of ``texts``, and how many there are beside them."""
        rest = len(texts) - SHOWN
        more = [self.env._("and %(count)s more", count=rest)] if rest > 0 else []
        return [*texts[:SHOWN], *more]

    def _check_deleting(self):
        found = self._kam_on_file()
        if found:
            raise UserError(
                self.env._(
                    "%(account)s has something on file (%(found)s) and can't be "
                    "deleted; archive it.",
                    account=self.display_name,
                    found=", ".join(self._kam_some(found)),
                )
            )

    def _kam_on_file(self):
        """Return the names of what an account has on file, for nobody to lose it."""
        account = self.sudo()  # what one can't read is not to be lost either
        found = [
            self.env._("Trade") if account.trade_count else "",
            self.env._("Subsidiaries") if account._kam_has("kam.account") else "",
            self.env._("Owner History") if len(account.tenure_ids) > 1 else "",
        ]
        parts = [
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_kam_is_history", False)
            and model._auto  # trade, a view of documents, is counted above
            and not (model._abstract or model._transient)
        ]
        found += [
            self.env["ir.model"]._get(name).name
            for name in sorted(parts)
            if account._kam_has(name)
        ]
        return [name for name in found if name]

    def _kam_has(self, name):
        model = self.env[name].with_context(active_test=False)
        link = "parent_id" if name == self._name else "account_id"
        if link not in model._fields:
            link = "account_key"
        return bool(model.search_count([(link, "=", self.id)], limit=1))
