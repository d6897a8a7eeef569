import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** The one question of CARD-02: a voucher is spent whole, no change is given. */
export class KamForfeitDialog extends Component {
    static template = "kam_groupbuy_cards.KamForfeitDialog";
    static components = { Dialog };
    static props = {
        masked: String,
        face: Number,
        amount: Number,
        forfeit: Number,
        confirm: Function,
        cancel: Function,
        close: Function,
    };

    money(amount) {
        return this.env.utils.formatCurrency(amount);
    }

    answer(callback) {
        callback();
        this.props.close();
    }
}
