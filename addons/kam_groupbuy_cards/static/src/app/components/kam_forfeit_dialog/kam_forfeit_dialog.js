import {_t} from "@web/core/l10n/translation";
import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";

/** The one question of CARD-02: a voucher is spent whole, no change is given. */
export class KamForfeitDialog extends Component {
    static template = "kam_groupbuy_cards.KamForfeitDialog";
    static components = {Dialog};
    static props = {
        masked: String,
        face: Number,
        amount: Number,
        forfeit: Number,
        confirm: Function,
        cancel: Function,
        close: Function,
    };

    get question() {
        return _t(
            "The voucher is worth %(face)s. %(forfeit)s will be forfeited. No change is given.",
            {
                face: this.money(this.props.face),
                forfeit: this.money(this.props.forfeit),
            },
        );
    }

    money(amount) {
        return this.env.utils.formatCurrency(amount);
    }

    answer(callback) {
        callback();
        this.props.close();
    }
}
