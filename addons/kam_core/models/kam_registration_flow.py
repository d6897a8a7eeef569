from odoo import api, models


class KamApprovalFlow(models.Model):
    """Registrations are confirmed by the manager, each of them (CORE-10)."""

    _inherit = "kam.approval.flow"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_default_flows(self):
        return super()._kam_default_flows() + [
            {
                "key": "registration",
                "name": self.env._("Registration"),
                "res_model": "kam.registration",
                "topic": "registration",
                "steps": [
                    {
                        "name": self.env._("Confirmation by the manager"),
                        "approver_kind": "role",
                        "group_id": self.env.ref("kam_core.kam_core_group_manager").id,
                        "days": 1,
                    }
                ],
            }
        ]
