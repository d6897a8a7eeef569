/* global posmodel */

import {run} from "@point_of_sale/../tests/generic_helpers/utils";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as Kam from "@kam_groupbuy_cards/../tests/tours/utils/kam_till_util";

Kam.tour(
    "KamNothingDue",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    Kam.scan("v200"),
    Kam.notified("Nothing is due"),
    PaymentScreen.clickPaymentMethod(Kam.METHOD),
    Kam.heldLines(1),
    PaymentScreen.clickNumpad("9"),
    Kam.lineIs("held", "100.00"),
    Kam.expect("lines", () => posmodel.getOrder().payment_ids.length, 1),
    Kam.validate(),
    {
        content: "the payment can't be edited",
        trigger: ".receipt-screen:not(:has(.edit-order-payment))",
    },
);

Kam.tour(
    "KamNoFreePass",
    Kam.orderToPay("Chain"),
    Kam.loseAnswers({arrives: true}),
    Kam.scan("v100"),
    Kam.lineIs("unknown", "100.00"),
    {
        content: "no “Force done”",
        trigger: ".payment-screen:not(:has(.send_force_done)):has(.kam-check)",
    },
    Kam.restoreAnswers(),
    Kam.check(),
    Kam.lineIs("held", "100.00"),
    run(() => {
        const order = posmodel.getOrder();
        order.removePaymentline(order.payment_ids[0]);
    }, "core removes the line without asking"),
    Kam.noLine(),
    Kam.released(),
    Kam.expect("due", () => posmodel.getOrder().remainingDue, 100),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);
