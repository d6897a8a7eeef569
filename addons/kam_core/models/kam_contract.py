from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..services_token import as_service, is_service, without_permit

STATES = [
    ("draft", "Draft"),
    ("to_check", "To Check"),
    ("checked", "Checked"),
    ("signed", "Signed"),
    ("cancelled", "Cancelled"),
]
# What is checked; fixed from the submission on.
CONTENT = {"template_id", "lang", "user_id", "amount", "clause_ids", "blank_ids"}
# What only the steps of a contract write.
KEPT_FIELDS = {"number", "state", "signed_on", "check_ids"}


class KamContract(models.Model):
    """Contract with an account, on an approved standard text (CORE-14).

    draft → to check → checked → signed, or cancelled. What goes into it stands in
    kam_contract_content.py, who decides it in kam_contract_approval.py.
    """

    _name = "kam.contract"
    _description = "Contract"
    _inherit = [
        "kam.account.part.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "kam.approval.mixin",
    ]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "account_id.name"]

    # === FIELDS === #

    number = fields.Char(
        required=True, copy=False, readonly=True, default=lambda self: self.env._("New")
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False, tracking=True
    )
    partner_id = fields.Many2one(related="account_id.partner_id")
    template_id = fields.Many2one(
        "kam.contract.template",
        string="Standard Text",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('approval_state', '=', 'approved'), "
        "('company_id', 'in', [False, company_id])]",
        tracking=True,
    )
    lang = fields.Selection(
        selection="_selection_lang", string="Language", required=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        tracking=True,
    )
    order_ids = fields.One2many("sale.order", "kam_contract_id", string="Orders")
    # Also for those who open contracts but no orders: back office and analyst.
    has_orders = fields.Boolean(compute="_compute_has_orders", compute_sudo=True)
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        tracking=True,
        help="Total of its orders in the currency of the company.",
    )
    clause_ids = fields.One2many(
        "kam.contract.clause", "contract_id", string="Clauses", copy=True
    )
    blank_ids = fields.One2many(
        "kam.contract.blank", "contract_id", string="Blanks", copy=True
    )
    check_ids = fields.One2many(
        "kam.contract.check", "contract_id", string="Check List", copy=False
    )
    scan = fields.Binary(string="Signed Scan", attachment=True, copy=False)
    scan_name = fields.Char(copy=False)
    signed_on = fields.Date(string="Signed", readonly=True, copy=False)

    # === CONSTRAINTS === #

    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "Another contract already has this number."
    )

    # === COMPUTE METHODS === #

    @api.depends("order_ids")
    def _compute_has_orders(self):
        for contract in self:
            contract.has_orders = bool(contract.order_ids)

    @api.depends("order_ids.amount_total", "order_ids.state")
    def _compute_amount(self):
        """Add up the orders; a contract without any keeps what was filled in."""
        for contract in self:
            orders = contract.order_ids.filtered(lambda order: order.state != "cancel")
            if orders:
                contract.amount = sum(order._kam_review_amount() for order in orders)

    @api.depends("number", "account_id.name")
    def _compute_display_name(self):
        for contract in self:
            name = contract.account_id.display_name
            contract.display_name = f"{contract.number} · {name}"

    # === SELECTION METHODS === #

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Take over the standard text, as far as nothing else is given.

        :raise UserError: the standard text is not approved
        :raise AccessError: the values contain what only the steps write
        """
        for vals in vals_list:
            if not is_service(self):
                self._kam_check_kept(vals)
            self._prepare_contract(vals)
        contracts = super(KamContract, without_permit(self)).create(vals_list)
        for contract, vals in zip(contracts, vals_list, strict=True):
            contract._kam_check_template()
            contract._kam_take_over(vals)
        return contracts

    def write(self, vals):
        """:raise UserError: what is written was checked and stays as it is"""
        if not is_service(self):
            self._kam_check_kept(vals)
            if CONTENT & vals.keys():
                self._kam_check_draft()
            if {"scan", "scan_name"} & vals.keys():
                self._kam_check_may_scan()
        result = super(KamContract, without_permit(self)).write(vals)
        if {"template_id", "lang"} & vals.keys():
            for contract in self:
                contract._kam_check_template()
                contract._kam_take_over(vals)
        return result

    def unlink(self):
        """:raise UserError: it is no draft; then it is cancelled"""
        for contract in self:
            if contract.state != "draft":
                raise UserError(
                    self.env._(
                        "%s is no draft any more. Cancel it instead.", contract.number
                    )
                )
        return super().unlink()

    # === ACTION METHODS === #

    def action_draft(self):
        """Take a contract back that was never signed, to change it.

        A scan that was attached is of the paper before, and goes.

        :raise AccessError: the user may not change it
        :raise UserError: it is neither checked nor cancelled, or was signed
        """
        self._kam_check_internal()
        self.check_access("write")
        for contract in self:
            if contract.state not in ("checked", "cancelled"):
                raise UserError(
                    self.env._(
                        "%s is neither checked nor cancelled.", contract.display_name
                    )
                )
            if contract.signed_on:
                raise UserError(
                    self.env._(
                        "%s was signed and stays on file. Duplicate it instead.",
                        contract.display_name,
                    )
                )
        as_service(self).write({"state": "draft", "scan": False, "scan_name": False})

    def action_fill_in(self):
        """Fill in anew what follows from customer, company and orders.

        :raise AccessError: the user may not change it
        :raise UserError: it is no draft
        """
        self.ensure_one()
        self._kam_check_internal()
        self.check_access("write")
        template = self.template_id.with_context(lang=self.lang)
        self.blank_ids = self._prepare_blanks(template.blank_ids)

    def action_cancel(self):
        """Cancel contracts; signed ones are the manager's business.

        :raise AccessError: the user may not
        """
        self._kam_check_internal()
        self.check_access("write")
        signed = self.filtered(lambda contract: contract.state == "signed")
        if signed and not self.env.user.has_group("kam_core.kam_core_group_manager"):
            raise AccessError(self.env._("Only a manager cancels a signed contract."))
        as_service(self).write({"state": "cancelled"})

    def action_sign(self):
        """Close the contract: every check is done, the signed scan attached.

        :raise AccessError: the user may not change it
        :raise UserError: with what is missing
        """
        self._kam_check_internal()
        self.check_access("write")
        for contract in self:
            contract._kam_check_signing()
            today = self.env["kam.clock"]._today(contract.company_id)
            as_service(contract).write({"state": "signed", "signed_on": today})
        return self._kam_notification(
            self.env._("Signed: %s", ", ".join(self.mapped("number")))
        )

    # === BUSINESS METHODS === #

    def _prepare_contract(self, vals):
        """Complete ``vals`` in place: number and language of the customer."""
        account = self.env["kam.account"].browse(vals.get("account_id"))
        if vals.get("number", self.env._("New")) == self.env._("New"):
            sequence = self.env["ir.sequence"].with_company(account.company_id)
            vals["number"] = sequence.next_by_code("kam.contract")
        if not vals.get("lang"):
            # The language of a customer is no secret to who makes its contract.
            installed = dict(self._selection_lang())
            lang = account.sudo().partner_id.lang
            vals["lang"] = lang if lang in installed else self.env.lang or "en_US"

    def _kam_check_kept(self, vals):
        allowed = {"number": self.env._("New"), "state": "draft"}
        if any(vals[name] != allowed.get(name) for name in KEPT_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "The state of a contract, its number and its checks follow from "
                    "the steps it takes."
                )
            )

    def _kam_check_draft(self):
        """:raise UserError: the contract is being decided, or was"""
        for contract in self.filtered(lambda contract: contract.state != "draft"):
            raise UserError(
                self.env._(
                    "%s was submitted and stays as it is. Withdraw it, or take it back "
                    "to draft, to change it; then it is checked again.",
                    contract.display_name,
                )
            )

    def _kam_check_may_scan(self):
        for contract in self.filtered(lambda contract: contract.state != "checked"):
            raise UserError(
                self.env._(
                    "The signed scan of %s is attached when it was checked, and stays "
                    "when it is signed.",
                    contract.display_name,
                )
            )

    def _kam_check_signing(self):
        """:raise UserError: with what is missing for the signature"""
        if self.state != "checked":
            raise UserError(self.env._("%s is not checked.", self.display_name))
        if not self._kam_approval_covers():
            raise UserError(
                self.env._(
                    "The orders of %s amount to more than was checked. Take it back to "
                    "draft and have it checked again.",
                    self.display_name,
                )
            )
        if not self.scan:
            raise UserError(
                self.env._("Attach the signed scan of %s first.", self.display_name)
            )
        self.check_ids._kam_check_all_done()
