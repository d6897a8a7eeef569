from odoo import models


class KamApprovalFlow(models.Model):
    _inherit = "kam.approval.flow"

    # === BUSINESS METHODS === #

    def _kam_default_flows(self):
        """The manager decides, above the limits the sales director too (CORE-14)."""
        return super()._kam_default_flows() + [
            {
                "key": "order_review",
                "name": self.env._("Special review of a quotation"),
                "res_model": "kam.order.review",
                "topic": "review",
                "amount_tolerance": 5.0,
                "steps": self._kam_manager_and_director(),
            },
            {
                "key": "contract",
                "name": self.env._("Contract"),
                "res_model": "kam.contract",
                "topic": "contract",
                "amount_tolerance": 0.0,
                "steps": self._kam_manager_and_director(),
            },
            {
                "key": "contract_template",
                "name": self.env._("Contract template"),
                "res_model": "kam.contract.template",
                "topic": "contract_template",
                "steps": self._kam_manager_and_director()[:1],
            },
        ]

    def _kam_manager_and_director(self):
        """Return the steps of what the sales director decides above limits."""
        group = "kam_core.kam_core_group_"
        return [
            {
                "name": self.env._("Key-Account Manager"),
                "approver_kind": "role",
                "group_id": self.env.ref(f"{group}manager").id,
                "days": 1,
            },
            {
                "name": self.env._("Sales Director"),
                "approver_kind": "role",
                "group_id": self.env.ref(f"{group}sales_director").id,
                "days": 1,
                "condition": "[('above_limits', '=', True)]",
            },
        ]
