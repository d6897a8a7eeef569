from odoo.tests import HttpCase, tagged

from .test_completeness import CHECKED, KamCompletenessCase


@tagged("post_install", "-at_install")
class TestCompletenessScreen(KamCompletenessCase, HttpCase):
    """The bar and its chips on a telephone, in a form with two sections."""

    browser_size = "375x667"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.view = cls.env["ir.ui.view"].create(
            {
                "name": "kam.account.view.form.test",
                "model": "kam.account",
                "arch": """
                    <form>
                        <field name="completeness" widget="kam_completeness" />
                        <notebook>
                            <page name="contacts" string="Contacts">
                                <field name="stakeholder_ids">
                                    <list editable="bottom">
                                        <field name="name" />
                                        <field name="phone" />
                                    </list>
                                </field>
                            </page>
                            <page name="basic" string="Basic">
                                <field name="phone" />
                            </page>
                            <page name="rivals" string="Rivals">
                                <field name="competitors" />
                            </page>
                        </notebook>
                    </form>
                """,
            }
        )
        cls.action = cls.env["ir.actions.act_window"].create(
            {
                "name": "Test",
                "res_model": "kam.account",
                "view_ids": [(0, 0, {"view_mode": "form", "view_id": cls.view.id})],
            }
        )

    def test_core_06_chips_lead_to_the_field_or_leave_it_out(self):
        partner = self.env["res.partner"].create({"name": "Li", "street": "Bund 1"})
        account = self.create_account(
            "", self.reps["consultant"], partner_id=partner.id, **CHECKED
        )
        self.line("birthday").weight = 1
        self.line("competitors").write({"class_id": False, "weight": 1})
        self.env["kam.stakeholder"].create(
            {"account_id": account.id, "name": "Wu", "phone": "2"}
        )
        self.start_tour(
            f"/odoo/action-{self.action.id}/{account.id}",
            "kam_completeness",
            login=self.consultant.login,
        )
        self.assertEqual(account.exemption_ids.code, "phone")
        self.assertEqual(account.exemption_ids.create_uid, self.consultant)
