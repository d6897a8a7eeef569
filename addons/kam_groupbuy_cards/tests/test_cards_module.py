from odoo.tests import tagged

from odoo.addons.kam_core.tests import module_case


@tagged("post_install", "-at_install")
class TestCardsModule(module_case.KamModuleCase):
    module = "kam_groupbuy_cards"
