from odoo import models

from .kam_handover import RUNNING


class KamSalesRep(models.Model):
    """Who leaves hands over first (CORE-13, A-18)."""

    _inherit = "kam.sales.rep"

    # === ACTION METHODS === #

    def action_hand_over(self):
        """Open the hand-over that runs, or make one.

        :raise AccessError: if the user is no manager
        """
        self.ensure_one()
        handovers = self.env["kam.handover"]
        handovers.check_access("create")
        self.check_access("write")
        running = handovers.search([("rep_id", "=", self.id), ("state", "in", RUNNING)])
        handover = running or handovers.create({"rep_id": self.id})
        return handover._get_records_action(name=self.env._("Hand-Over"))

    # === BUSINESS METHODS === #

    def _kam_leaving_obstacles(self):
        obstacles = super()._kam_leaving_obstacles()
        # whoever archives, the hand-over is named
        handovers = self.env["kam.handover"].sudo()
        running = handovers.search(
            [("rep_id", "in", self.ids), ("state", "in", RUNNING)]
        )
        if running:
            obstacles.append(
                self.env._(
                    "Not concluded: %(handovers)s. Conclude or cancel it under "
                    "Accounts › Hand-Overs.",
                    handovers=", ".join(running.mapped("display_name")),
                )
            )
        elif obstacles:
            obstacles.append(
                self.env._(
                    "Start a hand-over: “Hand Over” on the sales rep, or Accounts › "
                    "Hand-Overs."
                )
            )
        return obstacles
