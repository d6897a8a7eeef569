from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..languages import in_every_language, in_language_of_reader
from ..services_token import as_service


def html_list(texts):
    """Return ``texts`` as a list on screen."""
    items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
    return Markup("<ul class='mb-0'>%s</ul>") % items


class KamOrderReview(models.Model):
    """Special review of one quotation: what deviates, and who allowed it (CORE-14).

    Asked for on the quotation, decided by the approval engine. It keeps what was
    submitted, so that the approval covers that and no more (A-17, P8): the customer,
    the amount within the tolerance of the flow, and each deviation as far as it went.
    """

    _name = "kam.order.review"
    _description = "Special Review"
    # Protected first: the engine goes on below it when it sets the state.
    _inherit = [
        "kam.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "kam.approval.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["order_id"]

    # === FIELDS === #

    order_id = fields.Many2one(
        "sale.order", string="Quotation", required=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="order_id.partner_id")
    user_id = fields.Many2one(related="order_id.user_id", store=True)
    customer_key = fields.Integer(readonly=True, help="ID of the commercial partner.")
    amount = fields.Monetary(
        readonly=True, help="Total of the quotation in the currency of the company."
    )
    points_below = fields.Float(
        string="Below Level by (%)",
        digits=(5, 2),
        readonly=True,
        aggregator="max",
        help="Percentage points of the list price, of the line that is the furthest "
        "below what the level may be granted.",
    )
    days_longer = fields.Integer(readonly=True, aggregator="max")
    above_limits = fields.Boolean(
        readonly=True,
        help="Above a limit of the settings: the sales director reviews it too.",
    )
    reasons = fields.Json(readonly=True)
    measures = fields.Json(readonly=True)
    reason_list = fields.Html(compute="_compute_reason_list", sanitize=False)

    # === CONSTRAINTS === #

    _order_uniq = models.UniqueIndex(
        "(order_id)", "This quotation has a review already."
    )

    # === COMPUTE METHODS === #

    @api.depends("order_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._("Review of %s", review.order_id.name)

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_list(self):
        for review in self:
            reasons = in_language_of_reader(self.env, review.reasons or [])
            review.reason_list = html_list(text for _code, text in reasons)

    # === ACTION METHODS === #

    def action_open_order(self):
        """Open the quotation.

        :raise AccessError: the user may not read it
        """
        self.ensure_one()
        self.check_access("read")
        self.order_id.check_access("read")
        return self.order_id._get_records_action()

    # === BUSINESS METHODS - APPROVAL === #

    def _kam_approval_topics(self):
        return [("review", self.env._("Special review of a quotation"))]

    def _kam_approval_amount(self):
        return self.amount, self.currency_id

    def _kam_approval_beneficiaries(self):
        return self.order_id._kam_sellers()

    def _kam_approval_account(self):
        return self.order_id.kam_account_id

    def _kam_approval_snapshot(self):
        order = self.order_id
        snapshot = {
            self.env._("Customer"): order.partner_id.display_name,
            self.env._("Total"): order.currency_id.format(order.amount_total),
        }
        reasons = in_language_of_reader(self.env, self.reasons)
        for number, (_code, sentence) in enumerate(reasons, start=1):
            snapshot[self.env._("Reason %s", number)] = sentence
        return snapshot

    def _kam_may_be_submitted(self):
        """The quotation has found that it is needed; see :meth:`_kam_ask`."""
        return self.approval_state != "open"

    def _kam_on_approved(self, request):
        self._kam_tell_order()

    def _kam_on_refused(self, request):
        self._kam_tell_order()

    def _kam_tell_order(self):
        """Leave the outcome on the quotation, where the seller reads it."""
        states = dict(self._fields["approval_state"]._description_selection(self.env))
        self.order_id.message_post(
            body=self.env._(
                "Special review: %(state)s", state=states[self.approval_state]
            )
        )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_ask(self, order):
        """Submit what deviates on ``order`` now; the caller has checked the rights.

        :return: the request
        :raise UserError: the same waits for a decision already
        """
        # Reviews are kept by the system.
        review = order.sudo().kam_review_ids
        if review.approval_state == "open":
            if review._kam_fits(order):
                raise UserError(
                    self.env._("“%s” waits for a decision already.", order.name)
                )
            review._kam_approval_void(self.env._("The quotation was changed."))
        values = order._kam_prepare_review()
        values["reasons"] = in_every_language(
            order, lambda one: one._kam_review_reasons()
        )
        if review:
            as_service(review).write(values)
        else:
            review = as_service(review).create({**values, "order_id": order.id})
        return review._kam_submit()

    def _kam_covers(self, order):
        """Tell whether what is on ``order`` now was approved (A-17, P8)."""
        return self.approval_state == "approved" and self._kam_fits(order)

    def _kam_fits(self, order):
        """Tell whether ``order`` is still within what was submitted."""
        self.ensure_one()
        if self.customer_key != order.partner_id.commercial_partner_id.id:
            return False
        request = self._kam_last_request()
        limit = request.amount * (1 + request.amount_tolerance / 100)
        if self.currency_id.compare_amounts(order._kam_review_amount(), limit) > 0:
            return False
        return all(
            measure <= self.measures.get(key, 0)
            for key, measure in order._kam_review_measures().items()
        )
