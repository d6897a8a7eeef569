from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..languages import in_language_of_company
from ..services_token import as_service, is_service

# Set once, or by a service that keeps the records beside it in step.
KEPT_FIELDS = ("owner_id", "owned_since", "partner_id", "partner_key", "company_id")


class KamAccount(models.Model):
    """A key account: what a company knows of, and does for, one customer.

    One per commercial partner and company. Class, owner, archive and confidentiality
    live here and never on the partner, so that contacts stay as Odoo makes them.
    ``partner_key`` repeats the id of the partner as a plain number: it carries the
    unique index, which Odoo's partner merge would trip over on a foreign key.
    """

    _name = "kam.account"
    _description = "Key Account"
    _inherit = ["kam.derived.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _rec_names_search = ["name", "number"]
    _check_company_auto = True
    _parent_store = True

    # === FIELDS === #

    number = fields.Char(
        required=True, copy=False, readonly=True, default=lambda self: self.env._("New")
    )
    name = fields.Char(related="partner_id.name", store=True, index=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        copy=False,
    )
    partner_key = fields.Integer(readonly=True, copy=False)
    kind = fields.Selection(
        [("person", "Person"), ("company", "Company")],
        compute="_compute_kind",
        store=True,
    )
    opened_on = fields.Date(
        string="On File Since", required=True, default=lambda self: self._kam_today()
    )
    keeper_id = fields.Many2one(
        "res.users",
        string="Archive Keeper",
        default=lambda self: self.env.user,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    lead_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        tracking=True,
        help="Manager who leads a very large account beside its owner (CORE-02).",
    )
    class_id = fields.Many2one(
        "kam.account.class", index="btree_not_null", tracking=True
    )
    secondary_class_ids = fields.Many2many(
        "kam.account.class",
        string="Secondary Classes",
        context={"active_test": False},
        tracking=True,
    )
    level_id = fields.Many2one(
        "kam.account.level",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    owner_id = fields.Many2one(
        "kam.sales.rep",
        index="btree_not_null",
        check_company=True,
        copy=False,
        tracking=True,
    )
    owned_since = fields.Date(readonly=True, copy=False)
    owner_user_id = fields.Many2one(
        related="owner_id.user_id", store=True, index="btree_not_null"
    )
    team_id = fields.Many2one(
        related="owner_id.team_id", store=True, index="btree_not_null"
    )
    department_id = fields.Many2one(related="owner_id.department_id", store=True)
    tenure_ids = fields.One2many("kam.account.tenure", "account_id", readonly=True)
    parent_id = fields.Many2one(
        "kam.account",
        string="Group",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        help="Account this one belongs to; its trade and contacts roll up there.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("kam.account", "parent_id", string="Subsidiaries")

    # === CONSTRAINTS === #

    _partner_uniq = models.UniqueIndex(
        "(company_id, partner_key)",
        "This customer is a key account of the company already.",
    )
    _number_uniq = models.Constraint(
        "UNIQUE(company_id, number)", "Another account already has this number."
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id.is_company")
    def _compute_kind(self):
        for account in self:
            account.kind = "company" if account.partner_id.is_company else "person"

    @api.depends("name", "number")
    def _compute_display_name(self):
        for account in self:
            account.display_name = account.name or account.number

    # === CONSTRAINT METHODS === #

    @api.constrains("parent_id")
    def _check_parent(self):
        """:raise AccessError: for a group that the user may not read (CORE-18)"""
        self.parent_id.check_access("read")
        if self._has_cycle():
            raise ValidationError(
                self.env._("An account can't be above itself in a group.")
            )

    @api.constrains("class_id", "secondary_class_ids")
    def _check_classes(self):
        for account in self:
            if account.class_id in account.secondary_class_ids:
                raise ValidationError(
                    self.env._(
                        "%(class)s is the primary class of %(account)s already; take "
                        "it out of the secondary classes.",
                        **{"class": account.class_id.name, "account": account.name},
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Open accounts on the commercial partner, with a number and their owner."""
        owners = [self._prepare_account(vals) for vals in vals_list]
        accounts = super().create(vals_list)
        for account, rep_id in zip(accounts, owners, strict=True):
            if rep_id:
                words = in_language_of_company(account, account.company_id)
                account._kam_assign(
                    self.env["kam.sales.rep"].browse(rep_id),
                    words.env._("Opened with this owner"),
                    account.opened_on,
                )
        return accounts

    def copy_data(self, default=None):
        """:raise UserError: for the same customer, who has one account only"""
        if "partner_id" not in (default or {}):
            raise UserError(
                self.env._(
                    "An account can't be duplicated: it is the only one of its "
                    "customer. Open an account for another customer instead."
                )
            )
        return super().copy_data(default)

    def write(self, vals):
        """:raise AccessError: for what only a service changes, above all the owner"""
        if not is_service(self):
            for name in filter(vals.__contains__, KEPT_FIELDS):
                self._refuse_change(name, vals[name])
        return super().write(vals)

    def _prepare_account(self, vals):
        """Complete ``vals`` in place; take out and return the id of the owner."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        vals["partner_id"] = vals["partner_key"] = partner.commercial_partner_id.id
        company = self.env["res.company"].browse(
            vals.setdefault("company_id", self.env.company.id)
        )
        if not vals.get("number") or vals["number"] == self.env._("New"):
            vals["number"] = self._kam_next_number(company)
        vals.pop("owned_since", None)
        return vals.pop("owner_id", None)

    def _kam_next_number(self, company):
        """Return the next number that no imported account of ``company`` has."""
        numbers = self.env["ir.sequence"].with_company(company)
        accounts = self.sudo().with_context(active_test=False)  # whoever sees them
        number = numbers.next_by_code("kam.account")
        while accounts.search_count(
            [("company_id", "=", company.id), ("number", "=", number)], limit=1
        ):
            number = numbers.next_by_code("kam.account")
        return number

    def _refuse_change(self, name, value):
        field = self._fields[name]
        for account in self:
            if field.convert_to_write(account[name], account) != (value or False):
                raise AccessError(
                    self.env._(
                        "“%(field)s” of %(account)s can't be edited. An account passes "
                        "to another owner by “Change Owner”; its customer stays.",
                        field=field._description_string(self.env),
                        account=account.display_name,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_today(self):
        return self.env["kam.clock"]._today(self.env.company)

    def _kam_assign(self, rep, reason, day=None, over_cap=False):
        """Pass the account to ``rep``, none for nobody, from ``day`` on (CORE-11).

        Whether the caller may do so is the caller's business; this is the one place
        that writes owners, and each change leaves a tenure.

        :param str reason: shown in the history
        :param datetime.date day: up to today, which is the default
        :param bool over_cap: a manager insists that ``rep`` owns more than the cap
        :raise UserError: if ``day`` is in the future or before the present owner's,
            or ``rep`` is archived, of another company or owns as many as the cap (A7)
        """
        self.ensure_one()
        today = self.env["kam.clock"]._today(self.company_id)
        day = day or today
        self._check_assignment(rep, day, today)
        if rep == self.owner_id:
            return
        if not over_cap:
            self._kam_check_cap(rep)
        # First the row that all changes of owner meet at, then the history.
        as_service(self.sudo()).write(  # the caller has checked the right to do so
            {"owner_id": rep.id, "owned_since": day if rep else False}
        )
        self.env["kam.account.tenure"]._kam_pass_on(self, rep, reason, day)

    def _check_assignment(self, rep, day, today):
        if rep and (not rep.active or rep.company_id != self.company_id):
            raise UserError(
                self.env._(
                    "%(rep)s is no active sales rep of %(company)s.",
                    rep=rep.display_name,
                    company=self.company_id.name,
                )
            )
        if day > today or (self.owned_since and day < self.owned_since):
            raise UserError(
                self.env._(
                    "An owner begins between the first day of the present one "
                    "(%(first)s) and today; %(day)s is outside.",
                    first=self.owned_since or "–",
                    day=day,
                )
            )
