/* global posmodel */

import {refresh} from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Kam from "@kam_groupbuy_cards/../tests/tours/utils/kam_till_util";

const RECEIPT = ".receipt-screen .kam-receipt";

Kam.tour(
    "KamScan",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00", "Value"),
    Kam.nothingStoredOf("v100"),
    Kam.validate(),
    {trigger: `${RECEIPT}:contains("Group-buy voucher"):contains("••••0001")`},
    Kam.expect(
        "editing the payment",
        () => posmodel.canEditPayment(posmodel.getOrder()),
        false,
    ),
);

Kam.tour(
    "KamTwoVouchers",
    Kam.orderToPay("Ring"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    Kam.scan("v200b"),
    Kam.heldLines(2),
    PaymentScreen.remainingIs("30.00"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamRemoveItem",
    Kam.orderToPay("Ring", "Chain"),
    Kam.scan("v500"),
    Kam.lineIs("held", "500.00"),
    PaymentScreen.clickBack(),
    Kam.removeItem("Chain"),
    ProductScreen.clickPayButton(),
    Kam.forfeitIs("500.00", "430.00", "70.00"),
    Kam.acceptForfeit(),
    Kam.lineIs("held", "430.00", "70.00"),
    Kam.validate(),
    {trigger: `${RECEIPT}:contains("Forfeited, no change"):contains("70.00")`},
);

Kam.tour(
    "KamRemoveItemCard",
    Kam.orderToPay("Ring"),
    Kam.scan("card"),
    Kam.lineIs("held", "430.00", "570.00"),
    PaymentScreen.clickBack(),
    ProductScreen.addOrderline("Chain"),
    Kam.removeItem("Ring"),
    ProductScreen.clickPayButton(),
    Kam.lineIs("held", "100.00", "900.00"),
    Kam.validate(),
    {trigger: `${RECEIPT}:contains("Remaining balance"):contains("900.00")`},
);

Kam.tour(
    "KamAddItem",
    Kam.orderToPay("Ring"),
    Kam.scan("v500"),
    Kam.acceptForfeit(),
    Kam.lineIs("held", "430.00", "70.00"),
    PaymentScreen.clickBack(),
    ProductScreen.addOrderline("Chain"),
    ProductScreen.clickPayButton(),
    Kam.lineIs("held", "500.00"),
    PaymentScreen.remainingIs("30.00"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamReloadWaiting",
    Kam.orderToPay("Chain"),
    Kam.loseAnswers({arrives: true}),
    Kam.scan("v100"),
    Kam.lineIs("unknown", "100.00", "Waiting for the server"),
    refresh(),
    Kam.lineIs("held", "100.00"),
    Kam.validate(),
);

Kam.tour(
    "KamReloadDone",
    Kam.orderToPay("Ring"),
    Kam.scan("v200"),
    Kam.lineIs("held", "200.00"),
    refresh(),
    Kam.lineIs("held", "200.00"),
    Kam.scan("v200b"),
    Kam.heldLines(2),
    PaymentScreen.remainingIs("30.00"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamConnectionLost",
    Kam.orderToPay("Chain"),
    Kam.loseAnswers({arrives: true}),
    Kam.scan("v100"),
    Kam.lineIs("unknown", "100.00", "Waiting for the server"),
    PaymentScreen.clickValidate(),
    Kam.dialogSays("still waits for the server"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.dialogSays("still waits for the server"),
    Kam.check(),
    Kam.lineIs("unknown", "100.00"),
    Kam.restoreAnswers(),
    Kam.check(),
    Kam.lineIs("held", "100.00"),
    Kam.validate(),
);

Kam.tour(
    "KamNeverArrived",
    Kam.orderToPay("Chain"),
    Kam.loseAnswers({arrives: false}),
    Kam.scan("v100"),
    Kam.lineIs("unknown", "100.00"),
    Kam.restoreAnswers(),
    Kam.check(),
    Kam.notified("is not reserved"),
    Kam.noLine(),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    Kam.validate(),
);

Kam.tour(
    "KamDeclineForfeit",
    Kam.orderToPay("Ring"),
    Kam.scan("v500"),
    Kam.forfeitIs("500.00", "430.00", "70.00"),
    Kam.declineForfeit(),
    Kam.noLine(),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamForfeitThenAutoValidate",
    Kam.orderToPay("Ring"),
    Kam.scan("v500"),
    Kam.forfeitIs("500.00", "430.00", "70.00"),
    {trigger: ".payment-screen:not(:has(.receipt-screen))"},
    Kam.acceptForfeit(),
    {trigger: `${RECEIPT}:contains("70.00")`},
);

Kam.tour(
    "KamPin",
    Kam.orderToPay("Ring", "Chain"),
    Kam.scan("card"),
    Kam.pin("4711"),
    {trigger: ".kam-pin-dialog .kam-refused:contains('Wrong PIN')"},
    Kam.pin("1234"),
    Kam.lineIs("held", "530.00", "470.00"),
    Kam.nothingStoredOf("card"),
    Kam.validate(),
    {trigger: `${RECEIPT}:contains("Remaining balance"):contains("470.00")`},
);

Kam.tour(
    "KamPinGivenUp",
    Kam.orderToPay("Ring", "Chain"),
    Kam.scan("card"),
    {trigger: ".kam-pin-dialog .modal-footer .btn-secondary", run: "click"},
    Kam.noLine(),
);

Kam.tour(
    "KamReloadPin",
    Kam.orderToPay("Ring", "Chain"),
    Kam.scan("card"),
    {trigger: ".kam-pin-dialog"},
    refresh(),
    Kam.notified("is not reserved"),
    Kam.noLine(),
    Kam.scan("card"),
    Kam.pin("1234"),
    Kam.lineIs("held", "530.00", "470.00"),
    Kam.validate(),
);

Kam.tour(
    "KamTyped",
    Kam.orderToPay("Chain"),
    PaymentScreen.clickPaymentMethod(Kam.METHOD),
    {trigger: ".kam-code-dialog .kam-due:contains('100.00')"},
    Kam.typeText("1".repeat(26)),
    {trigger: ".kam-code-dialog .kam-refused:contains('26 digits')"},
    Kam.type("v100"),
    Kam.lineIs("held", "100.00"),
    Kam.validate(),
);

Kam.tour(
    "KamScanIntoDialog",
    Kam.orderToPay("Chain"),
    PaymentScreen.clickPaymentMethod(Kam.METHOD),
    {trigger: ".kam-code-dialog"},
    Kam.scan("uid"),
    Kam.lineIs("held", "100.00", "900.00"),
    Kam.giveBack("100.00"),
    Kam.noLine(),
    Kam.scan("uid"),
    Kam.lineIs("held", "100.00", "900.00"),
    Kam.validate(),
);

Kam.tour(
    "KamLookup",
    ProductScreen.addOrderline("Chain"),
    Kam.scan("card"),
    {trigger: ".kam-balance-dialog .kam-available:contains('1,000.00')"},
    {trigger: ".kam-balance-dialog .modal-footer .btn-secondary", run: "click"},
    Kam.scan("uid"),
    {trigger: ".kam-balance-dialog .kam-use", run: "click"},
    Kam.lineIs("held", "100.00", "900.00"),
    Kam.validate(),
);

Kam.tour(
    "KamGiveBack",
    Kam.orderToPay("Chain"),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    Kam.giveBack("100.00"),
    Kam.noLine(),
    Kam.scan("v100"),
    Kam.lineIs("held", "100.00"),
    Kam.giveBack("100.00"),
    PaymentScreen.clickPaymentMethod("Cash"),
    Kam.validate(),
);

Kam.tour(
    "KamUnknownCode",
    Kam.orderToPay("Chain"),
    Kam.scan("unknown"),
    Kam.dialogSays("not known"),
    Kam.noLine(),
    Dialog.isNot(),
);
