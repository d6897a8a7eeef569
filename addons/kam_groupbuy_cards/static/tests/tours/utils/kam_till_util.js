/* global posmodel */

import { ConnectionLostError } from "@web/core/network/rpc";
import { simulateBarCode } from "@barcodes/../tests/legacy/helpers";
import { negate, run } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";

export const METHOD = "Voucher / card";

/** The code of an instrument; the test hands them over in a cookie. */
function codeOf(name) {
    const cookie = document.cookie.match(/kam_codes=([^;]*)/)[1];
    return Object.fromEntries(cookie.split("|").map((pair) => pair.split(":")))[name];
}

export function start() {
    return [Chrome.startPoS(), Dialog.confirm("Open Register")].flat();
}

/** A new order with these products, on the payment screen. */
export function orderToPay(...products) {
    return [
        ...products.map((name) => ProductScreen.addOrderline(name)),
        ProductScreen.clickPayButton(),
        PaymentScreen.isShown(),
    ].flat();
}

export function scan(name) {
    return [
        run(() => simulateBarCode([...codeOf(name), "Enter"]), `scan ${name}`),
    ];
}

export function type(name) {
    return [
        {
            content: `type the number of ${name}`,
            trigger: ".kam-code-dialog input.kam-code",
            run: (helpers) => helpers.edit(codeOf(name)),
        },
        { trigger: ".kam-code-dialog .btn-primary", run: "click" },
    ];
}

export function typeText(text) {
    return [
        { trigger: ".kam-code-dialog input.kam-code", run: `edit ${text}` },
        { trigger: ".kam-code-dialog .btn-primary", run: "click" },
    ];
}

export function lineIs(state, amount, note = "") {
    return [
        {
            content: `a line of ${amount} is ${state}`,
            trigger:
                `.kam-line[data-kam-state="${state}"]:has(.payment-amount:contains("${amount}"))` +
                (note ? `:has(.kam-note:contains("${note}"))` : ""),
        },
    ];
}

export function noLine() {
    return [{ content: "no line of ours", trigger: negate(".kam-line", ".payment-screen") }];
}

export function giveBack(amount) {
    return [
        {
            content: `give back the line of ${amount}`,
            trigger: `.kam-line:has(.payment-amount:contains("${amount}")) .delete-button`,
            run: "click",
        },
    ];
}

export function check() {
    return [{ trigger: ".kam-line .kam-check", run: "click" }];
}

export function forfeitIs(face, used, forfeited) {
    return [
        { trigger: `.kam-forfeit-dialog .kam-face:contains("${face}")` },
        { trigger: `.kam-forfeit-dialog .kam-used:contains("${used}")` },
        { trigger: `.kam-forfeit-dialog .kam-forfeited:contains("${forfeited}")` },
    ];
}

export function acceptForfeit() {
    return [{ trigger: ".kam-forfeit-dialog .btn-primary", run: "click" }];
}

export function declineForfeit() {
    return [{ trigger: ".kam-forfeit-dialog .btn-secondary", run: "click" }];
}

export function pin(digits) {
    return [
        ...[...digits].map((digit) => ({
            content: `PIN digit ${digit}`,
            trigger: `.kam-pin-dialog .kam-keypad [data-key="${digit}"]`,
            run: "click",
        })),
        { trigger: ".kam-pin-dialog .modal-footer .btn-primary:enabled", run: "click" },
    ];
}

export function dialogSays(text) {
    return [
        { trigger: `.modal:not(.o_inactive_modal) .modal-body:contains("${text}")` },
        {
            trigger: ".modal:not(.o_inactive_modal) .modal-footer .btn-primary",
            run: "click",
        },
        { trigger: negate(".modal") },
    ];
}

export function notified(text) {
    return [{ trigger: `.o_notification:contains("${text}")` }];
}

export function validate() {
    return [
        PaymentScreen.validateButtonIsHighlighted(),
        PaymentScreen.clickValidate(),
        { trigger: ".receipt-screen" },
    ].flat();
}

/** Reads a value in the till; the tour fails when it is another. */
export function expect(what, read, expected) {
    return [
        run(() => {
            const found = JSON.stringify(read());
            if (found !== JSON.stringify(expected)) {
                throw new Error(`${what}: ${found}, not ${JSON.stringify(expected)}`);
            }
        }, `${what} is ${JSON.stringify(expected)}`),
    ];
}

/** All that this browser keeps of the orders, as text. */
export function nothingStoredOf(name) {
    return [
        run(async () => {
            await posmodel.data.synchronizeLocalDataInIndexedDB();
            const kept = await posmodel.data.indexedDB.readAll();
            const text = JSON.stringify(kept) + JSON.stringify({ ...localStorage });
            if (text.includes(codeOf(name))) {
                throw new Error(`the code of ${name} is kept in the browser`);
            }
        }, `no code of ${name} in the browser`),
    ];
}

// --- A connection that breaks ---

const original = {};

/**
 * Breaks the connection of the till's own calls. Core's helper cuts before the request is
 * sent; with `arrives` the server gets it and only the answer is lost.
 */
export function loseAnswers({ arrives }) {
    return [
        run(() => {
            const { orm } = posmodel.data;
            original.call ??= orm.call;
            orm.call = async function (model, method, ...rest) {
                const ours = method.startsWith("kam_");
                if (!ours || (arrives && method === "kam_hold")) {
                    const answer = await original.call.call(orm, model, method, ...rest);
                    if (!ours) {
                        return answer;
                    }
                }
                throw new ConnectionLostError();
            };
        }, "answers of the server get lost"),
    ];
}

export function restoreAnswers() {
    return [
        run(() => {
            posmodel.data.orm.call = original.call;
        }, "answers of the server arrive again"),
    ];
}
