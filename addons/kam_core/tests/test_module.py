from unittest.mock import patch

from odoo.tests import tagged

from ..models.kam_job import KamJob
from ..services_token import as_service
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
        cls.create_approval()

    @classmethod
    def create_approval(cls):
        """Create one open step that is none of the roles' to decide."""
        values = {"company_id": cls.env.company.id}
        request = as_service(cls.env["kam.approval.request"]).create(
            {
                **values,
                "name": "Paper",
                "res_model": "kam.store",
                "res_id": 1,
                "topic": "paper",
                "flow_name": "Paper",
                "round": 1,
                "requester_id": cls.env.uid,
                "submitted_at": "2026-11-22 04:00:00",
            }
        )
        task = {"request_id": request.id, "name": "Manager", "sequence": 1}
        as_service(cls.env["kam.approval.task"]).create({**task, "state": "open"})
