from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date


class KamCommunication(models.Model):
    """What was said with a customer, and what comes next (CORE-05, section process).

    A contact with content counts as maintenance of the account (rule A-8). Author and
    day are those of whoever writes it down; only imports and whoever opens accounts
    give others (rule A-20). The day of entry stays visible as the creation date.
    """

    _name = "kam.communication"
    _description = "Communication with a Customer"
    _inherit = ["kam.archive.part.mixin", "kam.follow.up.mixin"]
    _order = "day desc, id desc"
    _kam_section = "process"

    # === FIELDS === #

    day = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env["kam.clock"]._today(self.env.company),
    )
    way = fields.Selection(
        [
            ("in_person", "In person"),
            ("phone", "Phone"),
            ("message", "WeChat or text message"),
            ("email", "E-mail"),
            ("letter", "Letter"),
            ("event", "Event"),
            ("other", "Other"),
        ],
        required=True,
        default="phone",
    )
    author_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        index=True,
    )
    participant_ids = fields.Many2many(
        "kam.stakeholder",
        string="Participants",
        domain="[('account_id', '=', account_id)]",
    )
    user_ids = fields.Many2many(
        "res.users", string="Our Participants", domain="[('share', '=', False)]"
    )
    content = fields.Text(required=True)
    negotiation = fields.Text(help="Where the negotiation stands.")
    next_strategy = fields.Text()
    next_day = fields.Date(string="Next Contact")

    # === COMPUTE METHODS === #

    @api.depends("account_id.name", "day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contact in self:
            contact.display_name = self.env._(
                "%(account)s on %(day)s",
                account=contact.account_id.display_name or "",
                day=format_date(self.env, contact.day),
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("day")
    def _check_day(self):
        self.env["kam.clock"]._check_not_future(self, ("day",))

    @api.constrains("day", "next_day")
    def _check_next_day(self):
        for contact in self:
            if contact.next_day and contact.next_day < contact.day:
                raise ValidationError(
                    self.env._(
                        "The next contact (%(next)s) can't be before this one "
                        "(%(day)s).",
                        next=contact.next_day,
                        day=contact.day,
                    )
                )

    @api.constrains("content")
    def _check_content(self):
        for contact in self:
            if not (contact.content or "").strip():
                raise ValidationError(
                    self.env._("Write down what was said; an empty contact is none.")
                )

    @api.constrains("participant_ids", "account_id")
    def _check_participants(self):
        self._kam_check_same_account("participant_ids")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: for another author, from who opens no accounts"""
        for vals in vals_list:
            self._kam_check_author(vals)
        contacts = super().create(vals_list)
        if self.env.context.get("import_file"):
            contacts.account_id._kam_watch_quietly()
        return contacts

    def write(self, vals):
        """:raise AccessError: for another author, from who opens no accounts"""
        self._kam_check_author(vals)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _kam_check_author(self, vals):
        author_id = vals.get("author_id", self.env.uid)
        if author_id == self.env.uid or self.env.su:
            return
        if any(contact.author_id.id != author_id for contact in self) or not self:
            if not self.env["kam.account"].has_access("create"):
                raise AccessError(
                    self.env._("You write down contacts under your own name only.")
                )

    def _kam_follow_up_fields(self):
        return ["next_day", "next_strategy", "author_id"]

    def _kam_follow_up(self):
        if not self.next_day:
            return None
        seen = self.account_id._kam_is_seen_by(self.author_id)
        user = self.author_id if seen else self.account_id._kam_caretaker()
        plan = (self.next_strategy or "").strip().split("\n")[0]
        return {
            "date_deadline": self.next_day,
            "user_id": user.id,
            "summary": plan
            or self.env._(
                "Next contact with %(account)s", account=self.account_id.display_name
            ),
        }
