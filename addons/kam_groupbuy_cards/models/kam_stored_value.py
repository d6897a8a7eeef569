from odoo import models


class KamStoredValue(models.AbstractModel):
    _inherit = "kam.stored.value"

    # === BUSINESS METHODS === #

    def _is_stored_value(self, record):
        """Answer for products, order lines and payment methods (D12).

        The *sale* of an instrument is marked here, so that the goods bought with it
        later do not count a second time.
        """
        answers = {
            "pos.payment.method": lambda: record.use_payment_terminal == "kam_card",
            "pos.payment": lambda: self._is_stored_value(record.payment_method_id),
            "product.product": lambda: bool(record.kam_card_type_id),
            "sale.order.line": lambda: bool(record.product_id.kam_card_type_id),
            "pos.order.line": lambda: bool(record.product_id.kam_card_type_id),
        }
        answer = answers.get(record._name)
        return answer() if answer else super()._is_stored_value(record)

    def _products(self):
        # which products sell instruments is no secret
        types = self.env["kam.card.type"].sudo().with_context(active_test=False)
        return types.search([("product_id", "!=", False)]).product_id
