import {PaymentInterface} from "@point_of_sale/app/utils/payment/payment_interface";
import {register_payment_method} from "@point_of_sale/app/services/pos_store";
import {TERMINAL} from "@kam_groupbuy_cards/app/services/kam_till";

/**
 * Vouchers and cards as a payment terminal of the till (CARD-05). Core's requests never
 * reject here: a rejected request would leave the line without a state.
 */
export class PaymentKamCard extends PaymentInterface {
    get till() {
        return this.pos.kamTill;
    }

    get fastPayments() {
        return true;
    }

    async sendPaymentRequest(uuid) {
        const line = this.pos.models["pos.payment"].getBy("uuid", uuid);
        try {
            return await (line.pos_order_id.isRefund
                ? this.till.refunds.send(line)
                : this.till.lines.take(line));
        } catch (error) {
            Promise.reject(error); // reported by the error service
            return false;
        }
    }

    async sendPaymentCancel(order, uuid) {
        const line = order.getPaymentlineByUuid(uuid);
        return line ? this.till.lines.remove(line) : true;
    }

    async sendPaymentReversal(uuid) {
        const line = this.pos.models["pos.payment"].getBy("uuid", uuid);
        return this.till.lines.remove(line);
    }
}

register_payment_method(TERMINAL, PaymentKamCard);
