import {Component, onWillUnmount, useExternalListener, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {usePos} from "@point_of_sale/app/hooks/pos_hook";
import {Keystrokes} from "@kam_groupbuy_cards/app/utils/kam_keystrokes";

const LONGEST = 6;
const SHORTEST = 4;

/**
 * Asks for a card's PIN. There is no input element: browsers offer to store what is typed
 * into one, and a card swiped while it has the focus would write its number into it.
 */
export class KamPinDialog extends Component {
    static template = "kam_groupbuy_cards.KamPinDialog";
    static components = {Dialog};
    static props = {
        masked: String,
        note: {type: String, optional: true},
        getPayload: Function,
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.state = useState({pin: ""});
        this.buttons = [..."123456789", "clear", "0", "back"];
        this.keys = new Keystrokes((key) => this.press(key));
        useExternalListener(window, "keydown", this.onKeydown, {capture: true});
        const release = this.pos.kamTill.scans.capture(() => {});
        onWillUnmount(() => {
            release();
            this.keys.stop();
        });
    }

    get isComplete() {
        return this.state.pin.length >= SHORTEST;
    }

    get places() {
        const filled = this.state.pin.length;
        const count = Math.max(SHORTEST, filled);
        return Array.from({length: count}, (_, index) => index < filled);
    }

    onKeydown(ev) {
        const key = {Backspace: "back", Enter: "enter"}[ev.key] || ev.key;
        if (/^\d$/.test(key) || key === "back" || key === "enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.keys.press(key);
        }
    }

    press(key) {
        if (key === "enter") {
            this.confirm();
        } else if (key === "back") {
            this.state.pin = this.state.pin.slice(0, -1);
        } else if (key === "clear") {
            this.state.pin = "";
        } else if (this.state.pin.length < LONGEST) {
            this.state.pin += key;
        }
    }

    confirm() {
        if (this.isComplete) {
            this.props.getPayload(this.state.pin);
            this.props.close();
        }
    }
}
