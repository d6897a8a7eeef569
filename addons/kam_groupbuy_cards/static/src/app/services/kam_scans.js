import {_t} from "@web/core/l10n/translation";
import {isCode, isUid, mayBeUid} from "@kam_groupbuy_cards/app/utils/kam_codes";

const RULE_TYPE = "kam_card";

/**
 * Where a scan goes (CARD-04): to the dialog that waits for it, else to the payment
 * screen, else to the balance enquiry. Codes live here in memory only, from the scan to
 * the call, and are never written to the browser's database.
 */
export class KamScans {
    constructor(till) {
        this.till = till;
        this.pos = till.pos;
        this.captures = [];
        this.codes = new Map();
        this.screen = null;
        this.codeForPayment = null;
        if (this.pos.barcodeReader) {
            this.pos.barcodeReader.kamScans = this;
        }
    }

    // --- Dialogs and screens register here ---

    /** Sends every scan to `callback`, whatever it looks like, until it is released. */
    capture(callback) {
        this.captures.push(callback);
        return () => this.captures.splice(this.captures.indexOf(callback), 1);
    }

    get capturing() {
        return this.captures.at(-1);
    }

    openScreen(callback) {
        this.screen = callback;
    }

    closeScreen(callback) {
        if (this.screen === callback) {
            this.screen = null;
        }
    }

    // --- Codes on their way to a line ---

    keepCode(uuid, code) {
        this.codes.set(uuid, code);
    }

    takeCode(uuid) {
        const code = this.codes.get(uuid);
        this.codes.delete(uuid);
        return code;
    }

    takeCodeForPayment() {
        const code = this.codeForPayment;
        this.codeForPayment = null;
        return code;
    }

    // --- Scans ---

    /**
     * Whether a scan is a voucher or a card. By shape, so that it works without a rule in
     * the nomenclature; by rule; and on the payment screen, where core knows no bar code,
     * by whatever a card reader may type.
     */
    isOurs(code, reader) {
        if (!this.till.method || !this.pos.cashier) {
            return false;
        }
        if (isCode(code) || (isUid(code) && !this._isProduct(code))) {
            return true;
        }
        const type = ruleType(code, reader.parser);
        if (type === RULE_TYPE) {
            return true;
        }
        const handled = [...reader.cbMaps].some((callbacks) => callbacks[type]);
        return Boolean(this.screen) && !handled && mayBeUid(code);
    }

    _isProduct(code) {
        return Boolean(this.pos.models["product.product"].getBy("barcode", code));
    }

    onScan(code) {
        return this.screen ? this.screen(code) : this.showBalance(code);
    }

    async showBalance(code) {
        const {answer, error} = await this.till.call("kam_lookup", {code});
        if (!answer?.ok) {
            const reason = answer?.message || error || offlineMessage();
            return this.till.dialogs.say(reason);
        }
        const order = this.pos.getOrder();
        const canPay = Boolean(order?.canPay() && order.kamMayTakeMore());
        if (await this.till.dialogs.showBalance(answer, canPay)) {
            await this._payWith(code);
        }
    }

    async _payWith(code) {
        this.codeForPayment = code;
        await this.pos.pay();
        if (this.pos.router.state.current !== "PaymentScreen") {
            this.codeForPayment = null; // the cashier stopped at a question of core
        }
    }
}

export function offlineMessage() {
    return _t(
        "There is no connection to the server. Vouchers and cards can't be checked: take another means of payment, or try again when the connection is back.",
    );
}

function ruleType(code, parser) {
    try {
        const parsed = parser.parse_barcode(code);
        return Array.isArray(parsed) ? "gs1" : parsed.type;
    } catch {
        return undefined; // not readable as GS1: core tells the cashier
    }
}
