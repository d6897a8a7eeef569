from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..services_token import as_service, is_service, without_permit

STATES = [
    ("draft", "Draft"),
    ("reported", "Reported"),
    ("confirmed", "Confirmed"),
    ("refused", "Refused"),
    ("duplicate", "On File Already"),
    ("withdrawn", "Withdrawn"),
    ("lapsed", "Lapsed"),
]
# What the seller fills in; fixed from the report on.
DATA_FIELDS = (
    *("company_id", "reporter_id", "kind", "name", "name_en", "former_names"),
    *("phone", "phone_other", "tax_number", "city", "street"),
    *("contact_name", "contact_phone", "source", "partner_id", "again_reason"),
)
# What only the steps of a registration write.
KEPT_FIELDS = (
    *("number", "state", "reported_at", "reported_exact", "hold_until"),
    *("decided_at", "decided_by_id", "protected_until", "account_id"),
    *("winner_number", "outcome", "filed_on", "filed_by_id", "previous_id"),
)
# What an import may bring along.
HISTORY_FIELDS = ("state", "reported_at")


class KamRegistration(models.Model):
    """Registration 报备: a seller reports a customer and becomes the owner (CORE-10).

    draft → reported → confirmed, or refused, on file already, withdrawn, lapsed. Who
    reports first comes first; the moment is that of the report and can't be typed in.
    How the customer is told stands in kam_registration_customer.py, what follows from
    a report in kam_registration_report.py, what the manager decides in
    kam_registration_decision.py.
    """

    _name = "kam.registration"
    _description = "Registration"
    _inherit = [
        "kam.dedup.source.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "kam.approval.mixin",
    ]
    _kam_is_history = True  # keeps its account from being deleted
    _order = "reported_at desc, id desc"
    _rec_names_search = ["number", "name", "name_en", "former_names"]
    _check_company_auto = True

    # === FIELDS === #

    number = fields.Char(
        required=True, copy=False, readonly=True, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    reporter_id = fields.Many2one(
        "kam.sales.rep",
        string="Reported by",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["kam.sales.rep"]._kam_rep_of(
            self.env.user, self.env.company
        ),
        tracking=True,
    )
    reporter_user_id = fields.Many2one(
        related="reporter_id.user_id", store=True, index="btree_not_null"
    )
    team_id = fields.Many2one(
        related="reporter_id.team_id", store=True, index="btree_not_null"
    )
    reported_at = fields.Datetime(
        string="Reported on", readonly=True, copy=False, index=True, tracking=True
    )
    reported_exact = fields.Char(
        string="Exact Moment (UTC)",
        readonly=True,
        copy=False,
        help="Moment of the report to the microsecond, by the clock of the database.",
    )
    hold_until = fields.Date(
        string="Lapses After",
        readonly=True,
        copy=False,
        help="An unconfirmed report keeps its place up to this day.",
    )
    # The customer as reported
    kind = fields.Selection(
        [("company", "Company"), ("person", "Person")],
        required=True,
        default="company",
    )
    name = fields.Char(string="Customer", required=True, index="trigram")
    name_en = fields.Char(string="English Name")
    former_names = fields.Char(
        string="Other Names", help="Short and former names, separated by semicolons."
    )
    phone = fields.Char()
    phone_other = fields.Char(string="Other Phone")
    tax_number = fields.Char(
        help="Unified social credit code, or tax number of a customer abroad."
    )
    city = fields.Char()
    street = fields.Char(string="Address")
    contact_name = fields.Char(string="Contact Person")
    contact_phone = fields.Char()
    source = fields.Char(help="How the customer was found: who or what led there.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Existing Contact",
        check_company=True,
        copy=False,
        index="btree_not_null",
        help="If the customer is in your contacts already.",
    )
    # What came of it
    hit_ids = fields.One2many("kam.registration.hit", "registration_id", "On File")
    verification_ids = fields.One2many(
        "kam.registration.verification", "registration_id", "Verified"
    )
    winner_number = fields.Char(
        string="First Report",
        readonly=True,
        copy=False,
        help="Number of the registration that came first.",
    )
    outcome = fields.Char(string="Answer", readonly=True, copy=False, tracking=True)
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    protected_until = fields.Date(
        readonly=True,
        copy=False,
        help="Up to this day the customer can't be reported by anybody else.",
    )
    account_id = fields.Many2one(
        "kam.account",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    filed_on = fields.Date(string="Filed on", readonly=True, copy=False)
    filed_by_id = fields.Many2one(
        "res.users", string="Filed by", readonly=True, copy=False
    )
    previous_id = fields.Many2one(
        "kam.registration", string="Reported Before", readonly=True, copy=False
    )
    again_reason = fields.Char(
        string="Why Again",
        copy=False,
        help="What is different from the report that was refused.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    # === CONSTRAINTS === #

    _number_uniq = models.Constraint(
        "UNIQUE(company_id, number)", "Another registration already has this number."
    )

    # === COMPUTE METHODS === #

    @api.depends("number", "name")
    def _compute_display_name(self):
        for registration in self:
            names = filter(None, (registration.number, registration.name))
            registration.display_name = " ".join(names)

    @api.depends("reporter_user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for registration in self:
            registration.is_mine = registration.reporter_user_id == self.env.user

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Number the reports; keep what an import says of the past (A-20).

        :raise AccessError: somebody else's report, a forged state, or a moment of
            report from who is no manager
        """
        histories = [self._prepare_registration(vals) for vals in vals_list]
        registrations = super().create(vals_list)
        for registration, history in zip(registrations, histories, strict=True):
            if history:
                registration._kam_restore(**history)
        return registrations

    def write(self, vals):
        """:raise AccessError: for what only a step of the registration changes"""
        if not is_service(self):
            self._check_editable(vals)
            if "reporter_id" in vals:
                self._check_may_report_for(vals["reporter_id"])
        return super(KamRegistration, without_permit(self)).write(vals)

    def unlink(self):
        """:raise AccessError: a report was made; it stays on file"""
        for registration in self:
            if registration.state != "draft" and not is_service(self):
                raise AccessError(
                    self.env._(
                        "%(registration)s was reported and stays on file. Withdraw it "
                        "instead.",
                        registration=registration.display_name,
                    )
                )
        return super().unlink()

    # === BUSINESS METHODS === #

    def _prepare_registration(self, vals):
        """Complete ``vals`` in place; take out and return the past of an import."""
        company = self.env["res.company"].browse(
            vals.setdefault("company_id", self.env.company.id)
        )
        if "reporter_id" not in vals:
            rep = self.env["kam.sales.rep"]._kam_rep_of(self.env.user, company)
            vals["reporter_id"] = rep.id
        self._check_may_report_for(vals["reporter_id"])
        history = {name: vals.pop(name, None) for name in HISTORY_FIELDS}
        history = {name: value for name, value in history.items() if value}
        if history.get("state") == "draft":
            history.pop("state")
        if history and not self._kam_is_manager():
            raise AccessError(
                self.env._(
                    "The moment of a report is the one at which it is made. Only a "
                    "key-account manager may import reports of the past."
                )
            )
        for name in filter(vals.get, KEPT_FIELDS):
            if name not in ("number", "previous_id") or not is_service(self):
                vals.pop(name)
        vals["number"] = (
            self.env["ir.sequence"]
            .with_company(company)
            .next_by_code("kam.registration")
        )
        return history

    @api.model
    def _kam_is_manager(self):
        manager = "kam_core.kam_core_group_manager"
        return self.env.su or self.env.user.has_group(manager)

    @api.model
    def _check_may_report_for(self, rep_id):
        """:raise AccessError: a seller reports in the name of another one"""
        rep = self.env["kam.sales.rep"].browse(rep_id).sudo()  # only whose it is
        office = "kam_core.kam_core_group_back_office"
        if not (
            self._kam_is_manager()
            or self.env.user.has_group(office)
            or rep.user_id == self.env.user
        ):
            raise AccessError(
                self.env._(
                    "You can only report customers yourself, as a sales rep of the "
                    "company. The back office can do it for somebody else."
                )
            )

    def _check_editable(self, vals):
        for registration in self:
            locked = set(KEPT_FIELDS)
            if registration.state != "draft":
                locked.update(DATA_FIELDS)
            for name in locked.intersection(vals):
                registration._refuse_change(name, vals[name])

    def _refuse_change(self, name, value):
        field = self._fields[name]
        if field.convert_to_write(self[name], self) != (value or False):
            raise AccessError(
                self.env._(
                    "“%(field)s” of %(registration)s can't be edited. What was "
                    "reported stays; withdraw it and report again.",
                    field=field._description_string(self.env),
                    registration=self.display_name,
                )
            )

    def _kam_set(self, **values):
        """Write as a step of the registration; who calls has checked the right."""
        as_service(self.sudo()).write(values)  # sellers may write no state

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the way of a report in its order, and what ended otherwise at last."""
        usual = {"draft", "reported", "confirmed"}
        return [state for state, _label in STATES if state in usual.union(states)]
