from odoo import models
from odoo.exceptions import AccessError

# What a column of another document may show of a customer: who it is.
NAMES = {"id", ".id", "name", "display_name"}


class Base(models.AbstractModel):
    """The export of account data is a right of its own, and logged (CORE-18, A16).

    Accounts, what belongs to them and their customers; of other documents, columns
    that reach into those.
    """

    _inherit = "base"

    # === CRUD METHODS === #

    def export_data(self, fields_to_export):
        """:raise AccessError: without right, permit or reason for account data"""
        guarded = self._kam_export_guarded(fields_to_export)
        if guarded:
            self.env["kam.export.permit"]._kam_use(self, fields_to_export)
        return super().export_data(fields_to_export)

    # === BUSINESS METHODS === #

    def _kam_export_guarded(self, names):
        """Tell whether exporting ``names`` of these records takes account data."""
        if self._kam_holds_account_data():
            return True
        # whether a customer has an account is asked for everybody
        return any(
            self.sudo()._kam_path_guarded(name.replace(".id", "id").split("/"))
            for name in names
        )

    def _kam_path_guarded(self, path):
        records = self
        while len(path) > 1:
            field = records._fields.get(path.pop(0))
            if not field or not field.relational:
                return False
            if path == ["id"] or path[0] in NAMES:
                return False
            comodel = self.env[field.comodel_name]
            if comodel._kam_is_account_model():
                return True
            records = records.mapped(field.name)
            if records._kam_holds_account_data():
                return True
        return False

    def _kam_is_account_model(self):
        """Tell whether all records of this model are account data."""
        return (
            self._name in ("kam.account", "kam.registration")
            or getattr(self, "_kam_is_account_part", False)
            or (self._name.startswith("kam.") and self._kam_has_account())
        )

    def _kam_has_account(self):
        field = self._fields.get("account_id")
        return bool(field) and field.comodel_name == "kam.account"

    def _kam_holds_account_data(self):
        """Tell whether these records are account data, or customers with an account."""
        if self._kam_is_account_model():
            return True
        if self._name != "res.partner" or not self:
            return False
        accounts = self.env["kam.account"].sudo()  # exporters need not see them
        customers = self.sudo().commercial_partner_id
        return bool(
            accounts.with_context(active_test=False).search_count(
                [("partner_key", "in", customers.ids)], limit=1
            )
        )

    def _kam_accounts_exported(self):
        """Return the accounts these records are about.

        :raise AccessError: it can't be told, so nobody can have consented
        """
        if self._name == "kam.account":
            return self
        if self._name == "res.partner":
            accounts = self.env["kam.account"].sudo()  # exporters need not see them
            customers = self.sudo().commercial_partner_id
            return accounts.with_context(active_test=False).search(
                [("partner_key", "in", customers.ids)]
            )
        if not self._kam_has_account() or not all(row.account_id for row in self):
            raise AccessError(
                self.env._(
                    "These records don't say which customer they are about; they "
                    "can't go to somebody outside."
                )
            )
        return self.account_id
