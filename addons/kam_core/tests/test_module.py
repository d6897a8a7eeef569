from odoo.tests import tagged

from . import module_case


@tagged("post_install", "-at_install")
class TestModule(module_case.KamModuleCase):
    module = "kam_core"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.store"].create({"name": "Store", "code": "S"})
