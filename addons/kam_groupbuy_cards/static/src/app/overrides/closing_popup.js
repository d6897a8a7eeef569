import {patch} from "@web/core/utils/patch";
import {ClosePosPopup} from "@point_of_sale/app/components/popups/closing_popup/closing_popup";

patch(ClosePosPopup.prototype, {
    async closeSession() {
        await this.pos.kamTill.reconcile();
        return super.closeSession(...arguments);
    },

    // Vouchers and cards are booked by the ledger; there is nothing to count.
    kamIsLedger(paymentMethod) {
        return paymentMethod.id === this.pos.kamTill.method?.id;
    },
});
