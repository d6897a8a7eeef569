from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .contract_case import KamContractCase


@tagged("post_install", "-at_install")
class TestContractGoods(KamContractCase):
    """An order is confirmed with the goods that were checked (CORE-14, P8)."""

    def test_rule_p8_other_goods_than_were_checked_wait(self):
        order = self.quote()
        contract = self.checked(self.contract_of(order))
        order.order_line.product_uom_qty = 15  # less is free
        self.assertEqual(order._kam_contract_obstacles(), [])
        chain = self.env["product.product"].create(
            {"name": "Chain", "list_price": 1000, "taxes_id": False}
        )
        order.order_line = [
            Command.create({"product_id": chain.id, "product_uom_qty": 5})
        ]
        self.assertEqual(order.amount_total, 20000)  # as was checked
        with self.assertRaisesRegex(UserError, "of other goods than were checked"):
            order.action_confirm()
        contract.action_draft()
        self.checked(contract)
        order.action_confirm()

    def test_core_14_frame_without_orders_is_kept_to_its_amount(self):
        contracts = self.env["kam.contract"].with_user(self.consultant)
        contract = contracts.create(
            {"account_id": self.account.id, "template_id": self.template.id}
        )
        contract.amount = 20000
        for blank in contract.blank_ids:
            blank.value = "As ordered"
        self.checked(contract)
        order = self.quote()
        order.kam_contract_id = contract
        order.action_confirm()
        self.assertEqual(order.state, "sale")
