"""Common ground of the tests of contracts."""

from odoo.fields import Command

from .review_case import KamReviewCase


class KamContractCase(KamReviewCase):
    """A standard text of two clauses, submitted by a second manager and approved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_manager = cls.create_user("manager", login="kam_manager_2")
        cls.template = cls.create_template()
        cls.template.action_kam_submit()
        cls.template.with_user(cls.manager).action_kam_approve()

    @classmethod
    def create_template(cls, **values):
        templates = cls.env["kam.contract.template"].with_user(cls.second_manager)
        return templates.create(
            {
                "name": "Sale",
                "sequence": 1,
                "company_id": cls.company.id,
                "introduction": "<p>[[customer]] buys under [[orders]].</p>",
                "closing": "<p>Note: [[note]]</p>",
                "clause_ids": [
                    Command.create(
                        {"sequence": 1, "name": "Price", "text": "<p>[[total]]</p>"}
                    ),
                    Command.create(
                        {
                            "sequence": 2,
                            "name": "Delivery",
                            "text": "<p>By [[day]] to the store.</p>",
                        }
                    ),
                ],
                "blank_ids": [
                    Command.create(
                        {"key": "customer", "name": "Buyer", "source": "customer"}
                    ),
                    Command.create(
                        {"key": "orders", "name": "Orders", "source": "orders"}
                    ),
                    Command.create(
                        {"key": "total", "name": "Total", "source": "total"}
                    ),
                    Command.create({"key": "day", "name": "Day"}),
                    Command.create({"key": "note", "name": "Note", "required": False}),
                ],
                "check_ids": [
                    Command.create({"sequence": 1, "name": "Clauses"}),
                    Command.create({"sequence": 2, "name": "Figures"}),
                    Command.create(
                        {"sequence": 3, "name": "Sealed", "at_signing": True}
                    ),
                ],
                **values,
            }
        )

    def contract_of(self, order, **values):
        """Return the draft that the button on ``order`` makes, the day filled in."""
        order.action_kam_make_contract()
        contract = order.kam_contract_id
        contract.blank_ids.filtered(lambda b: b.key == "day").value = "1 December"
        if values:
            contract.write(values)
        return contract

    def tick(self, contract, user=None, at_signing=False):
        checks = contract.check_ids.filtered(lambda c: c.at_signing == at_signing)
        checks.with_user(user or self.manager).action_tick()

    def checked(self, contract, *users):
        """Return ``contract``, submitted, ticked and approved."""
        contract.action_kam_submit()
        self.tick(contract)
        self.approve(contract, *(users or (self.manager,)))
        return contract

    def sign(self, contract):
        self.tick(contract, at_signing=True)
        contract.write({"scan": b"c2Nhbg==", "scan_name": "scan.pdf"})
        return contract.action_sign()
