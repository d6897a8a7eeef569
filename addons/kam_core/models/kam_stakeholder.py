from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..answer import answer
from .kam_account_archive import PRIVATE
from .kam_account_secrecy import CONTACT_DETAILS


class KamStakeholder(models.Model):
    """A contact person of an account (CORE-05).

    One row per person and account: somebody who works for two customers has two rows
    and may have one contact (rule A-14). Phones and addresses are kept here and not on
    the contact, where every internal user reads them (CORE-18). Who leaves stays on
    file with the day (rule A-19).
    """

    _name = "kam.stakeholder"
    _description = "Contact Person"
    _inherit = ["kam.archive.part.mixin"]
    _order = "account_id, is_key_person desc, name, id"
    _rec_names_search = ["name", "function_id.name"]
    _check_company_auto = True
    _kam_section = "basic"

    # === FIELDS === #

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('is_company', '=', False)]",
        help="The person in your contacts, if on file there.",
    )
    function_id = fields.Many2one(
        "kam.stakeholder.function", ondelete="restrict", index=True
    )
    is_key_person = fields.Boolean(string="Key Person")
    authority = fields.Char(help="What this person may decide or sign.")
    phone = fields.Char(groups=CONTACT_DETAILS)
    mobile = fields.Char(groups=CONTACT_DETAILS)
    email = fields.Char(groups=CONTACT_DETAILS)
    wechat = fields.Char(string="WeChat", groups=CONTACT_DETAILS)
    left_on = fields.Date(
        string="Left", help="Day on which this person left the customer."
    )
    note = fields.Text(groups=PRIVATE)
    personality = fields.Text(groups=PRIVATE)
    hobbies = fields.Text(groups=PRIVATE)
    birthday = fields.Date(groups=PRIVATE)
    family = fields.Text(string="Family Notes", groups=PRIVATE)

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_name(self):
        for person in self:
            person.name = person.name or person.partner_id.name

    # === CONSTRAINT METHODS === #

    @api.constrains("left_on", "birthday")
    def _check_past_dates(self):
        # Whoever may write one of them need not be able to read the other.
        self.env["kam.clock"]._check_not_future(self.sudo(), ("left_on", "birthday"))

    @api.constrains("partner_id", "account_id")
    def _check_partner_once(self):
        """A Python check: an index on partners would break Odoo's partner merge."""
        for person in self.filtered("partner_id"):
            # Archived rows count, and so do those hidden from this user.
            twins = (
                person.sudo()
                .with_context(active_test=False)
                .search_count(
                    [
                        ("account_id", "=", person.account_id.id),
                        ("partner_id", "=", person.partner_id.id),
                        ("id", "!=", person.id),
                    ],
                    limit=1,
                )
            )
            if twins:
                raise ValidationError(
                    self.env._(
                        "%(person)s is a contact person of %(account)s already.",
                        person=person.name,
                        account=person.account_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    def write(self, vals):
        """Have the owner follow up when somebody leaves (rule A-19)."""
        stayed = self.filtered(lambda person: not person.left_on)
        result = super().write(vals)
        stayed.filtered("left_on")._kam_follow_up_leaving()
        return result

    # === ACTION METHODS === #

    def action_leave(self):
        """Put down that these persons have left the customer today."""
        self.check_access("write")
        for company, people in self.grouped("company_id").items():
            people.filtered(lambda person: not person.left_on).write(
                {"left_on": self.env["kam.clock"]._today(company)}
            )
        return answer(
            self.env._(
                "%(people)s: left; the owner of the account is asked to find the "
                "successor.",
                people=", ".join(self.mapped("name")),
            )
        )

    # === BUSINESS METHODS === #

    def _kam_follow_up_leaving(self):
        if self.env.context.get("import_file"):
            return
        for person in self:
            account = person.account_id
            user = account._kam_caretaker()
            env = self.with_context(lang=user.lang).env
            account.activity_schedule(
                "kam_core.mail_activity_type_stakeholder_left",
                user_id=user.id,
                date_deadline=self.env["kam.clock"]._today(account.company_id),
                summary=env._(
                    "%(person)s has left %(account)s: who takes over?",
                    person=person.name,
                    account=account.display_name,
                ),
            )
