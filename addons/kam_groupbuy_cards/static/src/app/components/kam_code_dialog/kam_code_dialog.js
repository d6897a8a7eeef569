import {Component, onWillUnmount, useState} from "@odoo/owl";
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
        this.state = useState({code: ""});
        useAutofocus({refName: "code", mobile: true});
        onWillUnmount(this.pos.kamTill.scans.capture((code) => this.answer(code)));
    }

    get code() {
        return tidy(this.state.code);
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
