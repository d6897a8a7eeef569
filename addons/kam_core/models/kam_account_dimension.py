from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.period import more_than_months
from ..services_token import as_service, is_service

DIMENSIONS = ("age", "deal_stage", "nature", "position")
# Confirmed, and not yet invoiced in full: something is to be delivered or invoiced.
OPEN_ORDER = (
    Domain("state", "=", "sale")
    & Domain("invoice_status", "in", ("to invoice", "no"))
    & Domain("amount_total", ">", 0)
)


class KamAccount(models.Model):
    """Four dimensions of the archive, derived where nobody decided (CORE-03).

    A value entered by hand is pinned, with who and when, and stays until it is
    emptied; then it is derived again.
    """

    _inherit = "kam.account"

    # === FIELDS === #

    age = fields.Selection(
        [
            ("new", "New Customer"),
            ("old", "Old Customer"),
            ("potential", "Potential Customer"),
        ],
        string="Old or New",
        compute="_compute_age",
        store=True,
        readonly=False,
        help="New for some months after the first sale, potential before it.",
    )
    deal_stage = fields.Selection(
        [
            ("past", "Past"),
            ("current", "Current"),
            ("in_development", "In Development"),
        ],
        compute="_compute_deal_stage",
        store=True,
        readonly=False,
        help="Current with trade within the months of the class, or with an open "
        "order.",
    )
    nature = fields.Selection(
        [
            ("government", "Government"),
            ("company", "Company"),
            ("dealer", "Dealer"),
            ("person", "Person"),
        ],
        compute="_compute_nature",
        store=True,
        readonly=False,
    )
    position = fields.Selection(
        [("main", "Main"), ("general", "General"), ("occasional", "Occasional")],
        compute="_compute_position",
        store=True,
        readonly=False,
        help="By the trade of twelve months; the limits are settings.",
    )
    dimension_pins = fields.Json(copy=False)
    pinned_by = fields.Char(
        string="Entered by Hand",
        compute="_compute_pinned_by",
        help="What was entered and is not derived; empty the field to derive it.",
    )

    # === COMPUTE METHODS === #

    @api.depends("first_trade_on", "trade_checked_on", "dimension_pins")
    def _compute_age(self):
        for account in self._kam_unpinned("age"):
            first = account.first_trade_on
            months = account.company_id.kam_new_months
            if not first:
                account.age = "potential"
            else:
                is_old = more_than_months(first, months, account._kam_day())
                account.age = "old" if is_old else "new"

    @api.depends(
        "last_trade_on", "trade_checked_on", "class_id.lost_months", "dimension_pins"
    )
    def _compute_deal_stage(self):
        accounts = self._kam_unpinned("deal_stage")
        busy = accounts._kam_documents(
            "sale.order",
            OPEN_ORDER,
            "partner_id.commercial_partner_id",
            ["__count"],
        )
        for account in accounts:
            account.deal_stage = account._kam_deal_stage(account._origin.id in busy)

    @api.depends("class_id.code", "kind", "dimension_pins")
    def _compute_nature(self):
        for account in self._kam_unpinned("nature"):
            is_government = account.class_id.code == "important"
            account.nature = "government" if is_government else account.kind

    @api.depends(
        "trade_count",
        "trade_year",
        "trade_year_count",
        "trade_checked_on",
        "dimension_pins",
    )
    def _compute_position(self):
        for account in self._kam_unpinned("position"):
            account.position = account._kam_position()

    @api.depends("dimension_pins")
    @api.depends_context("lang")
    def _compute_pinned_by(self):
        for account in self:
            pins = account.dimension_pins or {}
            account.pinned_by = "; ".join(
                self.env._(
                    "%(field)s: %(user)s, %(day)s",
                    field=self._fields[name]._description_string(self.env),
                    user=self._kam_user_name(pin["by"]),
                    day=pin["on"],
                )
                for name, pin in pins.items()
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Pin what is given at once, also by an import (CORE-03)."""
        for vals in vals_list:
            given = {name for name in DIMENSIONS if vals.get(name)}
            vals["dimension_pins"] = {name: self._kam_new_pin() for name in given}
        return super().create(vals_list)

    def write(self, vals):
        """Pin what is entered by hand, derive again what is emptied (CORE-03)."""
        if is_service(self):
            return super().write(vals)
        # Who pinned what is kept here; forms and imports may send it along.
        vals = {name: vals[name] for name in vals if name != "dimension_pins"}
        entered = {name: vals[name] for name in DIMENSIONS if name in vals}
        result = super().write(vals)
        for account in self if entered else ():
            account._kam_pin(entered)
        return result

    # === BUSINESS METHODS === #

    def _kam_pin(self, entered):
        pins = dict(self.dimension_pins or {})
        for name, value in entered.items():
            pins.pop(name, None)
            if value:
                pins[name] = self._kam_new_pin()
        as_service(self).write({"dimension_pins": pins})

    def _kam_deal_stage(self, has_open_order):
        last, months = self.last_trade_on, self._kam_lost_months()
        if has_open_order:
            return "current"
        if not last:
            return "in_development"
        lost = more_than_months(last, months, self._kam_day())
        return "past" if lost else "current"

    def _kam_position(self):
        company = self.company_id
        limit = company.kam_main_amount
        if not self.trade_count:
            return False
        if limit and self.currency_id.compare_amounts(self.trade_year, limit) >= 0:
            return "main"
        if self.trade_year_count < company.kam_occasional_orders:
            return "occasional"
        return "general"

    def _kam_user_name(self, user_id):
        # Who entered something is no secret, also when that user has left.
        return self.env["res.users"].sudo().browse(user_id).exists().name or "–"

    @api.model
    def _kam_new_pin(self):
        today = self.env["kam.clock"]._today(self.env.company)
        return {"by": self.env.uid, "on": date.isoformat(today)}

    def _kam_unpinned(self, name):
        """Return the accounts whose dimension is derived; the others keep theirs."""
        pinned = self.filtered(lambda account: name in (account.dimension_pins or {}))
        for account in pinned:
            account[name] = account[name]
        return self - pinned

    def _kam_day(self):
        """Return the date it is in the company of the account."""
        return self.env["kam.clock"]._today(self.company_id)
