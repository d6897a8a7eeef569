from odoo import api, fields, models
from odoo.exceptions import UserError

from ..services_token import as_service


class KamContract(models.Model):
    """How a contract is checked: by the manager, above limits by the director too."""

    _inherit = "kam.contract"

    # === FIELDS === #

    above_limits = fields.Boolean(
        compute="_compute_above_limits",
        help="Special and above a limit of the settings: the sales director decides "
        "it too.",
    )

    checked_goods = fields.Json(
        copy=False,
        groups=fields.NO_ACCESS,
        help="Pieces of each product on the orders that were submitted.",
    )

    # === COMPUTE METHODS === #

    @api.depends("is_special", "amount", "order_ids.kam_review_ids.above_limits")
    def _compute_above_limits(self):
        for contract in self:
            # Limits hold for everybody, and so do the reviews of the orders.
            company, orders = contract.company_id.sudo(), contract.sudo().order_ids
            contract.above_limits = contract.is_special and (
                contract.amount > company.kam_review_director_amount
                or any(orders.kam_review_ids.mapped("above_limits"))
            )

    # === BUSINESS METHODS - APPROVAL === #

    def _kam_approval_topics(self):
        return [("contract", self.env._("Contract"))]

    def _kam_approval_amount(self):
        return self.amount, self.currency_id

    def _kam_approval_beneficiaries(self):
        """Nor does who sells an order of it decide the contract (P2)."""
        return super()._kam_approval_beneficiaries() | self.order_ids._kam_sellers()

    def _kam_approval_locked_fields(self):
        # Accounts are merged at any time; else a contract never passes to another.
        return super()._kam_approval_locked_fields() - {"account_id"}

    def _kam_approval_snapshot(self):
        snapshot = {
            self.env._("Customer"): self.partner_id.display_name,
            self.env._("Standard Text"): self.template_id.display_name,
            self.env._("Amount"): self.currency_id.format(self.amount),
        }
        for number, sentence in enumerate(self._kam_special_sentences(), start=1):
            snapshot[self.env._("Special %s", number)] = sentence
        return snapshot | {blank.name: blank.value for blank in self.blank_ids}

    def _kam_submit(self, topic=None):
        """Strike what stays empty, and have the contract checked.

        :raise ValidationError: something is to be filled in first
        """
        self._kam_check_draft()
        self._kam_check_filled()
        self._kam_strike()
        self.check_ids._kam_clear()
        # kept by the system
        as_service(self.sudo()).write({"checked_goods": self._kam_pieces()})
        request = super()._kam_submit(topic)
        # A round may end at once; then a hook below has set the state already.
        if request.state == "open":
            as_service(self).write({"state": "to_check"})
        return request

    def _kam_may_be_submitted(self):
        self.ensure_one()
        return self.state == "draft" and self.approval_state != "open"

    def _kam_approval_covers(self, amount=None):
        """What was taken back to draft is not approved any more."""
        in_force = self.state in ("checked", "signed")
        return in_force and super()._kam_approval_covers(amount)

    def _kam_pieces(self):
        """Return ``{product id: pieces}`` of its orders; None without any."""
        orders = self.sudo().order_ids  # whoever made them
        pieces = {}
        for line in orders.filtered(lambda order: order.state != "cancel").order_line:
            if line._kam_is_sold() and line.price_total >= 0:
                product, unit = line.product_id, line.product_uom_id
                count = unit._compute_quantity(line.product_uom_qty, product.uom_id)
                key = str(product.id)  # as it is stored
                pieces[key] = pieces.get(key, 0) + count
        return pieces or None

    def _kam_goods_are_checked(self):
        """Tell whether its orders are of what was checked, or of less (P8).

        Of a frame, checked without an order, the amount alone says so.
        """
        checked = self.sudo().checked_goods  # no secret to who sells
        return not checked or all(
            pieces <= checked.get(key, 0)
            for key, pieces in (self._kam_pieces() or {}).items()
        )

    def _kam_check_decision(self, outcome):
        """:raise UserError: it is approved before everything was checked"""
        super()._kam_check_decision(outcome)
        if outcome != "approved":
            return
        for contract in self:
            before = contract.check_ids.filtered(lambda check: not check.at_signing)
            before._kam_check_all_done()
            contract._kam_check_reviews()

    def _kam_check_reviews(self):
        """:raise UserError: an order of the contract is to be reviewed first"""
        # The reviews of its orders belong to the contract.
        waiting = self.sudo().order_ids.filtered(lambda order: order._kam_review_due())
        if waiting:
            raise UserError(
                self.env._(
                    "Reviewed first, as the review belongs to the contract: %s",
                    ", ".join(waiting.mapped("name")),
                )
            )

    def _kam_on_approved(self, request):
        as_service(self).write({"state": "checked"})

    def _kam_on_refused(self, request):
        as_service(self).write({"state": "draft"})

    def _kam_on_withdrawn(self, request):
        as_service(self).write({"state": "draft"})

    # === BUSINESS METHODS === #

    def _kam_tell_tick(self, check):
        """Keep in the history who found what right."""
        self.message_post(
            body=self.env._("Checked: %s", check.name)
            if check.done
            else self.env._("Check taken back: %s", check.name)
        )

    @api.model
    def _kam_make(self, account, orders=None):
        """Make a draft for ``account`` on the standard text proposed first.

        :param orders: of the account, that the contract is about
        :raise UserError: no standard text is approved yet
        """
        template = self.env["kam.contract.template"]._kam_usable(account.company_id)[:1]
        if not template:
            raise UserError(
                self.env._(
                    "No standard text is approved yet. A key-account manager submits "
                    "one under Configuration, Contract Templates."
                )
            )
        contract = self.create(
            {"account_id": account.id, "template_id": template.id, "blank_ids": []}
        )
        if orders:
            orders.kam_contract_id = contract
        contract.action_fill_in()
        return contract
