from odoo import fields, models

READERS = ",".join(
    f"kam_core.kam_core_group_{role}"
    for role in ("consultant", "back_office", "analyst", "finance")
)


class KamAccount(models.Model):
    """Contracts of an account (CORE-14)."""

    _inherit = "kam.account"

    # === FIELDS === #

    contract_count = fields.Integer(
        string="Contracts", compute="_compute_contract_count", groups=READERS
    )

    # === COMPUTE METHODS === #

    def _compute_contract_count(self):
        rows = self.env["kam.contract"]._read_group(
            [("account_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["account_id"],
            ["__count"],
        )
        counts = dict(rows)
        for account in self:
            account.contract_count = counts.get(account._origin, 0)

    # === ACTION METHODS === #

    def action_open_contracts(self):
        """Open the contracts of the account.

        :raise AccessError: the user may not read them
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_contract_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"default_account_id": self.id}
        return action

    def action_new_contract(self):
        """Make a contract on the standard text proposed first, and open it.

        :raise AccessError: the user may not change the account
        """
        self.ensure_one()
        self.check_access("write")
        return self.env["kam.contract"]._kam_make(self)._get_records_action()
