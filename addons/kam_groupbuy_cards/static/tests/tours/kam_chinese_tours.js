import {registry} from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Kam from "@kam_groupbuy_cards/../tests/tours/utils/kam_till_util";

// Core's helpers find some buttons by their English words, so only those that go by
// classes are used here.
registry.category("web_tour.tours").add("KamChinese", {
    steps: () =>
        [
            Chrome.startPoS(),
            Dialog.confirm(),
            Kam.orderToPay("Ring"),
            Kam.scan("unknown"),
            Kam.dialogSays("此券码不存在"),
            Kam.scan("v500"),
            {trigger: '.kam-forfeit-dialog:contains("作废")'},
            Kam.forfeitIs("500.00", "430.00", "70.00"),
            Kam.acceptForfeit(),
            Kam.lineIs("held", "430.00"),
            Kam.validate(),
            {trigger: '.receipt-screen .kam-receipt:contains("团购券")'},
            {trigger: '.receipt-screen .kam-receipt:contains("作废（不找零）")'},
        ].flat(),
});
