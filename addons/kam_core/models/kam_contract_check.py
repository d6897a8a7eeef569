from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..services_token import as_service

SIGNERS = "kam_core.kam_core_group_manager,kam_core.kam_core_group_back_office"


class KamContractCheck(models.Model):
    """One item of the check list of a contract: who found it right, and when.

    Ticked by a button alone: before the signature by who decides the contract, when
    signing by a manager or the back office, never by who submitted it (CORE-14).
    """

    _name = "kam.contract.check"
    _description = "Check of a Contract"
    _inherit = ["kam.protected.mixin"]
    _order = "contract_id, at_signing, sequence, id"
    _kam_is_account_part = True

    # === FIELDS === #

    contract_id = fields.Many2one(
        "kam.contract", required=True, ondelete="cascade", index=True
    )
    account_id = fields.Many2one(
        related="contract_id.account_id", store=True, index=True
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(required=True, readonly=True)
    at_signing = fields.Boolean(string="When Signing", readonly=True)
    done = fields.Boolean(string="Right", readonly=True)
    done_by_id = fields.Many2one(
        "res.users", string="Checked by", readonly=True, ondelete="restrict"
    )
    done_at = fields.Datetime(string="Checked on", readonly=True)
    can_tick = fields.Boolean(compute="_compute_can_tick")

    # === COMPUTE METHODS === #

    @api.depends("done", "contract_id.state")
    @api.depends_context("uid")
    def _compute_can_tick(self):
        for check in self:
            check.can_tick = check._kam_may_tick()

    # === ACTION METHODS === #

    def action_tick(self):
        """Say that this is right, or take it back.

        :raise AccessError: it is not the user's to check, or not now
        """
        self.check_access("read")
        for check in self:
            if not check._kam_may_tick():
                raise AccessError(check._kam_refusal())
            done = not check.done
            # Ticks are kept by the system; whose they are is asked right here.
            as_service(check.sudo()).write(
                {
                    "done": done,
                    "done_by_id": self.env.uid if done else False,
                    "done_at": self.env["kam.clock"]._now() if done else False,
                }
            )
            # Who may tick need not be able to write the contract.
            check.sudo().contract_id._kam_tell_tick(check)

    # === BUSINESS METHODS === #

    def _kam_may_tick(self):
        """Tell whether the user checks this item now."""
        self.ensure_one()
        contract = self.contract_id
        if not self.at_signing:
            return contract.state == "to_check" and contract.can_decide
        # Who submitted it is no secret.
        submitter = contract.sudo()._kam_last_request().requester_id
        return (
            contract.state == "checked"
            and self.env.user != submitter
            and self.env.user.has_groups(SIGNERS)
        )

    def _kam_refusal(self):
        if self.at_signing:
            return self.env._(
                "“%s” is checked on the signed paper, by a manager or the back office "
                "and not by who submitted the contract.",
                self.name,
            )
        return self.env._(
            "“%s” is checked by who decides the contract, while it waits.", self.name
        )

    def _kam_check_all_done(self):
        """:raise UserError: an item is not ticked yet"""
        undone = self.filtered(lambda check: not check.done)
        if undone:
            raise UserError(
                self.env._(
                    "Not checked yet: %s", "; ".join(undone.sorted().mapped("name"))
                )
            )

    def _kam_clear(self):
        """Let everything be checked anew."""
        values = {"done": False, "done_by_id": False, "done_at": False}
        # Ticks are kept by the system.
        as_service(self.sudo().filtered("done")).write(values)
