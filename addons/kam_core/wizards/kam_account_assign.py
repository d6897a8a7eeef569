from odoo import api, fields, models
from odoo.exceptions import UserError

from ..answer import answer

# More accounts than this pass on in the background; it takes longer than a few seconds.
AT_ONCE = 100


class KamAccountAssignWizard(models.TransientModel):
    """A manager passes accounts to another owner (A-11)."""

    _name = "kam.account.assign.wizard"
    _description = "Change Owner of Accounts"

    # === FIELDS === #

    account_ids = fields.Many2many("kam.account", string="Accounts", required=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True
    )
    rep_id = fields.Many2one(
        "kam.sales.rep",
        string="New Owner",
        required=True,
        compute="_compute_rep_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id)]",
    )
    day = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["kam.account"]._kam_today(),
    )
    reason = fields.Char(required=True)
    cooling_down = fields.Text(compute="_compute_cooling_down")
    above_cap = fields.Integer(
        compute="_compute_above_cap",
        help="How many accounts the new owner would have, if that is above the limit.",
    )
    over_cap = fields.Boolean(string="Go Beyond the Limit")

    # === COMPUTE METHODS === #

    @api.depends("account_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.account_ids[:1].company_id

    @api.depends("company_id")
    @api.depends_context("kam_assign_to_me")
    def _compute_rep_id(self):
        """Propose the user, if the accounts of somebody who leaves are taken over."""
        to_me = self.env.context.get("kam_assign_to_me")
        for wizard in self:
            own = wizard.rep_id
            if to_me and not own:
                own = own._kam_rep_of(self.env.user, wizard.company_id)
            wizard.rep_id = own

    @api.depends("account_ids", "rep_id", "day")
    def _compute_cooling_down(self):
        for wizard in self:
            accounts = wizard.account_ids._origin
            if wizard.rep_id and wizard.day:
                accounts = accounts._kam_cooling_down(wizard.rep_id, wizard.day)
                wizard.cooling_down = accounts._kam_some_names(accounts)
            else:
                wizard.cooling_down = ""

    @api.depends("account_ids", "rep_id")
    def _compute_above_cap(self):
        for wizard in self:
            accounts, rep = wizard.account_ids._origin, wizard.rep_id._origin
            held = accounts._kam_held_by(rep)
            held += len(accounts - accounts._kam_owned_by(rep))
            wizard.above_cap = held if rep._kam_is_above_cap(held) else 0

    # === ACTION METHODS === #

    def action_confirm(self):
        """Pass the accounts on; answer which did, and which did not and why.

        :raise AccessError: if the user is no manager of the companies
        :raise UserError: without a reason
        """
        self.ensure_one()
        self.check_access("write")
        self.account_ids.check_access("write")
        self.account_ids._kam_check_manager()
        if not self.reason.strip():
            raise UserError(self.env._("Say why the owner changes."))
        if len(self.account_ids) > AT_ONCE:
            return self._enqueue()
        done, skipped = self.account_ids._kam_assign_many(
            self.rep_id, self._told_reason(), self.day, self.over_cap
        )
        return self._notification(done, skipped)

    # === BUSINESS METHODS === #

    def _told_reason(self):
        """Return the reason, with a remark on what was overruled."""
        reason = self.reason
        if self.cooling_down:
            reason = self.env._("%(reason)s (within the cool-down)", reason=reason)
        if self.above_cap and self.over_cap:
            reason = self.env._("%(reason)s (beyond the limit)", reason=reason)
        return reason

    def _enqueue(self):
        job = self.env["kam.job"]._kam_enqueue(
            "assign",
            self.env._("Change owner to %(rep)s", rep=self.rep_id.name),
            self.account_ids.ids,
            {
                "rep_id": self.rep_id.id,
                "reason": self._told_reason(),
                "day": fields.Date.to_string(self.day),
                "over_cap": self.over_cap,
            },
            "kam.account",
        )
        return job._kam_open()

    def _notification(self, done, skipped):
        message = self.env._(
            "%(count)s accounts pass to %(rep)s.", count=len(done), rep=self.rep_id.name
        )
        if skipped:
            message += "\n" + self.env._(
                "Skipped:\n%(why)s", why="\n".join(done._kam_some(skipped))
            )
        return answer(message, "warning" if skipped else "success")
