from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class KamApprovalCondition(models.AbstractModel):
    """When a flow or one of its steps applies: a domain and a lowest amount (D5)."""

    _name = "kam.approval.condition"
    _description = "Condition of an Approval"

    # === FIELDS === #

    res_model = fields.Char(string="Technical Name of Document")
    condition = fields.Char(
        default="[]",
        help="Only for documents that match; without a condition for all.",
    )
    amount_from = fields.Monetary(
        required=True,
        default=0.0,
        help="Only from this amount of the document on, it included. 0: any amount.",
    )
    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one(related="company_id.currency_id")

    # === CONSTRAINT METHODS === #

    @api.constrains("condition")
    def _check_condition(self):
        for record in self:
            try:
                record._kam_domain().validate(self.env[record.res_model])
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: the condition does not fit the document. "
                        "%(error)s",
                        name=record.display_name,
                        error=error,
                    )
                ) from error

    # === BUSINESS METHODS === #

    def _kam_domain(self):
        """Return the condition as a domain: literals only, nothing is executed."""
        return Domain(literal_eval(self.condition or "[]"))

    def _kam_applies(self, document, amount):
        """Tell whether a flow or step applies.

        :param document: one record, read as superuser by the caller
        :param float amount: in the currency of the company
        :raise UserError: the condition names what no longer exists (fail-closed)
        """
        self.ensure_one()
        if (
            self.amount_from
            and self.currency_id.compare_amounts(amount, self.amount_from) < 0
        ):
            return False
        try:
            return bool(document.filtered_domain(self._kam_domain()))
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise UserError(
                self.env._(
                    "The condition of “%(name)s” can't be evaluated any more. Ask a "
                    "key-account manager to correct the approval flow.",
                    name=self.display_name,
                )
            ) from error
