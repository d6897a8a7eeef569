"""Common ground of the tests of approvals: a ladder of superiors and a document."""

from datetime import datetime, timedelta

from odoo.fields import Command

from .account_case import KamAccountCase
from .common import add_test_models
from .models import KamTestDocument

LADDER = ("consultant", "team_leader", "manager", "general_manager")


class KamApprovalCase(KamAccountCase):
    """Each role of ``LADDER`` has the next as superior; finance is the deputy.

    ``cls.flow`` decides the topic "paper" of the test document by the superior.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_test_models(cls, KamTestDocument)
        cls.set_ladder()
        cls.administrator = cls.create_user("manager", login="kam_approval_admin")
        cls.company.kam_approval_deputy_id = cls.finance
        cls.company.kam_approval_admin_ids = cls.administrator
        cls.flow = cls.create_flow([{"approver_kind": "superior"}])

    @classmethod
    def set_ladder(cls):
        for role in LADDER:
            if role not in cls.reps:
                cls.reps[role] = cls.create_rep(cls.users[role])
        for below, above in zip(LADDER, LADDER[1:], strict=False):
            cls.reps[below].term_ids.manager_id = cls.users[above]
        cls.reps["general_manager"].term_ids.manager_id = False
        cls.env["kam.sales.rep"].browse(
            [rep.id for rep in cls.reps.values()]
        ).term_ids.team_id = False

    @classmethod
    def create_flow(cls, steps, **values):
        numbered = [
            {"name": f"Step {number}", "sequence": number, **step}
            for number, step in enumerate(steps, start=1)
        ]
        return cls.env["kam.approval.flow"].create(
            {
                "name": "Paper",
                "res_model": "kam.test.document",
                "topic": "paper",
                "company_id": cls.company.id,
                "step_ids": [Command.create(step) for step in numbered],
                **values,
            }
        )

    def steps(self, *steps, **values):
        """Replace the flow by one with these steps."""
        self.flow.active = False
        self.flow = self.create_flow(steps, **values)
        return self.flow

    def user_step(self, role):
        return {"approver_kind": "user", "user_id": self.users[role].id}

    def document(self, user=None, **values):
        """Create a document as ``user``, by default the consultant."""
        documents = self.env["kam.test.document"].with_user(user or self.consultant)
        return documents.create({"name": "Paper 1", **values})

    def submitted(self, user=None, **values):
        document = self.document(user, **values)
        document.action_kam_submit()
        return document

    def request(self, document):
        return document.sudo()._kam_last_request()

    def tasks(self, document):
        return self.request(document).task_ids.sorted()

    def approve(self, document, *users):
        for user in users:
            document.with_user(user).action_kam_approve()

    def refuse(self, document, user, reason="Too much"):
        action = document.with_user(user).action_kam_refuse()
        wizard = self.env["kam.approval.refuse"].with_user(user)
        wizard = wizard.with_context(**action["context"]).create({"reason": reason})
        return wizard.action_apply()

    def assertDecidedBy(self, document, *users):
        """The one open step waits for exactly these users."""
        open_task = self.request(document)._kam_open_task()
        self.assertEqual(set(open_task.approver_ids), set(users))

    def at(self, day, hour=12):
        """Let the clock stand at an hour of a day in China."""
        moment = datetime.fromisoformat(f"{day} {hour:02}:00:00") - timedelta(hours=8)
        self.patch(self.registry["kam.clock"], "_now", lambda clock: moment)
