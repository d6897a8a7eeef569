from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kam_core.engine.money import round_minor, to_minor


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # === FIELDS === #
    kam_card_type_id = fields.Many2one(related="product_id.kam_card_type_id")
    kam_card_kind = fields.Selection(
        related="kam_card_type_id.kind", string="Kind of Instrument"
    )
    kam_card_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Instruments"
    )
    kam_load = fields.Monetary(
        string="Load per Card",
        currency_field="kam_card_currency_id",
        copy=True,
        help="What each card is loaded with. Zero: the face value of its type.",
    )
    kam_face = fields.Monetary(
        string="Face Value",
        currency_field="kam_card_currency_id",
        compute="_compute_kam_face",
        help="What all instruments of the line are worth at the till.",
    )
    kam_concession = fields.Monetary(
        string="Price Concession",
        currency_field="kam_card_currency_id",
        compute="_compute_kam_face",
        help="Face value less what the buyer pays.",
    )
    kam_card_ids = fields.One2many(
        "kam.card",
        "sale_line_id",
        string="Vouchers and Cards",
        groups="kam_core.kam_core_group_consultant,"
        "kam_core.kam_core_group_back_office,kam_core.kam_core_group_finance",
    )

    # === CONSTRAINTS === #
    _kam_load_positive = models.Constraint(
        "CHECK(kam_load >= 0)", "A card can't be loaded with a negative amount."
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id", "product_uom_qty", "kam_load", "price_subtotal")
    def _compute_kam_face(self):
        for line in self:
            face = line._kam_face_unit() * line.product_uom_qty
            line.kam_face = face
            line.kam_concession = face - line._kam_price() if face else 0.0

    # === CONSTRAINT METHODS === #

    @api.onchange("kam_load")
    def _onchange_kam_load(self):
        if self.kam_load and self.kam_card_kind == "card":
            self.price_unit = self.kam_load

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale")._kam_reserve()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if {"product_id", "product_uom_id", "product_uom_qty"} & set(vals):
            self.filtered(lambda line: line.state == "sale")._kam_reserve()
        return res

    # === ACTION METHODS === #

    def action_kam_choose_serials(self):
        """Open the wizard that keeps a serial range for this line (CARD-09)."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Serial Numbers"),
            "res_model": "kam.card.keep",
            "view_mode": "form",
            "target": "new",
            "context": {"default_sale_line_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _kam_face_unit(self):
        """Return what one instrument of the line is worth, in company currency."""
        self.ensure_one()
        # the seller of a quotation need not be allowed to read the types
        card_type = self.kam_card_type_id.sudo()
        if card_type.kind == "card" and self.kam_load:
            return self.kam_load
        return card_type.face

    def _kam_price(self):
        """Return what the buyer pays for the line, in company currency."""
        self.ensure_one()
        currency, company = self.company_id.currency_id, self.company_id
        day = self.order_id.date_order or fields.Datetime.now()
        return self.currency_id._convert(self.price_subtotal, currency, company, day)

    def _kam_problem(self):
        """Return why this line can't be sold, or nothing (CARD-01, CARD-07)."""
        self.ensure_one()
        card_type = self.kam_card_type_id.sudo()  # sellers need no right on types
        decimals = self.kam_card_currency_id.decimal_places
        if card_type.company_id != self.company_id:
            return self.env._(
                "“%(product)s” belongs to another company; choose one of yours.",
                product=self.product_id.display_name,
            )
        if self._kam_quantity(self.product_uom_qty, self.product_uom_id) is None:
            return self._kam_whole_message()
        face = round_minor(self._kam_face_unit(), decimals)
        if card_type.limit_amount and face > to_minor(card_type.limit_amount, decimals):
            return self.env._(
                "“%(product)s”: a card holds at most %(limit)s.",
                product=self.product_id.display_name,
                limit=card_type.currency_id.format(card_type.limit_amount),
            )
        if self.kam_concession < 0 and round_minor(self.kam_concession, decimals):
            return self.env._(
                "“%(product)s” can't be sold above its face value of %(face)s.",
                product=self.product_id.display_name,
                face=card_type.currency_id.format(self._kam_face_unit()),
            )
        return self._kam_product_problem(card_type)

    def _kam_product_problem(self, card_type):
        try:
            card_type._raise_product_problem()
        except UserError as problem:
            return str(problem)
        if self.tax_ids:
            return self.env._(
                "“%(product)s” must be sold without tax: the VAT is due when the "
                "instrument is spent. Remove the tax from the line.",
                product=self.product_id.display_name,
            )
        return None

    def _kam_whole_message(self):
        return self.env._(
            "“%(product)s” is sold by the piece: enter a whole number above zero.",
            product=self.product_id.display_name,
        )

    def _kam_quantity(self, quantity, uom):
        """Return ``quantity`` in pieces, or None if that is no whole number."""
        pieces = uom._compute_quantity(
            quantity, self.product_id.uom_id, round=False, raise_if_failure=False
        )
        whole = round(pieces)
        return whole if whole >= 0 and abs(pieces - whole) < 1e-6 else None

    # === BUSINESS METHODS - STOCK === #

    def _kam_reserve(self, count=None, serial_from=None):
        """Keep the next serials of the stock for what is still to be delivered.

        Short stock is no error here: the invoice will say so.

        :param count: instruments needed; by the ordered quantity if left out
        :param serial_from: begin with this serial and give up what was kept before
        :raise UserError: the quantity is no whole number
        """
        # sellers have no rights on instruments, the stock keeps them for the order
        ledger = self.env["kam.card.ledger"].sudo()
        waiting = self._kam_kept().grouped("sale_line_id")
        for line in self:
            kept = waiting.get(line, self.env["kam.card"])
            if not line.kam_card_type_id and not kept:
                continue
            needed = line._kam_open_quantity() if count is None else count
            card_type = line.kam_card_type_id.sudo()  # read for the seller
            stay = kept.filtered_domain([("type_id", "=", card_type.id)])[:needed]
            if serial_from:
                stay = stay.browse()
            ledger._keep(kept - stay, self.browse())
            if len(stay) < needed:
                missing = needed - len(stay)
                ledger._keep(ledger._in_stock(card_type, missing, serial_from), line)

    def _kam_kept(self):
        """Return the instruments of the stock that wait for the invoice."""
        # sellers have no rights on instruments
        return (
            self.env["kam.card"]
            .sudo()
            .search(
                [("sale_line_id", "in", self.ids), ("state", "=", "received")],
                order="name",
            )
        )

    def _kam_open_quantity(self):
        """Return how many instruments the order still has to deliver.

        :raise UserError: the ordered quantity is no whole number
        """
        self.ensure_one()
        if self.state != "sale" or not self.kam_card_type_id:
            return 0
        ordered = self._kam_quantity(self.product_uom_qty, self.product_uom_id)
        if ordered is None:
            raise UserError(self._kam_whole_message())
        return max(ordered - self._kam_delivered(), 0)

    def _kam_delivered(self):
        # sellers have no rights on entries: issued less credited
        entries = self.env["kam.card.entry"].sudo()
        domain = [("sale_line_id", "=", self.id), ("move_id", "!=", False)]
        issued = entries.search_count([*domain, ("kind", "=", "issue")])
        return issued - entries.search_count([*domain, ("kind", "=", "buy_back")])
