import {patch} from "@web/core/utils/patch";
import {PosPayment} from "@point_of_sale/app/models/pos_payment";
import {TERMINAL} from "@kam_groupbuy_cards/app/services/kam_till";
import {
    coreStatus,
    isWaiting,
    nextState,
    stateOfStatus,
} from "@kam_groupbuy_cards/app/utils/kam_line_state";

patch(PosPayment.prototype, {
    initState() {
        super.initState(...arguments);
        this.uiState = {...this.uiState, kam: {}};
    },

    // A call that was under way when the page was left has no answer here.
    restoreState(uiState) {
        super.restoreState(...arguments);
        const kam = uiState?.kam || {};
        const state = kam.state && nextState(kam.state, "reload");
        this.uiState = {...uiState, kam: {...kam, state}};
        if (state) {
            this.setPaymentStatus(coreStatus(state));
        }
    },

    pay() {
        if (!this.isKamCard()) {
            return super.pay(...arguments);
        }
        // Core would set "waiting" and then "done" or "retry"; a line of ours may also
        // be unknown, and is never done before its forfeit is confirmed.
        return this.payment_method_id.payment_terminal.sendPaymentRequest(this.uuid);
    },

    isKamCard() {
        return this.payment_method_id?.use_payment_terminal === TERMINAL;
    },

    kamState() {
        return this.uiState?.kam?.state || stateOfStatus(this.payment_status);
    },

    kamMove(event) {
        const state = nextState(this.kamState(), event);
        this._kamKeep({state});
        this.setPaymentStatus(coreStatus(state));
    },

    kamIsWaiting() {
        return isWaiting(this.kamState());
    },

    /** Writes an answer of the server; amounts of a refund are negative. */
    kamWrite({kind, amount, forfeit, balance, masked, ref}) {
        const sign = this.pos_order_id.isRefund ? -1 : 1;
        this.setAmount(sign * Math.abs(amount));
        this.update({
            kam_kind: kind || this.kam_kind,
            kam_masked: masked || this.kam_masked,
            kam_forfeit: sign > 0 ? forfeit || 0 : 0,
            kam_balance: balance || 0,
            transaction_id: ref ? String(ref) : this.transaction_id,
        });
    },

    /** The server's answer as it would be for another amount of what is held. */
    kamAnswerFor(amount) {
        const isVoucher = this.kam_kind === "voucher";
        const face = this.getAmount() + (isVoucher ? this.kam_forfeit || 0 : 0);
        const least = Math.min(amount, face);
        return {
            ok: true,
            kind: this.kam_kind,
            masked: this.kam_masked,
            face,
            amount: least,
            forfeit: isVoucher ? this.pos_order_id.currency.round(face - least) : 0,
            balance: isVoucher ? 0 : (this.kam_balance || 0) + face - least,
        };
    },

    /** Input of `planAmounts`. What exceeds the reservation needs the server. */
    kamPlanned(offline) {
        const more = this.kam_kind === "voucher" ? this.kam_forfeit : this.kam_balance;
        const reserved = this.kam_kind === "voucher" || !offline;
        const minor = this.pos_order_id.kamMinor.bind(this.pos_order_id);
        const amount = minor(this.getAmount());
        return {
            key: this.uuid,
            kind: this.kam_kind,
            amount,
            limit: amount + (reserved ? minor(more || 0) : 0),
        };
    },

    /** The largest forfeit the cashier agreed to. */
    kamConfirmed() {
        return this.uiState?.kam?.confirmed || 0;
    },

    kamConfirm(forfeit) {
        this._kamKeep({confirmed: forfeit});
    },

    kamPropose({original_key, masked, kind}) {
        this._kamKeep({originalKey: original_key});
        this.update({kam_kind: kind, kam_masked: masked});
    },

    kamOriginalKey() {
        return this.uiState?.kam?.originalKey;
    },

    _kamKeep(values) {
        this.uiState = {...this.uiState, kam: {...this.uiState?.kam, ...values}};
    },
});
