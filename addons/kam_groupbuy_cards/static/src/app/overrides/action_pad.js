import {patch} from "@web/core/utils/patch";
import {ActionpadWidget} from "@point_of_sale/app/screens/product_screen/action_pad/action_pad";
import {TERMINAL} from "@kam_groupbuy_cards/app/services/kam_till";

patch(ActionpadWidget.prototype, {
    kamFastPaymentMethods() {
        return this.pos.config.fast_payment_method_ids.filter(
            (method) => method.use_payment_terminal !== TERMINAL,
        );
    },
});
