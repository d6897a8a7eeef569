from odoo import api, models


class KamApprovalFlow(models.Model):
    """Who approves plans of targets (CORE-15)."""

    _inherit = "kam.approval.flow"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_default_flows(self):
        """The department's plan: general manager; a seller's: the manager."""
        plans = [
            (
                "target_department",
                self.env._("Targets of a department"),
                self.env._("General Manager"),
                "kam_core.kam_core_group_general_manager",
            ),
            (
                "target_personal",
                self.env._("Targets of a seller"),
                self.env._("Key-Account Manager"),
                "kam_core.kam_core_group_manager",
            ),
        ]
        return super()._kam_default_flows() + [
            {
                "key": topic,
                "name": name,
                "res_model": "kam.target.plan",
                "topic": topic,
                "steps": [
                    {
                        "name": step,
                        "approver_kind": "role",
                        "group_id": self.env.ref(group).id,
                        "days": 3,
                    }
                ],
            }
            for topic, name, step, group in plans
        ]
