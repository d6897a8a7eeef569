from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrder(models.Model):
    """Contract of an order of a key account (CORE-14)."""

    _inherit = "sale.order"

    # === FIELDS === #

    kam_contract_id = fields.Many2one(
        "kam.contract",
        string="Contract",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        domain="[('company_id', '=', company_id), "
        "('state', 'not in', ('signed', 'cancelled'))]",
        tracking=True,
    )
    kam_contract_state = fields.Selection(
        related="kam_contract_id.state",
        string="State of the Contract",
        groups="base.group_user",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kam_contract_id", "partner_id", "company_id")
    def _check_kam_contract_id(self):
        for order in self.sudo().filtered("kam_contract_id"):  # whoever made either
            account = order.kam_contract_id.account_id
            if (account.partner_key, account.company_id) != (
                order.partner_id.commercial_partner_id.id,
                order.company_id,
            ):
                raise ValidationError(
                    self.env._(
                        "%(contract)s is no contract of the customer of %(order)s.",
                        contract=order.kam_contract_id.number,
                        order=order.name,
                    )
                )

    # === ACTION METHODS === #

    def action_kam_make_contract(self):
        """Make a contract of this order, or open the one it has.

        :raise AccessError: the user may not change the order or see the account
        :raise UserError: the customer is no key account, or no text is approved
        """
        self.ensure_one()
        self.env["kam.approval.mixin"]._kam_check_internal()
        self.check_access("write")
        if not self.kam_contract_id:
            # the field is computed for all; the contract needs rights of one's own
            account = self.kam_account_id.sudo(False)
            if not account:
                raise UserError(
                    self.env._("%s is no key account.", self.partner_id.display_name)
                )
            self.env["kam.contract"]._kam_make(account, self)
        self.kam_contract_id.check_access("read")
        return self.kam_contract_id._get_records_action()

    # === BUSINESS METHODS === #

    def _kam_contract_in_force(self):
        """Return the contract of the order as superuser, unless it was cancelled."""
        contract = self.sudo().kam_contract_id  # holds for whoever confirms
        return contract.filtered(lambda contract: contract.state != "cancelled")

    def _kam_review_reasons(self):
        """Add changed, added and missing clauses of the contract."""
        deviations = self._kam_contract_in_force()._kam_deviations()
        clauses = [("clause", sentence) for sentence in deviations.values()]
        return [*super()._kam_review_reasons(), *clauses]

    def _kam_review_measures(self):
        """Measure clauses by their wording: another wording is another deviation."""
        measures = super()._kam_review_measures()
        if measures.pop("clause", 0):
            deviations = self._kam_contract_in_force()._kam_deviations()
            measures |= dict.fromkeys(deviations, 1)
        return measures

    def _kam_obstacles(self):
        return [*super()._kam_obstacles(), *self._kam_contract_obstacles()]

    def _kam_contract_obstacles(self):
        """Return why the contract keeps the order from being confirmed."""
        contract = self._kam_contract_in_force()
        if not contract:
            return self._kam_contract_missing()
        if contract.state not in ("checked", "signed"):
            return [self.env._("Contract %s is not checked yet.", contract.number)]
        if not contract._kam_approval_covers():
            return [
                self.env._(
                    "The orders of contract %s amount to more than was checked.",
                    contract.number,
                )
            ]
        if not contract._kam_goods_are_checked():
            return [
                self.env._(
                    "The orders of contract %s are of other goods than were checked.",
                    contract.number,
                )
            ]
        return []

    def _kam_contract_missing(self):
        """Return the sentence that asks for a contract, where the company wants one."""
        company = self.company_id.sudo()  # the setting holds for everybody
        limit = company.kam_contract_limit
        # Who sells need not see the account.
        if not limit or not self.sudo().kam_account_id:
            return []
        if company.currency_id.compare_amounts(self._kam_review_amount(), limit) < 0:
            return []
        return [
            self.env._(
                "From %s on, an order of a key account needs a checked contract.",
                company.currency_id.format(limit),
            )
        ]
