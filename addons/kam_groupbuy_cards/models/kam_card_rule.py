from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.kam_core.engine.money import from_minor, round_minor
from odoo.addons.kam_groupbuy_cards.engine import prepaid

AMOUNTS = (
    "most_named",
    "most_anonymous",
    "transfer_from_company",
    "transfer_from_person",
    "identity_from_anonymous",
)


class KamCardRule(models.Model):
    """Legal rules of prepaid cards from a day on (CARD-11).

    They hold for companies of the country, or for one company only. The last rule that
    has begun is in force.
    """

    _name = "kam.card.rule"
    _description = "Prepaid-card rule"
    _order = "country_id, date_from desc, id desc"

    # === FIELDS === #
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", required=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: every company of the country."
    )
    date_from = fields.Date(string="In Force from", required=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Companies with another currency convert the limits.",
    )
    most_named = fields.Monetary(
        string="Highest Balance, Named", help="Zero: no limit; so for all limits."
    )
    most_anonymous = fields.Monetary(string="Highest Balance, Anonymous")
    transfer_from_company = fields.Monetary(
        string="Bank Transfer from, Companies",
        help="From this amount in one day a company pays by bank transfer.",
    )
    transfer_from_person = fields.Monetary(string="Bank Transfer from, Persons")
    identity_from_anonymous = fields.Monetary(
        string="Buyer Identified from",
        help="From this amount of anonymous instruments the buyer is on record.",
    )
    identity_for_named = fields.Boolean(
        string="Buyer of Named Ones Identified", default=True
    )
    months_anonymous = fields.Integer(string="Least Validity, Anonymous (months)")
    expiry_for_named = fields.Boolean(string="Named Ones May Expire", default=True)

    # === CONSTRAINTS === #
    _day_uniq = models.UniqueIndex(
        "(country_id, COALESCE(company_id, 0), date_from) WHERE active",
        "Another rule of this country begins on the same day; change that one.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("months_anonymous", *AMOUNTS)
    def _check_limits(self):
        for rule in self:
            if rule.months_anonymous < 0 or any(rule[name] < 0 for name in AMOUNTS):
                raise ValidationError(
                    self.env._("A limit can't be negative; zero means no limit.")
                )

    # === BUSINESS METHODS === #

    def _order_problem(self, order):
        """Return the sentence of the first rule an order breaks, or None (CARD-11).

        How it will be paid is not known yet: that is a term, see :meth:`_order_terms`.
        """
        found = self._problems(order, by_transfer=True)
        return self._sentence(order, found[0]) if found else None

    def _order_terms(self, order):
        """Return what the buyer must know before paying, or False."""
        found = [
            problem
            for problem in self._problems(order, by_transfer=False)
            if problem.code == "transfer_required"
        ]
        return self._sentence(order, found[0]) if found else False

    def _problems(self, order, *, by_transfer):
        company = order.company_id
        day = self.env["kam.clock"]._today(company)
        rule = self._in_force(company, day)
        if not rule:
            return []
        buyer = order.partner_id.commercial_partner_id
        earlier = self._earlier_lines(order, day)
        sale = prepaid.Sale(
            day=day,
            buyer=prepaid.COMPANY if buyer.is_company else prepaid.PERSON,
            instruments=tuple(map(self._instrument, order._kam_lines())),
            by_transfer=by_transfer,
            identified=bool(buyer.name and (buyer.vat or buyer.company_registry)),
            earlier=sum(self._minor_face(line) for line in earlier),
            earlier_anonymous=sum(
                self._minor_face(line)
                for line in earlier
                if not line.kam_card_type_id.named
            ),
        )
        return prepaid.problems(sale, [rule._as_rules(company, day)])

    def _in_force(self, company, day):
        """Return the rule for a sale of ``company`` on ``day``; its own ones first."""
        country = company.account_fiscal_country_id or company.country_id
        # sellers need no right on the rules they must keep
        rules = self.sudo().search(
            Domain("country_id", "=", country.id)
            & Domain("company_id", "in", (False, company.id))
            & Domain("date_from", "<=", day)
        )
        return (rules.filtered("company_id") or rules)[:1]

    def _as_rules(self, company, day):
        currency = company.currency_id
        limits = {
            name: round_minor(
                self.currency_id._convert(self[name], currency, company, day),
                currency.decimal_places,
            )
            for name in AMOUNTS
        }
        return prepaid.Rules(
            valid_from=self.date_from,
            identity_for_named=self.identity_for_named,
            months_anonymous=self.months_anonymous,
            expiry_for_named=self.expiry_for_named,
            **limits,
        )

    def _instrument(self, line):
        card_type = line.kam_card_type_id.sudo()  # read for the seller
        decimals = card_type.currency_id.decimal_places
        return prepaid.Instrument(
            named=card_type.named,
            load=round_minor(line._kam_face_unit(), decimals),
            months=card_type.validity_months,
            count=round(line.product_uom_qty),
        )

    def _earlier_lines(self, order, day):
        """Return what the same buyer was sold before on that day, by whomever."""
        clock = self.env["kam.clock"]
        start, end = clock._period("day", day, order.company_id)
        buyer = order.partner_id.commercial_partner_id
        # orders of other sellers count too
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("order_id.state", "=", "sale"),
                    ("order_id.date_order", ">=", start),
                    ("order_id.date_order", "<", end),
                    ("order_partner_id", "child_of", buyer.id),
                    ("company_id", "=", order.company_id.id),
                    ("order_id", "not in", order.ids),
                ]
            )
        )
        return lines.filtered("kam_card_type_id")

    def _minor_face(self, line):
        return round_minor(line.kam_face, line.kam_card_currency_id.decimal_places)

    def _sentence(self, order, problem):
        """Return a broken rule in words that say what to do."""
        currency = order.company_id.currency_id
        data = {
            name: currency.format(from_minor(value, currency.decimal_places))
            for name, value in problem.data.items()
            if name in ("balance", "most", "amount", "limit")
        }
        months = problem.data.get("least")
        sentences = {
            "balance_limit": lambda: self.env._(
                "A prepaid card of this kind holds at most %(most)s by law, not "
                "%(balance)s. Spread the amount over more of them.",
                **data,
            ),
            "transfer_required": lambda: self.env._(
                "By law this buyer pays purchases from %(limit)s in one day by bank "
                "transfer, not in cash; it is %(amount)s.",
                **data,
            ),
            "identity_required": lambda: self.env._(
                "By law the buyer must be on record: enter the tax or company number "
                "of %(buyer)s.",
                buyer=order.partner_id.commercial_partner_id.display_name,
            ),
            "validity_short": lambda: self.env._(
                "By law anonymous vouchers and cards are valid for at least %(months)s "
                "months. Correct the type.",
                months=months,
            ),
            "expiry_on_named": lambda: self.env._(
                "By law a named card does not expire. Set its validity to zero."
            ),
        }
        return sentences[problem.code]()
