import {patch} from "@web/core/utils/patch";
import {markRaw} from "@odoo/owl";
import {PosStore} from "@point_of_sale/app/services/pos_store";
import {KamTill, TERMINAL} from "@kam_groupbuy_cards/app/services/kam_till";
import {refusalOf} from "@kam_groupbuy_cards/app/utils/kam_refusal";

patch(PosStore.prototype, {
    async processServerData() {
        await super.processServerData(...arguments);
        this.kamTill = markRaw(new KamTill(this));
    },

    async afterProcessServerData() {
        const result = await super.afterProcessServerData(...arguments);
        this.kamTill.start(); // not awaited: the till must open without the server
        return result;
    },

    async _onBeforeDeleteOrder(order) {
        if (!(await this.kamTill.lines.removeAll(order))) {
            return false;
        }
        return super._onBeforeDeleteOrder(...arguments);
    },

    // Core swallows what the server says to an order sent in the background and tries
    // again for ever. Orders paid by voucher or card are sent one by one first, so that
    // a refusal reaches the cashier.
    async syncAllOrders(options = {}) {
        if (!options.throw && !this.data.network.offline) {
            for (const order of this._kamPaidOrders(options.orders)) {
                try {
                    await super.syncAllOrders({
                        ...options,
                        orders: [order],
                        throw: true,
                    });
                } catch (error) {
                    await this._kamAfterFailedSync(order, error);
                }
            }
        }
        return super.syncAllOrders(...arguments);
    },

    _kamPaidOrders(orders) {
        const {orderToCreate, orderToUpdate} = this.getPendingOrder();
        return (orders || [...orderToCreate, ...orderToUpdate]).filter(
            (order) => order.state === "paid" && order.kamLines().length,
        );
    },

    async _kamAfterFailedSync(order, error) {
        const reason = refusalOf(error);
        if (!reason) {
            return; // no connection, or a passing fault: core tries again
        }
        order.state = "draft";
        order.uiState.kamRefusal = reason;
        this.removePendingOrder(order);
        await this.kamTill.lines.recheck(order);
        await this.kamTill.persist();
        this._kamTellRefusedOrder(order, reason);
    },

    async _kamTellRefusedOrder(order, reason) {
        if (await this.kamTill.dialogs.tellRefusedOrder(order, reason)) {
            this.setOrder(order);
            this.navigate("PaymentScreen", {orderUuid: order.uuid});
        }
    },

    // The ledger has booked what the receipt says.
    canEditPayment(order) {
        return super.canEditPayment(...arguments) && !order.kamLines().length;
    },

    // A fast payment validates without asking any terminal.
    async validateOrderFast(paymentMethod) {
        if (paymentMethod.use_payment_terminal === TERMINAL) {
            return this.pay();
        }
        return super.validateOrderFast(...arguments);
    },
});
