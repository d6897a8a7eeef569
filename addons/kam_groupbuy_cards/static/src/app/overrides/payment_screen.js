import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {onWillUnmount, useEffect} from "@odoo/owl";
import {PaymentScreen} from "@point_of_sale/app/screens/payment_screen/payment_screen";
import {PaymentScreenPaymentLines} from "@point_of_sale/app/screens/payment_screen/payment_lines/payment_lines";
import {waitingMessage} from "@kam_groupbuy_cards/app/services/kam_lines";
import {offlineMessage} from "@kam_groupbuy_cards/app/services/kam_scans";
import {TERMINAL} from "@kam_groupbuy_cards/app/services/kam_till";

// How often the till asks again about a line without an answer.
const POLL_MS = 5000;

patch(PaymentScreen.prototype, {
    setup() {
        super.setup(...arguments);
        this.kamOnScan = this.kamOnScan.bind(this);
        useEffect(
            () => {
                this.pos.kamTill.lines.settle(this.currentOrder);
            },
            () => this.kamDue(),
        );
        onWillUnmount(() => this.kamLeave());
    },

    onMounted() {
        super.onMounted(...arguments);
        this.kamEnter();
    },

    async kamEnter() {
        const till = this.pos.kamTill;
        till.scans.openScreen(this.kamOnScan);
        this.kamTimer = setInterval(
            () => till.lines.recover(this.currentOrder),
            POLL_MS,
        );
        await till.lines.recover(this.currentOrder);
        await till.refunds.propose(this.currentOrder);
        const code = till.scans.takeCodeForPayment();
        if (code) {
            await this.kamOnScan(code);
        }
    },

    kamLeave() {
        clearInterval(this.kamTimer);
        this.pos.kamTill.scans.closeScreen(this.kamOnScan);
    },

    // What held lines depend on. Amounts typed for other tenders are left out: a card
    // must not fill the gap while the cashier is still typing.
    kamDue() {
        const order = this.currentOrder;
        const lines = order?.payment_ids.map((line) => line.uuid) || [];
        return [order?.totalDue, lines.join(), order?.kamWaitingLines().length];
    },

    async kamOnScan(code) {
        if (!this.kamMayAdd()) {
            return;
        }
        const result = this.currentOrder.addPaymentline(this.pos.kamTill.method);
        if (!result.status) {
            await this.pos.kamTill.dialogs.say(result.data);
            return;
        }
        this.numberBuffer.reset();
        this.pos.kamTill.scans.keepCode(result.data.uuid, code);
        await this.sendPaymentRequest(result.data);
    },

    kamMayAdd() {
        const {dialogs, offline} = this.pos.kamTill;
        if (this.currentOrder.kamWaitingLines().length) {
            dialogs.say(waitingMessage());
        } else if (!this.currentOrder.kamMayTakeMore()) {
            dialogs.notify(_t("Nothing is due: no further voucher or card is needed."));
        } else if (offline) {
            dialogs.say(offlineMessage());
        } else {
            return true;
        }
        return false;
    },

    async addNewPaymentLine(paymentMethod) {
        const order = this.currentOrder;
        if (paymentMethod.use_payment_terminal !== TERMINAL) {
            if (order.kamWaitingLines().length) {
                this.pos.kamTill.dialogs.say(waitingMessage());
                return false;
            }
            return super.addNewPaymentLine(...arguments);
        }
        if (order.isRefund) {
            return this.pos.kamTill.refunds.addNext(order);
        }
        return this.kamMayAdd() && super.addNewPaymentLine(...arguments);
    },

    deletePaymentLine(uuid) {
        const line = this.paymentLines.find((one) => one.uuid === uuid);
        if (!line?.isKamCard()) {
            return super.deletePaymentLine(...arguments);
        }
        this.numberBuffer.reset();
        return this.pos.kamTill.lines.remove(line);
    },

    // "Force done" would count money nobody holds: the server is asked instead.
    async sendForceDone(line) {
        if (!line.isKamCard()) {
            return super.sendForceDone(...arguments);
        }
        return this.pos.kamTill.lines.check(line);
    },
});

patch(PaymentScreenPaymentLines.prototype, {
    // On small screens core opens the amount; ours is the server's.
    async selectLine(line) {
        if (line.isKamCard()) {
            return this.props.selectLine(line.uuid);
        }
        return super.selectLine(...arguments);
    },

    kamTitle(line) {
        if (line.kam_kind === "voucher") {
            return _t("Group-buy voucher");
        }
        return line.kam_kind === "card"
            ? _t("Group-buy card")
            : line.payment_method_id.name;
    },

    /** The small text under a line: what it is worth, or what it waits for. */
    kamNote(line) {
        if (line.kamState() === "held") {
            return this._kamHeldNote(line);
        }
        return {
            asking: _t("Asking the server…"),
            adjusting: _t("Asking the server…"),
            unknown: _t("Waiting for the server…"),
            pin: _t("The PIN is needed"),
            confirm: _t("To be confirmed"),
            releasing: _t("Giving back…"),
            refused: _t("Not accepted"),
            fresh: _t("Nothing is reserved yet"),
        }[line.kamState()];
    },

    _kamHeldNote(line) {
        const money = (amount) => this.env.utils.formatCurrency(amount || 0);
        if (line.pos_order_id.isRefund) {
            return _t("Goes back to it");
        }
        if (line.kam_kind === "card") {
            return _t("Remaining balance %s", money(line.kam_balance));
        }
        const face = money(line.getAmount() + (line.kam_forfeit || 0));
        if (!line.kam_forfeit) {
            return _t("Value %s", face);
        }
        return _t("Value %(face)s, %(forfeit)s forfeited", {
            face,
            forfeit: money(line.kam_forfeit),
        });
    },
});
