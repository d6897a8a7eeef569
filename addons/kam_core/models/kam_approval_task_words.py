from odoo import models
from odoo.tools import format_date, format_datetime

from ..answer import answer


class KamApprovalTask(models.Model):
    """How a step is told on screen."""

    _inherit = "kam.approval.task"

    # === BUSINESS METHODS === #

    def _kam_waiting_line(self):
        """Return who must decide, since when and until when."""
        self.ensure_one()
        line = self.env._(
            "%(step)s: waiting for %(users)s since %(since)s.",
            step=self.name,
            users=", ".join(self.approver_ids.mapped("name"))
            or self.env._("an approval administrator, who is not named yet,"),
            since=format_datetime(self.env, self.opened_at, dt_format="short"),
        )
        if not self.due_on:
            return line
        due = format_date(self.env, self.due_on)
        return line + " " + self.env._("Due %s.", due)

    def _kam_decided_line(self):
        """Return who decided what and when, for whom, and why."""
        self.ensure_one()
        label = dict(self._fields["state"]._description_selection(self.env))
        who = self.decided_by_id.name
        if self.on_behalf_of_id:
            who = self.env._(
                "%(user)s on behalf of %(absent)s",
                user=who,
                absent=self.on_behalf_of_id.name,
            )
        line = self.env._(
            "%(step)s: %(state)s by %(who)s on %(when)s",
            step=self.name,
            state=label[self.state],
            who=who,
            when=format_datetime(self.env, self.decided_at, dt_format="short"),
        )
        return f"{line}: {self.reason}" if self.reason else line

    def _kam_not_yours_message(self):
        return self.env._(
            "This decision is not yours: neither the approval flow nor a delegation "
            "names you, or the document concerns you."
        )

    def _kam_already_message(self):
        self.ensure_one()
        if not self.decided_by_id:
            return self.env._("“%s” is not open any more.", self.display_name)
        return self.env._(
            "“%(step)s” was already decided by %(user)s.",
            step=self.display_name,
            user=self.decided_by_id.name,
        )

    def _kam_answer(self, outcome, done, skipped):
        """Return the action that tells what was done and what was skipped (D11)."""
        words = {
            "approved": self.env._("Approved: %s", len(done)),
            "refused": self.env._("Refused: %s", len(done)),
        }
        lines = [words[outcome]]
        if skipped:
            lines += [self.env._("Skipped: %s", len(skipped)), *skipped]
        return answer("\n".join(lines), "warning" if skipped else "success")
