from odoo import api, fields, models

SELLERS = (
    "kam_core.kam_core_group_consultant,kam_core.kam_core_group_hr,"
    "kam_core.kam_core_group_finance,kam_core.kam_core_group_back_office,"
    "kam_core.kam_core_group_analyst"
)


class KamSalesRep(models.Model):
    """A seller of the company: employee, part-timer, agent, store or contact.

    A rep holds no personal data. What changes over time (kind, team, department,
    store, manager) is on dated terms; the fields here are those of today.
    """

    _name = "kam.sales.rep"
    _description = "Sales Rep"
    _inherit = ["kam.derived.mixin", "mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(related="partner_id.name", store=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        tracking=True,
    )
    avatar_128 = fields.Image(related="partner_id.avatar_128")
    employee_id = fields.Many2one(
        "hr.employee",
        groups="hr.group_hr_user,kam_core.kam_core_group_manager",
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="Signs in with this user; a part-time seller with a portal user.",
    )
    term_ids = fields.One2many("kam.sales.rep.term", "rep_id", groups=SELLERS)
    kind = fields.Selection(
        selection="_kam_kinds",
        compute="_compute_current_term",
        store=True,
        groups=SELLERS,
        help="Kind of the term in force today; empty if no term is.",
    )
    team_id = fields.Many2one(
        "crm.team", compute="_compute_current_term", store=True, index="btree_not_null"
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_current_term", store=True
    )
    store_id = fields.Many2one("kam.store", compute="_compute_current_term", store=True)
    manager_id = fields.Many2one(
        "res.users", compute="_compute_current_term", store=True
    )

    # === CONSTRAINTS === #

    _user_uniq = models.UniqueIndex(
        "(company_id, user_id) WHERE user_id IS NOT NULL",
        "This user is another sales rep of the company already.",
    )
    _employee_uniq = models.UniqueIndex(
        "(company_id, employee_id) WHERE employee_id IS NOT NULL",
        "This employee is another sales rep of the company already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("employee_id.user_id", "partner_id")
    def _compute_user_id(self):
        for rep in self:
            users = rep.employee_id.user_id or rep.partner_id.user_ids
            rep.user_id = rep.user_id or users[:1]

    @api.depends(
        "term_ids.date_from",
        "term_ids.date_to",
        "term_ids.kind",
        "term_ids.team_id",
        "term_ids.department_id",
        "term_ids.store_id",
        "term_ids.manager_id",
    )
    def _compute_current_term(self):
        terms = {}
        for company, reps in self.grouped("company_id").items():
            today = self.env["kam.clock"]._today(company)
            terms |= reps._kam_terms_on(today)
        for rep in self:
            term = terms.get(rep.id, rep.term_ids.browse())
            for name in ("kind", "team_id", "department_id", "store_id", "manager_id"):
                rep[name] = term[name]

    # === BUSINESS METHODS === #

    @api.model
    def _kam_kinds(self):
        return [
            ("full_time", self.env._("Full-time")),
            ("probation", self.env._("Probation")),
            ("part_time", self.env._("Part-time")),
            ("agent", self.env._("Agent")),
            ("store", self.env._("Store")),
            ("referrer", self.env._("Referrer")),
        ]

    @api.model
    def _kam_rep_of(self, user, company):
        """Return the rep who signs in as ``user`` in ``company``, or none."""
        return self.sudo().search(  # whoever asks need not read all reps
            [("user_id", "=", user.id), ("company_id", "=", company.id)], limit=1
        )

    def _kam_developer(self):
        """Return who won the customer of a sale by this rep, or by none."""
        kind = self.sudo().kind  # told to whoever sells
        ours = "department" if self else False
        return kind if kind in ("agent", "store") else ours

    def _kam_terms_on(self, day):
        """Return the terms in force on ``day`` by rep id.

        :param datetime.date day: in the zone of the company
        """
        terms = self.env["kam.sales.rep.term"].search(
            [
                ("rep_id", "in", self.ids),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
        return {term.rep_id.id: term for term in terms}

    @api.model
    def _kam_superior_of(self, user, company):
        """Return who is above ``user`` in ``company``; no user at the top.

        The manager named by the term of today, else the leader of its team, else the
        manager of its department, else the manager of the employee.
        """
        # Whose manager somebody is, is no secret; the records it is taken from are.
        rep = self._kam_rep_of(user, company)
        term = rep._kam_terms_on(self.env["kam.clock"]._today(company)).get(rep.id)
        above = self.env["res.users"].sudo()  # as said above, no secret
        if term:
            above += term.manager_id + term.team_id.user_id
            above += term.department_id.manager_id.user_id
        # also where the user may not open the file of the employee
        employees = user.sudo().employee_ids | rep.employee_id
        above += employees.filtered(
            lambda employee: employee.company_id == company
        ).parent_id.user_id
        return above.filtered("active").filtered(lambda found: found != user)[:1]

    @api.model
    def _kam_sync_terms(self):
        """Bring the fields of today up to date: a term may begin or end overnight."""
        reps = self.with_context(active_test=False).search_fetch(
            [("term_ids", "!=", False)]
        )
        self.env.add_to_compute(self._fields["kind"], reps)
        reps._recompute_recordset(["kind"])
