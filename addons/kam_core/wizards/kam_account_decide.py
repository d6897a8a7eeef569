from odoo import api, fields, models
from odoo.exceptions import UserError

from ..answer import answer


class KamAccountDecide(models.TransientModel):
    """The manager decides on one or many accounts without maintenance (A-11)."""

    _name = "kam.account.decide"
    _description = "Decide on Accounts without Maintenance"

    # === FIELDS === #

    kind = fields.Selection(
        [("keep", "Keep"), ("release", "Release"), ("pause", "Pause")], required=True
    )
    account_ids = fields.Many2many("kam.account", string="Accounts", required=True)
    reason = fields.Char(required=True)
    days = fields.Integer(
        string="For Days", default=lambda self: self.env.company.kam_keep_days
    )
    pause_kind = fields.Selection(
        selection=lambda self: (
            self.env["kam.account.pause"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Pause For",
        default="leave",
    )
    date_to = fields.Date(
        string="Until", help="First day the clock runs again; empty while it lasts."
    )

    # === CONSTRAINTS === #

    _days_positive = models.Constraint(
        "CHECK(kind <> 'keep' OR days > 0)", "Say for how many days, at least one."
    )

    # === ACTION METHODS === #

    def action_confirm(self):
        """Do it; answer for how many accounts, and which were skipped and why (D11).

        :raise AccessError: if the user is no manager of the companies
        :raise UserError: without a reason
        """
        self.ensure_one()
        self.check_access("write")
        self.account_ids.check_access("write")
        self.account_ids._kam_check_manager()
        if not self.reason.strip():
            raise UserError(self.env._("Say why."))
        done, skipped = 0, []
        for account in self.account_ids:
            try:
                self._decide(account)
                done += 1
            except UserError as refusal:  # nothing was written for this account
                skipped.append(f"{account.display_name}: {refusal}")
        return self._notification(done, skipped)

    # === BUSINESS METHODS === #

    def _decide(self, account):
        with self.env.cr.savepoint():
            if self.kind == "keep":
                account._kam_keep(self.reason, self.days)
            elif self.kind == "release":
                account._kam_release(self.reason)
            else:
                values = {"kind": self.pause_kind, "date_to": self.date_to}
                account._kam_pause(self.reason, values)

    @api.model
    def _done_texts(self):
        return {
            "keep": self.env._("%s accounts stay with their owner."),
            "release": self.env._("%s accounts are in the pool."),
            "pause": self.env._("The clock of %s accounts stands still."),
        }

    def _notification(self, done, skipped):
        message = self._done_texts()[self.kind] % done
        if skipped:
            message += "\n" + self.env._(
                "Skipped:\n%(why)s", why="\n".join(self.account_ids._kam_some(skipped))
            )
        return answer(message, "warning" if skipped else "success")
