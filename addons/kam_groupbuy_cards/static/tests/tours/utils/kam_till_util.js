/* global posmodel */

import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {simulateBarCode} from "@barcodes/../tests/legacy/helpers";
import {negate, run} from "@point_of_sale/../tests/generic_helpers/utils";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";

/** Registers a tour that begins at the opened register. */
export function tour(name, ...steps) {
    registry.category("web_tour.tours").add(name, {
        steps: () => [start(), ...steps].flat(Infinity),
    });
}

export const METHOD = "Voucher / card";

/** The code of an instrument; the test hands them over in a cookie. */
function codeOf(name) {
    const cookie = document.cookie.match(/kam_codes=([^;]*)/)[1];
    return Object.fromEntries(cookie.split("|").map((pair) => pair.split(":")))[name];
}

function start() {
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
    return [run(() => simulateBarCode([...codeOf(name), "Enter"]), `scan ${name}`)];
}

/** Types as a person does: keys in a burst would count as a scan. */
function fill(read) {
    return [
        {
            content: "type the number",
            trigger: ".kam-code-dialog input.kam-code",
            run: ({anchor}) => {
                anchor.value = read();
                anchor.dispatchEvent(new Event("input", {bubbles: true}));
            },
        },
        {trigger: ".kam-code-dialog .btn-primary:enabled", run: "click"},
    ];
}

export function type(name) {
    return fill(() => codeOf(name));
}

export function typeText(text) {
    return fill(() => text);
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
    return [
        {content: "no line of ours", trigger: negate(".kam-line", ".payment-screen")},
    ];
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

/** Presses “Check”; the till may have asked by itself already. */
export function check() {
    return [
        run(() => document.querySelector(".kam-line .kam-check")?.click(), "Check"),
    ];
}

/** Marks one piece to be refunded, on the ticket screen. */
export function refundItem(name) {
    return [
        ...Order.hasLine({productName: name, run: "click"}),
        ...Order.hasLine({productName: name, withClass: ".selected"}),
        ...ProductScreen.clickNumpad("1"),
        {
            content: `${name} is to be refunded`,
            trigger: `.ticket-screen .orderline:contains("${name}"):contains("To Refund: 1")`,
        },
    ];
}

export function heldLines(count) {
    return [
        {
            content: `${count} lines are held`,
            trigger: `.payment-screen:has(.kam-line[data-kam-state="held"]:eq(${count - 1}))`,
        },
    ];
}

/** Takes a product out of the order, on the product screen. */
export function removeItem(name) {
    return [
        ...ProductScreen.clickOrderline(name),
        ...ProductScreen.clickNumpad("⌫"),
        ...Order.hasLine({productName: name, quantity: "0"}),
        ...ProductScreen.clickNumpad("⌫"),
        ...Order.doesNotHaveLine({productName: name}),
    ];
}

export function forfeitIs(face, used, forfeited) {
    return [
        {trigger: `.kam-forfeit-dialog .kam-face:contains("${face}")`},
        {trigger: `.kam-forfeit-dialog .kam-used:contains("${used}")`},
        {trigger: `.kam-forfeit-dialog .kam-forfeited:contains("${forfeited}")`},
    ];
}

export function acceptForfeit() {
    return [{trigger: ".kam-forfeit-dialog .btn-primary", run: "click"}];
}

export function declineForfeit() {
    return [{trigger: ".kam-forfeit-dialog .btn-secondary", run: "click"}];
}

export function pin(digits) {
    return [
        ...[...digits].map((digit) => ({
            content: `PIN digit ${digit}`,
            trigger: `.kam-pin-dialog .kam-keypad [data-key="${digit}"]`,
            run: "click",
        })),
        {trigger: ".kam-pin-dialog .modal-footer .btn-primary:enabled", run: "click"},
    ];
}

export function dialogSays(text) {
    return [
        {trigger: `.modal:not(.o_inactive_modal) .modal-body:contains("${text}")`},
        {
            trigger: ".modal:not(.o_inactive_modal) .modal-footer .btn-primary",
            run: "click",
        },
        {trigger: negate(".modal")},
    ];
}

export function notified(text) {
    return [{trigger: `.o_notification:contains("${text}")`}];
}

export function validate() {
    return [
        PaymentScreen.validateButtonIsHighlighted(),
        PaymentScreen.clickValidate(),
        {trigger: ".receipt-screen"},
    ].flat();
}

/** Reads a value in the till; the tour fails when it is another. */
export function expect(what, read, expected) {
    return [
        run(
            () => {
                const found = JSON.stringify(read());
                if (found !== JSON.stringify(expected)) {
                    throw new Error(
                        `${what}: ${found}, not ${JSON.stringify(expected)}`,
                    );
                }
            },
            `${what} is ${JSON.stringify(expected)}`,
        ),
    ];
}

/** Waits until every remembered release has reached the server. */
export function released() {
    return [
        run(async () => {
            for (let turn = 0; posmodel.kamTill.toRelease.keys.length; turn++) {
                if (turn > 50) {
                    throw new Error("a release is still to be sent");
                }
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
        }, "all releases are sent"),
    ];
}

/** All that this browser keeps of the orders, as text. */
export function nothingStoredOf(name) {
    return [
        run(async () => {
            await posmodel.data.synchronizeLocalDataInIndexedDB();
            const kept = await posmodel.data.indexedDB.readAll();
            const text = JSON.stringify(kept) + JSON.stringify({...localStorage});
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
export function loseAnswers({arrives}) {
    return [
        run(() => {
            const {orm} = posmodel.data;
            original.call ??= orm.call;
            orm.call = async function (model, method, ...rest) {
                const ours = method.startsWith("kam_");
                if (!ours || (arrives && method === "kam_hold")) {
                    const answer = await original.call.call(
                        orm,
                        model,
                        method,
                        ...rest,
                    );
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
