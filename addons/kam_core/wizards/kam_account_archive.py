from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..answer import answer
from ..services_token import as_service


class KamAccountArchive(models.TransientModel):
    """A manager archives accounts although something is open, and says why (A-3).

    What can be closed is closed: quotations are cancelled, reservations released. The
    rest is left to those who keep it. History stays.
    """

    _name = "kam.account.archive"
    _description = "Archive Accounts with Open Items"

    # === FIELDS === #

    account_ids = fields.Many2many("kam.account", string="Accounts", required=True)
    partner_ids = fields.Many2many("res.partner", string="Contacts")
    open_items = fields.Text(compute="_compute_open_items")
    reason = fields.Char(required=True)

    # === COMPUTE METHODS === #

    @api.depends("account_ids")
    def _compute_open_items(self):
        for wizard in self:
            accounts = wizard.account_ids._origin
            wizard.open_items = accounts._kam_obstacle_text(accounts._kam_obstacles())

    # === ACTION METHODS === #

    def action_confirm(self):
        """Close what can be closed, and archive.

        :raise AccessError: if the user is no manager of the companies
        :raise UserError: without a reason
        """
        self.ensure_one()
        self.check_access("write")
        self._check_manager()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the accounts are archived."))
        accounts = self.account_ids  # archived ones are not found there any more
        for account, items in accounts._kam_obstacles().items():
            self._close_items(account, items)
        as_service(accounts).write({"active": False})
        self.partner_ids.action_archive()
        return self._notification(accounts)

    # === BUSINESS METHODS === #

    def _check_manager(self):
        self.account_ids.check_access("write")
        for company in self.account_ids.company_id:
            if not self.account_ids._kam_is_manager(company):
                raise AccessError(
                    self.env._(
                        "Only a key-account manager archives an account with open "
                        "items."
                    )
                )

    def _close_items(self, account, items):
        closed, left = [], []
        for item in items:
            (closed if item._close(self.env) else left).append(
                f"{item.source.label} ({item.count})"
            )
        account._message_log(
            body=self.env._(
                "Archived with open items. Reason: %(reason)s. Closed: %(closed)s. "
                "Still open: %(left)s.",
                reason=self.reason,
                closed=", ".join(closed) or "–",
                left=", ".join(left) or "–",
            )
        )

    def _notification(self, accounts):
        left = accounts._kam_obstacles()
        message = self.env._(
            "Archived: %(accounts)s.",
            accounts=accounts._kam_some_names(accounts),
        )
        if left:
            message += "\n" + self.env._(
                "Still open, for their keepers to finish:\n%(items)s",
                items=accounts._kam_obstacle_text(left),
            )
        return answer(message, "warning" if left else "success")
