from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..answer import REFRESH, answer
from ..services_token import as_service, is_service

READERS = "kam_core.kam_core_group_manager,kam_core.kam_core_group_hr"


class KamSecrecyRule(models.Model):
    """A version of the secrecy rules, to be acknowledged once by everybody (CORE-18).

    Asked is every internal user with a role of key accounts in the company. What is in
    force never changes; a new text is a new version.
    """

    _name = "kam.secrecy.rule"
    _description = "Secrecy Rules"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "company_id, version desc"

    # === FIELDS === #

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    version = fields.Integer(readonly=True, copy=False, aggregator=None)
    body = fields.Html(string="Text", required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In Force"), ("replaced", "Replaced")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )
    in_force_on = fields.Date(string="In Force Since", readonly=True, copy=False)
    is_due = fields.Boolean(compute="_compute_is_due")
    missing_ids = fields.Many2many(
        "res.users",
        string="Not Acknowledged",
        compute="_compute_missing_ids",
        compute_sudo=True,
        groups=READERS,
    )

    # === CONSTRAINTS === #

    _in_force_uniq = models.UniqueIndex(
        "(company_id) WHERE state = 'in_force'",
        "Another version is in force in this company.",
    )

    # === COMPUTE METHODS === #

    @api.depends("version", "state")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = (
                self.env._("Secrecy Rules, version %s", rule.version)
                if rule.version
                else self.env._("Secrecy Rules (draft)")
            )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_is_due(self):
        for rule in self:
            rule.is_due = bool(rule._kam_missing_users(self.env.user))

    @api.depends("state", "company_id")
    def _compute_missing_ids(self):
        for rule in self:
            rule.missing_ids = rule._kam_missing_users()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Start every version as a draft, whatever the values say."""
        clean = {"state": "draft", "version": 0, "in_force_on": False}
        return super().create([{**vals, **clean} for vals in vals_list])

    def write(self, vals):
        """:raise UserError: for a text that is or was in force"""
        content = vals.keys() & {"body", "company_id"}
        kept = vals.keys() & {"state", "version", "in_force_on"}
        if not is_service(self) and (kept or (content and not self._kam_is_draft())):
            raise UserError(
                self.env._("A version stays as it was put in force; make a new one.")
            )
        return super().write(vals)

    def unlink(self):
        """:raise UserError: for a text that is or was in force"""
        if not self._kam_is_draft():
            raise UserError(self.env._("A version that was in force stays."))
        return super().unlink()

    # === ACTION METHODS === #

    def action_put_in_force(self):
        """Put this version in force and ask everybody to acknowledge it.

        :raise AccessError: the user is no manager
        :raise UserError: it was in force already
        """
        self.ensure_one()
        self.check_access("write")
        if not self._kam_is_draft():
            raise UserError(self.env._("This version was in force already."))
        company = self.company_id
        before = self.search([("company_id", "=", company.id)])
        old = before.filtered(lambda rule: rule.state == "in_force")
        as_service(old).write({"state": "replaced"})
        old.flush_recordset()  # the index knows one in force
        old.sudo().activity_ids.unlink()  # of colleagues; there is a newer one
        as_service(self).write(
            {
                "state": "in_force",
                "version": max(before.mapped("version")) + 1,
                "in_force_on": self.env["kam.clock"]._today(company),
            }
        )
        self._kam_remind()
        return answer(
            self.env._("In force; everybody concerned is asked."), then=REFRESH
        )

    def action_acknowledge(self):
        """Acknowledge these rules.

        :raise AccessError: the user is not asked to
        :raise UserError: it is done already, or the version is not in force
        """
        self.ensure_one()
        if not self.env.user.all_group_ids & self._kam_roles():
            raise AccessError(
                self.env._("Only those with a role of key accounts are asked.")
            )
        self.check_access("read")
        if not self._kam_missing_users(self.env.user):
            raise UserError(self.env._("There is nothing for you to acknowledge."))
        self.env["kam.secrecy.acknowledgement"]._kam_add(self)
        # one's own reminder
        mine = self.sudo().activity_ids.filtered(
            lambda activity: activity.user_id == self.env.user
        )
        mine.action_feedback()
        return answer(self.env._("Thank you. It is on record."), then=REFRESH)

    # === BUSINESS METHODS === #

    def _kam_is_draft(self):
        return all(rule.state == "draft" for rule in self)

    @api.model
    def _kam_roles(self):
        category = self.env.ref("kam_core.module_category_key_accounts")
        # which groups are roles is no secret
        roles = self.env["res.groups"].sudo()
        return roles.search([("privilege_id.category_id", "=", category.id)])

    def _kam_asked_domain(self):
        """Return the domain of internal users with a role in the company."""
        return [
            ("share", "=", False),
            ("active", "=", True),
            ("company_ids", "in", self.company_id.ids),
            ("all_group_ids", "in", self._kam_roles().ids),
        ]

    def _kam_missing_users(self, users=None):
        """Return who has yet to acknowledge this version, of ``users`` or of all."""
        if self.state != "in_force":
            return self.env["res.users"]
        # who is asked and who did it, whoever wants to know it for himself
        everybody = self.env["res.users"].sudo()
        domain = self._kam_asked_domain()
        if users is not None:
            domain.append(("id", "in", users.ids))
        asked = everybody.search(domain)
        done = self.env["kam.secrecy.acknowledgement"].sudo()  # as above
        done = done.search([("rule_id", "in", self.ids), ("user_id", "in", asked.ids)])
        return asked - done.user_id

    @api.model
    def _kam_due(self):
        """Return the versions that the user has to acknowledge, of own companies."""
        # whoever has no role is asked nothing and need not read the rules
        rules = self.sudo().search(
            [
                ("state", "=", "in_force"),
                ("company_id", "in", self.env.user.company_ids.ids),
            ]
        )
        return rules.filtered(lambda rule: rule._kam_missing_users(self.env.user))

    def _kam_remind(self):
        """Give everybody who is missing an activity, once."""
        for rule in self.sudo():  # whoever reminds need not see all users
            reminded = rule.activity_ids.user_id
            for user in rule._kam_missing_users() - reminded:
                env = self.with_context(lang=user.lang).env
                rule.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    date_deadline=self.env["kam.clock"]._today(rule.company_id),
                    summary=env._("Acknowledge the secrecy rules"),
                )

    @api.model
    def _cron_remind(self):
        """Ask those who have got a role since."""
        self.search([("state", "=", "in_force")])._kam_remind()
