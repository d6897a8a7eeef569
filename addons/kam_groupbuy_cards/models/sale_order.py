from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.kam_core.engine.money import to_minor


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === FIELDS === #
    kam_has_cards = fields.Boolean(compute="_compute_kam_cards")
    kam_face_total = fields.Monetary(
        string="Face Value",
        currency_field="kam_card_currency_id",
        compute="_compute_kam_cards",
    )
    kam_card_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Instruments"
    )
    kam_split_reason = fields.Char(
        string="Reason for another Split",
        copy=False,
        help="Why the manager sells vouchers instead of cards, or the other way "
        "round (CARD-01).",
    )
    kam_notice = fields.Text(string="Prepaid-card Terms", compute="_compute_kam_notice")
    kam_card_count = fields.Integer(
        string="Vouchers and Cards", compute="_compute_kam_card_count"
    )

    # === COMPUTE METHODS === #

    @api.depends("order_line.kam_face")
    def _compute_kam_cards(self):
        for order in self:
            lines = order._kam_lines()
            order.kam_has_cards = bool(lines)
            order.kam_face_total = sum(lines.mapped("kam_face"))

    @api.depends("order_line.kam_face", "partner_id", "date_order")
    def _compute_kam_notice(self):
        for order in self:
            order.kam_notice = order.kam_has_cards and order._kam_terms()

    @api.depends("order_line.kam_card_ids")
    def _compute_kam_card_count(self):
        # the figure is shown to those who may open the list, see the view
        groups = (
            self.env["kam.card"]
            .sudo()
            ._read_group(
                [("sale_line_id.order_id", "in", self.ids)],
                ["sale_line_id"],
                ["__count"],
            )
        )
        counts = dict.fromkeys(self.ids, 0)
        for line, count in groups:
            counts[line.order_id.id] += count
        for order in self:
            order.kam_card_count = counts.get(order.id, 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("kam_split_reason") for vals in vals_list):
            self._kam_check_may_override()
        return super().create(vals_list)

    def write(self, vals):
        if "kam_split_reason" in vals:
            self._kam_check_may_override()
        return super().write(vals)

    # === ACTION METHODS === #

    def action_kam_propose(self):
        """Open the proposal of vouchers or cards (CARD-01)."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose Vouchers or Cards"),
            "res_model": "kam.card.split",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_order_id": self.id,
                "default_amount": self.kam_face_total,
            },
        }

    def action_kam_cards(self):
        """Open the instruments of the order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "kam_groupbuy_cards.kam_card_action_all"
        )
        return {**action, "domain": [("sale_line_id.order_id", "=", self.id)]}

    # === BUSINESS METHODS === #

    def _action_confirm(self):
        res = super()._action_confirm()
        self.order_line._kam_reserve()
        return res

    def _action_cancel(self):
        res = super()._action_cancel()
        self.order_line._kam_reserve()
        return res

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._kam_problem()

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._kam_problem()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._kam_problem()

    def _kam_lines(self):
        return self.order_line.filtered("kam_card_type_id")

    def _kam_problem(self):
        """Return the first reason why the instruments can't be sold so, or False.

        Portal signature and online payment confirm orders too, and would leave a paid
        quotation behind; so they are not offered while there is a reason.
        """
        self.ensure_one()
        lines = self._kam_lines()
        if not lines:
            return False
        problems = (line._kam_problem() for line in lines)
        return (
            next(filter(None, problems), None)
            or self._kam_split_problem()
            or self.env["kam.card.rule"]._order_problem(self)
            or False
        )

    def _kam_split_problem(self):
        """CARD-01: vouchers below the threshold, cards from it on."""
        if self.kam_split_reason:
            return None
        kinds = set(self._kam_lines().mapped("kam_card_kind"))
        expected = self._kam_expected_kind(self.kam_face_total)
        if kinds == {expected}:
            return None
        company = self.company_id
        threshold = company.currency_id.format(company.kam_card_threshold)
        if expected == "card":
            return self.env._(
                "From %(threshold)s on, group-buy orders are sold on cards. Use "
                "“Propose Vouchers or Cards”; only the manager may decide otherwise.",
                threshold=threshold,
            )
        return self.env._(
            "Below %(threshold)s, group-buy orders are sold in vouchers. Use “Propose "
            "Vouchers or Cards”; only the manager may decide otherwise.",
            threshold=threshold,
        )

    def _kam_expected_kind(self, face):
        """Return the kind CARD-01 wants for an order of ``face`` in total."""
        company = self.company_id
        decimals = company.currency_id.decimal_places
        threshold = to_minor(company.kam_card_threshold, decimals)
        return "card" if to_minor(face, decimals) >= threshold else "voucher"

    def _kam_terms(self):
        """Return what the law demands of this sale, for seller and buyer (CARD-11)."""
        return self.env["kam.card.rule"]._order_terms(self)

    def _kam_check_may_override(self):
        """:raise AccessError: only the manager may sell otherwise (CARD-01)"""
        manager = self.env.user.has_group("kam_core.kam_core_group_manager")
        if not self.env.su and not manager:
            raise AccessError(
                self.env._(
                    "Only the key-account manager may sell vouchers instead of cards, "
                    "or cards instead of vouchers."
                )
            )
