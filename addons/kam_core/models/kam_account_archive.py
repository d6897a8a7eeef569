from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

PRIVATE = "kam_core.kam_core_group_private"
WORKERS = (
    "kam_core.kam_core_group_consultant,kam_core.kam_core_group_back_office,"
    "kam_core.kam_core_group_analyst"
)
WITH_EVENTS = f"{WORKERS},kam_core.kam_core_group_event_planner"
WITH_FINANCE = f"{WORKERS},kam_core.kam_core_group_finance"

PAST_DATES = ("birthday", "wedding_anniversary", "founded_on", "trading_since")
SHARES = ("our_share", "competitors_share")


class KamAccount(models.Model):
    """The archive of an account (客户档案表, CORE-05).

    What everybody may know of a customer stays on the contact: address, postcode,
    phone, e-mail, industry. Private traits carry a group of their own, because contacts
    can't keep a secret; what finance has no business with, it can't read.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    # Basic
    fax = fields.Char()
    phone_other = fields.Char(string="Other Phones")
    education = fields.Char(groups=PRIVATE)
    job = fields.Char(string="Occupation", groups=PRIVATE)
    job_position = fields.Char(string="Position at Work", groups=PRIVATE)
    birthday = fields.Date(groups=PRIVATE)
    wedding_anniversary = fields.Date(groups=PRIVATE)
    hobbies = fields.Text(groups=PRIVATE)
    family = fields.Text(groups=PRIVATE)
    career = fields.Text(groups=PRIVATE)
    founded_on = fields.Date(string="Founded")
    legal_form = fields.Char()
    products = fields.Text(help="What the customer makes, sells or does.")
    trading_since = fields.Date(
        help="First day of trade with us, also from before this system."
    )
    stakeholder_ids = fields.One2many(
        "kam.stakeholder", "account_id", string="Contact Persons", groups=WITH_EVENTS
    )

    # Important
    organisation = fields.Text()
    history = fields.Text()
    goals = fields.Text()
    direction = fields.Text(help="Where the customer is heading.")
    positioning = fields.Text(help="Place that the customer takes in its market.")
    own_sales = fields.Monetary(
        string="Sales per Year", help="Sales of the customer itself."
    )
    resources = fields.Text()
    own_customers = fields.Text(string="Its Customers")
    competitors = fields.Text(help="Who else sells to this customer.")
    suppliers = fields.Text()
    our_share = fields.Float(
        digits=(5, 4),
        aggregator="avg",
        help="Part of what the customer buys of our kind of goods: 0.3 for 30 %.",
    )
    our_profit = fields.Monetary(string="Our Profit per Year")
    competitors_share = fields.Float(
        string="Competitors' Share", digits=(5, 4), aggregator="avg"
    )

    # Core
    strengths = fields.Text(string="Our Strengths")
    weakness_ids = fields.One2many(
        "kam.account.weakness", "account_id", string="Our Weaknesses", groups=WORKERS
    )
    strategy_ids = fields.One2many(
        "kam.account.strategy", "account_id", string="Strategies", groups=WORKERS
    )

    # Process
    communication_ids = fields.One2many(
        "kam.communication", "account_id", groups=WORKERS
    )
    document_ids = fields.One2many(
        "kam.account.document", "account_id", string="Documents", groups=WORKERS
    )

    # Possessions and habits
    possession_ids = fields.One2many(
        "kam.account.possession", "account_id", string="Possessions", groups=WORKERS
    )
    social_circles = fields.Text(groups=PRIVATE)
    service_wishes = fields.Text()
    deciding_habits = fields.Text(string="Way of Deciding", groups=PRIVATE)
    buying_habits = fields.Text(string="Way of Buying", groups=PRIVATE)

    # === CONSTRAINT METHODS === #

    @api.constrains(*PAST_DATES)
    def _check_past_dates(self):
        self.env["kam.clock"]._check_not_future(self, PAST_DATES)

    @api.constrains(*SHARES)
    def _check_shares(self):
        for account in self:
            ours, theirs = (account[name] for name in SHARES)
            if min(ours, theirs) < 0 or float_compare(ours + theirs, 1, 4) > 0:
                raise ValidationError(
                    self.env._(
                        "Shares of %(account)s are between 0 %% and 100 %% and don't "
                        "add up to more. Ours is %(ours)g %%, the competitors' "
                        "%(theirs)g %%.",
                        account=account.display_name,
                        ours=ours * 100,
                        theirs=theirs * 100,
                    )
                )

    # === BUSINESS METHODS === #

    def _kam_is_seen_by(self, user):
        """Tell whether ``user`` is one of us and may read the account (CORE-18)."""
        self.ensure_one()
        # Whom somebody may see is asked by others, who need not read the user.
        user_sudo = user.sudo()
        if not user_sudo.active or user_sudo.share:
            return False
        if self.company_id not in user_sudo.company_ids:
            return False
        account = self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids
        )
        return account.has_access("read")

    def _kam_caretaker(self):
        """Return the user to whom work on the account falls: owner, keeper, or you."""
        self.ensure_one()
        users = self.owner_user_id | self.keeper_id
        return users.filtered(self._kam_is_seen_by)[:1] or self.env.user
