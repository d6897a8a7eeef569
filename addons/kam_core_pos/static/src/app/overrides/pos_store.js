import {AlertDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {PosStore} from "@point_of_sale/app/services/pos_store";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

const REFUSED = "odoo.exceptions.UserError";

patch(PosStore.prototype, {
    // A quotation that waits for a review is refused when it is loaded; the sentence
    // of the server says who decides.
    async onClickSaleOrder() {
        try {
            await super.onClickSaleOrder(...arguments);
        } catch (error) {
            if (!(error instanceof RPCError && error.exceptionName === REFUSED)) {
                throw error;
            }
            this.dialog.add(AlertDialog, {
                title: _t("This quotation can't be settled yet"),
                body: error.data.message,
            });
        }
    },
});
