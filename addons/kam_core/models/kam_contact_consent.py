from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..answer import REFRESH, answer
from ..engine.masking import masked_name
from ..services_token import as_service

STATES = [
    ("asked", "Asked"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("ended", "Ended"),
]


class KamContactConsent(models.Model):
    """Consent of an owner that somebody else contacts the customer (CORE-10, A6).

    While it is granted and its last day has not passed, who asked may read the account;
    nothing more: edits and ownership stay with the owner. Steps are logged; what came
    of the contact is written as a message.
    """

    _name = "kam.contact.consent"
    _description = "Consent to Contact an Account"
    _inherit = ["kam.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    # === FIELDS === #

    requester_id = fields.Many2one(
        "res.users", string="Asked by", required=True, index=True, ondelete="restrict"
    )
    # For the system alone: a link would show the name to who asks.
    account_id = fields.Many2one(
        "kam.account",
        required=True,
        index=True,
        ondelete="cascade",
        groups="base.group_system",
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    owner_user_id = fields.Many2one(
        "res.users",
        string="Owner",
        compute="_compute_owner_user_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    account_label = fields.Char(string="Customer", compute="_compute_account_label")
    purpose = fields.Text(required=True)
    date_to = fields.Date(
        string="Until", required=True, help="Last day on which the account may be read."
    )
    ends_at = fields.Datetime(required=True)
    state = fields.Selection(
        STATES, required=True, default="asked", index=True, tracking=True
    )
    decided_by_id = fields.Many2one("res.users", string="Decided by")
    decided_at = fields.Datetime(string="Decided")
    can_decide = fields.Boolean(compute="_compute_can_decide")
    can_open = fields.Boolean(compute="_compute_can_decide")

    # === COMPUTE METHODS === #

    @api.depends("account_id.owner_user_id")
    def _compute_owner_user_id(self):
        for consent in self:
            consent.owner_user_id = consent.account_id.owner_user_id

    @api.depends("account_id", "state", "date_to")
    @api.depends_context("uid")
    def _compute_account_label(self):
        for consent in self:
            account = consent.sudo().account_id  # masked where it is not to be seen
            name = account.name or account.number
            clear = account.with_env(self.env).sudo(False).has_access("read")
            consent.account_label = name if clear else masked_name(name)

    @api.depends("account_id", "requester_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Masked for everybody: messages carry it as their subject."""
        for consent in self:
            account = consent.sudo().account_id  # masked for everybody
            consent.display_name = self.env._(
                "%(account)s: %(user)s",
                account=masked_name(account.name or account.number or ""),
                user=consent.requester_id.name,
            )

    @api.depends("owner_user_id", "state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for consent in self:
            account = consent.sudo().account_id  # only whether it may be opened
            consent.can_decide = consent.state == "asked" and consent._kam_may_decide()
            consent.can_open = account.with_env(self.env).sudo(False).has_access("read")

    # === ACTION METHODS === #

    def action_grant(self):
        """Let who asked read the account up to the day named.

        :raise AccessError: the user neither owns the account nor manages accounts
        :raise UserError: it is decided already, or the day has passed
        """
        for consent in self:
            consent._kam_check_decides()
            if consent.ends_at <= self.env["kam.clock"]._now():
                raise UserError(
                    self.env._("The day has passed; it has to be asked for again.")
                )
            consent._kam_decide("granted")
        return answer(self.env._("Granted."), then=REFRESH)

    def action_refuse(self):
        """Refuse; who asked is told.

        :raise AccessError: the user neither owns the account nor manages accounts
        :raise UserError: it is decided already
        """
        for consent in self:
            consent._kam_check_decides()
            consent._kam_decide("refused")
        return answer(self.env._("Refused."), then=REFRESH)

    def action_end(self):
        """End a consent before its day; the owner may, and who asked.

        :raise AccessError: it is somebody else's
        :raise UserError: nothing lasts
        """
        self.check_access("read")
        for consent in self:
            mine = consent.requester_id == self.env.user
            if not (mine or consent._kam_may_decide()):
                raise AccessError(self.env._("It is not yours to end."))
            if consent.state not in ("asked", "granted"):
                raise UserError(self.env._("There is nothing to end."))
            ended = "ended" if consent.state == "granted" else "withdrawn"
            as_service(consent.sudo()).write({"state": ended})  # checked above
            # the owner is not asked any more; the activity is the owner's
            consent.sudo().activity_ids.unlink()
        return answer(self.env._("Ended."), then=REFRESH)

    def action_open_account(self):
        """Open the account.

        :raise AccessError: the user may not see it
        """
        self.ensure_one()
        self.check_access("read")
        account = self.sudo().account_id.sudo(False)  # checked on the account itself
        account.check_access("read")
        return account._get_records_action()

    # === BUSINESS METHODS === #

    @api.model
    def _kam_ask(self, account, purpose, date_to):
        """Ask the owner of ``account`` for the user of the environment.

        :param account: in superuser mode: who asks may not see it
        :raise UserError: nobody owns it, it is the user's, or it was asked already
        :raise ValidationError: the day has passed
        """
        company = account.company_id
        if not account.owner_user_id or account.owner_user_id == self.env.user:
            raise UserError(self.env._("There is no other owner to ask."))
        if date_to < self.env["kam.clock"]._today(company):
            raise ValidationError(self.env._("The last day must not have passed."))
        lasting = [("state", "in", ("asked", "granted"))]
        mine = [("account_id", "=", account.id), ("requester_id", "=", self.env.uid)]
        # the account is hidden from who asks
        if self.sudo().search_count(lasting + mine, limit=1):
            raise UserError(self.env._("You have asked for this account already."))
        # written by the service alone, and read by who asks
        consent = as_service(self.sudo()).create(
            {
                "requester_id": self.env.uid,
                "account_id": account.id,
                "company_id": company.id,
                "purpose": purpose,
                "date_to": date_to,
                "ends_at": self.env["kam.clock"]._day_start(
                    date_to + timedelta(days=1), company
                ),
            }
        )
        consent._kam_tell_owner()
        return consent.sudo(False)  # who asks sees it by his own rules

    def _kam_tell_owner(self):
        env = self.with_context(lang=self.owner_user_id.lang).env
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.owner_user_id.id,
            date_deadline=self.env["kam.clock"]._today(self.company_id),
            summary=env._("May %s contact your customer?", self.requester_id.name),
            note=self.purpose,
        )

    def _kam_may_decide(self):
        manager = "kam_core.kam_core_group_manager"
        if self.requester_id == self.env.user:
            return False
        return self.owner_user_id == self.env.user or self.env.user.has_group(manager)

    def _kam_check_decides(self):
        self.check_access("read")
        if not self._kam_may_decide():
            raise AccessError(
                self.env._("The owner of the account decides, or the manager.")
            )
        if self.state != "asked":
            raise UserError(self.env._("This is decided already."))

    def _kam_decide(self, state):
        consent = self.sudo()  # the right was checked by the caller
        as_service(consent).write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": self.env["kam.clock"]._now(),
            }
        )
        consent.activity_ids.action_feedback()
        names = dict(self._fields["state"]._description_selection(self.env))
        consent.message_post(
            body=names[state], partner_ids=self.requester_id.partner_id.ids
        )

    @api.model
    def _cron_end(self):
        """Put down that consents have ended; reading ended at their hour already."""
        over = self.search(
            [
                ("state", "in", ("asked", "granted")),
                ("ends_at", "<=", self.env["kam.clock"]._now()),
            ]
        )
        for consent in over:
            as_service(consent).write({"state": "ended"})
        over.activity_ids.unlink()
