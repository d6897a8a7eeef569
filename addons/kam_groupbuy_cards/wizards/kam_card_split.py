from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_core.engine.errors import EngineError
from odoo.addons.kam_core.engine.money import from_minor, to_minor
from odoo.addons.kam_groupbuy_cards.engine import split


class KamCardSplit(models.TransientModel):
    """Propose vouchers or cards for an amount (CARD-01)."""

    _name = "kam.card.split"
    _description = "Proposal of vouchers or cards"

    # === FIELDS === #
    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Face Value", required=True, help="What the buyer wants to hand out."
    )
    kind = fields.Selection(
        selection=[("voucher", "Group-buy vouchers"), ("card", "Group-buy cards")],
        string="Sell as",
        compute="_compute_kind",
        store=True,
        readonly=False,
        help="Below the threshold of the company vouchers, from it on cards.",
    )
    expected_kind = fields.Selection(
        selection=[("voucher", "Group-buy vouchers"), ("card", "Group-buy cards")],
        compute="_compute_expected_kind",
    )
    reason = fields.Char(help="Why it is sold otherwise; only the manager may.")
    may_override = fields.Boolean(compute="_compute_may_override")
    line_ids = fields.One2many(
        "kam.card.split.line",
        "split_id",
        string="Proposal",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    rest = fields.Monetary(
        string="Not Covered",
        compute="_compute_rest",
        help="What no voucher can express. Change the amount, or leave it out.",
    )

    # === COMPUTE METHODS === #

    @api.depends("amount")
    def _compute_expected_kind(self):
        for wizard in self:
            wizard.expected_kind = wizard.order_id._kam_expected_kind(wizard.amount)

    @api.depends("amount")
    def _compute_kind(self):
        for wizard in self:
            wizard.kind = wizard.order_id._kam_expected_kind(wizard.amount)

    @api.depends_context("uid")
    def _compute_may_override(self):
        manager = self.env.user.has_group("kam_core.kam_core_group_manager")
        self.may_override = manager

    @api.depends("amount", "kind")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in wizard._prepare_lines()),
            ]

    @api.depends("amount", "line_ids.load", "line_ids.count")
    def _compute_rest(self):
        for wizard in self:
            wizard.rest = wizard.amount - sum(wizard.line_ids.mapped("total"))

    # === ACTION METHODS === #

    def action_apply(self):
        """Put the proposal on the quotation, in place of what was there.

        :raise AccessError: another split than proposed, and not by the manager
        :raise UserError: nothing to sell, or a reason is missing
        """
        roles = ("consultant", "back_office", "manager")
        self.env["kam.card"]._check_office(*roles)
        self.ensure_one()
        self._check_complete()
        order = self.order_id
        other = self.kind != self.expected_kind
        values = {
            "order_line": [
                *(Command.delete(line.id) for line in order._kam_lines()),
                *(
                    Command.create(self._prepare_order_line(line))
                    for line in self.line_ids
                ),
            ]
        }
        if other or order.kam_split_reason:
            values["kam_split_reason"] = self.reason if other else False
        order.write(values)
        if other:
            order.message_post(
                body=self.env._("Sold otherwise than proposed: %s", self.reason)
            )
        return {"type": "ir.actions.act_window_close"}

    # === BUSINESS METHODS === #

    def _check_complete(self):
        if self.order_id.state not in ("draft", "sent"):
            raise UserError(self.env._("The order is confirmed; make a new quotation."))
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "There is nothing to sell: enter an amount, or set up types of "
                    "vouchers and cards with their products."
                )
            )
        if self.kind != self.expected_kind and not (self.reason or "").strip():
            raise UserError(
                self.env._("Give a reason for selling otherwise than proposed.")
            )

    def _prepare_lines(self):
        """Return the values of the proposed lines; none if nothing can be proposed."""
        types = self._types()
        decimals = self.currency_id.decimal_places
        by_face = {to_minor(card_type.face, decimals): card_type for card_type in types}
        try:
            found = self._propose(types, by_face, decimals)
        except EngineError:
            return []
        return [
            {
                "type_id": (by_face.get(line.denomination) or types[:1]).id,
                "load": from_minor(line.denomination, decimals),
                "count": line.count,
            }
            for line in found.lines
        ]

    def _propose(self, types, by_face, decimals):
        amount = to_minor(self.amount, decimals)
        if self.kind == "voucher":
            return split.into_vouchers(amount, list(by_face))
        limit = types[:1].limit_amount or types[:1].face
        return split.into_cards(amount, to_minor(limit, decimals))

    def _types(self):
        return self.env["kam.card.type"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("product_id", "!=", False),
            ]
        )

    def _prepare_order_line(self, line):
        company, order = self.company_id, self.order_id
        price = self.currency_id._convert(
            line.load, order.currency_id, company, order.date_order
        )
        return {
            "product_id": line.type_id.product_id.id,
            "product_uom_qty": line.count,
            "kam_load": line.load if line.type_id.kind == "card" else 0,
            "price_unit": price,
        }
