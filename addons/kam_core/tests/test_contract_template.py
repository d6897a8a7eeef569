from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from .contract_case import KamContractCase


@tagged("post_install", "-at_install")
class TestContractTemplate(KamContractCase):
    """Standard texts: approved before they are used, changed by versions (CORE-14)."""

    def test_core_14_approved_text_stays_as_it_is(self):
        template = self.template.with_user(self.manager)
        clause = template.clause_ids[0]
        for attempt in (
            lambda: template.write({"introduction": "<p>Else</p>"}),
            lambda: template.with_context(lang="en_US").write({"name": "Else"}),
            lambda: clause.write({"text": "<p>Else</p>"}),
            clause.unlink,
            lambda: template.blank_ids[0].write({"required": False}),
            lambda: template.check_ids.unlink(),
            lambda: template.write({"check_ids": [Command.create({"name": "X"})]}),
            template.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        template.sequence = 5
        self.assertEqual(template.sequence, 5)

    def test_core_14_new_version_takes_the_place_when_approved(self):
        contract = self.contract_of(self.quote())
        action = self.template.action_new_version()
        newer = self.template.browse(action["res_id"])
        self.assertRecordValues(
            newer,
            [
                {
                    "name": "Sale",
                    "version": 2,
                    "previous_id": self.template.id,
                    "approval_state": "none",
                }
            ],
        )
        self.assertEqual(len(newer.clause_ids), 2)
        self.assertEqual(
            self.template.action_new_version()["res_id"], newer.id, "one draft only"
        )
        newer.clause_ids[0].text = "<p>[[total]] in cash</p>"
        self.assertEqual(contract.clause_ids[0].change, "same")
        newer.action_kam_submit()
        self.assertTrue(self.template.active)
        newer.with_user(self.manager).action_kam_approve()
        self.assertFalse(self.template.active)
        self.assertEqual(
            self.env["kam.contract.template"]._kam_usable(self.company)[:1], newer
        )
        self.checked(contract)
        self.assertEqual(contract.state, "checked")

    def test_rule_p2_nobody_approves_the_own_text(self):
        template = self.create_template(name="Own")
        template.action_kam_submit()
        with self.assertRaises(AccessError):
            template.action_kam_approve()
        self.assertEqual(self.waiting_for(template), self.manager)

    def test_core_14_text_is_complete_before_it_is_submitted(self):
        template = self.create_template()
        template.closing = "<p>[[gift]] and [[note]]</p>"
        with self.assertRaisesRegex(ValidationError, "under Blanks: gift$"):
            template.action_kam_submit()
        template.check_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "clauses and a check list"):
            template.action_kam_submit()
        with self.assertRaisesRegex(ValidationError, "small letters"):
            template.blank_ids[0].key = "Some Blank"

    def test_core_14_versions_are_not_typed(self):
        for values in ({"version": 7}, {"previous_id": self.template.id}):
            with self.assertRaises(AccessError):
                self.create_template(**values)
            with self.assertRaises(AccessError):
                self.template.with_user(self.manager).write(values)

    def test_core_14_sellers_read_standard_texts(self):
        template = self.template.with_user(self.consultant)
        self.assertEqual(template.clause_ids[0].name, "Price")
        for attempt in (
            lambda: template.write({"sequence": 1}),
            template.action_new_version,
            template.action_kam_submit,
            lambda: template.clause_ids.write({"sequence": 1}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()

    def test_core_14_every_text_of_the_example_can_be_translated(self):
        """Only records with an ID of their own are."""
        with file_open("kam_core/data/kam_contract_data.xml") as data:
            tree = etree.parse(data)
        example = tree.find("record[@model='kam.contract.template']")
        texts = [field.get("name") for field in example]
        self.assertEqual(texts, ["name", "introduction", "closing"])
        for part, count in (("clause", 6), ("blank", 16), ("check", 4)):
            rows = tree.findall(f"record[@model='kam.contract.template.{part}']")
            self.assertEqual(len(rows), count)

    def test_core_14_example_can_be_approved_and_used(self):
        example = self.env.ref("kam_core.kam_contract_template_group_purchase")
        self.assertEqual(example.approval_state, "none")
        example = example.with_user(self.second_manager)
        example.action_kam_submit()
        example.with_user(self.manager).action_kam_approve()
        self.account.partner_id.write({"street": "1 Gold Road", "city": "Harbin"})
        self.company.partner_id.street = "2 East Street"
        contract = self.contract_of(self.quote(payment_term_id=False))
        contract.template_id = example
        self.assertEqual(len(contract.clause_ids), 6)
        values = {blank.key: blank.value for blank in contract.blank_ids}
        self.assertEqual(values["company"], "Jewellery East")
        self.assertIn("1 Gold Road", values["customer_address"])
        self.assertRegex(values["goods"], r"^20 × Ring: .*20,000.00")
        with self.assertRaisesRegex(ValidationError, "Fill in first: .*Delivery Day"):
            contract.action_kam_submit()
