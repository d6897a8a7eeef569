import {_t} from "@web/core/l10n/translation";
import {AlertDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {ask, makeAwaitable} from "@point_of_sale/app/utils/make_awaitable_dialog";
import {KamBalanceDialog} from "@kam_groupbuy_cards/app/components/kam_balance_dialog/kam_balance_dialog";
import {KamCodeDialog} from "@kam_groupbuy_cards/app/components/kam_code_dialog/kam_code_dialog";
import {KamForfeitDialog} from "@kam_groupbuy_cards/app/components/kam_forfeit_dialog/kam_forfeit_dialog";
import {KamPinDialog} from "@kam_groupbuy_cards/app/components/kam_pin_dialog/kam_pin_dialog";

/** Everything the till asks or tells the cashier about vouchers and cards. */
export class KamDialogs {
    constructor(pos) {
        this.pos = pos;
    }

    get dialog() {
        return this.pos.env.services.dialog;
    }

    /** @returns {Promise<string|undefined>} what was typed or scanned */
    askCode(due, note) {
        return makeAwaitable(this.dialog, KamCodeDialog, {due, note});
    }

    /** @returns {Promise<string|undefined>} */
    askPin({masked, message, reason}) {
        return makeAwaitable(this.dialog, KamPinDialog, {
            masked: masked || "",
            note: reason === "pin_wrong" ? message : "",
        });
    }

    /** @returns {Promise<boolean>} true when the cashier forfeits the rest */
    askForfeit({masked, face, amount, forfeit}) {
        return ask(
            this.dialog,
            {masked: masked || "", face, amount, forfeit},
            {},
            KamForfeitDialog,
        );
    }

    /** @returns {Promise<boolean>} true when the instrument shall pay */
    showBalance(answer, canPay) {
        return ask(this.dialog, {answer, canPay}, {}, KamBalanceDialog);
    }

    /** @returns {Promise<boolean>} true when the order shall be opened */
    tellRefusedOrder(order, reason) {
        return ask(this.dialog, {
            title: _t("The order was not accepted."),
            body: _t(
                "%(order)s: %(reason)s\n\nThe order is open again. Take another means of payment for it.",
                {order: order.pos_reference || order.getName(), reason},
            ),
            confirmLabel: _t("Open the order"),
            cancelLabel: _t("Later"),
        });
    }

    say(body, title = _t("Vouchers and cards")) {
        return new Promise((resolve) => {
            this.dialog.add(AlertDialog, {title, body}, {onClose: resolve});
        });
    }

    notify(message, type = "warning") {
        this.pos.env.services.notification.add(message, {type});
    }
}
