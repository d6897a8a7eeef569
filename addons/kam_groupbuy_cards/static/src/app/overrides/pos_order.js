import {patch} from "@web/core/utils/patch";
import {PosOrder} from "@point_of_sale/app/models/pos_order";
import {mayHold} from "@kam_groupbuy_cards/app/utils/kam_line_state";

patch(PosOrder.prototype, {
    // The server refuses a payment without a reservation, so a line that is not held
    // would make every save of the draft fail.
    serializeForORM(opts) {
        const open = new Set(
            this.kamLines()
                .filter((line) => line.payment_status !== "done")
                .map((line) => line.uuid),
        );
        const data = super.serializeForORM(...arguments);
        if (open.size && data.payment_ids) {
            data.payment_ids = data.payment_ids.filter(
                (command) => !open.has(command.at(-1)?.uuid),
            );
        }
        return data;
    },

    // Core removes lines without asking their terminal, also silently at validation.
    removePaymentline(line) {
        const held = line.isKamCard() && mayHold(line.kamState());
        const terminal = line.payment_method_id?.payment_terminal;
        const key = line.uuid;
        const result = super.removePaymentline(...arguments);
        if (held) {
            terminal.till.releaseLater([key]);
        }
        return result;
    },

    kamLines() {
        return this.payment_ids.filter((line) => line.isKamCard());
    },

    kamWaitingLines() {
        return this.kamLines().filter((line) => line.kamIsWaiting());
    },

    /** Whether another voucher or card could pay something here. */
    kamMayTakeMore() {
        return !this.finalized && !this.isRefund && this.remainingDue > 0;
    },

    /** The order a refund order gives back. */
    kamRefundedOrder() {
        const line = this.lines.find((one) => one.refunded_orderline_id);
        return line?.refunded_orderline_id.order_id;
    },

    kamMinor(amount) {
        return Math.round(amount * 10 ** this.currency.decimal_places);
    },

    /** Input of `planAmounts`, in minor units. */
    kamTotals() {
        const totals = {total: this.kamMinor(this.totalDue), cash: 0, others: 0};
        for (const line of this.payment_ids) {
            if (!line.isKamCard() && !line.is_change) {
                const bucket = line.payment_method_id.is_cash_count ? "cash" : "others";
                totals[bucket] += this.kamMinor(line.getAmount());
            }
        }
        return totals;
    },
});
