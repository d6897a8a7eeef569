from odoo import models


class KamApprovalFlow(models.Model):
    _inherit = "kam.approval.flow"

    # === BUSINESS METHODS === #

    def _kam_default_flows(self):
        """Human resources and general manager decide on leaks, two persons."""
        group = "kam_core.kam_core_group_"
        steps = (
            (self.env._("Human Resources"), "hr"),
            (self.env._("General Manager"), "general_manager"),
        )
        return super()._kam_default_flows() + [
            {
                "key": "leak",
                "name": self.env._("Decision on a leak"),
                "res_model": "kam.secrecy.incident",
                "topic": "leak",
                "distinct_persons": True,
                "steps": [
                    {
                        "name": name,
                        "approver_kind": "role",
                        "group_id": self.env.ref(f"{group}{role}").id,
                        "days": 3,
                    }
                    for name, role in steps
                ],
            }
        ]
