from odoo.tests import HttpCase, tagged

from .test_stakeholder_map import KamMapCase


@tagged("post_install", "-at_install")
class TestStakeholderMapScreen(KamMapCase, HttpCase):
    """The map in a browser: opened from the account, a person moved by dragging."""

    def test_core_07_map_is_read_and_rearranged(self):
        self.wang.influence = "5"
        self.chen.support = "opponent"
        self.person("Zhou Wei", left_on=self.today, parent_id=self.wang.id)
        sun = self.person("Sun Yue", parent_id=self.li.id)
        self.link(self.chen, self.li, "conflicts")
        self.start_tour(
            f"/odoo/action-kam_core.kam_account_action/{self.account.id}",
            "kam_relation_map",
            login=self.consultant.login,
        )
        self.assertEqual(sun.parent_id, self.chen)
