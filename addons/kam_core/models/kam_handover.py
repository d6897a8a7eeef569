from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..services_token import as_service, is_service

RUNNING = ("draft", "in_progress", "signed")
# What only the steps of a hand-over write.
KEPT_FIELDS = {
    *("state", "company_id", "signed_by_id", "signed_at"),
    *("concluded_by_id", "concluded_at", "term_id"),
}
# What the manager alone says.
MANAGER_FIELDS = {"rep_id", "last_day", "reason", "over_cap", "part_time_from"}
# What stays once the leaver has signed.
SIGNED_FIELDS = {"rep_id", "last_day", "reason"}


class KamHandover(models.Model):
    """Hand-over of a seller who leaves (CORE-13, A15, A-18).

    draft → in progress → signed → done, or cancelled. The leaver signs for all
    accounts, each receiver for his own, the manager concludes. What the steps do
    stands in kam_handover_steps.py and kam_handover_conclude.py.
    """

    _name = "kam.handover"
    _description = "Hand-Over"
    _inherit = [
        "kam.derived.mixin",
        "kam.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "last_day desc, id desc"
    _rec_names_search = ["rep_id.name"]

    # === FIELDS === #

    rep_id = fields.Many2one(
        "kam.sales.rep",
        string="Leaver",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="rep_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(related="rep_id.user_id")
    # who leads the leaver when it is made: the term, and the team with it, ends
    team_id = fields.Many2one(
        "crm.team", compute="_compute_team_id", store=True, precompute=True
    )
    last_day = fields.Date(
        required=True,
        default=lambda self: self.env["kam.clock"]._today(self.env.company),
        tracking=True,
        help="Last day of the leaver; the accounts pass on from the next day, or today "
        "if that is earlier.",
    )
    reason = fields.Char(tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("in_progress", "In Progress"),
            ("signed", "Signed"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    # human resources keep the check list and see no accounts (CORE-23)
    line_ids = fields.One2many(
        "kam.handover.line",
        "handover_id",
        string="Accounts",
        groups="kam_core.kam_core_group_consultant",
    )
    check_ids = fields.One2many(
        "kam.handover.check", "handover_id", string="Check List"
    )
    over_cap = fields.Boolean(
        string="Go Beyond the Limit",
        help="Receivers may own more accounts than the company allows.",
    )
    signed_by_id = fields.Many2one("res.users", string="Signed by", readonly=True)
    signed_at = fields.Datetime(readonly=True)
    concluded_by_id = fields.Many2one("res.users", string="Concluded by", readonly=True)
    concluded_at = fields.Datetime(readonly=True)
    part_time_from = fields.Date(
        compute="_compute_part_time_from",
        store=True,
        readonly=False,
        precompute=True,
        help="From this day the leaver may go on as a part-time seller.",
    )
    term_id = fields.Many2one(
        "kam.sales.rep.term",
        string="Re-engaged",
        readonly=True,
        ondelete="set null",
        groups="kam_core.kam_core_group_consultant,kam_core.kam_core_group_hr",
    )
    account_count = fields.Integer(
        string="Number of Accounts", compute="_compute_progress", compute_sudo=True
    )
    received_count = fields.Integer(
        string="Signed for", compute="_compute_progress", compute_sudo=True
    )
    open_checks = fields.Integer(compute="_compute_progress", compute_sudo=True)
    missing = fields.Text(
        string="Still Missing", compute="_compute_progress", compute_sudo=True
    )
    can_sign = fields.Boolean(compute="_compute_rights")
    can_lead = fields.Boolean(compute="_compute_rights")

    # === CONSTRAINTS === #

    _running_uniq = models.UniqueIndex(
        "(rep_id) WHERE state IN ('draft', 'in_progress', 'signed')",
        "There is a hand-over of this sales rep already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("rep_id.name", "last_day")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for handover in self:
            named = self.env._(
                "Hand-over of %(rep)s, last day %(day)s",
                rep=handover.rep_id.name or "",
                day=format_date(self.env, handover.last_day),
            )
            handover.display_name = named if handover.rep_id else ""

    @api.depends("rep_id")
    def _compute_team_id(self):
        for handover in self:
            handover.team_id = handover.rep_id.team_id

    @api.depends("last_day")
    def _compute_part_time_from(self):
        for handover in self:
            handover.part_time_from = handover.last_day and fields.Date.add(
                handover.last_day, days=1
            )

    @api.depends(
        "state",
        "signed_at",
        "line_ids.receiver_id",
        "line_ids.report",
        "line_ids.state",
        "check_ids.done_on",
    )
    def _compute_progress(self):
        for handover in self:
            lines = handover.line_ids
            checks = handover._kam_open_checks()
            handover.account_count = len(lines)
            handover.received_count = len(lines.filtered("received_at"))
            handover.open_checks = len(checks)
            handover.missing = "\n".join(handover._kam_missing())

    @api.depends("state", "signed_at", "rep_id.user_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        for handover in self:
            own = handover.rep_id.user_id == self.env.user
            waits = handover.state == "in_progress" and not handover.signed_at
            handover.can_sign = own and waits
            handover.can_lead = handover._kam_may_lead()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Load the accounts of the leaver.

        :raise AccessError: for what only the steps write
        """
        for vals in vals_list:
            self._kam_check_kept(vals)
        handovers = super().create(vals_list)
        for handover in handovers:
            handover._kam_check_manager()
            handover._kam_refresh()
        return handovers

    def write(self, vals):
        """:raise AccessError: for what only the steps write, or only the manager says
        :raise UserError: for what was signed
        """
        if not is_service(self):
            self._kam_check_kept(vals)
            if MANAGER_FIELDS & vals.keys():
                self._kam_check_manager()
                self._kam_check_not_signed(vals)
        result = super().write(vals)
        if "rep_id" in vals:
            for handover in self:
                handover._kam_refresh()
        return result

    def unlink(self):
        """:raise UserError: for what has begun; it is cancelled instead"""
        self.check_access("unlink")
        if any(handover.state != "draft" for handover in self):
            raise UserError(self.env._("Only a draft is deleted; cancel it instead."))
        return super().unlink()

    # === BUSINESS METHODS === #

    def _kam_is_allowed(self, operation):
        return operation not in ("copy", "load")

    def _kam_check_kept(self, vals):
        if any(vals[name] for name in KEPT_FIELDS & vals.keys() - {"state"}) or (
            vals.get("state", "draft") != "draft"
        ):
            self._kam_refuse_kept()
        if self and KEPT_FIELDS & vals.keys():
            self._kam_refuse_kept()

    def _kam_refuse_kept(self):
        raise AccessError(
            self.env._("State and signatures of a hand-over follow from its buttons.")
        )

    def _kam_check_not_signed(self, vals):
        for handover in self:
            fixed = handover.state == "done" or handover.signed_at
            if fixed and SIGNED_FIELDS & vals.keys():
                raise UserError(
                    self.env._("%s is signed: this stays.", handover.display_name)
                )
            if "rep_id" in vals and handover.state != "draft":
                raise UserError(self.env._("The leaver stays; make another hand-over."))

    def _kam_check_manager(self):
        """:raise AccessError: the user runs not the key accounts of the companies"""
        self.check_access("write")
        accounts = self.env["kam.account"]
        for company in self.company_id:
            if not (self.env.su or accounts._kam_is_manager(company)):
                raise AccessError(
                    self.env._(
                        "Only a key-account manager of %(company)s does this.",
                        company=company.name,
                    )
                )

    def _kam_may_lead(self):
        """Tell whether the user is above the leaver: team leader or manager."""
        user, rep = self.env.user, self.rep_id
        if self.env["kam.account"]._kam_is_manager(self.company_id):
            return True
        leads = user.has_group("kam_core.kam_core_group_team_leader")
        return leads and self.team_id.user_id == user != rep.user_id

    def _kam_set(self, **values):
        """Write as a step of the hand-over; who calls has checked the right."""
        as_service(self.sudo()).write(values)  # nobody else may write these

    def _kam_protected_hint(self):
        return self.env._("Make a new hand-over.")

    def _kam_open_checks(self):
        return self.check_ids.filtered(lambda row: row.required and not row.done_on)

    def _kam_missing(self):
        """Return sentences on what keeps this from being concluded."""
        if self.state not in ("in_progress", "signed"):
            return []
        missing = self._kam_missing_content()
        if not self.signed_at:
            missing.append(self.env._("The leaver has not signed."))
        unsigned = self.line_ids.filtered(lambda line: line.state == "open")
        if unsigned:
            names = unsigned.mapped("receiver_id.name")
            missing.append(
                self.env._(
                    "%(count)s accounts are not signed for (%(names)s).",
                    count=len(unsigned),
                    names=", ".join(names) or "–",
                )
            )
        checks = self._kam_open_checks().mapped("name")
        if checks:
            missing.append(self.env._("To tick: %s.", ", ".join(checks)))
        return missing

    def _kam_missing_content(self):
        """Return sentences on what the lines lack before anybody can sign."""
        lines = self.line_ids
        nobody = lines.filtered(lambda line: not line.receiver_id)
        no_report = lines.filtered(lambda line: not line._kam_has_report())
        texts = []
        for found, text in (
            (nobody, self.env._("%s accounts have no receiver.", len(nobody))),
            (no_report, self.env._("%s accounts have no report.", len(no_report))),
        ):
            if found:
                texts.append(text)
        return texts
