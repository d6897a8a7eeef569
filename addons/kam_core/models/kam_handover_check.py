from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..services_token import as_service, is_service


class KamHandoverCheck(models.Model):
    """One row of the check list of a hand-over: done by whom, and when (CORE-13)."""

    _name = "kam.handover.check"
    _description = "Check List of a Hand-Over"
    _inherit = ["kam.protected.mixin"]
    _order = "handover_id, sequence, id"

    # === FIELDS === #

    handover_id = fields.Many2one(
        "kam.handover", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="handover_id.company_id", store=True)
    item_id = fields.Many2one(
        "kam.handover.item", string="Check", readonly=True, ondelete="set null"
    )
    name = fields.Char(string="To Do", required=True, readonly=True, translate=True)
    sequence = fields.Integer(readonly=True)
    required = fields.Boolean(readonly=True)
    kind = fields.Char(readonly=True)
    done_by_id = fields.Many2one("res.users", string="Done by", readonly=True)
    done_on = fields.Date(readonly=True)
    note = fields.Char()

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise AccessError: for who ticked what, and for who leaves"""
        if not is_service(self):
            if vals.keys() - {"note"}:
                self._kam_refuse()
            self._kam_check_may_tick()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_done(self):
        """Tick as done today by the user.

        :raise AccessError: the user is neither HR nor above the leaver
        :raise UserError: the hand-over is over, or the system sees that it isn't done
        """
        self._kam_check_may_tick()
        for check in self.filtered(lambda row: not row.done_on):
            check._kam_check_is_so()
            today = self.env["kam.clock"]._today(check.company_id)
            check._kam_set(done_by_id=self.env.uid, done_on=today)

    def action_undo(self):
        """Take a tick back.

        :raise AccessError: see :meth:`action_done`
        """
        self._kam_check_may_tick()
        self._kam_set(done_by_id=False, done_on=False)

    # === BUSINESS METHODS === #

    def _kam_is_allowed(self, operation):
        return operation == "write" or super()._kam_is_allowed(operation)

    def _kam_refuse(self):
        raise AccessError(
            self.env._("Who did what is put down by ticking the row, not by hand.")
        )

    def _kam_check_may_tick(self):
        self.check_access("write")
        hr = self.env.user.has_group("kam_core.kam_core_group_hr")
        for handover in self.handover_id:
            leaves = handover.rep_id.user_id == self.env.user
            if leaves or not (hr or handover._kam_may_lead()):
                raise AccessError(
                    self.env._(
                        "Human resources, team leader or manager tick the check list, "
                        "never the one who leaves."
                    )
                )
            if handover.state in ("done", "cancelled"):
                raise UserError(self.env._("This hand-over is over."))

    def _kam_check_is_so(self):
        handover = self.handover_id
        lines = handover.sudo().line_ids  # HR counts reports, whoever reads accounts
        if self.kind == "report" and not all(line._kam_has_report() for line in lines):
            raise UserError(
                self.env._("Some accounts have no progress report of the leaver yet.")
            )
        if self.kind == "undertaking" and not handover._kam_undertaking():
            raise UserError(
                self.env._(
                    "No secrecy undertaking of %(rep)s is on file that lasts beyond "
                    "the last day. Human resources add it by “Secrecy Undertaking”.",
                    rep=handover.rep_id.name,
                )
            )

    def _kam_set(self, **values):
        as_service(self.sudo()).write(values)  # who calls has checked the right

    def _kam_protected_hint(self):
        return self.env._("The list follows from the checks in the configuration.")
