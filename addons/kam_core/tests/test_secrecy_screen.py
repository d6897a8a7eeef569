from odoo.tests import HttpCase, new_test_user, tagged

BUTTON = "document.querySelector('.modal button[name=action_acknowledge]')"
READY = f"!!{BUTTON}"
CLICK = f"""
{BUTTON}.click();
const timer = setInterval(() => {{
    if (!document.querySelector(".modal")) {{
        clearInterval(timer);
        console.log("test successful");
    }}
}}, 100);
"""


@tagged("post_install", "-at_install")
class TestSecrecyScreen(HttpCase):
    def test_core_18_secrecy_rules_are_shown_and_acknowledged_after_signing_in(self):
        seller = new_test_user(
            self.env, "kam_asked", "kam_core.kam_core_group_consultant"
        )
        rule = self.env["kam.secrecy.rule"].create(
            {"body": "Keep it", "company_id": seller.company_id.id}
        )
        rule.action_put_in_force()
        self.assertIn(seller, rule.missing_ids)
        self.browser_js("/odoo", CLICK, READY, login="kam_asked")
        rule.invalidate_recordset()
        self.assertNotIn(seller, rule.missing_ids)
