from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.contract import names_in
from ..services_token import as_service, is_service, without_permit

ROWS = ("clause_ids", "blank_ids", "check_ids")
# What is decided on; a change of it is another version.
CONTENT = {"name", "company_id", "introduction", "closing", *ROWS}
KEPT_FIELDS = {"version", "previous_id"}


class KamContractTemplate(models.Model):
    """Standard text of contracts, approved before it is used (CORE-14).

    What is approved stays as it is: contracts refer to it. Changes are made in a new
    version, which takes its place when it is approved in turn.
    """

    _name = "kam.contract.template"
    _description = "Contract Template"
    _inherit = ["mail.thread", "mail.activity.mixin", "kam.approval.mixin"]
    _order = "sequence, name, version desc, id"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first one is proposed.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty for all companies."
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "kam.contract.template",
        string="Previous Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    introduction = fields.Html(translate=True)
    closing = fields.Html(translate=True)
    clause_ids = fields.One2many(
        "kam.contract.template.clause", "template_id", string="Clauses", copy=True
    )
    blank_ids = fields.One2many(
        "kam.contract.template.blank", "template_id", string="Blanks", copy=True
    )
    check_ids = fields.One2many(
        "kam.contract.template.check", "template_id", string="Check List", copy=True
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for template in self:
            template.display_name = f"{template.name} v{template.version}"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: the values claim to be another version"""
        if not is_service(self):
            self._kam_check_kept(vals_list)
        return super(KamContractTemplate, without_permit(self)).create(vals_list)

    def write(self, vals):
        """:raise UserError: the text was approved; it takes a new version"""
        if not is_service(self):
            self._kam_check_kept([vals])
            if CONTENT & vals.keys():
                self._kam_check_draft()
        return super(KamContractTemplate, without_permit(self)).write(vals)

    # === ACTION METHODS === #

    def action_new_version(self):
        """Make a draft of the next version, and open it.

        :raise AccessError: the user may not make templates
        """
        self.ensure_one()
        self.check_access("write")
        newer = self.search([("previous_id", "=", self.id)], limit=1)
        if not newer:
            values = {"version": self.version + 1, "previous_id": self.id}
            newer = as_service(self).copy(values)
        return newer._get_records_action()

    # === BUSINESS METHODS === #

    def _kam_check_kept(self, vals_list):
        if any(
            vals.get("version", 1) != 1 or vals.get("previous_id")
            for vals in vals_list
            if KEPT_FIELDS & vals.keys()
        ):
            raise AccessError(
                self.env._("Versions are counted by “New Version” alone.")
            )

    def _kam_check_draft(self):
        """:raise UserError: the text waits for a decision or was approved"""
        self._kam_check_unlocked()
        for template in self.filtered(lambda t: t.approval_state == "approved"):
            raise UserError(
                self.env._(
                    "“%s” is approved and stays as it is. Make a new version.",
                    template.display_name,
                )
            )

    def _kam_check_texts(self):
        """Check that the text can be filled in, before it is decided on.

        :raise ValidationError: it has no clauses, or blanks that are not listed
        """
        self.ensure_one()
        if not self.clause_ids or not self.check_ids:
            raise ValidationError(
                self.env._("A standard text needs clauses and a check list.")
            )
        listed = set(self.blank_ids.mapped("key"))
        missing = [name for name in self._kam_names() if name not in listed]
        if missing:
            raise ValidationError(
                self.env._(
                    "List these blanks of the text under Blanks: %s",
                    ", ".join(missing),
                )
            )

    def _kam_names(self):
        """Return the names of all blanks in the text."""
        texts = [self.introduction, *self.clause_ids.mapped("text"), self.closing]
        return names_in(" ".join(str(text or "") for text in texts))

    @api.model
    def _kam_usable(self, company):
        """Return the approved templates of ``company``, the one proposed first."""
        return self.search(
            [
                ("approval_state", "=", "approved"),
                ("company_id", "in", [False, company.id]),
            ]
        )

    # === BUSINESS METHODS - APPROVAL === #

    def _kam_approval_topics(self):
        return [("contract_template", self.env._("Contract template"))]

    def _kam_approval_snapshot(self):
        return {
            self.env._("Template"): self.display_name,
            self.env._("Clauses"): ", ".join(self.clause_ids.mapped("name")),
            self.env._("Blanks"): ", ".join(self.blank_ids.mapped("name")),
            self.env._("Check List"): ", ".join(self.check_ids.mapped("name")),
        }

    def _kam_submit(self, topic=None):
        """:raise ValidationError: see :meth:`_kam_check_texts`"""
        self._kam_check_texts()
        return super()._kam_submit(topic)

    def _kam_on_approved(self, request):
        """Let this version take the place of the one before."""
        self.previous_id.active = False
