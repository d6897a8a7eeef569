from odoo import api, fields, models

from ..answer import REFRESH, answer
from ..services_token import as_service

DECISIONS = ("proposed", "approved", "dismissed")


class KamClassChange(models.Model):
    """What a run proposes for one customer, with the why (CORE-02).

    Codes and whole numbers are stored, words come when it is read. A customer who is no
    key account yet is proposed to be opened, and never opened silently.
    """

    _name = "kam.class.change"
    _description = "Change of Class or Level"
    _inherit = ["kam.protected.mixin"]
    _order = "run_id desc, kind, id"
    _rec_name = "partner_id"

    # === FIELDS === #

    run_id = fields.Many2one(
        "kam.class.run", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    run_state = fields.Selection(related="run_id.state", string="State of the Run")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", readonly=True, ondelete="set null"
    )
    account_id = fields.Many2one(
        "kam.account", readonly=True, ondelete="set null", index=True
    )
    kind = fields.Selection(
        [
            ("open", "New Account"),
            ("class", "Class"),
            ("lost", "Class Lost"),
            ("level", "Level"),
            ("lead", "Lead"),
            ("secondary", "Secondary Classes"),
        ],
        string="Kind of Change",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("dismissed", "Dismissed"),
            ("applied", "Applied"),
            ("skipped", "Skipped"),
            ("undone", "Undone"),
            ("kept", "Not Undone"),
        ],
        required=True,
        readonly=True,
        default="proposed",
    )
    before = fields.Json(string="Codes Before", readonly=True, groups=fields.NO_ACCESS)
    after = fields.Json(string="Codes After", readonly=True, groups=fields.NO_ACCESS)
    why = fields.Json(string="Findings", readonly=True, groups=fields.NO_ACCESS)
    before_lead_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    before_text = fields.Char(string="Before", compute="_compute_texts")
    after_text = fields.Char(string="After", compute="_compute_texts")
    why_text = fields.Text(string="Why", compute="_compute_why_text")
    why_html = fields.Html(string="Reasons", compute="_compute_why_html")
    note = fields.Char(readonly=True, help="Why it was not applied or not undone.")

    # === COMPUTE METHODS === #

    @api.depends("before", "after")
    @api.depends_context("lang")
    def _compute_texts(self):
        service = self.env["kam.class.why"]
        names = service._kam_names()
        for change in self:
            kept = change.sudo()  # stored as codes that only this model reads
            after = kept.after or {}
            texts = (
                service._kam_standing_text(found or {}, after, names)
                for found in (kept.before, after)
            )
            change.before_text, change.after_text = texts

    @api.depends("why")
    @api.depends_context("lang")
    def _compute_why_text(self):
        service = self.env["kam.class.why"]
        names = service._kam_names()
        for change in self:
            sentences = service._kam_sentences(*change._kam_reasons(), names)
            change.why_text = "\n".join(sentences)

    @api.depends("why")
    @api.depends_context("lang")
    def _compute_why_html(self):
        service = self.env["kam.class.why"]
        names = service._kam_names()
        for change in self:
            change.why_html = service._kam_html(*change._kam_reasons(), names)

    # === ACTION METHODS === #

    def action_approve(self):
        """Have the changes applied with the run."""
        return self._kam_decide("approved")

    def action_dismiss(self):
        """Don't change it, and don't ask again as long as the answer is the same."""
        return self._kam_decide("dismissed")

    def action_open_account(self):
        """Open the account, or the contact of who is no account yet."""
        self.ensure_one()
        self.check_access("read")
        return (self.account_id or self.partner_id)._get_records_action()

    # === BUSINESS METHODS === #

    def _kam_reasons(self):
        """Return findings, rules of the run and currency, for ``kam.class.why``."""
        kept = self.sudo()  # stored as codes that only this model reads
        return kept.why, kept.run_id.snapshot or {}, kept.company_id.currency_id

    def _kam_decide(self, state):
        """Decide over these changes, and say how many.

        :raise AccessError: if the user is neither manager nor analyst
        :raise UserError: the run is no preview
        """
        self.env["kam.account"]._kam_check_classifier()
        self.check_access("read")
        self.run_id._kam_check(["preview"])
        changes = self.filtered(lambda change: change.state in DECISIONS)
        as_service(changes.sudo()).write({"state": state})  # the user may decide
        message = (
            self.env._("Changes approved: %s", len(changes))
            if state == "approved"
            else self.env._("Changes dismissed: %s", len(changes))
        )
        return answer(message, then=REFRESH)

    @api.model
    def _kam_vals(self, run, proposal):
        """Return the values of the row for an engine proposal."""
        before, after = (
            {change.field: _plain(getattr(change, name)) for change in proposal.changes}
            for name in ("before", "after")
        )
        return {
            "run_id": run.id,
            "partner_id": proposal.partner_id,
            "account_id": proposal.account_id,
            "kind": _kind(proposal.account_id, after),
            "before": before,
            "after": after,
            "why": self.env["kam.class.why"]._kam_plain(proposal.changes),
        }

    def _kam_protected_hint(self):
        return self.env._("Approve or dismiss it by its buttons.")


def _plain(value):
    return list(value) if isinstance(value, tuple) else value


def _kind(account_id, after):
    """Return the kind of a change: that of its weightiest field."""
    if not account_id:
        return "open"
    if "primary" in after:
        return "class" if after["primary"] else "lost"
    return next(name for name in ("level", "lead", "secondary") if name in after)
