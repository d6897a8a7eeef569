from odoo import fields, models
from odoo.exceptions import UserError

from ..services_token import as_service, is_service

# Recognised by identity like the permit of a service, see services_token. That one
# ends at kam.protected.mixin, and a part may be both.
MOVING_KEY = "kam_parts_moving"
_MOVING = object()


class KamAccountPartMixin(models.AbstractModel):
    """Records that belong to an account; whoever may see it may see them.

    Access rights still say which role may read or write the model at all. Which
    records follows from the account: a part is read where its account is read, and
    written, added or taken away where its account is written (CORE-18). See
    ``ir.rule._compute_domain``.
    """

    _name = "kam.account.part.mixin"
    _description = "Part of an Account"
    _inherit = ["kam.derived.mixin"]
    _kam_is_account_part = True
    _kam_is_history = True  # keeps its account from being deleted

    # === FIELDS === #

    account_id = fields.Many2one(
        "kam.account", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    # === CRUD METHODS === #

    def write(self, vals):
        """:raise UserError: if a part would pass to another account"""
        may_move = self._kam_is_moving() or is_service(self)
        if "account_id" in vals and not may_move:
            if any(part.account_id.id != vals["account_id"] for part in self):
                raise UserError(
                    self.env._(
                        "What is on file of one account can't be moved to another."
                    )
                )
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _validate_fields(self, field_names, excluded_names=()):
        """Check parts that move when all have arrived, and not one by one."""
        if self._kam_is_moving():
            return None
        return super()._validate_fields(field_names, excluded_names)

    def _kam_is_moving(self):
        return self.env.context.get(MOVING_KEY) is _MOVING

    def _kam_pass_to(self, account):
        """Let the parts belong to ``account``; for the merging of two accounts.

        The caller validates them when all parts have arrived. Extend it where the same
        thing may not stand on one account twice.
        """
        moving = self.with_context(**{MOVING_KEY: _MOVING})
        as_service(moving).write({"account_id": account.id})
