from collections import Counter

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.price import SCALE
from .kam_order_review import html_list
from .sale_order import QUOTATION

STATES = [
    ("none", "No Review Needed"),
    ("needed", "Review Needed"),
    ("open", "In Review"),
    ("changed", "Changed Since Review"),
    ("approved", "Reviewed"),
    ("refused", "Refused"),
]
TONES = {"open": "info", "approved": "success"}


class SaleOrder(models.Model):
    """Special review on the quotation (CORE-14; rules A-17, P8).

    It concerns quotations of key accounts, and of what else modules name, from an
    amount on. What it means while one is needed stands in sale_order_hold.py.
    """

    _inherit = "sale.order"

    # === FIELDS === #

    kam_review_ids = fields.One2many(
        "kam.order.review", "order_id", copy=False, groups="base.group_user"
    )
    kam_review_state = fields.Selection(
        STATES,
        string="Special Review",
        compute="_compute_kam_review",
        groups="base.group_user",
    )
    kam_has_review = fields.Boolean(
        compute="_compute_kam_review", groups="base.group_user"
    )
    kam_review_banner = fields.Html(
        compute="_compute_kam_review", sanitize=False, groups="base.group_user"
    )

    # === COMPUTE METHODS === #

    @api.depends(
        *("state", "partner_id", "company_id", "amount_total", "payment_term_id"),
        *("order_line.product_id", "order_line.price_total"),
        *("kam_contract_id.state", "kam_contract_id.clause_ids.text"),
        *("kam_contract_id.clause_ids.name", "kam_review_ids.approval_state"),
    )
    @api.depends_context("lang", "tz")
    def _compute_kam_review(self):
        for order in self:
            state, reasons = order._kam_review_status()
            order.kam_review_state = state
            # Whether there is one is no secret to who reads the quotation.
            order.kam_has_review = bool(order.sudo().kam_review_ids)
            order.kam_review_banner = order._kam_review_words(state, reasons)

    # === ACTION METHODS === #

    def action_kam_ask_review(self):
        """Ask for the review that this quotation needs.

        :raise AccessError: the user may not change the quotation
        :raise UserError: it needs none, waits already, or no flow fits (P1)
        """
        self.ensure_one()
        self.env["kam.approval.mixin"]._kam_check_internal()
        self.check_access("write")
        if not self._kam_review_due():
            raise UserError(self.env._("%s needs no review.", self.name))
        request = self.env["kam.order.review"]._kam_ask(self)
        action = self.env["kam.approval.mixin"]._kam_notification(
            request._kam_next_message()
        )
        # the quotation is still on screen when it was asked in a dialog
        action["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return action

    def action_kam_open_review(self):
        """Open the review of this quotation.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        self.kam_review_ids.check_access("read")
        return self.kam_review_ids._get_records_action()

    # === BUSINESS METHODS - WHAT IS REVIEWED === #

    def _kam_is_reviewed(self):
        """Tell whether special reviews concern this order at all.

        It is asked of every order that is confirmed: one of nobody's account costs
        one statement, and that only if none has looked for its account before.
        """
        self.ensure_one()
        if not self._kam_concerns_accounts():
            return False
        order = self.sudo()  # the same for everybody, also in the portal
        limit = order.company_id.kam_review_limit
        currency = order.company_id.currency_id
        return currency.compare_amounts(order._kam_review_worth(), limit) >= 0

    def _kam_concerns_accounts(self):
        """Tell whether the order is of a key account, or of group-buy products."""
        order = self.sudo()  # the same for everybody, also in the portal
        return bool(order.kam_account_id) or order._kam_sells_stored_value()

    def _kam_sells_stored_value(self):
        stored_value = self.env["kam.stored.value"]
        return any(
            stored_value._is_stored_value(product)
            for product in self.order_line.product_id
        )

    def _kam_review_worth(self):
        """Return what the order is worth without its discounts, or with surcharges."""
        goods = self.order_line.filtered(
            lambda line: line.product_id and not line.is_downpayment
        )
        listed = sum(line._kam_list_total() for line in goods)
        return self._kam_in_company_currency(max(listed, self.amount_total))

    def _kam_review_amount(self):
        """Return the total that is approved, in the currency of the company."""
        return self._kam_in_company_currency(self.amount_total)

    def _kam_in_company_currency(self, amount):
        company = self.company_id
        today = self.env["kam.clock"]._today(company)
        return self.currency_id._convert(amount, company.currency_id, company, today)

    def _kam_review_reasons(self):
        return [*super()._kam_review_reasons(), *self._kam_term_reasons()]

    def _kam_term_reasons(self):
        days = self._kam_days_longer()
        if days <= 0:
            return []
        sentence = self.env._(
            "Payment terms “%(terms)s” are %(days)s days longer than the standard, "
            "“%(standard)s”.",
            terms=self.payment_term_id.name,
            days=days,
            standard=self._kam_standard_term().name or self.env._("Immediate"),
        )
        return [("payment_term", sentence)]

    def _kam_days_longer(self):
        """Return by how many days the latest due date is after the standard one."""
        order = self.sudo()  # the terms of the customer, whoever sells
        clock = self.env["kam.clock"]
        # A moment that stays: the end of a month is not equally far on every day.
        moment = order.create_date or clock._now()
        day = clock._date_of(moment, order.company_id)
        latest, standard = (
            max((line._get_due_date(day) for line in term.line_ids), default=day)
            for term in (order.payment_term_id, order._kam_standard_term())
        )
        return (latest - standard).days

    def _kam_standard_term(self):
        partner = self.partner_id.with_company(self.company_id)
        return partner.property_payment_term_id or self.company_id.kam_review_term_id

    def _kam_review_measures(self):
        """Return how far the order deviates as ``{key: number}``, more is worse (P8).

        By default how often each reason is given; modules may measure theirs finer.
        """
        codes = Counter(code for code, _sentence in self._kam_review_reasons())
        measures = dict(codes)
        if measures.pop("level_price", 0):
            measures |= self._kam_price_measures()
        if "payment_term" in measures:
            measures["payment_term"] = self._kam_days_longer()
        return measures

    def _kam_price_measures(self):
        """Return the worst shortfall of each product, in ten-thousandths."""
        measures = {}
        level = self.sudo().kam_account_id.level_id  # holds for whoever confirms
        for line in self.order_line.filtered(lambda li: li._kam_is_below_level(level)):
            key = f"level_price:{line.product_id.id}"
            measures[key] = max(measures.get(key, 0), line._kam_shortfall(level))
        return measures

    def _kam_prepare_review(self):
        """Return the figures of a review of the order as it is now."""
        measures = self._kam_review_measures()
        below = [n for key, n in measures.items() if key.startswith("level_price:")]
        values = {
            "customer_key": self.partner_id.commercial_partner_id.id,
            "amount": self._kam_review_amount(),
            "points_below": min(max(below, default=0), SCALE) / 100,
            "days_longer": max(self._kam_days_longer(), 0),
            "measures": measures,
        }
        return {**values, "above_limits": self._kam_is_above_limits(values)}

    def _kam_is_above_limits(self, values):
        """Tell whether the sales director decides too (CORE-14)."""
        company = self.company_id.sudo()  # limits hold for everybody
        return (
            values["amount"] > company.kam_review_director_amount
            or values["points_below"] > company.kam_review_director_points
            or values["days_longer"] > company.kam_review_director_days
        )

    # === BUSINESS METHODS - WHERE IT STANDS === #

    def _kam_review_due(self):
        """Return the reasons nobody has approved yet; none if all is well."""
        state, reasons = self._kam_review_status()
        return [] if state == "approved" else reasons

    def _kam_review_status(self):
        """Return the state of the review and its reasons."""
        self.ensure_one()
        if self.state not in QUOTATION:
            return "none", []
        return self._kam_review_need()

    def _kam_review_need(self):
        reasons = self._kam_is_reviewed() and self._kam_review_reasons()
        if not reasons:
            return "none", []
        # Whether it was approved holds for whoever confirms.
        review = self.sudo().kam_review_ids
        if review.approval_state in (False, "none"):
            return "needed", reasons
        if review.approval_state == "refused" or review._kam_fits(self):
            return review.approval_state, reasons
        return "changed", reasons

    def _kam_review_words(self, state, reasons):
        """Return the banner: what, why, who decides and since when."""
        if state == "none":
            return False
        lines = [self._kam_review_headline(state)]
        # Who reads the quotation may know where it stands.
        request = self.sudo().kam_review_ids._kam_last_request()
        if state in ("open", "approved", "refused"):
            lines += request._kam_banner_lines()
        else:
            lines.append(self._kam_review_deciders())
        return Markup("<div class='alert alert-%s mb-0' role='status'>%s%s</div>") % (
            TONES.get(state, "warning"),
            Markup("<br/>").join(lines),
            html_list(text for _code, text in reasons),
        )

    def _kam_review_deciders(self):
        """Return the sentence that says who would decide."""
        # Flows are the manager's; who decides is no secret to who asks.
        reviews = self.env["kam.order.review"].sudo()
        review = reviews.new({**self._kam_prepare_review(), "order_id": self.id})
        flows = reviews.env["kam.approval.flow"]
        flow = flows._kam_match(review, "review", review.amount)
        steps = flow._kam_steps_for(review, review.amount) if flow else flow.step_ids
        return self.env._(
            "Decided by: %s.",
            ", ".join(steps.mapped("name")) or self.env._("no approval flow fits"),
        )

    def _kam_review_headline(self, state):
        headlines = {
            "needed": self.env._(
                "Special review needed: until it is approved, this quotation can't be "
                "sent, signed, paid online or confirmed."
            ),
            "open": self.env._("In special review."),
            "changed": self.env._(
                "Changed beyond what was submitted for review: ask for the review "
                "again before the quotation is sent or confirmed."
            ),
            "approved": self.env._("Special review approved."),
            "refused": self.env._(
                "Special review refused: change the quotation, or ask again."
            ),
        }
        return headlines[state]
