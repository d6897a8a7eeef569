from unittest.mock import patch

from odoo.tests import tagged

from ..models.kam_job import KamJob
from . import module_case


@tagged("post_install", "-at_install")
class TestModule(module_case.KamModuleCase):
    module = "kam_core"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["kam.store"].create({"name": "Store", "code": "S"})
        with patch.object(KamJob, "_kam_kinds", lambda _model: [("test", "Test")]):
            cls.env["kam.job"]._kam_enqueue("test", "Job", [])
