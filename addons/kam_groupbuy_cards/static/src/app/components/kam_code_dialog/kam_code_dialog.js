import {Component, onWillUnmount} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {useAutofocus} from "@web/core/utils/hooks";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {tidy} from "@kam_groupbuy_cards/app/utils/kam_codes";

/** Asks for the number of a voucher or card; a scan or a swiped card answers as well. */
export class KamCodeDialog extends Component {
    static template = "kam_groupbuy_cards.KamCodeDialog";
    static components = {Dialog};
    static props = {
        due: Number,
        note: {type: String, optional: true},
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.input = useAutofocus({refName: "code", mobile: true});
        onWillUnmount(this.pos.kamTill.scans.capture((code) => this.answer(code)));
    }

    // Read from the field itself: what was typed while the dialog still came up counts.
    get code() {
        return tidy(this.input.el?.value);
    }

    // A reader ends with Enter, which also reaches the input, with whatever was typed
    // before in front of it: the scan comes first.
    onEnter() {
        setTimeout(() => this.answer(this.code));
    }

    answer(code) {
        if (code && !this.answered) {
            this.answered = true;
            this.props.getPayload(code);
            this.props.close();
        }
    }
}
