from odoo import api, fields, models
from odoo.fields import Domain


class KamAccount(models.Model):
    """What about an account waits for the decision of who reads it, on its form.

    Approvals, consents, hand-overs and proposals of a classification; each is found by
    the rights of the reader, so nobody learns what is not his to decide. Modules add
    their documents by extending :meth:`_kam_to_decide`.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    to_decide = fields.Json(
        compute="_compute_to_decide",
        export_string_translation=False,
        help="What waits for the reader. Searches per account: for forms alone.",
    )

    # === COMPUTE METHODS === #

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_to_decide(self):
        for account in self:
            account.to_decide = [
                {"label": label, "model": record._name, "id": record.id}
                for label, record in account._origin._kam_to_decide()
            ]

    # === BUSINESS METHODS === #

    def _kam_to_decide(self):
        """Return what waits for the user as a list of (label, record to open)."""
        if not self:
            return []
        return [
            *self._kam_approvals_to_decide(),
            *self._kam_consents_to_decide(),
            *self._kam_handovers_to_decide(),
            *self._kam_changes_to_decide(),
        ]

    def _kam_approvals_to_decide(self):
        """Return open steps of documents of the account, and of who resembles it."""
        hits = self.env["kam.registration.hit"].sudo()  # ids; the step is the user's
        alike = hits.search([("account_key", "=", self.id)]).registration_id
        about = Domain("request_id.account_key", "=", self.id) | (
            Domain("res_model", "=", alike._name) & Domain("res_id", "in", alike.ids)
        )
        tasks = self._kam_readable(
            "kam.approval.task", Domain("can_decide", "=", True) & about
        )
        return [(f"{task.flow_name}: {task.document}", task) for task in tasks]

    def _kam_consents_to_decide(self):
        # the link to the account is the system's; whose the consent is, is asked below
        asked = self.env["kam.contact.consent"].sudo()
        asked = asked.search([("account_id", "=", self.id), ("state", "=", "asked")])
        # what the reader may not read is left out
        mine = asked.sudo(False)._filtered_access("read").filtered("can_decide")
        return [
            (self.env._("Consent for %s", consent.requester_id.name), consent)
            for consent in mine
        ]

    def _kam_handovers_to_decide(self):
        """Return the line to sign for, or the hand-over that the manager concludes."""
        lines = self._kam_readable(
            "kam.handover.line",
            [("account_id", "=", self.id), ("handover_state", "=", "in_progress")],
        ).filtered("can_receive")
        signed = self.env["kam.handover"]
        if self.env.user.has_group("kam_core.kam_core_group_manager"):
            signed = signed.search(
                [("line_ids.account_id", "=", self.id), ("state", "=", "signed")]
            )
        return [
            *(
                (self.env._("Sign the hand-over of %s", line.leaver_id.name), line)
                for line in lines
            ),
            *(
                (self.env._("Conclude the hand-over of %s", found.rep_id.name), found)
                for found in signed
            ),
        ]

    def _kam_changes_to_decide(self):
        if not self._kam_is_classifier():
            return []
        changes = self._kam_readable(
            "kam.class.change",
            [
                ("account_id", "=", self.id),
                ("state", "=", "proposed"),
                ("run_id.state", "=", "preview"),
            ],
        )
        return [
            (self.env._("Classification: %s", change.after_text), change)
            for change in changes
        ]

    def _kam_readable(self, model, domain):
        """Return the records that the user may read; none of a model that is closed."""
        records = self.env[model]
        return records.search(domain) if records.has_access("read") else records
