from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..answer import REFRESH, answer
from ..services_token import as_service, is_service

EXPORT = "kam_core.kam_core_group_export"
# Written by the steps of a permit alone.
KEPT_FIELDS = {"user_id", "company_id", "ends_at", "used_rows"}
ASKED_FIELDS = {"res_model", "reason", "row_limit", "outside", "recipient"}


class KamExportPermit(models.Model):
    """Permit to export account data: who, what, why, how much, how long (A16).

    Up to the limit of the company it begins at once, above it with the approval of
    somebody else; other permits of the same hours count. It ends by the clock, and
    with its rows.
    """

    _name = "kam.export.permit"
    _description = "Permit to Export"
    _inherit = ["mail.thread", "mail.activity.mixin", "kam.approval.mixin"]
    _order = "id desc"

    # === FIELDS === #

    user_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    res_model = fields.Selection(
        selection="_selection_res_model",
        string="Export of",
        required=True,
        default="kam.account",
    )
    reason = fields.Char(required=True, help="What the file is for, and who gets it.")
    row_limit = fields.Integer(
        string="Rows at Most", required=True, default=100, aggregator=None
    )
    outside = fields.Boolean(
        string="Leaves the Company",
        help="Goes to somebody outside; needs the recorded consent of each customer.",
    )
    recipient = fields.Char(
        string="Goes to", help="As it stands in the consents to disclosure."
    )
    used_rows = fields.Integer(string="Rows Exported", readonly=True, copy=False)
    ends_at = fields.Datetime(string="Until", readonly=True, copy=False)
    is_valid = fields.Boolean(compute="_compute_is_valid")

    # === COMPUTE METHODS === #

    @api.depends("ends_at", "used_rows", "row_limit")
    def _compute_is_valid(self):
        now = self.env["kam.clock"]._now()
        for permit in self:
            permit.is_valid = bool(
                permit.ends_at
                and permit.ends_at > now
                and permit.used_rows < permit.row_limit
            )

    @api.depends("user_id", "res_model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for permit in self:
            permit.display_name = self.env._(
                "%(user)s: %(model)s",
                user=permit.user_id.name,
                model=permit._kam_model_label(),
            )

    # === SELECTION METHODS === #

    @api.model
    def _selection_res_model(self):
        """Return the models that hold account data; others count as *other*."""
        models_ = (self.env[name] for name in self.pool)
        names = {"res.partner"} | {
            model._name
            for model in models_
            if not (model._abstract or model._transient)
            and model._kam_is_account_model()
        }
        # what a model is called is no secret
        labels = self.env["ir.model"].sudo()
        rows = [(name, labels._get(name).name) for name in sorted(names)]
        return [*rows, ("other", self.env._("Other documents with account data"))]

    # === CONSTRAINT METHODS === #

    @api.constrains("row_limit", "reason", "outside", "recipient")
    def _check_reason(self):
        for permit in self:
            if permit.outside and not (permit.recipient or "").strip():
                raise ValidationError(self.env._("Say to whom the data go."))
            if not permit.reason.strip() or permit.row_limit < 1:
                raise ValidationError(
                    self.env._("A permit needs a reason and at least one row.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Make permits for oneself, without validity.

        :raise AccessError: the user has no right to export
        """
        if not self.env.user.has_group(EXPORT):
            raise AccessError(self._kam_no_right())
        kept = {"user_id": self.env.uid, "ends_at": False, "used_rows": 0}
        company = {"company_id": self.env.company.id}
        return super().create([{**vals, **kept, **company} for vals in vals_list])

    def write(self, vals):
        """:raise AccessError: for what only its steps write, or once it has begun"""
        if not is_service(self):
            begun = any(permit.ends_at for permit in self)
            if vals.keys() & KEPT_FIELDS or (begun and vals.keys() & ASKED_FIELDS):
                raise AccessError(
                    self.env._("A permit that has begun stays as it is; ask anew.")
                )
        return super().write(vals)

    # === ACTION METHODS === #

    def action_begin(self):
        """Begin now, or ask for approval if it is for many rows.

        :raise AccessError: it is somebody else's
        :raise UserError: it has begun already
        """
        self.ensure_one()
        self.check_access("write")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("This permit is somebody else's."))
        if self.ends_at:
            raise UserError(self.env._("This permit has begun already; ask anew."))
        self._kam_lock_own()
        if why := self.needs_approval_why:
            action = self.action_kam_submit()
            action["params"]["message"] = f"{why}\n{action['params']['message']}"
            return action
        self._kam_begin()
        return self._kam_answer()

    # === BUSINESS METHODS === #

    def _kam_begin(self):
        minutes = timedelta(minutes=self.company_id.kam_export_minutes)
        as_service(self.sudo()).write(  # checked by the caller
            {"ends_at": self.env["kam.clock"]._now() + minutes}
        )

    def _kam_answer(self):
        return answer(
            self.env._(
                "You can export for %(minutes)s minutes. Each export is logged.",
                minutes=self.company_id.kam_export_minutes,
            ),
            then=REFRESH,
        )

    def _kam_model_label(self):
        labels = dict(self._fields["res_model"]._description_selection(self.env))
        return labels.get(self.res_model, self.res_model)

    @api.model
    def _kam_use(self, records, names):
        """Take ``records`` off a permit of the user, and log it.

        :raise AccessError: there is no right, or no permit that covers them
        """
        log = self.env["kam.export.log"]
        if self.env.su:
            log._kam_log("export", records, names, self.env._("By the system"))
            return
        if not self.env.user.has_group(EXPORT):
            raise AccessError(self._kam_no_right())
        permit = self._kam_covering(records)
        if not permit:
            raise AccessError(self._kam_no_permit(records))
        if permit.outside:
            records._kam_accounts_exported()._kam_check_disclosure(permit.recipient)
        as_service(permit).write({"used_rows": permit.used_rows + len(records)})
        log._kam_log("export", records, names, permit.reason, permit.id)
        permit._kam_watch(len(records))

    @api.model
    def _kam_covering(self, records):
        """Return a valid permit of the user with rows left, locked."""
        known = dict(self._fields["res_model"]._description_selection(self.env))
        model = records._name if records._name in known else "other"
        return self._kam_lock_own().filtered(
            lambda permit: (
                permit.ends_at
                and permit.res_model == model
                and permit.used_rows + len(records) <= permit.row_limit
            )
        )[:1]

    @api.model
    def _kam_no_right(self):
        return self.env._(
            "Exporting account data is a right of its own. Ask your administrator for "
            "“Export of Account Data”."
        )

    @api.model
    def _kam_no_permit(self, records):
        return self.env._(
            "To export %(count)s records of account data you need a permit with a "
            "reason: Key Accounts → Confidentiality → Permits to Export, for "
            "“%(model)s”. It holds for a short time.",
            count=len(records),
            model=self.env["ir.model"].sudo()._get(records._name).name,  # no secret
        )

    # === BUSINESS METHODS - APPROVAL === #

    def _kam_approval_topics(self):
        return [("export", self.env._("Export of account data"))]

    def _kam_approval_snapshot(self):
        return {
            self.env._("Export of"): self._kam_model_label(),
            self.env._("Rows"): str(self.row_limit),
            self.env._("With those of %s hours", self.company_id.kam_export_hours): str(
                self.row_limit + self.counted_rows
            ),
            self.env._("Reason"): self.reason,
            self.env._("Goes to"): self.recipient if self.outside else "–",
        }

    def _kam_approval_locked_fields(self):
        return super()._kam_approval_locked_fields() - KEPT_FIELDS

    def _kam_may_be_submitted(self):
        return not self.ends_at and super()._kam_may_be_submitted()

    def _kam_on_approved(self, request):
        self._kam_begin()
