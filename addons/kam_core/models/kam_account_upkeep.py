from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError


class KamAccount(models.Model):
    """What the manager decides on accounts without maintenance (A-11).

    Nothing moves by itself: an account that is overdue stays with its owner until the
    manager keeps it there, hands it over, releases it or pauses its clock.
    """

    _inherit = "kam.account"

    # === ACTION METHODS === #

    def action_open_maintenance(self):
        """Open the record that was the last maintenance; its own rights decide."""
        self.ensure_one()
        self.check_access("read")
        if not self.maintained_ref:
            raise UserError(self.env._("This account has not been maintained yet."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.maintained_model,
            "res_id": self.maintained_ref,
            "views": [(False, "form")],
        }

    def action_open_all_maintenance(self):
        """Open everything that was done for the account, and whether it counts."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_core.kam_maintenance_action"
        )
        action["domain"] = [("account_id", "child_of", self.id)]
        return action

    def action_keep(self):
        """Ask for how long the owners keep these accounts, and why."""
        return self._kam_decide_dialog("keep", self.env._("Keep with the Owner"))

    def action_release(self):
        """Ask why these accounts go to the pool."""
        return self._kam_decide_dialog("release", self.env._("Release to the Pool"))

    def action_pause(self):
        """Ask for how long the clocks of these accounts stand still, and why."""
        return self._kam_decide_dialog("pause", self.env._("Pause the Clock"))

    # === BUSINESS METHODS === #

    def _kam_decide_dialog(self, kind, name):
        """:raise AccessError: if the user is no manager"""
        self.check_access("write")
        self._kam_check_manager()
        return {
            "name": name,
            "type": "ir.actions.act_window",
            "res_model": "kam.account.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                **self.env.context,
                "default_account_ids": self.ids,
                "default_kind": kind,
            },
        }

    def _kam_keep(self, reason, days):
        """Leave the account to its owner for ``days`` more from today."""
        self._kam_check_owned()
        until = self._kam_day_after(days)
        if self.clock_due and self.clock_due >= until:
            raise UserError(
                self.env._("is in time until %(day)s already", day=self.clock_due)
            )
        self.env["kam.account.decision"]._kam_write_down(self, "keep", reason, days)

    def _kam_release(self, reason):
        """Take the account from its owner; nobody owns it."""
        self._kam_check_owned()
        self.env["kam.account.decision"]._kam_write_down(self, "release", reason)
        self._kam_assign(self.env["kam.sales.rep"], reason)

    def _kam_pause(self, reason, values):
        """Stop the clock of the account from today on.

        :param dict values: of the pause, ``kind`` and ``date_to``
        """
        self._kam_check_owned()
        self.env["kam.account.decision"]._kam_write_down(self, "pause", reason)
        self.env["kam.account.pause"].create(
            {
                **values,
                "account_id": self.id,
                "date_from": self._kam_day(),
                "reason": reason,
            }
        )

    def _kam_check_owned(self):
        if not self.clock_state:
            raise UserError(self.env._("has no owner, so no clock"))

    def _kam_day_after(self, days):
        return self._kam_day() + timedelta(days=days)
