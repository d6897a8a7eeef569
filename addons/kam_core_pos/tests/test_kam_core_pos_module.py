from odoo.tests import tagged

from odoo.addons.kam_core.tests import module_case


@tagged("post_install", "-at_install")
class TestCorePosModule(module_case.KamModuleCase):
    module = "kam_core_pos"

    def test_module_has_models_and_is_named(self):
        """A glue module has none of its own."""
        self.assertFalse(self.models)
