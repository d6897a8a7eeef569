from odoo import api, models


class KamStoredValue(models.AbstractModel):
    """Answers what is stored value: a card or voucher that is a means of payment.

    The sale of stored value and its use must not both count as a sale. Whoever
    collects sales asks here; the module that sells instruments overrides the answer
    for products, order lines and payment methods. Without it nothing is.
    """

    _name = "kam.stored.value"
    _description = "Stored Value"

    # === BUSINESS METHODS === #

    @api.model
    def _is_stored_value(self, record):
        """Tell whether ``record`` is stored value.

        :param record: one product, order line or payment method
        """
        return False

    @api.model
    def _products(self):
        """Return the products whose sale is a sale of stored value, archived ones too.

        The answers of :meth:`_is_stored_value` for products, for whoever sums up.
        """
        return self.env["product.product"]
