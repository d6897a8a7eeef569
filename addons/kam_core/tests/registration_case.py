"""Common ground of the tests of registrations."""

from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.fields import Command

from .account_case import KamAccountCase

CODE = "91330100799655058B"
NOON = datetime(2026, 11, 22, 4, 0)


class KamRegistrationCase(KamAccountCase):
    """A second seller beside the consultant; ``report`` and ``decide`` as people do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls.create_user("consultant", "kam_rival")
        cls.reps["rival"] = cls.create_rep(cls.rival)
        cls.rival.name, cls.consultant.name = "Zhao Min", "Wang Li"
        cls.reps["team_leader"] = cls.create_rep(cls.team_leader)

    def at(self, *moment):
        """Let the clock of this test stand at ``moment``, naive UTC."""
        clock = self.registry["kam.clock"]
        patcher = patch.object(clock, "_now", lambda env: datetime(*moment))
        patcher.start()
        self.addCleanup(patcher.stop)

    @contextmanager
    def refused(self, exception, sentence):
        """Expect a refusal that says ``sentence``; nothing stays written."""
        with self.assertRaises(exception) as caught:
            yield
        self.assertRegex(str(caught.exception), sentence)

    @classmethod
    def draft(cls, name="上海钜鑫珠宝有限公司", user=None, **values):
        return (
            cls.env["kam.registration"]
            .with_user(user or cls.consultant)
            .create({"name": name, "phone": "13800138000", **values})
        )

    @classmethod
    def report(cls, *args, **values):
        registration = cls.draft(*args, **values)
        registration.action_kam_report()
        return registration

    def confirm(self, registration, user=None):
        registration.with_user(user or self.manager).action_kam_approve()
        return registration.sudo().account_id

    def refuse(self, registration, reason="Not ours"):
        task = registration.sudo()._kam_open_tasks().with_user(self.manager)
        task._kam_decide("refused", reason)

    @classmethod
    def owned(cls, name="上海钜鑫珠宝有限公司", rep=None, **values):
        """Return an account that somebody else owns."""
        account = cls.create_account(name, rep or cls.reps["rival"])
        account.partner_id.write({"phone": "13800138000", **values})
        return account

    def hits(self, registration, user=None):
        """Return ``[(label, standing, owner, masked)]`` as ``user`` sees them."""
        hits = registration.with_user(user or self.consultant).hit_ids
        return [(hit.label, hit.standing, hit.owner_name, hit.masked) for hit in hits]

    def verify(self, registration, user, **values):
        registration.with_user(user).write(
            {"verification_ids": [Command.create({"subject": "phone", **values})]}
        )
        return registration.sudo().verification_ids
