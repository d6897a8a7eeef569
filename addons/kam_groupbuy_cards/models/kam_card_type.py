from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class KamCardType(models.Model):
    """What can be printed and sold: a voucher of 500, a rechargeable card."""

    _name = "kam.card.type"
    _description = "Type of group-buy voucher or card"
    _order = "sequence, face desc, id"
    _check_company_auto = True

    # === FIELDS === #
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[("voucher", "Group-buy voucher"), ("card", "Group-buy card")],
        required=True,
        default="voucher",
        help="A voucher is spent whole and gives no change. "
        "A card is spent by the amount and can be recharged.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    face = fields.Monetary(
        string="Face Value",
        required=True,
        help="What a voucher is worth at the till, or what a new card is loaded with.",
    )
    limit_amount = fields.Monetary(
        string="Highest Balance",
        help="The most that one card may ever hold. Zero: no limit.",
    )
    named = fields.Boolean(help="Issued to a registered holder.")
    validity_months = fields.Integer(
        string="Valid for (months)", help="From activation. Zero: no end."
    )
    pin_from = fields.Monetary(
        string="PIN from",
        default=500.0,
        help="The till asks for the PIN from this amount. Vouchers have no PIN.",
    )
    serial_prefix = fields.Char(required=True, size=6)
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        index="btree_not_null",
        help="The product that sells this type on a quotation.",
    )
    liability_account_id = fields.Many2one(
        "account.account",
        string="Contract Liability",
        check_company=True,
        default=lambda self: self.env.company.kam_card_liability_account_id,
        help="Takes what customers paid and the stores still owe.",
    )
    concession_account_id = fields.Many2one(
        "account.account",
        string="Price Concession",
        check_company=True,
        default=lambda self: self.env.company.kam_card_concession_account_id,
        help="Reduces revenue by the discount at which the instrument was sold.",
    )
    forfeit_account_id = fields.Many2one(
        "account.account",
        string="Forfeits and Expiry",
        check_company=True,
        default=lambda self: self.env.company.kam_card_forfeit_account_id,
        help="Other income: value that customers gave up.",
    )
    card_ids = fields.One2many("kam.card", "type_id", string="Instruments")

    # === CONSTRAINTS === #
    _product_uniq = models.Constraint(
        "UNIQUE(product_id)", "This product already sells another type."
    )
    _prefix_uniq = models.Constraint(
        "UNIQUE(company_id, serial_prefix)",
        "Another type of the company uses this serial prefix.",
    )
    _face_positive = models.Constraint(
        "CHECK(face > 0)", "The face value must be above zero."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("product_id", "liability_account_id")
    def _check_product(self):
        """CARD-07: selling an instrument is a liability, without revenue and VAT."""
        for card_type in self.filtered("product_id"):
            card_type._raise_product_problem()

    # === CRUD METHODS === #

    def write(self, vals):
        frozen = {"kind", "face", "company_id", "liability_account_id"} & set(vals)
        for card_type in self._used_types() if frozen else ():
            if any(card_type._differs(name, vals[name]) for name in frozen):
                raise ValidationError(
                    self.env._(
                        "Instruments of the type “%(name)s” are in circulation: its "
                        "kind, face value, company and liability account stay as they "
                        "are. Archive it and make a new type.",
                        name=card_type.name,
                    )
                )
        return super().write(vals)

    # === ACTION METHODS === #

    def action_create_product(self):
        """Make the product that sells this type, as the books need it (CARD-07).

        :raise AccessError: neither finance nor manager
        """
        self.ensure_one()
        self.check_access("write")
        if not self.product_id:
            # who may make types need not be allowed to make products
            products = self.env["product.product"].with_company(self.company_id).sudo()
            self.product_id = products.create(self._prepare_product())
        return self.product_id._get_records_action(name=self.env._("Product"))

    def action_cards(self):
        """Open the instruments of the type."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"kam_groupbuy_cards.kam_card_action_{self.kind}s"
        )
        return {**action, "domain": [("type_id", "=", self.id)]}

    # === BUSINESS METHODS === #

    def _prepare_product(self):
        return {
            "name": self.name,
            "type": "service",
            "invoice_policy": "order",
            "list_price": self.face,
            "taxes_id": False,
            "supplier_taxes_id": False,
            "purchase_ok": False,
            "available_in_pos": False,
            "company_id": self.company_id.id,
            "property_account_income_id": self._booking_account("liability").id,
        }

    def _booking_account(self, role):
        """Return the account on which the movements of this type are booked.

        :param str role: ``liability``, ``concession`` or ``forfeit``
        :raise UserError: neither the type nor its company has one
        """
        self.ensure_one()
        name = f"{role}_account_id"
        account = self[name] or self.company_id[f"kam_card_{name}"]
        if not account:
            raise UserError(
                self.env._(
                    "The type “%(type)s” has no account for “%(role)s”. Choose one, or "
                    "use “Set up accounts” in the settings of Key Accounts.",
                    type=self.name,
                    role=self._fields[name]._description_string(self.env),
                )
            )
        return account

    def _used_types(self):
        # who may edit types need not see every instrument
        groups = (
            self.env["kam.card"]
            .sudo()
            ._read_group([("type_id", "in", self.ids)], ["type_id"])
        )
        return self.browse(card_type.id for (card_type,) in groups)

    def _differs(self, name, value):
        field = self._fields[name]
        return self[name] != field.convert_to_record(
            field.convert_to_cache(value, self), self
        )

    def _raise_product_problem(self):
        """Refuse a product whose sale would not become a clean liability (CARD-07).

        :raise ValidationError: it is taxed, has another income account, is invoiced
            on delivery or could be sold at the till
        """
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        if product.taxes_id.filtered(lambda tax: tax.company_id == self.company_id):
            raise ValidationError(
                self.env._(
                    "“%(product)s” sells vouchers or cards and so must carry no "
                    "tax: the VAT is due when they are spent. Remove its sales taxes.",
                    product=product.display_name,
                )
            )
        if not self.liability_account_id:
            raise ValidationError(
                self.env._(
                    "The type “%(name)s” has no contract liability account. Choose "
                    "one, or use “Set up accounts” in the settings of Key Accounts.",
                    name=self.name,
                )
            )
        income = product.product_tmpl_id._get_product_accounts()["income"]
        if income != self.liability_account_id:
            raise ValidationError(
                self.env._(
                    "“%(product)s” must book its sale on the contract liability "
                    "%(account)s. Set it as the income account of the product.",
                    product=product.display_name,
                    account=self.liability_account_id.display_name,
                )
            )
        if product.available_in_pos or product.invoice_policy != "order":
            raise ValidationError(
                self.env._(
                    "“%(product)s” must be invoiced on ordered quantities and not "
                    "be sold at the till: an instrument is sold on a quotation.",
                    product=product.display_name,
                )
            )
