from odoo import models


class KamApprovalFlow(models.Model):
    _inherit = "kam.approval.flow"

    # === BUSINESS METHODS === #

    def _kam_default_flows(self):
        """Large exports need a second pair of eyes (CORE-18, A16)."""
        return super()._kam_default_flows() + [
            {
                "key": "export",
                "name": self.env._("Export of account data"),
                "res_model": "kam.export.permit",
                "topic": "export",
                "steps": [
                    {
                        "name": self.env._("Key-Account Manager"),
                        "approver_kind": "role",
                        "group_id": self.env.ref("kam_core.kam_core_group_manager").id,
                        "days": 1,
                    }
                ],
            }
        ]
