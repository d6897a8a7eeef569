from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..answer import REFRESH, answer
from ..engine.masking import HIDDEN
from ..services_token import as_service, is_service

SENSITIVE = "kam_core.kam_core_group_sensitive"
# Written by the steps alone.
KEPT_FIELDS = {"state", "erased_on", "erased_by_id", "recorded_by_id"}


class KamSensitiveItem(models.Model):
    """Sensitive data of a customer, with purpose and consent (CORE-18, A17).

    Health, bank accounts, children under 14 and the like (PIPL art. 28) stand nowhere
    else. Without purpose and recorded consent nothing is stored; when the consent is
    withdrawn or the time is over, the value is erased and the record of it stays.
    """

    _name = "kam.sensitive.item"
    _description = "Sensitive Data of an Account"
    _inherit = ["kam.account.part.mixin"]
    _order = "account_id, id desc"
    _check_company_auto = True

    # === FIELDS === #

    kind_id = fields.Many2one(
        "kam.sensitive.kind", required=True, ondelete="restrict", index=True
    )
    holds_value = fields.Boolean(related="kind_id.holds_value")
    needs_guardian = fields.Boolean(related="kind_id.needs_guardian")
    stakeholder_id = fields.Many2one(
        "kam.stakeholder",
        string="Person",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('account_id', '=', account_id)]",
        help="Whom it is about; empty for the customer.",
    )
    value = fields.Text(groups=SENSITIVE, copy=False)
    value_masked = fields.Char(
        string="Value (Masked)", compute="_compute_value_masked", compute_sudo=True
    )
    purpose = fields.Char(required=True, help="What it is needed for, and only that.")
    recipient = fields.Char(string="To Whom", help="Who may be told, by a disclosure.")
    consent_on = fields.Date(string="Consent Given", required=True)
    consent_by = fields.Char(string="Given by", required=True)
    guardian = fields.Char(string="Parent or Guardian", groups=SENSITIVE)
    consent_how = fields.Selection(
        [("written", "Signed on Paper"), ("electronic", "Signed Electronically")],
        string="How",
        required=True,
        default="written",
    )
    consent_document = fields.Binary(
        string="Signed Document", attachment=True, groups=SENSITIVE, copy=False
    )
    consent_document_name = fields.Char(groups=SENSITIVE, copy=False)
    valid_until = fields.Date(help="Last day of the consent; empty: until withdrawn.")
    keep_until = fields.Date(
        string="Erased After",
        compute="_compute_keep_until",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(
        [("held", "Held"), ("withdrawn", "Withdrawn"), ("erased", "Erased")],
        required=True,
        default="held",
        readonly=True,
        copy=False,
        index=True,
    )
    recorded_by_id = fields.Many2one(
        "res.users", default=lambda self: self.env.uid, readonly=True
    )
    erased_on = fields.Date(readonly=True, copy=False)
    erased_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    # === COMPUTE METHODS === #

    @api.depends("value")
    def _compute_value_masked(self):
        for item in self:
            item.value_masked = HIDDEN if item.value else False

    @api.depends("consent_on", "kind_id")
    def _compute_keep_until(self):
        for item in self:
            item.keep_until = item._kam_longest()

    @api.depends("kind_id", "account_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.account_id.display_name}: {item.kind_id.name}"

    # === CONSTRAINT METHODS === #

    @api.constrains("consent_on", "valid_until", "keep_until", "kind_id")
    def _check_dates(self):
        self.env["kam.clock"]._check_not_future(self, ("consent_on",))
        for item in self:
            if item.valid_until and item.valid_until < item.consent_on:
                raise ValidationError(
                    self.env._("The consent would end before it was given.")
                )
            if item.keep_until > item._kam_longest():
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” is kept for %(months)s months at most.",
                        kind=item.kind_id.name,
                        months=item.kind_id.retention_months,
                    )
                )

    @api.constrains(
        *("value", "kind_id", "purpose", "consent_by", "guardian", "recipient"),
        *("consent_document", "stakeholder_id", "account_id"),
    )
    def _check_complete(self):
        """Nothing is stored without purpose and recorded consent."""
        # Whoever may change one of them need not be able to read the others.
        for item in self.sudo().filtered(lambda item: item.state == "held"):
            missing = item._kam_lacks()
            if missing:
                raise ValidationError(
                    self.env._(
                        "Sensitive data are kept only with purpose and recorded "
                        "consent. Missing: %(fields)s.",
                        fields=", ".join(
                            self._fields[name]._description_string(self.env)
                            for name in missing
                        ),
                    )
                )
            if item.value and not item.kind_id.holds_value:
                raise ValidationError(
                    self.env._("“%s” records a consent alone.", item.kind_id.name)
                )
            if item.stakeholder_id.account_id not in (
                item.account_id,
                item.account_id.browse(),
            ):
                raise ValidationError(
                    self.env._("The person belongs to another account.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: if the values claim an erasure"""
        if not is_service(self):
            for vals in vals_list:
                if vals.get("state", "held") != "held" or vals.get("erased_on"):
                    self._kam_refuse_steps()
            clean = {"state": "held", "recorded_by_id": self.env.uid}
            clean |= {"erased_on": False, "erased_by_id": False}
            vals_list = [{**vals, **clean} for vals in vals_list]
        items = super().create(vals_list)
        items._kam_rate_again()
        return items

    def write(self, vals):
        """:raise AccessError: for what only withdrawing and erasing write
        :raise UserError: the value is erased already
        """
        if not is_service(self) and not self._kam_is_moving():
            if vals.keys() & KEPT_FIELDS:
                self._kam_refuse_steps()
            if any(item.state != "held" for item in self):
                raise UserError(
                    self.env._("This is erased; ask for consent anew and add it again.")
                )
        result = super().write(vals)
        self._kam_rate_again()
        return result

    def unlink(self):
        """:raise AccessError: always, the record of an erasure stays"""
        if self:
            raise AccessError(
                self.env._("Sensitive data are withdrawn or erased; the record stays.")
            )
        return super().unlink()

    # === ACTION METHODS === #

    def action_withdraw(self):
        """Put down that the customer withdrew the consent, and erase the value.

        As easy as giving it: whoever works on the account may.

        :raise AccessError: the user may not change the account
        :raise UserError: it is erased already
        """
        self.check_access("read")
        self.account_id.check_access("write")
        if any(item.state != "held" for item in self):
            raise UserError(self.env._("This is erased already."))
        self._kam_erase("withdrawn")
        return answer(self.env._("Withdrawn; the value is erased."), then=REFRESH)

    # === BUSINESS METHODS === #

    def _kam_longest(self):
        """Return the last day it may be kept, by its kind."""
        if not (self.consent_on and self.kind_id):
            return False
        return self.consent_on + relativedelta(months=self.kind_id.retention_months)

    def _kam_lacks(self):
        names = ["purpose", "consent_by", "consent_document"]
        names.append("value" if self.kind_id.holds_value else "recipient")
        if self.kind_id.needs_guardian:
            names.append("guardian")
        return [name for name in names if not self._kam_has(name)]

    def _kam_has(self, name):
        value = self[name]
        return bool(value.strip() if isinstance(value, str) else value)

    def _kam_refuse_steps(self):
        raise AccessError(
            self.env._("Withdrawing and erasing are steps and can't be typed in.")
        )

    def _kam_erase(self, state):
        for company, items in self.grouped("company_id").items():
            # checked by the caller; who erases need not be able to read
            as_service(items.sudo()).write(
                {
                    "value": False,
                    "guardian": False,
                    "state": state,
                    "erased_on": self.env["kam.clock"]._today(company),
                    "erased_by_id": self.env.uid,
                }
            )

    def _kam_rate_again(self):
        # the rate counts what the user may not read, too
        self.env["kam.completeness"]._kam_refresh(self.sudo().account_id)

    @api.model
    def _kam_valid_domain(self, company):
        today = self.env["kam.clock"]._today(company)
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "held"),
                ("keep_until", ">=", today),
            ]
        ) & (Domain("valid_until", "=", False) | Domain("valid_until", ">=", today))

    @api.model
    def _cron_erase(self):
        """Erase what is kept for long enough, or the consent to which has ended."""
        holders = self._read_group([("state", "=", "held")], ["company_id"])
        for [company] in holders:
            over = Domain("company_id", "=", company.id) & Domain("state", "=", "held")
            over &= ~self._kam_valid_domain(company)
            self.search(over)._kam_erase("erased")
