/* global odoo, posmodel */

import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import {run} from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as Kam from "@kam_groupbuy_cards/../tests/tours/utils/kam_till_util";

// Looked up when a tour runs: the back end loads this file too, but no till.
const till = (name) => odoo.loader.modules.get(`@kam_groupbuy_cards/app/utils/${name}`);
const planAmounts = (...values) => till("kam_amounts").planAmounts(...values);
const isCode = (value) => till("kam_codes").isCode(value);
const isUid = (value) => till("kam_codes").isUid(value);
const mayBeUid = (value) => till("kam_codes").mayBeUid(value);
const coreStatus = (state) => till("kam_line_state").coreStatus(state);
const nextState = (...values) => till("kam_line_state").nextState(...values);

Kam.tour(
    "KamRefusedInBackground",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    OfflineUtil.setOfflineMode(),
    Kam.validate(),
    Dialog.confirm("Continue with limited functionality"),
    OfflineUtil.setOnlineMode(),
    run(() => posmodel.data.checkConnectivity(), "the connection is back"),
    {trigger: ".modal-body:contains('The voucher was withdrawn')"},
    Dialog.confirm("Open the order"),
    {trigger: ".payment-screen .kam-refusal:contains('The voucher was withdrawn')"},
    Kam.lineIs("held", "100.00"),
    Kam.giveBack("100.00"),
    Kam.noLine(),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamRefusedAtOnce",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    PaymentScreen.clickValidate(),
    Kam.dialogSays("The voucher was withdrawn"),
    {trigger: ".payment-screen .kam-refusal:contains('The voucher was withdrawn')"},
    Kam.lineIs("held", "100.00"),
    Kam.validate(),
);

Kam.tour(
    "KamOffline",
    Kam.orderToPay("Ring"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    OfflineUtil.setOfflineMode(),
    run(() => posmodel.data.checkConnectivity(), "the till notices"),
    Kam.expect("offline", () => posmodel.data.network.offline, true),
    Kam.scan("v200b"),
    Kam.dialogSays("no connection to the server"),
    PaymentScreen.clickPaymentMethod(Kam.METHOD),
    Kam.dialogSays("no connection to the server"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
    Dialog.confirm("Continue with limited functionality"),
    ReceiptScreen.clickNextOrder(),
    OfflineUtil.setOnlineMode(),
    run(() => posmodel.data.checkConnectivity(), "the connection is back"),
    // Odoo's own check only looks for a spinner, which may not turn yet.
    run(async () => {
        while (posmodel.models["pos.order"].some((order) => order.isUnsyncedPaid)) {
            await new Promise((done) => setTimeout(done, 50));
        }
    }, "the paid order is sent"),
    Chrome.isSynced(),
);

Kam.tour(
    "KamReleaseOffline",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    OfflineUtil.setOfflineMode(),
    run(() => posmodel.data.checkConnectivity(), "the till notices"),
    Kam.giveBack("100.00"),
    Kam.notified("given back as soon as"),
    Kam.noLine(),
    Kam.expect("keys to release", () => posmodel.kamTill.toRelease.keys.length, 1),
    OfflineUtil.setOnlineMode(),
    run(() => posmodel.data.checkConnectivity(), "the connection is back"),
    Kam.released(),
);

Kam.tour(
    "KamDeleteOrder",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    PaymentScreen.clickBack(),
    run(() => {
        posmodel.onDeleteOrder(posmodel.getOrder()); // core's “Cancel Order”
    }, "cancel the order"),
    Dialog.confirm(),
    Dialog.isNot(),
    Kam.expect("lines", () => posmodel.models["pos.payment"].length, 0),
);

Kam.tour(
    "KamDraftSaved",
    Kam.orderToPay("Ring"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    PaymentScreen.syncCurrentOrder(),
    Kam.lineIs("held", "200.00"),
    Kam.loseAnswers({arrives: true}),
    Kam.scan("v200b"),
    Kam.lineIs("unknown", "230.00"),
    PaymentScreen.syncCurrentOrder(),
    Kam.lineIs("unknown", "230.00"),
    Kam.restoreAnswers(),
    Kam.check(),
    Kam.heldLines(2),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamRefund",
    Kam.orderToPay("Ring", "Chain"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    Kam.scan("card"),
    Kam.lineIs("held", "330.00"),
    Kam.validate(),
    ReceiptScreen.clickNextOrder(),
    Chrome.clickOrders(),
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder("1001"),
    Kam.refundItem("Ring"),
    Kam.refundItem("Chain"),
    TicketScreen.confirmRefund(),
    PaymentScreen.isShown(),
    Kam.lineIs("held", "200.00", "Goes back to it"),
    Kam.lineIs("held", "330.00", "Goes back to it"),
    Kam.validate(),
);

Kam.tour(
    "KamRefundPart",
    Kam.orderToPay("Ring", "Chain"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
    ReceiptScreen.clickNextOrder(),
    Chrome.clickOrders(),
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder("1001"),
    Kam.refundItem("Ring"),
    TicketScreen.confirmRefund(),
    PaymentScreen.isShown(),
    Kam.lineIs("held", "200.00"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamCloseRegister",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    Kam.validate(),
    ReceiptScreen.clickNextOrder(),
    Chrome.clickMenuOption("Close Register"),
    {trigger: ".close-pos-popup:contains('Voucher / card')"},
    {trigger: ".close-pos-popup:contains('Bank Count'), .close-pos-popup"},
    {
        content: "nothing to count for vouchers and cards",
        trigger: ".close-pos-popup:not(:contains('Voucher / card Count'))",
    },
    {
        trigger: ".close-pos-popup .modal-footer .btn-secondary:contains('Discard')",
        run: "click",
    },
    {trigger: "body:not(:has(.close-pos-popup))"},
);

Kam.tour(
    "KamReconcile",
    Kam.orderToPay("Ring"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    Kam.scan("v200b"),
    Kam.heldLines(2),
    run(async () => {
        // as if the browser had crashed before it wrote the line
        posmodel.getOrder().payment_ids.at(-1).delete({silent: true});
        await posmodel.kamTill.reconcile();
    }, "lose a line, then reconcile"),
    Kam.heldLines(1),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

// The rules without a till: amounts after a change of the order, and states.
const voucher = (amount, limit) => ({key: "v", kind: "voucher", amount, limit});
const card = (amount, limit) => ({key: "c", kind: "card", amount, limit});
const plan = (total, cash, others, ...lines) =>
    Object.fromEntries(planAmounts({total, cash, others}, lines));

Kam.tour(
    "KamRules",
    Kam.expect(
        "an item less takes from the card, not from the voucher",
        () => plan(33000, 0, 0, card(13000, 100000), voucher(30000, 30000)),
        {v: 30000, c: 3000},
    ),
    Kam.expect(
        "an item more takes from the voucher first",
        () => plan(53000, 0, 0, card(0, 100000), voucher(43000, 50000)),
        {v: 50000, c: 3000},
    ),
    Kam.expect(
        "cash gives the change, not the voucher",
        () => plan(33000, 13000, 0, voucher(30000, 30000)),
        {v: 30000},
    ),
    Kam.expect(
        "a bank payment can't: the voucher gives way",
        () => plan(33000, 0, 13000, voucher(30000, 30000)),
        {v: 20000},
    ),
    Kam.expect("nothing is left for it", () => plan(1000, 0, 1000, voucher(500, 500)), {
        v: 0,
    }),
    Kam.expect(
        "an unknown event changes nothing",
        () => nextState("held", "lost"),
        "held",
    ),
    Kam.expect(
        "a call under way at a reload has no answer",
        () =>
            ["asking", "confirm", "adjusting", "releasing"].map((s) =>
                nextState(s, "reload"),
            ),
        ["unknown", "unknown", "unknown", "unknown"],
    ),
    Kam.expect(
        "what may be held counts as paid only when it is held",
        () => ["asking", "unknown", "confirm", "adjusting", "held"].map(coreStatus),
        ["waiting", "waiting", "waiting", "waiting", "done"],
    ),
    Kam.expect(
        "shapes of codes and chip numbers",
        () => [
            isCode("１2345 12345-12345 12345 12345 1"),
            isCode("2215998877"),
            isUid("04a1b2c3d4e5f6"),
            isUid("2305000000004"),
            isUid("12345678"),
            mayBeUid("3536403172"),
        ],
        [true, false, true, false, false, true],
    ),
);
