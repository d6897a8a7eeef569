/* global posmodel */

import {registry} from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as PosSale from "@pos_sale/../tests/tours/utils/pos_sale_utils";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";

/** Registers a tour that begins at the opened register. */
function tour(name, ...steps) {
    registry.category("web_tour.tours").add(name, {
        steps: () =>
            [Chrome.startPoS(), Dialog.confirm("Open Register"), steps].flat(Infinity),
    });
}

function pay() {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Bank"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ];
}

/** Another seller lowers the price of the quotation that is being settled. */
function lowerThePrice() {
    return {
        content: "the quotation changes",
        trigger: "body",
        run: async () => {
            const [line] = posmodel.getOrder().lines;
            await posmodel.data.call("sale.order.line", "write", [
                [line.sale_order_line_id.id],
                {price_unit: 1},
            ]);
        },
    };
}

tour(
    "KamQuotationUnderReview",
    PosSale.selectNthOrder(1),
    {trigger: '.modal-title:contains("This quotation can\'t be settled yet")'},
    {
        trigger:
            ".modal-body:contains('must be approved before it can be settled. Please ask')",
    },
    Dialog.confirm("Ok"),
    {
        content: "nothing of it is in the order",
        trigger: "body",
        run: () => {
            if (posmodel.getOrder().lines.length) {
                throw new Error("the quotation was loaded");
            }
        },
    },
);

tour("KamQuotationSettled", PosSale.settleNthOrder(1), pay());

tour(
    "KamQuotationChangedMeanwhile",
    PosSale.settleNthOrder(1),
    ProductScreen.selectedOrderlineHas("Ring", "20"),
    lowerThePrice(),
    pay(),
);
