from markupsafe import Markup

from odoo import models

TONES = {"open": "info", "approved": "success", "refused": "warning"}


class KamApprovalRequest(models.Model):
    """How a round is told on the document."""

    _inherit = "kam.approval.request"

    # === BUSINESS METHODS === #

    def _kam_banner(self):
        """Return who must decide since when and until when, or how it ended."""
        self.ensure_one()
        if self.state not in TONES:
            return False
        return Markup("<div class='alert alert-%s mb-0' role='status'>%s</div>") % (
            TONES[self.state],
            Markup("<br/>").join(self._kam_banner_lines()),
        )

    def _kam_banner_lines(self):
        decided = self.task_ids.filtered("decided_by_id")
        lines = [task._kam_decided_line() for task in decided]
        if self.state == "open":
            lines.append(self._kam_open_task()._kam_waiting_line())
            last = self.search(
                [*self._kam_same_document_domain(), ("state", "=", "refused")], limit=1
            )
            refused = last.task_ids.filtered(lambda task: task.state == "refused")
            lines += [
                self.env._("Round before: %s", task._kam_decided_line())
                for task in refused
            ]
        if self.backdated:
            lines.append(self.env._("Approved after the planned date."))
        return lines

    def _kam_same_document_domain(self):
        return [("res_model", "=", self.res_model), ("res_id", "=", self.res_id)]

    def _kam_next_message(self):
        """Return what comes next, for whoever has just clicked (D11)."""
        self.ensure_one()
        match self.state:
            case "open":
                return self._kam_open_task()._kam_waiting_line()
            case "approved":
                return self.env._("“%s” is approved.", self.name)
            case _:
                return self.env._("“%s” is closed.", self.name)
