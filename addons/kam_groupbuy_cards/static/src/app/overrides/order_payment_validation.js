import {patch} from "@web/core/utils/patch";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import {refusalOf} from "@kam_groupbuy_cards/app/utils/kam_refusal";

patch(OrderPaymentValidation.prototype, {
    // Before core removes the lines that are not done.
    async askBeforeValidation() {
        if (!(await this.pos.kamTill.lines.readyToValidate(this.order))) {
            return false;
        }
        return super.askBeforeValidation(...arguments);
    },

    // Core turns a refused order into a draft and tells why; what is not held any more
    // leaves it here, so that the cashier can take another tender.
    handleValidationError(error) {
        const result = super.handleValidationError(...arguments);
        const reason = refusalOf(error);
        if (reason && this.order.kamLines().length) {
            this.order.uiState.kamRefusal = reason;
            this.pos.kamTill.lines.recheck(this.order);
        }
        return result;
    },
});
