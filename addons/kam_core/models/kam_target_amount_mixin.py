from odoo import models
from odoo.exceptions import ValidationError

from ..engine import money


class KamTargetAmountMixin(models.AbstractModel):
    """Amounts of a measure: natural units on screen, integers in the engine.

    The record has a ``company_id`` and the ``unit`` of its measure.
    """

    _name = "kam.target.amount.mixin"
    _description = "Amounts of a Measure"

    # === BUSINESS METHODS === #

    def _kam_decimals(self):
        """Return the decimal places of an amount, by its unit."""
        self.ensure_one()
        if self.unit == "money":
            return self.company_id.sudo().currency_id.decimal_places  # no secret
        return 2 if self.unit == "percent" else 0

    def _kam_minor(self, amount):
        """Return ``amount`` for the engine: minor units, hundredths of a percent.

        :raise ValidationError: finer than the unit, or no possible amount
        """
        try:
            return money.to_minor(amount, self._kam_decimals())
        except money.FractionalAmountError as error:
            raise ValidationError(
                self.env._("“%s” has too many decimals for its measure.", amount)
            ) from error
        except money.InvalidAmountError as error:
            raise ValidationError(
                self.env._("“%s” is no possible amount.", amount)
            ) from error

    def _kam_natural(self, minor):
        """Return what the engine computed in natural units."""
        return money.from_minor(minor, self._kam_decimals())

    def _kam_text(self, amount):
        """Return ``amount`` as people read it."""
        self.ensure_one()
        if self.unit == "money":
            return self.company_id.sudo().currency_id.format(amount)  # no secret
        text = f"{amount:,.{self._kam_decimals()}f}"
        return f"{text} %" if self.unit == "percent" else text
