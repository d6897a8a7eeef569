from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import relation
from .kam_account_archive import WORKERS

RELATIONS = [
    ("vendor", "Vendor"),
    ("credible_source", "Credible source"),
    ("problem_solver", "Problem solver"),
    ("trusted_advisor", "Trusted advisor"),
]


class KamStakeholder(models.Model):
    """Where a contact person stands, and what we do about it (CORE-07, A9).

    One row per person and account, so somebody with two employers may be a mentor at
    the one and neutral at the other (rule A-14). Changes are kept, with their day, as
    messages of the person; the account's are read by finance, which sees no map.
    """

    _name = "kam.stakeholder"
    _inherit = ["kam.follow.up.mixin", "mail.thread", "kam.stakeholder"]

    # === FIELDS === #

    role = fields.Selection(
        [
            ("decider", "Decider"),
            ("buyer", "Buyer"),
            ("user", "User"),
            ("influencer", "Influencer"),
            ("other", "Other"),
        ],
        index=True,
        tracking=True,
        help="Who says the last word? The decider. Who negotiates and orders? The "
        "buyer. Who lives with the goods? The user. Whose opinion is asked? The "
        "influencer.",
    )
    influence = fields.Selection(
        [
            ("1", "1 – hardly any"),
            ("2", "2 – little"),
            ("3", "3 – some"),
            ("4", "4 – strong"),
            ("5", "5 – decisive"),
        ],
        tracking=True,
        help="If this person were against it: would we notice (2), would it take "
        "longer (3), would it become doubtful (4), would it be over (5)?",
    )
    influence_kind = fields.Selection(
        [
            ("technical", "Technical"),
            ("financial", "Financial"),
            ("business", "Business"),
            ("relationship", "Relationships"),
            ("other", "Other"),
        ],
        help="What does the influence come from: knowing the goods, holding the money, "
        "answering for the result, or being close to the right people?",
    )
    support = fields.Selection(
        [
            ("mentor", "Mentor"),
            ("supporter", "Supporter"),
            ("neutral", "Neutral"),
            ("non_supporter", "Non-supporter"),
            ("opponent", "Opponent"),
        ],
        index=True,
        tracking=True,
        help="Does this person tell you what others say of us (mentor), speak for us "
        "(supporter), for nobody (neutral), rather for others (non-supporter), or "
        "against us (opponent)?",
    )
    communication_ids = fields.Many2many(
        "kam.communication",
        "kam_communication_kam_stakeholder_rel",
        "kam_stakeholder_id",
        "kam_communication_id",
        string="Contacts Logged",
        groups=WORKERS,
        copy=False,
    )
    coverage = fields.Selection(
        [
            (relation.NONE, "None"),
            (relation.BRIEF, "Brief"),
            (relation.MULTIPLE, "Multiple"),
            (relation.IN_DEPTH, "In depth"),
        ],
        compute="_compute_coverage",
        store=True,
        index=True,
        help="From the contacts logged with this person in the last days; how many "
        "days and contacts, the settings say.",
    )
    last_contact_on = fields.Date(
        string="Last Contact", compute="_compute_coverage", store=True
    )
    days_since_contact = fields.Integer(
        compute="_compute_days_since_contact",
        help="Days since the last contact; empty where there was none.",
    )
    relation_now = fields.Selection(
        RELATIONS,
        tracking=True,
        help="Does this person ask you for a price (vendor), for information (credible "
        "source), for a solution (problem solver), or for advice before "
        "deciding (trusted advisor)?",
    )
    relation_target = fields.Selection(
        RELATIONS,
        string="Relation Aimed at",
        help="What should it be a year from now?",
    )
    competitor_relation = fields.Selection(
        [
            ("none", "None"),
            ("known", "Knows them"),
            ("good", "Good"),
            ("close", "Close"),
        ],
        string="Relation with Competitors",
        tracking=True,
        help="Whom else does this person buy from, meet, or praise?",
    )
    competitor = fields.Char(string="Which Competitor")
    rep_id = fields.Many2one(
        "kam.sales.rep",
        string="In Charge",
        check_company=True,
        index="btree_not_null",
        help="Our person who looks after this one.",
    )
    measure = fields.Char(
        string="Planned Measure",
        help="What do we do next to improve this relation?",
    )
    schedule = fields.Date(
        string="Until", help="Day of the measure; it becomes an activity."
    )
    remark = fields.Text()
    parent_id = fields.Many2one(
        "kam.stakeholder",
        string="Reports to",
        domain="[('id', '!=', id), ('account_id', '=', account_id)]",
        ondelete="set null",
        index="btree_not_null",
        help="Whom this person reports to, at the same customer or in its group.",
    )
    child_ids = fields.One2many("kam.stakeholder", "parent_id", string="Team")
    link_ids = fields.One2many("kam.stakeholder.link", "from_id", string="Links")
    successor_id = fields.Many2one(
        "kam.stakeholder",
        domain="[('id', '!=', id), ('account_id', '=', account_id)]",
        ondelete="set null",
        index="btree_not_null",
        help="Who took over when this person left.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        "communication_ids.day",
        "company_id.kam_coverage_days",
        "company_id.kam_depth_contacts",
    )
    def _compute_coverage(self):
        """Count contacts, of all people of a company by two statements."""
        clock = self.env["kam.clock"]
        for company, people in self.grouped("company_id").items():
            terms = company.sudo()  # how much contact is enough is no secret
            since = fields.Date.subtract(
                clock._today(company), days=terms.kam_coverage_days
            )
            counts = people._kam_contacts([("day", ">=", since)], "__count")
            latest = people._kam_contacts([], "day:max")
            for person in people:
                key = person._origin.id
                person.last_contact_on = latest.get(key)
                person.coverage = relation.coverage(
                    counts.get(key, 0), terms.kam_depth_contacts
                )

    @api.depends("last_contact_on")
    def _compute_days_since_contact(self):
        for person in self:
            today = self.env["kam.clock"]._today(person.company_id)
            day = person.last_contact_on
            person.days_since_contact = (today - day).days if day else False

    # === CONSTRAINT METHODS === #

    @api.constrains("parent_id")
    def _check_reporting_line(self):
        """:raise ValidationError: for a circle, or somebody of another group"""
        if self._has_cycle():
            raise ValidationError(
                self.env._("Nobody reports to himself, directly or through others.")
            )
        for person in self:
            person._kam_check_same_group(person.parent_id)

    @api.constrains("successor_id")
    def _check_successor(self):
        self._kam_check_same_account("successor_id")
        for person in self:
            if person.successor_id == person:
                raise ValidationError(
                    self.env._("%(person)s can't take over.", person=person.name)
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: for a line to somebody the user does not see"""
        for vals in vals_list:
            self._kam_check_seen(vals, ("parent_id", "successor_id"))
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: for a line to somebody the user does not see"""
        self._kam_check_seen(vals, ("parent_id", "successor_id"))
        return super().write(vals)

    # === BUSINESS METHODS === #

    @api.model
    def _kam_check_seen(self, vals, names):
        """Refuse people of accounts that the user may not read (CORE-18).

        :raise AccessError: if there is one
        """
        ids = {vals[name] for name in names if vals.get(name)}
        self.env["kam.stakeholder"].browse(ids).check_access("read")

    def _kam_contacts(self, domain, aggregate):
        """Return ``{person id: aggregate}`` of the contacts logged with them."""
        # a count alone, the same for everybody who may see the person
        contacts = self.env["kam.communication"].sudo()
        rows = contacts._read_group(
            [("participant_ids", "in", self._origin.ids), *domain],
            ["participant_ids"],
            [aggregate],
        )
        return {person.id: value for person, value in rows}

    def _kam_check_same_group(self, other):
        """Refuse somebody whose account is not in the same group.

        :raise ValidationError: if so
        """
        here, there = self.account_id, other.account_id
        if other and here._kam_group_head() != there._kam_group_head():
            raise ValidationError(
                self.env._(
                    "%(person)s can only be tied to people of %(account)s or of its "
                    "group.",
                    person=self.name,
                    account=here.display_name,
                )
            )

    def _kam_follow_up_fields(self):
        own = ["schedule", "measure", "rep_id", "left_on", "active"]
        return [*super()._kam_follow_up_fields(), *own]

    def _kam_follow_up(self):
        if not self.schedule or self.left_on or not self.active:
            return super()._kam_follow_up()
        # Who looks after a person may be told without reading the sales rep.
        user = self.sudo().rep_id.user_id
        seen = user and self.account_id._kam_is_seen_by(user)
        return {
            "date_deadline": self.schedule,
            "user_id": (user if seen else self.account_id._kam_caretaker()).id,
            "summary": self.measure
            or self.env._("Improve the relation with %(person)s", person=self.name),
        }

    @api.model
    def hierarchy_read(
        self, domain, specification, parent_field, child_field=None, order=None
    ):
        """Return all people of the map at once, tied to those of them above.

        Odoo would read a head as well that the user may not see, and refuse the whole
        picture (CORE-18).
        """
        people = self.search(domain, order=order)
        fields_read = {
            name: spec
            for name, spec in specification.items()
            if name not in (parent_field, child_field)
        }
        rows = people.web_read(fields_read)
        for person, row in zip(people, rows, strict=True):
            above = person[parent_field] & people
            row[parent_field] = (
                {"id": above.id, "display_name": above.name} if above else False
            )
            if child_field:
                row[child_field] = []
        return rows
